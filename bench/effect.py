"""Does the estimate of a fix's effect hold its bounds, and do simpler ones fail? Worlds in which the truth is known.

    python -m bench.effect [--runs 400] [--seeds 1 2 3] [--workers 2]

Thirty-six ways to choose what is fixed in twelve kinds of world (bench/effect_worlds.py), without an effect and with
half of the mentions gone; every run is judged by ours, by a step regression with trend and control, and by the weeks
before against the weeks after. Ends with 1 where ours breaks a bound of a seed, or one of the others breaks none.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import product

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from bench.effect_rivals import before_after, step
from bench.effect_worlds import (
    AFTER,
    BEFORE,
    EFFECTS,
    PICKS,
    RUNS,
    Cell,
    Interval,
    Kind,
    World,
    failures,
    judged,
    kinds,
    worlds,
)  # fmt: skip
from bot.roi.effect.estimate import change, learn, ratios

SEEDS = (1, 2, 3)
OURS, RIVALS = "ours", ("step", "before_after")
LATER = range(BEFORE, BEFORE + AFTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The cells of each method for one kind of world and one seed, and the processor seconds that ours took."""

    seed: int
    cells: dict[str, list[Cell]]
    seconds: float


def run(kind: Kind, seed: int, runs: int) -> Found:
    """All methods in all cells of one kind of world."""
    said: dict[tuple[str, str, float], list[Interval]] = {}
    spent = 0.0
    for world in worlds(kind, seed=seed, runs=runs):
        began = time.process_time()
        ours = estimator(world)
        for pick, effect in product(PICKS, EFFECTS):
            topic, counts = world.fixed[pick], world.counts(pick, effect)
            said.setdefault((OURS, pick, effect), []).append(ours(counts, topic))
        spent += time.process_time() - began
        for pick, effect in product(PICKS, EFFECTS):
            topic, counts = world.fixed[pick], world.counts(pick, effect)
            said.setdefault(("step", pick, effect), []).append(step(counts, topic))
            said.setdefault(("before_after", pick, effect), []).append(before_after(counts, topic))
    cells = {
        name: [judged(kind, pick, effect, said[name, pick, effect]) for pick, effect in product(PICKS, EFFECTS)]
        for name in (OURS, *RIVALS)
    }
    return Found(seed=seed, cells=cells, seconds=spent)


def estimator(world: World) -> Callable[[NDArray[np.int64], int], Interval]:
    """Ours, learned once from the weeks before: they are the same whatever is fixed, and whatever it does."""
    weeks = range(BEFORE)
    shared = learn(ratios(world.plain, world.plain.sum(axis=0), weeks), weeks)

    def estimate(counts: NDArray[np.int64], topic: int) -> Interval:
        found = ratios(counts, counts.sum(axis=0), weeks)
        one = change(found, topic, shared, before=weeks, after=LATER)
        return Interval(low=one.low, high=one.high)

    return estimate


def together(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of several seeds as one of each."""
    found: dict[tuple[Kind, str, float], Cell] = {}
    for cell in cells:
        key = (cell.kind, cell.pick, cell.effect)
        had = found.get(key)
        found[key] = cell if had is None else replace(
            had, runs=had.runs + cell.runs, covered=had.covered + cell.covered, fell=had.fell + cell.fell
        )  # fmt: skip
    return list(found.values())


def table(found: Sequence[Found]) -> list[str]:
    """A line for each way to choose what is fixed in each kind of world, all seeds together."""
    cells = {name: together([cell for one in found for cell in one.cells[name]]) for name in (OURS, *RIVALS)}
    by = {
        name: {(str(cell.kind), cell.pick, cell.effect): cell for cell in listed} for name, listed in cells.items()
    }  # fmt: skip
    lines = [
        f"{'':44}  {'coverage, ours':>15}  {'power':>6}  {'false benefit, nothing done':>28}",
        f"{'world, and what was fixed':44}  {'nothing':>7} {'-50 %':>7}  {'-50 %':>6}  {'ours':>6} {'step':>8} "
        f"{'bef./after':>12}",
    ]
    for kind, pick in product(kinds(), PICKS):
        none, half = (str(kind), pick, EFFECTS[0]), (str(kind), pick, EFFECTS[1])
        ours = by[OURS]
        lines.append(
            f"{f'{kind}  {pick}':44}  {ours[none].coverage:7.1%} {ours[half].coverage:7.1%}  {ours[half].found:6.1%}  "
            f"{ours[none].found:6.1%} {by['step'][none].found:8.1%} {by['before_after'][none].found:12.1%}"
        )
    return lines


def verdicts(found: Sequence[Found]) -> tuple[list[str], bool]:
    """A line for each method and seed, and whether ours holds every bound while each of the others breaks one."""
    lines, well = ["", f"{'':20} {'least':>7} {'mean':>7}  {'most':>7} {'mean':>7}  {'mean':>6}",
                   f"{'method and seed':20} {'coverage':>15}  {'false benefit':>15}  {'power':>6}"], True  # fmt: skip
    for name, seed in product((OURS, *RIVALS), sorted({one.seed for one in found})):
        cells = [cell for one in found if one.seed == seed for cell in one.cells[name]]
        still, half = ([cell for cell in cells if cell.effect == effect] for effect in EFFECTS)
        wrong = failures(cells)
        well &= bool(wrong) == (name != OURS)
        lines.append(
            f"{f'{name}, seed {seed}':20} {min(cell.coverage for cell in cells):7.1%} "
            f"{_mean([cell.coverage for cell in cells]):7.1%}  {max(cell.found for cell in still):7.1%} "
            f"{_mean([cell.found for cell in still]):7.1%}  {_mean([cell.found for cell in half]):6.1%}  "
            + (f"breaks {len(wrong)} of 4 bounds" if wrong else "holds all bounds")
        )
    return lines, well


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def main() -> int:
    """Run everything; 0 where ours holds its bounds and the others do not."""
    parser = argparse.ArgumentParser(prog="python -m bench.effect")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    began = time.monotonic()
    jobs = [(kind, seed, given.runs) for seed in given.seeds for kind in kinds()]
    with ProcessPoolExecutor(given.workers) as pool:
        found = list(pool.map(run, *zip(*jobs, strict=True)))
    lines, well = verdicts(found)
    print("\n".join([*table(found), *lines, ""]))
    fits = len(jobs) * given.runs
    each = 1000 * sum(one.seconds for one in found) / fits
    print(f"{fits:,} worlds, 6 estimates in each, {each:.0f} ms of processor time a world for ours;", end=" ")
    print(f"{time.monotonic() - began:.0f} s in all with {given.workers} processes")
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main())
