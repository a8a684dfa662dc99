"""A seeded share of `python -m bench.effect`: every kind of world, fewer runs."""

import pytest

from bench import effect as bench
from bench.effect_worlds import Cell, failures, kinds

RUNS = 12


@pytest.fixture(scope="module")
def found() -> list[bench.Found]:
    return [bench.run(kind, 1, RUNS) for kind in kinds()]


def _cells(found: list[bench.Found], name: str, effect: float | None = None) -> list[Cell]:
    return [cell for one in found for cell in one.cells[name] if effect is None or cell.effect == effect]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_the_interval_holds_the_truth_as_often_as_it_says(found: list[bench.Found]) -> None:
    assert 0.87 <= _mean([cell.coverage for cell in _cells(found, "ours")]) <= 0.97


def test_a_fix_that_does_nothing_is_seldom_praised(found: list[bench.Found]) -> None:
    assert _mean([cell.found for cell in _cells(found, "ours", 0)]) <= 0.08


def test_half_of_the_mentions_gone_is_seen_more_often_than_not(found: list[bench.Found]) -> None:
    large = [cell.found for cell in _cells(found, "ours", -0.5) if cell.kind.mean == 40 and cell.kind.memory[1] < 0.5]
    assert _mean(large) > 0.5


@pytest.mark.parametrize("rival", bench.RIVALS)
def test_simpler_methods_praise_what_did_nothing(found: list[bench.Found], rival: str) -> None:
    worst = [cell.found for cell in _cells(found, rival, 0) if cell.pick != "random"]
    assert _mean(worst) > 0.15
    assert failures(_cells(found, rival))


@pytest.mark.soak
def test_every_bound_is_held_in_four_hundred_runs_a_cell_and_three_seeds() -> None:
    whole = [bench.run(kind, seed, 400) for seed in bench.SEEDS for kind in kinds()]
    assert bench.verdicts(whole)[1]
