"""Leases: who owns a piece of the work until when, and the token by which a commit proves that it still does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

SHARD: Final = "think/"
"""Before the number of a shard of thinking."""
THINK: Final = f"{SHARD}0"
"""Owned by the one process that thinks shard 0, and leads: takes mentions in, and does what is done once for all."""
POST: Final = "post/"
"""Before the number of a share of the channels."""
SHARES: Final = 8
"""Into so many shares the channels are dealt."""
AT_WORK: Final = "at/"
"""Before the role and the name of a process that is there."""
LEASE: Final = timedelta(seconds=10)
"""So long a lease lasts that is not renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lease as it was given: a higher token of the same name makes it worthless."""

    name: str
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How a lease stands: who has it, how often it changed hands, and whether it still lasts."""

    name: str
    holder: str
    token: int
    lasts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Depths:
    """How much waits: events that came in and posts to go out, and since how many seconds the oldest of each does."""

    inbox: int = 0
    inbox_age: float = 0.0
    outbox: int = 0
    outbox_age: float = 0.0
