"""The composition root: environment -> settings -> adapters, store, clock -> the running bot.

`gather` reads settings, `open_app` puts everything together, `run` serves. The only importer of
adapters and store.
"""

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock, SystemClock
from bot.compose.environment import Given, gather
from bot.compose.running import Running, running

__all__ = ["App", "Given", "Running", "StoryClock", "SystemClock", "gather", "open_app", "running"]
