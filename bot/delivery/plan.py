"""What goes to the outbox: keys, budgets, quiet hours. The same cause gives the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.config import Posting
from bot.model.changes import Enqueue, KeepShown
from bot.model.delivery import Delivery
from bot.model.insight import Insight, InsightId
from bot.model.message import Message
from bot.model.people import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Why nothing is posted now."""

    reason: Literal["private", "posted", "small", "muted", "quiet", "budget"]


def deliverable(insight: Insight, place: Place) -> bool:
    """Whether the insight may be shown in this place at all (a private one only where it was said)."""
    raise NotImplementedError


def posted_today(deliveries: Sequence[Delivery], place: Place, day: date, zone: ZoneInfo) -> int:
    """How many root posts (digests, alerts) a place got on a local date."""
    raise NotImplementedError


def plan_alert(
    insight: Insight, place: Place, message: Message, *, posted: int, posting: Posting, zone: ZoneInfo, now: datetime,
    root: bool, digest_to_come: bool, muted: Mapping[int, int],
) -> Enqueue | Wait:  # fmt: skip
    """A root post of its own, if the posting rules allow it now; else the insight waits for the digest.

    Args:
        posted: root posts of the place so far today.
        root: whether the insight already has a root there.
        digest_to_come: whether today's digest still needs its share of the budget.
    """
    raise NotImplementedError


def plan_digest(
    message: Message, place: Place, day: date, *, now: datetime, cards: Sequence[tuple[Insight, Message]],
    rooted: frozenset[InsightId], scores: Mapping[InsightId, float], version: str,
) -> tuple[Enqueue | KeepShown, ...]:  # fmt: skip
    """The digest, in its thread a root for each insight that has none there, and what was shown in which rank."""
    raise NotImplementedError


def plan_edit(insight: Insight, root: Delivery, message: Message, *, now: datetime) -> tuple[Enqueue, ...]:
    """The root redrawn (silently): numbers or status changed."""
    raise NotImplementedError


def plan_update(
    insight: Insight, root: Delivery, message: Message, *, note: Message, now: datetime
) -> tuple[Enqueue, ...]:
    """A new level: the root redrawn, and a reply in its thread that says what grew."""
    raise NotImplementedError


def plan_note(insight: InsightId, root: Delivery, note: Message, *, cause: str, now: datetime) -> Enqueue:
    """A reply in the insight's thread (`cause` makes its key: an act's key, a level ...)."""
    raise NotImplementedError
