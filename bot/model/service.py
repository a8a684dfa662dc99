"""Service conversations: a customer's turns, and what the help desk says became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.mention import MentionId, Untrusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a conversation that ended. Times in minutes since its first turn; None: the desk does not say."""

    status: str
    first_response: float | None = None
    resolution: float | None = None
    answer: Untrusted | None = None
    satisfaction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a customer. `case` is the conversation it belongs to; the outcome stands with one turn of it."""

    id: MentionId
    case: tuple[str, str]
    voice: str
    author: Untrusted | None
    at: datetime
    text: Untrusted
    outcome: Outcome | None = None
