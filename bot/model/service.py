"""Service conversations: a customer's turns, and what the help desk says became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.mention import MentionId, Untrusted

OPEN: Final = frozenset({
    "active", "hold", "in progress", "new", "on hold", "on-hold", "open", "pending", "snoozed", "waiting",
})  # fmt: skip
"""What help desks call a conversation that has not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a conversation so far. Times in minutes since its first turn; None: the desk does not say."""

    status: str
    first_response: float | None = None
    resolution: float | None = None
    answer: Untrusted | None = None
    satisfaction: str | None = None

    @property
    def ended(self) -> bool:
        """Whether it is over: it is not, where the desk's word for it says so."""
        return self.status.strip().casefold() not in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a customer, by a `channel`. `case` is its conversation; the outcome stands with one turn of it."""

    id: MentionId
    case: tuple[str, str]
    voice: str
    author: Untrusted | None
    at: datetime
    text: Untrusted
    channel: str | None = None
    outcome: Outcome | None = None
