"""Claims on the inbox: batches that nobody else is at, taken with `for update skip locked`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bot.model.changes import Receive
from bot.model.leases import LEASE
from store.codec import load
from store.columns import instant
from store.postgres.dialect import statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import Session

TRIES: Final = 3
"""So often a batch is claimed: whoever kept dying over it leaves it to the process that thinks."""
CLAIM_US: Final = int(LEASE.total_seconds() * 1_000_000)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What was claimed: the number of the batch, how often it was claimed, and the place of each event in it."""

    number: int
    tries: int
    size: int
    places: Mapping[str, int]


class Claims:
    """Implements `ports.sharing.Claims`; one thread, one connection."""

    def __init__(self, session: Session, *, holder: str) -> None:
        self._session = session
        self._holder = holder
        self._batch: _Batch | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="earshot-claims")

    async def claim(self, kinds: Collection[str], most: int) -> Sequence[Receive]:
        """A batch that is ours (see the port)."""
        values = {"holder": self._holder, "lasts": CLAIM_US, "kinds": list(kinds), "most": most, "tries": TRIES}
        rows = await self._ask(lambda: self._rows("claim.take", values))
        if not rows:
            self._batch = None
            return []
        (number, tries, size, *_), places = rows[0], {row[4]: row[3] - 1 for row in rows}
        self._batch = _Batch(number=number, tries=tries, size=size, places=places)
        return [
            Receive(event_id=event_id, kind=kind, payload=load(payload), at=instant(at))
            for *_, event_id, kind, payload, at in rows
        ]

    async def keep(self, ahead: Mapping[str, str]) -> int:
        """Keep what was understood (see the port)."""
        batch, self._batch = self._batch, None
        if batch is None:
            return 0
        ours, said = [""] * batch.size, {one: text for one, text in ahead.items() if one in batch.places}
        for event_id, text in said.items():
            ours[batch.places[event_id]] = text
        values = {"holder": self._holder, "batch": batch.number, "tries": batch.tries, "ahead": ours}
        return len(said) if await self._ask(lambda: self._rows("claim.keep", values)) else 0

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
