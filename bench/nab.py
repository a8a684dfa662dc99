"""Scores alerts as the Numenta benchmark does, written from its description (standard profile).

Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms - the Numenta Anomaly Benchmark", 2015: the first
alert within a labelled window earns up to 1, the more the earlier it comes; an alert outside of all windows costs up
to 0.11, the less the sooner it comes after one; a window without an alert costs 1; nothing counts in the first 15 % of
a series (750 rows at most). A corpus is scored from 0 (no alerts at all) to 100 (an alert at the start of each window).
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

FALSE = 0.11
PROBATION, PROBATION_ROWS = 0.15, 750


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series in rows of time and value, with its labelled windows, both ends within."""

    name: str
    times: tuple[datetime, ...]
    values: tuple[float, ...]
    windows: tuple[tuple[datetime, datetime], ...]

    @property
    def probation(self) -> float:
        """The first row that counts."""
        return min(math.floor(PROBATION * len(self.times)), PROBATION_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What alerts earned: the raw score, windows found of those that count, and alerts outside of all windows."""

    raw: float
    found: int
    windows: int
    elsewhere: int

    @property
    def score(self) -> float:
        """From 0 (silence) to 100 (perfect); below 0 where false alerts cost more than was found."""
        return 100 * (self.raw + self.windows) / (2 * self.windows)


def load(folder: Path) -> list[Series]:
    """The series of a folder: `*.csv.gz` (timestamp,value) and `windows.json`."""
    windows = json.loads((folder / "windows.json").read_text("utf-8"))
    found = []
    for path in sorted(folder.glob("*.csv.gz")):
        name = path.name.removesuffix(".csv.gz")
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            rows = [(datetime.fromisoformat(row["timestamp"]), float(row["value"])) for row in csv.DictReader(lines)]
        spans = windows[f"realTweets/{name}.csv"]
        found.append(
            Series(
                name=name, times=tuple(at for at, _ in rows), values=tuple(value for _, value in rows),
                windows=tuple((datetime.fromisoformat(one), datetime.fromisoformat(other)) for one, other in spans),
            )
        )  # fmt: skip
    return found


def scored(series: Series, alerts: Collection[int]) -> Scored:
    """What alerts at these rows earn."""
    spans = [(bisect_left(series.times, one), bisect_right(series.times, other) - 1) for one, other in series.windows]
    counting = [(first, last) for first, last in spans if last >= series.probation]
    best: dict[tuple[int, int], float] = {}
    raw, elsewhere = 0.0, 0
    for row in sorted(alerts):
        if row < series.probation:
            continue
        within = next((span for span in counting if span[0] <= row <= span[1]), None)
        if within is not None:
            best[within] = max(best.get(within, -1.0), _earned(within, row))
        else:
            elsewhere += 1
            raw += FALSE * _lost([span for span in spans if span[1] < row], row)
    raw += sum(best.get(span, -1.0) for span in counting)
    return Scored(raw=raw, found=len(best), windows=len(counting), elsewhere=elsewhere)


def together(parts: Sequence[Scored]) -> Scored:
    """Several series as one corpus."""
    return Scored(
        raw=sum(one.raw for one in parts), found=sum(one.found for one in parts),
        windows=sum(one.windows for one in parts), elsewhere=sum(one.elsewhere for one in parts),
    )  # fmt: skip


def _earned(span: tuple[int, int], row: int) -> float:
    """1 at the first row of a window, falling towards its end."""
    first, last = span
    return _sigmoid(-(last - row + 1) / (last - first + 1)) / _sigmoid(-1.0)


def _lost(before: Sequence[tuple[int, int]], row: int) -> float:
    """Down to -1 the farther behind the last window."""
    if not before:
        return -1.0
    first, last = before[-1]
    return _sigmoid((row - last) / (last - first))


def _sigmoid(position: float) -> float:
    return -1.0 if position > 3 else 2 / (1 + math.exp(5 * position)) - 1
