"""When a brand of a few mentions a day is suddenly spoken of: counts as they fall by chance.

A mean and a variance say little where most bins are empty. Here what was said in the last hour, and in the last day, is
held against the mean of the four weeks before: how likely is it that chance alone brings so many or more? The mean is
itself known from few mentions, hence the gamma-Poisson (negative binomial) tail: the mean of n mentions in d days is
gamma distributed with shape n + 1/2 and rate d (Jeffreys' prior). The score is -log10 of that chance, so that
`spikes.THRESHOLD` means 1 in 20,000; and it takes `FLOOR` mentions above the usual, whatever the chance.

Mentions come in clumps (one answers another). All counts are therefore divided by how much more the bins of the past
vary than chance alone would let them (variance over mean, at least 1). From `QUIET_A_DAY` mentions a day on the series
is no quiet one, and says nothing.
"""

from __future__ import annotations

import math
from collections import deque

FLOOR = 5.0
"""A rise is at least so many mentions above what is usual for its hour or day."""
QUIET_A_DAY = 12.0
MEMORY_DAYS = 28
LEAST_DAYS = 7
"""What is usual is not known before so many days."""
_SPANS = (1 / 24, 1.0)
"""The hour and the day, in days; bins that are longer stand for themselves."""
_MOST = 400


class RareSeries:
    """The past of one quiet series, bin by bin; None is a gap and neither counts nor lets time pass."""

    def __init__(self, *, bins_a_day: int, threshold: float, floor: float = FLOOR) -> None:
        self._bins = bins_a_day
        self._threshold = threshold
        self._floor = floor
        self._widths = sorted({max(1, round(span * bins_a_day)) for span in _SPANS})
        self._recent: deque[float | None] = deque(maxlen=self._widths[-1])
        self._past: deque[float] = deque()
        self._sum = 0.0
        self._squares = 0.0
        self._scores: deque[float] = deque(maxlen=bins_a_day)
        self._quiet = 0

    @property
    def a_day(self) -> float:
        """What is usual for a day now; 0 as long as nothing is known."""
        return self._sum / len(self._past) * self._bins if self._past else 0.0

    @property
    def quiet(self) -> bool:
        """Whether it is so quiet that counts say more than mean and variance."""
        return self.a_day < QUIET_A_DAY

    def push(self, value: float | None) -> tuple[float, bool]:
        """Take in the next bin; its score, and whether a rise begins there."""
        self._quiet = max(0, self._quiet - 1)
        if len(self._recent) == self._recent.maxlen:
            self._keep(self._recent[0])
        self._recent.append(value)
        found = 0.0 if value is None else self.score()
        onset = found >= self._threshold and self._quiet == 0 and found >= max(self._scores, default=0.0)
        if onset:
            self._quiet = self._bins
        self._scores.append(found)
        return found, onset

    def score(self) -> float:
        """How unlikely the last hour or day is (-log10), after the correction for looking twice; 0: not enough."""
        days = len(self._past) / self._bins
        if days < LEAST_DAYS or not self.quiet:
            return 0.0
        best = 0.0
        recent = list(self._recent)
        for width in self._widths:
            said = [value for value in recent[-width:] if value is not None]
            count, span = sum(said), len(said) / self._bins
            if count - self._sum / days * span >= self._floor:
                clump = self._clump()
                chance = len(self._widths) * tail(count / clump, self._sum / clump, days, span)
                best = max(best, -math.log10(max(chance, 1e-300)))
        return best

    def _clump(self) -> float:
        """Variance over mean of the past bins, at least 1."""
        return max(1.0, self._squares / self._sum - self._sum / len(self._past)) if self._sum > 0 else 1.0

    def _keep(self, value: float | None) -> None:
        if value is None:
            return
        self._past.append(value)
        self._sum += value
        self._squares += value * value
        if len(self._past) > MEMORY_DAYS * self._bins:
            gone = self._past.popleft()
            self._sum -= gone
            self._squares -= gone * gone


def tail(count: float, before: float, days: float, span: float) -> float:
    """The chance of `count` or more mentions in `span` days after `before` of them in `days` days.

    The sum of what is below, subtracted from one, unless that is all but one: then the sum of what is above.
    """
    shape, stays = before + 0.5, days / (days + span)
    # A clump that is not whole counts as none.
    whole = math.floor(count + 1e-9)
    if whole <= 0:
        return 1.0
    below = _terms(0, whole, shape, stays)
    if below < 1 - 1e-6:
        return 1.0 - below
    return _terms(whole, whole + _MOST, shape, stays)


def _terms(first: int, end: int, shape: float, stays: float) -> float:
    """The sum of the negative binomial probabilities of first, first + 1, ... end - 1."""
    log = math.lgamma(shape + first) - math.lgamma(shape) - math.lgamma(first + 1)
    term = math.exp(log + shape * math.log(stays) + first * math.log1p(-stays))
    total = 0.0
    for number in range(first, end):
        total += term
        term *= (shape + number) / (number + 1) * (1.0 - stays)
        if term < total * 1e-16:
            break
    return total
