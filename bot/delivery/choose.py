"""Which insights a digest shows: what is new for the department, or changed since it was shown there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.plan import deliverable
from bot.delivery.plan import muted as is_muted
from bot.model.changes import Shown
from bot.model.delivery import Delivery
from bot.model.insight import Insight, InsightId, InsightKind, Status, StatusChange
from bot.model.people import Place
from bot.model.signal import Signal

ENDED: tuple[Status, ...] = ("told", "measured", "declined")
"""Insights in these states are not entries of a digest; they stand under "Fixed and told" and "Elsewhere"."""

NEWS = timedelta(days=14)
"""What lasts and found no room for so long is no news any more: it is only counted as still open."""

LASTING: tuple[InsightKind, ...] = ("repeat", "praise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the digest shows, in order, and the open insights of the department that it does not repeat."""

    insights: tuple[Insight, ...]
    waiting: tuple[Insight, ...]

    @property
    def still_open(self) -> Mapping[InsightKind, int]:
        """How many open insights of each kind the digest does not show."""
        return Counter(insight.kind for insight in self.waiting)


def choose(
    ranked: Sequence[Insight], *, department: str | None, place: Place, since: datetime,
    shown: Sequence[Shown], statuses: Sequence[StatusChange], signals: Sequence[Signal],
    deliveries: Sequence[Delivery], muted: Mapping[int, int], limit: int = 5,
) -> Chosen:  # fmt: skip
    """The insights of a department (None: of none, triage) for a place's digest, out of all in their ranked order.

    An insight is shown when it never was in this place and is open or was updated since `since` (not what lasts and
    waited for two weeks);
    again only when its level, its status or its departments changed after it was last shown. What
    finds no room comes the next day. Everything else is what the store says (shown, deliveries
    may hold other places too).
    """
    last = _last_shown(shown, place)
    changed = _changes(statuses, signals, deliveries, place)
    fresh: list[Insight] = []
    waiting: list[Insight] = []
    for insight in ranked:
        if not concerns(insight, department) or not deliverable(insight, place):
            continue
        if is_muted(insight, muted) or insight.status in ENDED:
            continue
        before = last.get(insight.id)
        if before is None:
            news = (insight.open or insight.updated >= since) and not _is_stale(insight, since)
        else:
            news = any(at > before for at in changed.get(insight.id, ()))
        if news and len(fresh) < limit:
            fresh.append(insight)
        elif insight.open and insight.status != "fixed":
            waiting.append(insight)
    return Chosen(insights=tuple(fresh), waiting=tuple(waiting))


def concerns(insight: Insight, department: str | None) -> bool:
    """Whether an insight belongs to a department now; to triage when it belongs to none."""
    return department in insight.active if department is not None else not insight.active


def _is_stale(insight: Insight, since: datetime) -> bool:
    return insight.kind in LASTING and insight.status == "new" and insight.found < since - NEWS


def _last_shown(shown: Sequence[Shown], place: Place) -> dict[InsightId, datetime]:
    last: dict[InsightId, datetime] = {}
    for one in shown:
        if one.place == place:
            last[one.insight] = max(one.at, last.get(one.insight, one.at))
    return last


def _changes(
    statuses: Sequence[StatusChange], signals: Sequence[Signal], deliveries: Sequence[Delivery], place: Place
) -> dict[InsightId, list[datetime]]:
    """When each insight changed: a status, a department (tagged or moved), a level (said in its thread here)."""
    found: dict[InsightId, list[datetime]] = {}
    for change in statuses:
        if change.before != change.after:
            found.setdefault(change.insight, []).append(change.at)
    for signal in signals:
        if signal.kind in ("tag", "routed") and signal.removed is None:
            found.setdefault(signal.insight, []).append(signal.at)
    for one in deliveries:
        if one.kind == "update" and one.place == place and one.insight is not None:
            found.setdefault(one.insight, []).append(one.at)
    return found
