"""The effect of a fix from counts by day: which weeks, whether it can be told at all, and what it came to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from bot.model.effect import Effect, EffectWeek, Measured, Naive, Why
from bot.roi.effect.estimate import STUDENT, Band, Change, Counts, Ratios, band, change, learn, ratios
from bot.roi.effect.weeks import LEAST_AFTER, LEAST_BEFORE, LEAST_TOPICS, NAIVE_DAYS, Window, judged_from

COMPARED = 5
"""So many of the topics compared with are named."""
MOST_TOPICS = 200
"""A forecast is learned from at most so many topics, the largest."""
SHOWN = 4
"""Decimals of what is kept: no machine's last digit gets into an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A fix to be judged: of an insight's topic, or of a keyword group."""

    insight: int
    theme: int | None
    group: str
    fixed: date


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """What was counted from `first` on by day, in the `sources` that were heard all the time.

    `own` is the fixed topic (D days), `topics` the others (K x D) by `ids`, `total` all mentions less those of other
    topics that were fixed in this time; `fixed` are the rows of these among `topics`.
    """

    first: date
    own: Counts
    topics: Counts
    ids: tuple[int, ...]
    total: Counts
    fixed: frozenset[int] = frozenset()
    sources: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def effect_of(fix: Fix, history: History, weeks: Window, *, today: date) -> Effect:
    """The effect as it can be told today."""
    chosen = _chosen(history, weeks)
    why = _why(history, weeks, len(chosen) + 1)
    said = _Said(history, weeks, chosen) if why is None else None
    return Effect(
        insight=fix.insight, theme=fix.theme, group=fix.group, fixed=fix.fixed, start=weeks.start, until=weeks.until,
        before=weeks.before, after=weeks.after, topics=len(chosen) + 1,
        compared=tuple(history.ids[row] for row in chosen[:COMPARED]), sources=history.sources,
        left_out=history.left_out, naive=_naive(fix, history, today if why else weeks.until),
        weeks=_weeks(history, weeks, said.band() if said else None, today),
        measured=said.measured() if said else None, why=why,
        judged=judged_from(fix.fixed) if why == "too_soon" else None,
    )  # fmt: skip


def _why(history: History, weeks: Window, topics: int) -> Why | None:
    """Why nothing can be told; what time alone does not mend comes first."""
    if weeks.before < LEAST_BEFORE:
        return "short_history"
    if not history.own[: (weeks.end - history.first).days].any():
        return "not_heard"
    if topics < LEAST_TOPICS:
        return "few_topics"
    return "too_soon" if weeks.after < LEAST_AFTER else None


def _chosen(history: History, weeks: Window) -> list[int]:
    """The rows of the topics that the forecast is learned from: those heard before, the largest first."""
    before = history.topics[:, : max((weeks.end - history.first).days, 0)].sum(axis=1)
    order = sorted(range(len(history.ids)), key=lambda row: (-int(before[row]), history.ids[row]))
    return [row for row in order if before[row]][:MOST_TOPICS]


class _Said:
    """The model's word on one fix."""

    def __init__(self, history: History, weeks: Window, chosen: list[int]) -> None:
        whole = (weeks.until - weeks.first).days // 7
        skipped = (weeks.start - weeks.first).days // 7
        self._before, self._after = range(weeks.before), range(skipped, whole)
        self._later = range(weeks.before, whole)
        offset = (weeks.first - history.first).days

        def weekly(days: Counts) -> Counts:
            cut = days[..., offset : offset + 7 * whole]
            return np.asarray(cut.reshape(*cut.shape[:-1], whole, 7).sum(axis=-1), np.int64)

        counts = np.vstack([weekly(history.own)[None, :], weekly(history.topics[chosen])])
        rows = [at for at, row in enumerate(chosen, 1) if row in history.fixed]
        self._counts = counts
        self._found: Ratios = ratios(counts, weekly(history.total), self._before, fixed=rows)
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


def _naive(fix: Fix, history: History, until: date) -> Naive:
    """The days before the fix and since, as far as they were heard."""
    since = max(fix.fixed - timedelta(days=NAIVE_DAYS), history.first)
    at, from_, to = ((day - history.first).days for day in (fix.fixed, since, max(until, fix.fixed)))
    before, after = history.own[from_:at], history.own[at:to]
    return Naive(before=int(before.sum()), before_days=len(before), after=int(after.sum()), after_days=len(after))


def _weeks(history: History, weeks: Window, said: Band | None, today: date) -> tuple[EffectWeek, ...]:
    """Every complete week from the first one to the last, with the forecast from the fix on."""
    found = []
    last = max(weeks.until, weeks.end) if said is not None else today
    monday = weeks.first
    while monday + timedelta(weeks=1) <= last:
        at = (monday - history.first).days
        row = (monday - weeks.end).days // 7
        middle, low, high = (
            (round(float(one[row]), 2) for one in (said.middle, said.low, said.high))
            if said is not None and row >= 0
            else (None, None, None)
        )
        count = int(history.own[at : at + 7].sum())
        found.append(EffectWeek(monday=monday, count=count, forecast=middle, low=low, high=high))
        monday += timedelta(weeks=1)
    return tuple(found)
