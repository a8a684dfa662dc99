"""The one server, as compose holds it."""

from __future__ import annotations

from typing import Protocol


class Server(Protocol):
    """A server that is listening."""

    @property
    def port(self) -> int:
        """The port it listens on (the real one where 0 was asked for)."""
        ...

    async def close(self) -> None:
        """Stop listening, end what is open, and return when all is closed."""
        ...
