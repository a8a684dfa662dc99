"""The effect of a fix from weekly counts: which weeks, whether it can be told at all, and what it came to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from bot.model.effect import Effect, EffectWeek, Measured, Naive, Why
from bot.roi.effect.estimate import STUDENT, Band, Change, Counts, Ratios, band, change, learn, ratios
from bot.roi.effect.weeks import LEAST_AFTER, LEAST_BEFORE, LEAST_TOPICS, Window, judged_from

COMPARED = 5
"""So many of the topics compared with are named."""
MOST_TOPICS = 200
"""A forecast is learned from at most so many topics, the largest."""
SHOWN = 4
"""Decimals of what is kept: no machine's last digit gets into an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A fix to be judged: of an insight's topic, or of a keyword group; or another `change` that was to move it."""

    insight: int
    theme: int | None
    group: str
    fixed: date
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """What was counted in the W complete weeks from the window's first one on, in `sources` that were heard all along.

    `own` is the fixed topic (W), `topics` the others (K x W) by `ids`, `total` all mentions less those of other topics
    that were fixed in this time; `fixed` are the rows of these among `topics`.
    """

    own: Counts
    topics: Counts
    ids: tuple[int, ...]
    total: Counts
    fixed: frozenset[int] = frozenset()
    sources: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def effect_of(fix: Fix, history: History, weeks: Window, naive: Naive) -> Effect:
    """The effect as it can be told from these weeks."""
    chosen = _chosen(history, weeks)
    why = _why(history, weeks, len(chosen) + 1)
    said = _Said(history, weeks, chosen) if why is None else None
    return Effect(
        insight=fix.insight, theme=fix.theme, group=fix.group, fixed=fix.fixed, start=weeks.start, until=weeks.until,
        before=weeks.before, after=weeks.after, topics=len(chosen) + 1,
        compared=tuple(history.ids[row] for row in chosen[:COMPARED]), sources=history.sources,
        left_out=history.left_out, naive=naive, weeks=_weeks(history, weeks, said.band() if said else None),
        measured=said.measured() if said else None, why=why,
        judged=judged_from(fix.fixed) if why == "too_soon" else None, change=fix.change,
    )  # fmt: skip


def _why(history: History, weeks: Window, topics: int) -> Why | None:
    """Why nothing can be told; what time alone does not mend comes first."""
    if weeks.before < LEAST_BEFORE:
        return "short_history"
    if not history.own[: weeks.before].any():
        return "not_heard"
    if topics < LEAST_TOPICS:
        return "few_topics"
    return "too_soon" if weeks.after < LEAST_AFTER else None


def _chosen(history: History, weeks: Window) -> list[int]:
    """The rows of the topics that the forecast is learned from: those heard before, the largest first."""
    before = history.topics[:, : weeks.before].sum(axis=1)
    order = sorted(range(len(history.ids)), key=lambda row: (-int(before[row]), history.ids[row]))
    return [row for row in order if before[row]][:MOST_TOPICS]


class _Said:
    """The model's word on one fix."""

    def __init__(self, history: History, weeks: Window, chosen: list[int]) -> None:
        whole = (weeks.until - weeks.first).days // 7
        skipped = (weeks.start - weeks.first).days // 7
        self._before, self._after = range(weeks.before), range(skipped, whole)
        self._later = range(weeks.before, whole)
        self._counts = np.vstack([history.own[None, :whole], history.topics[chosen][:, :whole]])
        rows = [at for at, row in enumerate(chosen, 1) if row in history.fixed]
        self._found: Ratios = ratios(self._counts, history.total[:whole], self._before, fixed=rows)
        self._shared = learn(self._found, self._before)

    def measured(self) -> Measured:
        """The change and what was avoided."""
        one = change(self._found, 0, self._shared, before=self._before, after=self._after)
        return measured(one, int(self._counts[0, list(self._after)].sum()))

    def band(self) -> Band:
        """The forecast of every week from the fix on."""
        return band(self._found, 0, self._shared, before=self._before, later=self._later)


def measured(one: Change, after: int) -> Measured:
    """The change as shares, and the mentions avoided by it, given how many came after."""
    return Measured(
        change=_kept(math.expm1(one.b)), low=_kept(math.expm1(one.low)), high=_kept(math.expm1(one.high)),
        visible=_kept(-math.expm1(-STUDENT * one.sd)), after=after, avoided=_avoided(after, one.b),
        avoided_low=_avoided(after, one.high), avoided_high=_avoided(after, one.low),
    )  # fmt: skip


def _avoided(after: int, b: float) -> float:
    return round(after * math.expm1(-b), 2)


def _kept(value: float) -> float:
    return round(value, SHOWN)


def _weeks(history: History, weeks: Window, said: Band | None) -> tuple[EffectWeek, ...]:
    """Every complete week, with the forecast from the fix on."""
    found = []
    for at, count in enumerate(history.own):
        row = at - weeks.before
        told = said is not None and 0 <= row < len(said.middle)
        middle, low, high = (
            (round(float(one[row]), 2) for one in (said.middle, said.low, said.high))
            if said is not None and told
            else (None, None, None)
        )
        monday = weeks.first + timedelta(weeks=at)
        found.append(EffectWeek(monday=monday, count=int(count), forecast=middle, low=low, high=high))
    return tuple(found)
