"""The composition root: environment -> settings -> adapters, store, clock -> the running bot.

`gather` reads settings, `open_app` puts everything together; `running` (in its own module, since it
brings the web server along) serves. The only importer of adapters and store.
"""

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock, SystemClock
from bot.compose.environment import Given, gather

__all__ = ["App", "Given", "StoryClock", "SystemClock", "gather", "open_app"]
