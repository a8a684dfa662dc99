"""A small minimiser of smooth functions of a few numbers: BFGS with backtracking.

Five parameters and an exact gradient need no more, and no library of a hundred megabytes.
Source of the method: Nocedal and Wright, Numerical Optimization, algorithm 6.1 with the sufficient-decrease condition
(3.6a) alone; an update without positive curvature is left out, which keeps the directions downhill.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Floats], tuple[float, Floats]]
"""The value and the gradient at a point."""

DECREASE, SHORTEST = 1e-4, 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """Where the search ended; `settled` where the gradient was as small as asked."""

    at: Floats
    value: float
    settled: bool


def minimise(
    function: Function, start: Floats, *, tolerance: float = 1e-3, longest: float = 1.0, most: int = 100
) -> Minimum:
    """The nearest minimum downhill: steps of at most `longest` a coordinate, until no slope exceeds `tolerance`."""
    at, (value, slope) = start, function(start)
    inverse = np.eye(len(start)) / max(1.0, float(np.abs(slope).max()))
    for _ in range(most):
        if float(np.abs(slope).max()) <= tolerance:
            return Minimum(at=at, value=value, settled=True)
        step = -inverse @ slope
        step *= min(1.0, longest / max(float(np.abs(step).max()), SHORTEST))
        share, decline = 1.0, float(slope @ step)
        new, (new_value, new_slope) = at + step, function(at + step)
        while not new_value <= value + DECREASE * share * decline:
            share /= 2
            if share < SHORTEST:
                return Minimum(at=at, value=value, settled=False)
            new, (new_value, new_slope) = at + share * step, function(at + share * step)
        inverse = _updated(inverse, new - at, new_slope - slope)
        at, value, slope = new, new_value, new_slope
    return Minimum(at=at, value=value, settled=False)


def _updated(inverse: Floats, moved: Floats, bent: Floats) -> Floats:
    """The inverse Hessian after a step; as it was where the step showed no positive curvature."""
    curve = float(moved @ bent)
    if curve <= SHORTEST * float(np.linalg.norm(moved) * np.linalg.norm(bent)):
        return inverse
    turn = np.eye(len(moved)) - np.outer(moved, bent) / curve
    return turn @ inverse @ turn.T + np.outer(moved, moved) / curve
