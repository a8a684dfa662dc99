"""Sudden rises: the Numenta benchmark's Twitter volumes, quiet brands, and how fast ten thousand series tick.

    python -m bench.spikes                   quiet brands, ticks, and the benchmark where shared/data is there
    python -m bench.spikes --data FOLDER     FOLDER holds nab_twitter (five series, windows.json)

The threshold is the product's, frozen. Exit 1 below a floor.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bench.bars import Measured, open_data, table
from bench.nab import Scored, Series, load, scored, together
from bot.themes.rare import RareSeries
from bot.themes.spikes import THRESHOLD, SpikeSeries, scan

SERIES = 10_000
YEAR = 365
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)
RATES = (0.2, 1.0, 2.0, 5.0, 10.0)
Counts = Callable[[np.random.Generator, float], np.ndarray]


def rows(data: Path | None) -> list[Measured]:
    """All figures; those of the benchmark only where its series are there."""
    found = [*quiet_rows(), *tick_rows()]
    return [*nab_rows(load(data / "nab_twitter")), *found] if data is not None else found


def nab_rows(series: Sequence[Series]) -> list[Measured]:
    """The score over all series, what was found, and how often people were disturbed for nothing."""
    parts = [alerted(one) for one in series]
    whole = together(parts)
    weeks = sum((one.times[-1] - one.times[0]) / timedelta(weeks=1) for one in series)
    on = f"{len(series)} series, {sum(len(one.times) for one in series):,} bins, threshold {THRESHOLD}"
    return [
        Measured(name="NAB Twitter volumes, score", value=whole.score, on=on, floor=74, goal=78, digits=1),
        Measured(name="labelled windows found", value=whole.found, on=f"of {whole.windows}", digits=0),
        Measured(
            name="alerts elsewhere, a series and week", value=whole.elsewhere / weeks, on=f"{whole.elsewhere} in all",
            floor=1.1, goal=1.0, at_most=True, digits=2,
        ),
    ]  # fmt: skip


def alerted(series: Series) -> Scored:
    """What the product's alerts earn."""
    found = {at for at, _ in scan(zip(series.times, series.values, strict=True))}
    return scored(series, [row for row, at in enumerate(series.times) if at in found])


def by_chance(rng: np.random.Generator, rate: float) -> np.ndarray:
    """Every hour alike."""
    return np.asarray(rng.poisson(rate / 24, YEAR * 24))


def by_week(rng: np.random.Generator, rate: float) -> np.ndarray:
    """Days and nights, working days and weekends."""
    day = np.where((np.arange(24) > 7) & (np.arange(24) < 23), 1.5, 0.05)
    week = np.repeat(np.where(np.arange(YEAR) % 7 < 5, 1.25, 0.4), 24)
    return np.asarray(rng.poisson(rate / 24 * week * np.tile(day, YEAR)))


def in_clumps(rng: np.random.Generator, rate: float) -> np.ndarray:
    """One answers another: in a quarter of the hours everything is said three times."""
    return np.asarray(rng.poisson(rate / 24 / 1.5, YEAR * 24) * rng.choice([1, 1, 1, 3], size=YEAR * 24))


KINDS: dict[str, Counts] = {"by chance": by_chance, "with nights and weekends": by_week, "in clumps": in_clumps}


def quiet_rows(*, series: int = 6, seed: int = 5) -> list[Measured]:
    """Brands of 0.2 to 10 mentions a day: false alarms a year, and how many rises of a day are found."""
    rng = np.random.default_rng(seed)
    found: list[Measured] = []
    for name, draw in KINDS.items():
        false, hits, planted = 0, 0, 0
        for rate in RATES:
            for _ in range(series):
                calm = draw(rng, rate)
                false += len(list(_rises(calm)))
                loud, places = _planted(rng, calm, rate)
                rises = list(_rises(loud))
                hits += sum(any(place <= at < place + 24 for at in rises) for place in places)
                planted += len(places)
        years = len(RATES) * series
        on = f"{years} years of 0.2 to 10 mentions a day"
        found.append(
            Measured(
                name=f"quiet brand, {name}: false alarms a year", value=false / years, on=on, floor=1, goal=0.5,
                at_most=True, digits=2,
            )
        )  # fmt: skip
        found.append(
            Measured(name=f"quiet brand, {name}: rises found", value=hits / planted, on=f"of {planted}", digits=2)
        )
    return found


def _planted(rng: np.random.Generator, calm: np.ndarray, rate: float) -> tuple[np.ndarray, list[int]]:
    """Ten times a year 8 mentions and twice the usual day more, within twelve hours."""
    loud = calm.copy()
    places = [24 * (40 + 30 * number) + 10 for number in range(10)]
    for place in places:
        loud[place : place + 12] += rng.poisson((8 + 2 * rate) / 12, 12)
    return loud, places


def _rises(counts: np.ndarray) -> Iterator[int]:
    """The hours in which the product says that a rise begins."""
    points = [(BEGAN + timedelta(hours=hour), float(count)) for hour, count in enumerate(counts)]
    return (round((at - BEGAN) / timedelta(hours=1)) for at, _ in scan(points))


def tick_rows(count: int = SERIES) -> list[Measured]:
    """CPU seconds in which this many series of four weeks' hours take in one more bin."""
    rng = np.random.default_rng(1)
    days = rng.poisson(20.0, (40, 24 * 28)).astype(float).tolist()
    pairs = []
    for number in range(count):
        pair = (SpikeSeries(bins_a_day=24), RareSeries(bins_a_day=24, threshold=THRESHOLD))
        for value in days[number % 40][: 24 * 8]:
            for one in pair:
                one.push(value)
        pairs.append(pair)
    best = float("inf")
    for turn in range(3):
        began = time.process_time()
        for number, pair in enumerate(pairs):
            for one in pair:
                one.push(days[number % 40][24 * 9 + turn])
        best = min(best, time.process_time() - began)
    return [
        Measured(
            name=f"{count:,} hourly series take in a bin, CPU s", value=best, on="both paths", floor=1.0, goal=1.0,
            at_most=True,
        )
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=open_data())
    found = rows(parser.parse_args(arguments).data)
    print("\n".join(table(found)))
    return int(not all(one.kept for one in found))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
