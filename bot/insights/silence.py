"""A source that says nothing: when that is odd, and the insight about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.insights.finding import Finding, Scene, over, settled, within
from bot.model.changes import Gap
from bot.model.insight import Numbers

DAYS = 7  # on fewer days nothing is usual yet


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


def usual_pause(hours: Sequence[int], *, now: datetime) -> timedelta | None:
    """How long the source is usually quiet at most: nights and weekends count as usual, a single long pause does not.

    Of each day on which it spoke the longest pause that ended then, and of these the one that nine in ten do not
    exceed. None where it did not speak on enough days to say so.

    Args:
        hours: the UTC hours since the epoch in which it said something, in the last weeks.
        now: the instant.
    """
    longest: dict[int, int] = {}
    this = int(now.timestamp() // 3600)
    known = sorted(set(hours))
    for before, hour in pairwise(known):
        day = (this - hour) // 24
        longest[day] = max(longest.get(day, 0), hour - before)
    if len(longest) < DAYS:
        return None
    pauses = sorted(longest.values())
    return timedelta(hours=max(1, pauses[min(len(pauses) - 1, math.ceil(0.9 * len(pauses)) - 1)]))


def _missing(scene: Scene, gap: Gap) -> float | None:
    """What the source usually says in such a time, from its 28 days before."""
    first = gap.start - timedelta(days=28)
    if scene.view.started.get(gap.source, scene.now) > first:
        return None
    days = [count.sources.get(gap.source, 0) for theme in scene.view.themes for day, count in theme.days.items()
            if first.date().isoformat() <= day < gap.start.date().isoformat()]  # fmt: skip
    return round(sum(days) / 28 * (scene.now - gap.start).total_seconds() / 86400, 1) if days else None
