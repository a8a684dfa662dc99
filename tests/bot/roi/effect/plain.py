"""The model of the method's section on effects, written down again from its text alone: slow, plain, without shortcuts.

Only the sizes of covariance matrices are shared with what it judges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Six:
    m: float
    tau: float
    sigma_s: float
    sigma_x: float
    phi: float
    sigma_e: float


def covariance(six: Six, weeks: int, noise: Floats, before: int) -> Floats:
    """Of one topic's r over all weeks."""
    found = np.zeros((weeks, weeks))
    for one in range(weeks):
        for other in range(weeks):
            trend = (one - before / 2) / 26 * (other - before / 2) / 26
            found[one, other] = (
                six.tau**2 + six.sigma_s**2 * trend + six.sigma_x**2 * six.phi ** abs(one - other)
            )  # fmt: skip
        found[one, one] += six.sigma_e**2 + noise[one]
    return found


def data(counts: NDArray[np.int64], before: int) -> tuple[Floats, Floats]:
    """The log-ratios and their counting noise."""
    topics, weeks = counts.shape
    r, v = np.zeros((topics, weeks)), np.zeros((topics, weeks))
    for k in range(topics):
        rate = max(sum(int(one) for one in counts[k, :before]) / before, 0.7)
        for t in range(weeks):
            c = sum(int(counts[j, t]) for j in range(topics) if j != k)
            r[k, t] = math.log((counts[k, t] + 0.5) / (c + 0.5))
            v[k, t] = 1 / rate + 1 / c
    return r, v


def posterior(six: Six, r: Floats, v: Floats, before: int) -> float:
    """The log of likelihood times priors, but for constants."""
    value = 0.0
    for k in range(len(r)):
        whole = covariance(six, before, v[k], before)
        left = r[k, :before] - six.m
        value -= 0.5 * (np.linalg.slogdet(whole)[1] + left @ np.linalg.solve(whole, left))
    for number, mean, sd in (
        (math.log(six.sigma_e), -1.2, 1), (math.log(six.sigma_x), -1.2, 1), (math.log(six.sigma_s), -1.6, 0.7),
        (math.log(six.phi / (1 - six.phi)), 0, 1.5),
    ):  # fmt: skip
        value -= 0.5 * ((number - mean) / sd) ** 2
    return value


def effect(six: Six, r: Floats, v: Floats, *, before: int, after: list[int]) -> tuple[float, float]:
    """The logarithm of the change of one topic and its standard deviation, by conditioning weight for weight."""
    weeks = len(r)
    whole = covariance(six, weeks, v, before)
    weights = np.zeros(weeks)
    weights[after] = 1 / len(after)
    seen = np.linalg.inv(whole[:before, :before])
    across = weights @ whole[:, :before]
    forecast = six.m + across @ seen @ (r[:before] - six.m)
    variance = weights @ whole @ weights - across @ seen @ across
    return float(weights @ r - forecast), math.sqrt(variance)
