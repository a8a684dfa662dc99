"""What the use cases are given: the ports, and what the thinking process holds between two batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.ports.memory import Store
from bot.ports.world import Clock, Files, NewId, Secrets, Summariser
from bot.understanding import Understood

Read = Callable[[Sequence[str]], list[Understood]]
"""Reads texts in a batch, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The ports and settings that a use case works with.

    `turn` is held by whoever changes what is known: one at a time thinks, readers do not wait.
    `fp` names a failpoint (nothing by default).
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

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone: the day and hour of every count."""
        return ZoneInfo(self.settings.organisation.timezone)
