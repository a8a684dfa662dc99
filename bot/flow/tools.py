"""What the use cases are given: the ports, and what the thinking process holds between two batches."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.flow.kept import Kept
from bot.model.people import Place
from bot.model.views import Check
from bot.ports.memory import Store
from bot.ports.world import Clock, Files, NewId, Secrets, Summariser
from bot.routing.learned import Learn, learn
from bot.understanding import Understood

Members = Callable[[Place], Awaitable[frozenset[str] | None]]
"""The ids of the people who see a place now; None: everyone of the organisation."""

Examine = Callable[[], Awaitable[Sequence[Check]]]
"""Asks the chats outside how they are."""

Read = Callable[[Sequence[str]], list[Understood]]
"""Reads texts in a batch, in order."""


async def nobody(place: Place) -> frozenset[str] | None:
    """Nobody: where no platform can be asked, what is private stays so."""
    return frozenset()


async def nowhere() -> Sequence[Check]:
    """Nothing: there is no chat outside."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The ports and settings that a use case works with.

    `turn` is held by whoever changes what is known: one at a time thinks, readers do not wait.
    `fp` names a failpoint (nothing by default). `members` says who sees a place now, `examine` how the chats outside
    are. `kept` is the ledger, read once. `learn` learns routing from much labelled history, or remembers what it
    learned. `compare_by` says by which vectors `read` compares from now on (`flow.rereading` names them).
    """

    store: Store
    clock: Clock
    ids: NewId
    secrets: Secrets
    settings: Settings
    read: Read
    summariser: Summariser
    files: Files
    turn: Callable[[], AbstractAsyncContextManager[object]]
    fp: Callable[[str], None] = field(default=lambda name: None)
    members: Members = nobody
    examine: Examine = nowhere
    kept: Kept = field(default_factory=Kept)
    learn: Learn = learn
    compare_by: Callable[[str], None] = field(default=lambda name: None)

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone: the day and hour of every count."""
        return ZoneInfo(self.settings.organisation.timezone)
