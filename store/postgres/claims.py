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
from store.postgres.dialect import Statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import Session

TRIES: Final = 3
"""So often an event is claimed: whoever kept dying over it leaves it to the process that thinks."""
CLAIM_US: Final = int(LEASE.total_seconds() * 1_000_000)

_NOW: Final = "(extract(epoch from clock_timestamp()) * 1000000)::bigint"
_CLAIM: Final = Statement(
    f"""update inbox set claimed = $1, claim_until = {_NOW} + $2, tries = tries + 1
where id in (
  select id from inbox
  where settled = 0 and ahead = '' and kind = any($3::text[]) and claim_until < {_NOW} and tries < $5
  order by at, id limit $4 for update skip locked
) returning event_id, kind, payload, at, id""",  # noqa: S608 - our own words alone
    ("holder", "lasts", "kinds", "most", "tries"),
)
_KEEP: Final = Statement(
    """update inbox set ahead = k.ahead, claimed = '', claim_until = 0
from unnest($2::text[], $3::text[]) as k (event_id, ahead)
where inbox.event_id = k.event_id and inbox.claimed = $1 and inbox.settled = 0 returning 1""",
    ("holder", "ids", "ahead"),
)

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
        rows = await self._ask(lambda: self._rows(_CLAIM, values))
        return [
            Receive(event_id=event_id, kind=kind, payload=load(payload), at=instant(at))
            for event_id, kind, payload, at, _ in sorted(rows, key=lambda row: (row[3], row[4]))
        ]

    async def keep(self, ahead: Mapping[str, str]) -> int:
        """Keep what was understood (see the port)."""
        values = {"holder": self._holder, "ids": list(ahead), "ahead": list(ahead.values())}
        return len(await self._ask(lambda: self._rows(_KEEP, values)))

    def close(self) -> None:
        """Close the connection."""
        self._thread.submit(self._session.close)
        self._thread.shutdown(wait=True)

    def _rows(self, statement: Statement, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        self._session.connect()
        return self._session.rows(statement, values)

    async def _ask(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except ERRORS as error:
            raise meaning(error) from error
