"""The model of what topics do by themselves, learned from all of them together.

    r[k,t] = m + u_k + s_k (t - T/2)/26 + x[k,t] + e[k,t]

r is the logarithm of a topic's weekly count against all others'; u a level of its own, s a trend of its own, x a course
that remembers the week before, e what is left, with the noise v of counting. Six numbers are the same for all topics:
the maximum of the marginal likelihood of the weeks before, with weak priors. m is found in closed form for each try of
the other five.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.roi.effect.minimise import Floats, minimise

HALF_YEAR = 26
"""Weeks over which a trend is measured."""
START = np.array([np.log(0.8), np.log(0.2), np.log(0.3), 0.0, np.log(0.3)])
"""Where the search begins: tau, sigma_s, sigma_x, phi (its logit), sigma_e."""
PRIOR_MEAN = np.array([0.0, -1.6, -1.2, 0.0, -1.2])
PRIOR_PRECISION = np.array([0.0, 1 / 0.7**2, 1.0, 1 / 1.5**2, 1.0])
"""The weak priors, on logarithms and the logit of phi; tau and m have none."""
FLOOR = -8.0
"""The smallest logarithm of a standard deviation: below it there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Log-ratios `r` and counting noise `v` of all topics (K x n) in weeks `at` (counted from the first one)."""

    at: Floats
    r: Floats
    v: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The six numbers that all topics share; `settled` where the search for them came to its end."""

    m: float
    tau: float
    sigma_s: float
    sigma_x: float
    phi: float
    sigma_e: float
    middle: float
    settled: bool = True

    def between(self, one: Floats, other: Floats) -> Floats:
        """The covariance of a topic's own course in some weeks with other weeks, counting noise and e left out."""
        trend = np.outer(one - self.middle, other - self.middle) / HALF_YEAR**2
        memory = self.phi ** np.abs(one[:, None] - other[None, :])
        return np.asarray(self.tau**2 + self.sigma_s**2 * trend + self.sigma_x**2 * memory, np.float64)


def fit(weeks: Weeks, middle: float) -> Shared:
    """The shared numbers under which these weeks are most likely. `middle` is T/2."""
    search = _Search(weeks, middle)
    found = minimise(search, START)
    tau, sigma_s, sigma_x, sigma_e = np.exp(np.maximum(found.at[[0, 1, 2, 4]], FLOOR))
    return Shared(
        m=search.level(found.at), tau=float(tau), sigma_s=float(sigma_s), sigma_x=float(sigma_x),
        phi=float(_share(found.at[3])), sigma_e=float(sigma_e), middle=middle, settled=found.settled,
    )  # fmt: skip


class _Search:
    """The negative log posterior of five parameters and its gradient, m profiled out."""

    def __init__(self, weeks: Weeks, middle: float) -> None:
        self._weeks = weeks
        count = len(weeks.at)
        along = (weeks.at - middle) / HALF_YEAR
        self._ones, self._trend = np.ones((count, count)), np.outer(along, along)
        self._apart = np.abs(weeks.at[:, None] - weeks.at[None, :])
        self._eye = np.eye(count)

    def __call__(self, at: Floats) -> tuple[float, Floats]:
        parts, phi = self._parts(at)
        inverse, log_determinant = self._inverse(parts)
        _, left = self._level(inverse)
        weighed = np.einsum("kij,kj->ki", inverse, left)
        off = at - PRIOR_MEAN
        value = 0.5 * (log_determinant + float((weighed * left).sum()) + float((PRIOR_PRECISION * off**2).sum()))
        # d/dp of the likelihood is half the sum over topics of <inverse - weighed weighed', d covariance / dp>; what m
        # would add is zero, because it stands at its best.
        pull = inverse.sum(axis=0) - weighed.T @ weighed
        memory = parts[2] * self._apart * (1 - phi)
        slope = np.array([
            (pull * parts[0]).sum(), (pull * parts[1]).sum(), (pull * parts[2]).sum(), 0.5 * (pull * memory).sum(),
            (pull * parts[3]).sum(),
        ])  # fmt: skip
        return value, slope + PRIOR_PRECISION * off

    def level(self, at: Floats) -> float:
        """The level m that fits these five best."""
        inverse, _ = self._inverse(self._parts(at)[0])
        return self._level(inverse)[0]

    def _parts(self, at: Floats) -> tuple[tuple[Floats, Floats, Floats, Floats], float]:
        """The covariance that each parameter adds, the same for all topics."""
        tau, sigma_s, sigma_x, sigma_e = np.exp(2 * np.maximum(at[[0, 1, 2, 4]], FLOOR))
        phi = float(_share(at[3]))
        memory = sigma_x * phi**self._apart
        return (tau * self._ones, sigma_s * self._trend, memory, sigma_e * self._eye), phi

    def _inverse(self, parts: tuple[Floats, Floats, Floats, Floats]) -> tuple[Floats, float]:
        whole = sum(parts) + self._weeks.v[:, :, None] * self._eye
        root = np.linalg.cholesky(whole)
        log_determinant = 2 * float(np.log(np.einsum("kii->ki", root)).sum())
        return np.asarray(np.linalg.inv(whole), np.float64), log_determinant

    def _level(self, inverse: Floats) -> tuple[float, Floats]:
        weights = inverse.sum(axis=1)
        m = float((weights * self._weeks.r).sum() / weights.sum())
        return m, self._weeks.r - m


def _share(logit: Floats | float) -> Floats | float:
    return 1 / (1 + np.exp(-logit))
