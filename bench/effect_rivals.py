"""What others do to see whether a fix worked, as well as it can be done; each is run where ours is, and must fail.

`step` is the interrupted series with a control: ln((y + 0.5) / (all other topics + 0.5)) on a constant, a trend and a
step, corrected for what neighbouring weeks share (generalised least squares, the coefficient of the residuals found by
maximum likelihood on a grid; Student t). `before_after` sets the weeks after against as many just before, with an
interval for counts that vary twice as much as chance alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.effect_worlds import BEFORE, Floats, Interval

GRID = np.linspace(-0.3, 0.9, 25)
NINETY = 1.645
STUDENT_31 = 1.696
"""The 95th percentile of Student's t with 31 degrees: 34 weeks less three coefficients."""


def step(counts: NDArray[np.int64], topic: int) -> Interval:
    """The interval of the step at week 26."""
    own = counts[topic].astype(np.float64)
    others = counts.sum(axis=0) - own
    ratio = np.log((own + 0.5) / (others + 0.5))
    weeks = np.arange(len(ratio), dtype=np.float64)
    design = np.stack([np.ones_like(weeks), weeks - weeks.mean(), (weeks >= BEFORE).astype(np.float64)], axis=1)
    best = max((_fitted(ratio, design, float(phi)) for phi in GRID), key=lambda one: one[0])
    _, effect, sd = best
    return Interval(low=effect - STUDENT_31 * sd, high=effect + STUDENT_31 * sd)


def _fitted(ratio: Floats, design: Floats, phi: float) -> tuple[float, float, float]:
    """The log-likelihood with neighbouring weeks correlated so, the step and its standard deviation."""
    first = np.sqrt(1 - phi**2)
    y = np.concatenate([[first * ratio[0]], ratio[1:] - phi * ratio[:-1]])
    x = np.concatenate([first * design[:1], design[1:] - phi * design[:-1]])
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ (x.T @ y)
    left = y - x @ coefficients
    count, used = x.shape
    log_likelihood = float(-count / 2 * np.log(left @ left / count) + np.log(first))
    variance = float(left @ left) / (count - used)
    return log_likelihood, float(coefficients[2]), float(np.sqrt(variance * inverse[2, 2]))


def before_after(counts: NDArray[np.int64], topic: int) -> Interval:
    """The weeks after against as many just before."""
    own = counts[topic]
    after = own[BEFORE:].sum() + 0.5
    before = own[2 * BEFORE - len(own) : BEFORE].sum() + 0.5
    effect, sd = float(np.log(after / before)), float(np.sqrt(2 * (1 / before + 1 / after)))
    return Interval(low=effect - NINETY * sd, high=effect + NINETY * sd)
