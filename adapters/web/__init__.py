"""The one HTTP server. Chats and webhooks export routes, compose mounts them here.

- `connect(host=, port=, routes=, ...)`: starts listening.
- `watching(...)`: the routes /health, /ready and /metrics.
"""

from adapters.web.server import connect as connect
from adapters.web.watch import watching as watching
