"""When a count rises so far above its own past that a person should look.

For bins of equal length, with m and v the exponentially weighted mean and variance over a day and
q the 99th percentile of the last seven days: z = (x - m) / sqrt(max(v, 1)), r = ln((x + 5) / (q + 5)),
score = max(z, 0) * max(r, 0). An onset is a score of 4.3 or more that is the largest of the last
24 hours, then nothing for 24 hours. A gap (None) is no value: it neither counts nor lets time pass
for mean, variance and percentile.

On five series of the Numenta benchmark's Twitter volumes (79,321 bins of five minutes, 55 days each)
it finds 16 of the 16 labelled windows, with 40 onsets elsewhere: one for each series and week (`bench/spikes.py`). What
is posted needs more: the floor for people's attention is in `bot.insights`. A series of a few mentions a day has a
path of its own: `bot.themes.rare`.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.themes.rare import RareSeries

THRESHOLD = 4.3
TRAILING_DAYS = 7
_PERCENTILE = 0.99
_SOFT = 5.0


class SpikeSeries:
    """The past of one series, bin by bin; what `to_json` writes goes on where it stopped.

    `memory_days` is that of mean and variance, `trailing_days` that of the percentile; a rise of less
    than `floor` above the mean is no onset, and holds none off.
    """

    def __init__(
        self, *, bins_a_day: int, threshold: float = THRESHOLD, memory_days: int = 1,
        trailing_days: int = TRAILING_DAYS, floor: float = 0.0,
    ) -> None:  # fmt: skip
        self._bins = bins_a_day
        self._threshold = threshold
        self._floor = floor
        self._memory = bins_a_day * memory_days
        self._trailing = bins_a_day * trailing_days
        self._mean = 0.0
        self._variance = 0.0
        self._seen = 0
        self._past: deque[float] = deque()
        self._sorted: list[float] = []
        self._scores: deque[float] = deque(maxlen=bins_a_day)
        self._quiet = 0  # bins left of the hold-off

    @property
    def mean(self) -> float:
        """What is usual now."""
        return self._mean

    def score(self, value: float) -> float:
        """How far the value would rise above the past; 0 until the series is as long as its memory."""
        if self._seen < self._memory:
            return 0.0
        z = (value - self._mean) / math.sqrt(max(self._variance, 1.0))
        ratio = math.log((value + _SOFT) / (self._top() + _SOFT))
        return max(z, 0.0) * max(ratio, 0.0)

    def push(self, value: float | None) -> tuple[float, bool]:
        """Take in the next bin; its score, and whether a rise begins there."""
        self._quiet = max(0, self._quiet - 1)
        if value is None:
            self._scores.append(0.0)
            return 0.0, False
        found = self.score(value)
        large = value - self._mean >= self._floor
        onset = large and found >= self._threshold and self._quiet == 0 and found >= max(self._scores, default=0.0)
        if onset:
            self._quiet = self._bins
        self._scores.append(found)
        self._learn(value)
        return found, onset

    def to_json(self) -> dict[str, object]:
        """The state as JSON values."""
        return {
            "bins": self._bins, "memory": self._memory, "trailing": self._trailing, "threshold": self._threshold,
            "floor": self._floor, "mean": self._mean, "variance": self._variance, "seen": self._seen,
            "past": list(self._past), "scores": list(self._scores), "quiet": self._quiet,
        }  # fmt: skip

    @classmethod
    def from_json(cls, found: Mapping[str, object]) -> SpikeSeries:
        """The series that `to_json` wrote.

        Raises:
            ValueError: it is not such a state.
        """
        series = cls(bins_a_day=int(_number(found, "bins")), threshold=_number(found, "threshold"))
        series._memory, series._trailing = int(_number(found, "memory")), int(_number(found, "trailing"))
        series._floor = _number(found, "floor")
        series._mean, series._variance = _number(found, "mean"), _number(found, "variance")
        series._seen, series._quiet = int(_number(found, "seen")), int(_number(found, "quiet"))
        series._past.extend(_numbers(found, "past"))
        series._sorted = sorted(series._past)
        series._scores.extend(_numbers(found, "scores"))
        return series

    def _learn(self, value: float) -> None:
        weight = 1.0 / min(self._seen + 1, self._memory)
        off = value - self._mean
        self._mean += weight * off
        self._variance = (1.0 - weight) * (self._variance + weight * off * off)
        self._seen += 1
        self._past.append(value)
        insort(self._sorted, value)
        if len(self._past) > self._trailing:
            del self._sorted[bisect_left(self._sorted, self._past.popleft())]

    def _top(self) -> float:
        place = _PERCENTILE * (len(self._sorted) - 1)
        low = math.floor(place)
        high = min(low + 1, len(self._sorted) - 1)
        return self._sorted[low] + (place - low) * (self._sorted[high] - self._sorted[low])


def scan(rows: Iterable[tuple[datetime, float]], *, threshold: float = THRESHOLD) -> list[tuple[datetime, float]]:
    """Where rises begin in a series, with their scores.

    The length of a bin is the median distance of two rows; where rows are missing, the series has a gap. As long as
    it is quiet (`bot.themes.rare`) counts are held against chance, and the score is -log10 of that.
    """
    ordered = sorted(rows)
    if len(ordered) < 3:
        return []
    step = _step([at for at, _ in ordered])
    bins = max(1, round(timedelta(days=1) / step))
    both = (RareSeries(bins_a_day=bins, threshold=threshold), SpikeSeries(bins_a_day=bins, threshold=threshold))
    found: list[tuple[datetime, float]] = []
    before: datetime | None = None
    for at, value in ordered:
        if before is not None:
            for _ in range(min(round((at - before) / step) - 1, 10_000)):
                for series in both:
                    series.push(None)
        quiet = both[0].quiet
        rare, usual = (series.push(None if math.isnan(value) else value) for series in both)
        score, onset = rare if quiet else usual
        if onset and (not found or at - found[-1][0] >= timedelta(days=1)):
            found.append((at, round(score, 3)))
        before = at
    return found


def _step(times: Sequence[datetime]) -> timedelta:
    steps = sorted(later - earlier for earlier, later in itertools.pairwise(times) if later > earlier)
    return steps[len(steps) // 2] if steps else timedelta(hours=1)


def _number(found: Mapping[str, object], name: str) -> float:
    value = found.get(name)
    if not isinstance(value, int | float):
        raise ValueError(f"the state of a series has no number {name}")
    return float(value)


def _numbers(found: Mapping[str, object], name: str) -> list[float]:
    values = found.get(name)
    if not isinstance(values, list) or not all(isinstance(value, int | float) for value in values):
        raise ValueError(f"the state of a series has no list {name}")
    return [float(value) for value in values]
