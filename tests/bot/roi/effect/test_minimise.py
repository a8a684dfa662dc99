import numpy as np
import pytest
from numpy.typing import NDArray

from bot.roi.effect.minimise import minimise

Floats = NDArray[np.float64]


def _valley(at: Floats) -> tuple[float, Floats]:
    """Rosenbrock's banana: a bent valley with its floor at (1, 1)."""
    x, y = at
    return float((1 - x) ** 2 + 100 * (y - x * x) ** 2), np.array([
        -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
    ])  # fmt: skip


@pytest.mark.parametrize("start", [(-1.2, 1.0), (2.0, -1.0), (0.0, 3.0)])
def test_the_floor_of_a_bent_valley_is_found(start: tuple[float, float]) -> None:
    found = minimise(_valley, np.array(start), tolerance=1e-6, most=500)
    assert found.settled
    assert found.at == pytest.approx([1, 1], abs=1e-5)


def test_a_bowl_of_very_unequal_sides_is_found() -> None:
    sides = np.array([1e-2, 1.0, 1e3])
    found = minimise(lambda at: (float(at @ (sides * at)), 2 * sides * at), np.array([3.0, -2.0, 1.0]), tolerance=1e-6)
    assert found.settled
    assert found.at == pytest.approx([0, 0, 0], abs=1e-4)


def test_a_slope_without_end_is_told_as_not_settled() -> None:
    found = minimise(lambda at: (-float(at.sum()), -np.ones_like(at)), np.zeros(2), most=7)
    assert not found.settled


def test_a_value_that_is_no_number_is_stepped_back_from() -> None:
    def cliff(at: Floats) -> tuple[float, Floats]:
        x = float(at[0])
        return (x - np.log(x), np.array([1 - 1 / x])) if x > 0 else (float("nan"), np.array([float("nan")]))

    found = minimise(cliff, np.array([0.05]), longest=5.0)
    assert found.settled
    assert found.at == pytest.approx([1], abs=1e-2)
