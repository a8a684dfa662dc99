"""The one HTTP server. Chats and webhooks export routes, compose mounts them here.

- `connect(host=, port=, routes=, ...)`: starts listening.
- `health()`: the route /health, for ports that are open to the outside.
- `hooks(...)`: the routes /hooks/NAME, to which outside systems deliver.
- `read_body(request)`: its bytes as they were sent, capped; for chats, which are handed it.
- `watching(...)`: the routes /health, /ready and /metrics.
"""

from adapters.web.body import read_body as read_body
from adapters.web.hooks import hooks as hooks
from adapters.web.server import connect as connect
from adapters.web.watch import health as health
from adapters.web.watch import watching as watching
