"""A source that says nothing: when that is odd, and the insight about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.insights.finding import Finding, Scene, over, settled, within
from bot.model.changes import Gap
from bot.model.insight import Numbers

ODD = 1e-4  # once in ten thousand such stretches a source of this rate is silent by chance


def silences(scene: Scene) -> list[Finding]:
    """One finding for each source whose gap is open, over once it speaks again.

    Severity .5, .02 more a day, at most .8.
    """
    found = []
    open_gaps = {gap.source: gap for gap in scene.view.gaps if gap.end is None}
    for source, gap in sorted(open_gaps.items()):
        standing = scene.standing("silence", None, source)
        days = (scene.now - gap.start).total_seconds() / 86400
        numbers = Numbers(mentions=0, people=0, copies=0, usual=_missing(scene, gap), since=gap.start, until=scene.now)
        finding = Finding(
            kind="silence", change="new", source=source, numbers=numbers, severity=within(min(0.8, 0.5 + 0.02 * days))
        )
        found.append(settled(finding, standing))
    ended = [one for one in scene.view.insights if one.kind == "silence" and one.source not in open_gaps]
    return [*found, *(over(insight) for insight in ended)]


def silent_since(
    last: datetime, *, now: datetime, days: Mapping[str, int], least_hours: float = 0.0
) -> datetime | None:
    """When the source fell silent, if it did: `last`, once the silence is too long for its usual rate.

    Args:
        last: its newest mention.
        now: the instant.
        days: its mentions on each local day of the last weeks that it was heard, without today, empty days as 0.
        least_hours: never odd before so many hours.
    """
    hours = (now - last).total_seconds() / 3600
    if len(days) < 7 or hours <= max(0.0, least_hours):
        return None
    # The slowest quarter of its days is what a night or a weekend may look like.
    slow = sorted(days.values())[len(days) // 4]
    rate = max(slow, 0.5 * sum(days.values()) / len(days)) / 24
    return last if rate * max(0.0, hours - 12) >= -math.log(ODD) else None


def _missing(scene: Scene, gap: Gap) -> float | None:
    """What the source usually says in such a time, from its 28 days before."""
    first = gap.start - timedelta(days=28)
    if scene.view.started.get(gap.source, scene.now) > first:
        return None
    days = [count.sources.get(gap.source, 0) for theme in scene.view.themes for day, count in theme.days.items()
            if first.date().isoformat() <= day < gap.start.date().isoformat()]  # fmt: skip
    return round(sum(days) / 28 * (scene.now - gap.start).total_seconds() / 86400, 1) if days else None
