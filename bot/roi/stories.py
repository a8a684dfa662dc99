"""What became of insights: when each was first voiced, taken on, fixed, and its customers told."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

from bot.model.insight import Insight, StatusChange

STEPS = ("taken", "fixed", "told")
_TAKEN = ("acknowledged", "in_work", "fixed", "told")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An insight and its steps so far; None where a step was not taken, or was taken back by opening it again."""

    insight: Insight
    voiced: datetime
    taken: StatusChange | None = None
    fixed: StatusChange | None = None
    told: StatusChange | None = None
    declined: StatusChange | None = None

    def step(self, name: str) -> StatusChange | None:
        """One of the steps by its name."""
        return {"taken": self.taken, "fixed": self.fixed, "told": self.told}[name]

    def days(self, name: str) -> float | None:
        """Days of 24 hours from the first mention to a step."""
        step = self.step(name)
        return None if step is None else max((step.at - self.voiced) / _DAY, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long it took to one step: over `count` insights, in days."""

    step: str
    count: int
    median: float | None
    ninetieth: float | None


def story(
    insight: Insight, history: Sequence[StatusChange], *, at: datetime, voiced: datetime | None = None
) -> Story:  # fmt: skip
    """The story of an insight first `voiced` then, until `at`; opening it again takes back what came before."""
    found = Story(insight=insight, voiced=voiced or insight.numbers.since)
    for change in (one for one in history if one.at <= at):
        if change.after == "new":
            found = Story(insight=insight, voiced=found.voiced)
            continue
        found = Story(
            insight=insight,
            voiced=found.voiced,
            taken=found.taken or (change if change.after in _TAKEN else None),
            fixed=change if change.after == "fixed" and change.before != "fixed" else found.fixed,
            told=found.told or (change if change.after == "told" else None),
            declined=change if change.after == "declined" else found.declined,
        )
    return found


def waits(stories: Iterable[Story], within: Callable[[datetime], bool]) -> tuple[Wait, ...]:
    """How long each step took, over the insights whose step was taken within the days asked about."""
    mine = list(stories)
    found = []
    for name in STEPS:
        took = sorted(
            days for one in mine
            if (step := one.step(name)) is not None and within(step.at) and (days := one.days(name)) is not None
        )  # fmt: skip
        found.append(
            Wait(step=name, count=len(took), median=median(took) if took else None, ninetieth=_ninetieth(took))
        )
    return tuple(found)


def _ninetieth(ordered: Sequence[float]) -> float | None:
    """The 90th percentile by nearest rank: nine of ten took no longer."""
    return ordered[math.ceil(0.9 * len(ordered)) - 1] if ordered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Local days, half-open, as instants."""

    start: date | None
    end: date
    zone: tzinfo

    def __call__(self, at: datetime) -> bool:
        """Whether the instant lies in these days."""
        day = at.astimezone(self.zone).date()
        return (self.start is None or self.start <= day) and day < self.end


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 90 % interval of a share (Wilson's score interval); `total` is not 0."""
    z = 1.645
    share, denominator = count / total, 1 + z * z / total
    middle = (share + z * z / (2 * total)) / denominator
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / denominator
    return max(middle - half, 0.0), min(middle + half, 1.0)
