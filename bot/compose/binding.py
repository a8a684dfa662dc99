"""Whether the server could listen."""

from __future__ import annotations

from adapters import web


async def can_listen(host: str, port: int) -> None:
    """Take the address and let it go again.

    Raises:
        OSError: it cannot be had.
    """
    server = await web.connect(host=host, port=port, routes=())
    await server.close()
