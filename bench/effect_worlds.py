"""Worlds in which it is known whether a fix worked, and the bounds that an estimate of it has to hold in them.

Written from the text of the method (docs/roi.md, "Did it work?"), and sharing no code with the estimate it judges.
A world is thirty topics over 26 weeks before and 8 after: levels that differ (log-normal, spread 0.8), counts with
more spread than chance alone (variance = mean + 0.2 mean squared), a memory from week to week, own trends, and a shock
that all share. One topic is fixed: any, or the worst. What it would have done without the fix is known, because the
fix does nothing, or halves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Pick: TypeAlias = Literal["random", "count", "rise"]

THEMES, BEFORE, AFTER = 30, 26, 8
MEANS = (4.0, 20.0, 40.0)
MEMORIES = ((0.7, 0.5), (0.5, 0.25))
"""Of each topic's own course from week to week: coefficient, standard deviation (of the logarithm)."""
TRENDS = (0.0, 0.3)
"""Standard deviation of the topics' own trends, in logarithm a half-year."""
PICKS: tuple[Pick, ...] = ("random", "count", "rise")
EFFECTS = (0.0, -0.5)
SPREAD, OVERDISPERSION, SHOCK = 0.8, 0.2, 0.1
RECENT = 8
RUNS = 400

LEAST_COVERAGE, MEAN_COVERAGE = 0.80, (0.87, 0.95)
MOST_FALSE, MEAN_FALSE = 0.12, 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a world is drawn from."""

    mean: float
    memory: tuple[float, float]
    trend: float

    def __str__(self) -> str:
        return f"mean {self.mean:2.0f}  memory {self.memory[0]:.1f}/{self.memory[1]:.2f}  trend {self.trend:.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Counts by topic and week (30 x 34): as they are without any effect, and with every later week halved."""

    kind: Kind
    plain: NDArray[np.int64]
    halved: NDArray[np.int64]
    fixed: Mapping[Pick, int]

    def counts(self, pick: Pick, effect: float) -> NDArray[np.int64]:
        """The counts in which the picked topic alone had the effect from week 26 on."""
        found = self.plain.copy()
        if effect:
            topic = self.fixed[pick]
            found[topic, BEFORE:] = self.halved[topic, BEFORE:]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What a method says of the change, as a logarithm: 90 % bounds."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One kind of world, one way to choose what is fixed, one effect, and how a method did in it."""

    kind: Kind
    pick: Pick
    effect: float
    runs: int
    covered: int
    fell: int

    @property
    def coverage(self) -> float:
        """The share of runs whose interval holds the truth."""
        return self.covered / self.runs

    @property
    def found(self) -> float:
        """The share of runs in which a fall was shown: false without an effect, power with one."""
        return self.fell / self.runs


def kinds() -> Iterator[Kind]:
    """The twelve kinds of world."""
    for mean, memory, trend in product(MEANS, MEMORIES, TRENDS):
        yield Kind(mean=mean, memory=memory, trend=trend)


def worlds(kind: Kind, *, seed: int, runs: int = RUNS) -> Iterator[World]:
    """So many worlds of a kind; the same seed, the same worlds."""
    number = list(kinds()).index(kind)
    for run in range(runs):
        yield draw(kind, np.random.default_rng([seed, number, run]))


def draw(kind: Kind, rng: np.random.Generator) -> World:
    """One world."""
    weeks = BEFORE + AFTER
    level = np.log(kind.mean) + SPREAD * rng.standard_normal(THEMES) - SPREAD**2 / 2
    slope = kind.trend * rng.standard_normal(THEMES)
    shock = np.cumsum(SHOCK * rng.standard_normal(weeks))
    own = _remembered(kind.memory, weeks, rng)
    along = (np.arange(weeks) - BEFORE / 2) / 26
    rate = np.exp(level[:, None] + slope[:, None] * along + own + shock - shock[:BEFORE].mean())
    plain, halved = _counted(rate, rng), _counted(rate / 2, rng)
    fixed: dict[Pick, int] = {
        "random": int(rng.integers(THEMES)),
        "count": int(_recent(plain).argmax()),
        "rise": int(((_recent(plain) + 0.5) / (_earlier(plain) + 0.5)).argmax()),
    }
    return World(kind=kind, plain=plain, halved=halved, fixed=fixed)


def _remembered(memory: tuple[float, float], weeks: int, rng: np.random.Generator) -> Floats:
    """Each topic's own stationary course around its level."""
    phi, sd = memory
    found = np.empty((THEMES, weeks))
    found[:, 0] = sd * rng.standard_normal(THEMES)
    for week in range(1, weeks):
        found[:, week] = phi * found[:, week - 1] + sd * np.sqrt(1 - phi**2) * rng.standard_normal(THEMES)
    return found


def _counted(rate: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Counts around their rates, with variance rate + 0.2 rate squared."""
    return rng.poisson(rate * rng.gamma(1 / OVERDISPERSION, OVERDISPERSION, rate.shape))


def _recent(counts: NDArray[np.int64]) -> Floats:
    return np.asarray(counts[:, BEFORE - RECENT : BEFORE].mean(axis=1), np.float64)


def _earlier(counts: NDArray[np.int64]) -> Floats:
    return np.asarray(counts[:, : BEFORE - RECENT].mean(axis=1), np.float64)


def judged(kind: Kind, pick: Pick, effect: float, said: Sequence[Interval]) -> Cell:
    """How a method did in a cell, from what it said in each run."""
    truth = float(np.log1p(effect))
    covered = sum(one.low <= truth <= one.high for one in said)
    fell = sum(one.high < 0 for one in said)
    return Cell(kind=kind, pick=pick, effect=effect, runs=len(said), covered=covered, fell=fell)


def failures(cells: Sequence[Cell]) -> list[str]:
    """Which bounds are not held, in words; none where all are."""
    still = [one for one in cells if one.effect == 0]
    low = min(cells, key=lambda one: one.coverage)
    false = max(still, key=lambda one: one.found)
    coverage, mean_false = _mean(one.coverage for one in cells), _mean(one.found for one in still)
    found = []
    if low.coverage < LEAST_COVERAGE:
        found.append(f"coverage {low.coverage:.1%} in a cell (at least {LEAST_COVERAGE:.0%})")
    if not MEAN_COVERAGE[0] <= coverage <= MEAN_COVERAGE[1]:
        found.append(f"coverage {coverage:.1%} on average ({MEAN_COVERAGE[0]:.0%} to {MEAN_COVERAGE[1]:.0%})")
    if false.found > MOST_FALSE:
        found.append(f"false benefit {false.found:.1%} in a cell (at most {MOST_FALSE:.0%})")
    if mean_false > MEAN_FALSE:
        found.append(f"false benefit {mean_false:.1%} on average (at most {MEAN_FALSE:.0%})")
    return found


def _mean(values: Iterator[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
