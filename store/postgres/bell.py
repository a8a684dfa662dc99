"""`listen` and `notify`: a connection that hears it when something came in, and the words that ring."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Any, Final

import asyncpg

from bot.ports.sharing import ARRIVALS
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import CONNECT_SECONDS, Session

CHANNEL: Final = "earshot"
_RING: Final = "begin; set local synchronous_commit = off; WORDS commit"
"""After the commit that it tells of, and waiting for no disk: who rings holds up all others who ring."""


def ring(session: Session, arrivals: Collection[str]) -> None:
    """Tell everybody who listens; where that fails they find it when they look."""
    with suppress(*ERRORS):
        session.run(_RING.replace("WORDS", "".join(f"notify {CHANNEL}, '{one}';" for one in sorted(arrivals))))
    if session.in_transaction:
        session.run("rollback")


class Bell:
    """Implements `ports.sharing.Bell` on a connection of its own, made when it is first waited for."""

    def __init__(self, url: str, *, application: str) -> None:
        self._url = url
        self._application = application
        self._connection: asyncpg.Connection[Any] | None = None
        self._heard: set[str] = set()
        self._rung = asyncio.Event()

    async def arrived(self, within: float) -> Collection[str]:
        """What arrived (see the port)."""
        try:
            if self._connection is None or self._connection.is_closed():
                await self._listen()
        except ERRORS as error:
            raise meaning(error) from error
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), within)
        self._rung.clear()
        heard, self._heard = self._heard, set()
        return heard

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None and not self._connection.is_closed():
            with suppress(*ERRORS):
                await self._connection.close(timeout=CONNECT_SECONDS)

    async def _listen(self) -> None:
        settings = {"application_name": self._application}
        made = await asyncpg.connect(self._url, timeout=CONNECT_SECONDS, server_settings=settings)
        made.add_termination_listener(lambda _: self._rung.set())
        await made.add_listener(CHANNEL, lambda _, __, ___, word: self._hear(word))
        self._connection = made
        self._heard |= ARRIVALS  # nobody knows what was missed
        self._rung.set()

    def _hear(self, word: str) -> None:
        self._heard.add(word)
        self._rung.set()
