"""The part of the tools that money needs; `Tools` fits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.flow.kept import Kept
from bot.model.changes import Change, LedgerItem
from bot.model.insight import Insight, InsightId
from bot.model.signal import Signal
from bot.ports.world import Clock


class BookStore(Protocol):
    """What of memory money reads, and the one verb that writes. The verbs are those of `ports.memory`."""

    async def commit(self, changes: Sequence[Change]) -> None:
        """Write all changes in one transaction, or none."""
        ...

    async def ledger(self) -> Sequence[LedgerItem]:
        """All ledger entries, by kind, recorded and id."""
        ...

    async def ledger_since(self, change: int) -> tuple[int, Sequence[LedgerItem]]:
        """The latest change of the ledger, and every entry written after `change` (0: all), the latest last."""
        ...

    async def first_posted(self) -> Mapping[InsightId, datetime]:
        """When each insight that was posted first stood in a channel."""
        ...

    async def insights(self, *, since: datetime | None = None) -> Sequence[Insight]:
        """Insights, by id."""
        ...

    async def signals(self, *, since: datetime | None = None) -> Sequence[Signal]:
        """Signals, removed ones included, by id."""
        ...


class Books(Protocol):
    """The store, the clock and the organisation's time zone."""

    @property
    def store(self) -> BookStore:
        """Memory."""
        ...

    @property
    def kept(self) -> Kept:
        """The ledger as it was last read."""
        ...

    @property
    def clock(self) -> Clock:
        """What time it is."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        ...
