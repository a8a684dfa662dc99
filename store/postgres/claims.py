"""Claims on the inbox: batches that nobody else is at, taken with `for update skip locked`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from bot.model.changes import Receive
from bot.model.leases import LEASE
from store.codec import load
from store.columns import instant
from store.postgres.dialect import statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import Session

TRIES: Final = 3
"""So often an event is claimed: whoever kept dying over it leaves it to the process that thinks."""
CLAIM_US: Final = int(LEASE.total_seconds() * 1_000_000)

T = TypeVar("T")


class Claims:
    """Implements `ports.sharing.Claims`; one thread, one connection."""

    def __init__(self, session: Session, *, holder: str) -> None:
        self._session = session
        self._holder = holder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="earshot-claims")

    async def claim(self, kinds: Collection[str], most: int) -> Sequence[Receive]:
        """A batch that is ours (see the port)."""
        values = {"holder": self._holder, "lasts": CLAIM_US, "kinds": list(kinds), "most": most, "tries": TRIES}
        rows = await self._ask(lambda: self._rows("claim.take", values))
        return [
            Receive(event_id=event_id, kind=kind, payload=load(payload), at=instant(at))
            for event_id, kind, payload, at, _ in sorted(rows, key=lambda row: (row[3], row[4]))
        ]

    async def keep(self, ahead: Mapping[str, str]) -> int:
        """Keep what was understood (see the port)."""
        values = {"holder": self._holder, "ids": list(ahead), "ahead": list(ahead.values())}
        return len(await self._ask(lambda: self._rows("claim.keep", values)))

    def close(self) -> None:
        """Close the connection."""
        self._thread.submit(self._session.close)
        self._thread.shutdown(wait=True)

    def _rows(self, name: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        self._session.connect()
        return self._session.rows(statement(name), values)

    async def _ask(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except ERRORS as error:
            raise meaning(error) from error
