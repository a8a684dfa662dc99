"""Prints what came of the worlds as the rows of a table, bad ones too.

    python -m tests.stories.table [--shuffles 20] [--real 50000]

A cell is when a story was first told in its window, or "missed". The last columns are rises and new topics that
were told and did not happen, and the most of them that one department got in one week.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.people_said import NoData
from tests.stories import corpora, oracle
from tests.stories.lives import Life, live

HEAD = ("world", *oracle.STORIES, "S9", "false", "most a department and week", "digests", "CPU s")


def row(life: Life) -> tuple[str, ...]:
    """The cells of one life."""
    false = oracle.false_rises(life.claims)
    most = max(oracle.by_department_and_week(false).values(), default=0)
    tail = (str(len(false)), str(most), f"{life.digests:,}", f"{life.seconds:.0f}")
    if not life.corpus.stories:
        return (life.corpus.name, *("-" for _ in oracle.STORIES), "-", *tail)
    cells = []
    for story in oracle.STORIES:
        claim = oracle.told(life.claims, story)
        cells.append(f"{claim.found.astimezone(oracle.ZONE):%-d %b}" if claim is not None else "missed")
    return (life.corpus.name, *cells, "told" if oracle.silence_told(life.claims) else "missed", *tail)


def worlds(shuffles: int, real: int) -> Iterator[corpora.Corpus]:
    """The worlds of the soak run."""
    for seed in (1, 2, 3):
        yield corpora.planted(seed)
    for brand in ("Orbix", "Velune"):
        yield corpora.planted(1, brand=brand)
    for seed in (1, 2, 3):
        yield corpora.planted(seed, volume=0.5)
    yield corpora.planted(2, brand="Velune", volume=0.5)
    for volume in (1.0, 0.5):
        for seed in corpora.FRESH:
            yield corpora.planted(seed, volume=volume)
    for seed in range(shuffles):
        yield corpora.shuffled(seed)
    for seed in range(min(shuffles, 3)):
        yield corpora.shuffled(seed, volume=0.5)
    if real:
        yield corpora.real(real)


def main() -> int:
    """Print the table row by row; 1 where a story was missed or the budget broken, 2 where the real texts are not."""
    parser = argparse.ArgumentParser(prog="python -m tests.stories.table")
    parser.add_argument("--shuffles", type=int, default=20)
    parser.add_argument("--real", type=int, default=corpora.REAL)
    given = parser.parse_args()
    bad = 0
    _say(HEAD)
    _say(["---"] * len(HEAD))
    try:
        for corpus in worlds(given.shuffles, given.real):
            with tempfile.TemporaryDirectory(prefix="earshot-story-") as folder:
                cells = row(asyncio.run(live(corpus, Path(folder))))
            bad |= "missed" in cells or int(cells[-3]) > 1
            _say(cells)
    except NoData as missing:
        sys.stdout.write(f"NOT CHECKED: the real texts, because {missing}\n")
        return 2
    return int(bad)


def _say(cells: tuple[str, ...] | list[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
