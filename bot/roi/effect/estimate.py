"""What a fix changed: the weeks after it against a forecast from the weeks before, learned from all topics."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.roi.effect.minimise import Floats
from bot.roi.effect.pooled import Shared, Weeks, fit

Counts: TypeAlias = NDArray[np.int64]

STUDENT = 1.812
"""The 95th percentile of Student's t with 10 degrees: 90 % of a two-sided interval."""
HALF = 0.5
LEAST_RATE = 0.7
"""A topic that was hardly heard before is as noisy as one with this many mentions a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The logarithm by which the weeks after differ from the forecast, with its standard deviation."""

    b: float
    sd: float

    @property
    def low(self) -> float:
        """The lower bound of the 90 % interval."""
        return self.b - STUDENT * self.sd

    @property
    def high(self) -> float:
        """The upper bound of the 90 % interval."""
        return self.b + STUDENT * self.sd


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A forecast of single weeks as counts: the middle and 90 % bounds."""

    middle: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """Counts against all others' (K topics x W weeks): r and its counting noise v, and the others' counts c."""

    r: Floats
    v: Floats
    c: Floats


def ratios(counts: Counts, total: Counts, before: Collection[int], *, fixed: Collection[int] = ()) -> Ratios:
    """The log-ratios of every topic (rows) to all other mentions, with the noise of counting as in the weeks `before`.

    `total` is what was counted in each week in all, less what was said of topics that were `fixed` (rows).
    """
    others = np.ones((len(counts), 1), np.int64)
    others[list(fixed)] = 0
    c = np.maximum(total - others * counts, 0)
    rate = np.maximum(counts[:, list(before)].mean(axis=1), LEAST_RATE)
    # Where nobody else said anything there is nothing to compare with: as uncertain as half a mention.
    v = 1 / rate[:, None] + 1 / np.maximum(c, HALF)
    return Ratios(r=np.log((counts + HALF) / (c + HALF)), v=v, c=c.astype(np.float64))


def learn(found: Ratios, before: Collection[int]) -> Shared:
    """What all topics share, from the weeks before (columns)."""
    weeks = list(before)
    at = np.array(weeks, np.float64)
    middle = (at[-1] - at[0] + 1) / 2
    return fit(Weeks(at=at - at[0], r=found.r[:, weeks], v=found.v[:, weeks]), float(middle))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a topic with this past would have done in later weeks: mean and covariance of its r."""

    mean: Floats
    covariance: Floats


def forecast(found: Ratios, topic: int, shared: Shared, *, before: Collection[int], later: Collection[int]) -> Forecast:
    """Gaussian conditioning of a topic's r in `later` weeks (columns) on its own weeks `before`."""
    then, now = list(before), list(later)
    first = then[0]
    at, ahead = np.array(then, np.float64) - first, np.array(now, np.float64) - first
    own = shared.sigma_e**2
    seen = shared.between(at, at) + np.diag(own + found.v[topic, then])
    across = shared.between(ahead, at)
    solved = np.linalg.solve(seen, np.column_stack([found.r[topic, then] - shared.m, across.T]))
    mean = shared.m + across @ solved[:, 0]
    covariance = shared.between(ahead, ahead) + np.diag(own + found.v[topic, now]) - across @ solved[:, 1:]
    return Forecast(mean=mean, covariance=covariance)


def change(found: Ratios, topic: int, shared: Shared, *, before: Collection[int], after: Collection[int]) -> Change:
    """How far the average of r after lies from its forecast."""
    ahead = forecast(found, topic, shared, before=before, later=after)
    b = float(found.r[topic, list(after)].mean() - ahead.mean.mean())
    return Change(b=b, sd=float(np.sqrt(ahead.covariance.mean())))


def band(found: Ratios, topic: int, shared: Shared, *, before: Collection[int], later: Collection[int]) -> Band:
    """The forecast of each of these weeks in counts, had nothing been done, with 90 % bounds."""
    ahead = forecast(found, topic, shared, before=before, later=later)
    reach = STUDENT * np.sqrt(np.diag(ahead.covariance))
    others = found.c[topic, list(later)] + HALF
    middle, low, high = (
        np.maximum(np.exp(at) * others - HALF, 0) for at in (ahead.mean, ahead.mean - reach, ahead.mean + reach)
    )
    return Band(middle=middle, low=low, high=high)
