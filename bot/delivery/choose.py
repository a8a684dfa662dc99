"""Which insights a digest shows: what is new for the department, or changed since it was shown there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.changes import Shown
from bot.model.delivery import Delivery
from bot.model.insight import Insight, StatusChange
from bot.model.people import Place
from bot.model.signal import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the digest shows, in order, and how many open insights of the department it does not repeat."""

    insights: tuple[Insight, ...]
    still_open: int


def choose(
    ranked: Sequence[Insight], *, department: str | None, place: Place, since: datetime,
    shown: Sequence[Shown], statuses: Sequence[StatusChange], signals: Sequence[Signal],
    deliveries: Sequence[Delivery], muted: Mapping[int, int], limit: int = 5,
) -> Chosen:  # fmt: skip
    """The insights of a department (None: of none, triage) for a place's digest, out of all in their ranked order.

    Everything else is what the store says (deliveries and shown may hold other places too).
    """
    raise NotImplementedError
