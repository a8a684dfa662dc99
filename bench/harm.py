"""Danger seen and not imagined: a set of our own, and ordinary texts that speak of none.

    python -m bench.harm [--data FOLDER]     the sets in tests/bot/understanding, and the ordinary texts of the folder
                                             (banking77, clinc150, goemotions; shared/data where it is there)
    python -m bench.harm --missed            what was missed and what was imagined, line by line

Ordinary texts that were taken for danger were read one by one; those that do speak of it are in `bench/harm_true.txt`
and count neither way. The rules were written after what they missed of the first set had been read, so its recall is
that of a set they know; the second set was written before them and tried once, when they were done. Exit 1 below a
floor.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.bars import Measured, open_data, table
from bench.children import ROOT
from bot.understanding.harm import harm_of
from bot.understanding.words import plain, words_of

SET = ROOT / "tests" / "bot" / "understanding"
TRUE = ROOT / "bench" / "harm_true.txt"
FILES = (
    ("banking77_train", "text"), ("clinc150_train_val", "text"), ("goemotions_group_train", "text"),
    ("goemotions_group_dev", "text"),
)  # fmt: skip


def rows(data: Path | None) -> list[Measured]:
    """All figures; those of ordinary texts only where they are there."""
    texts, decoys = harm_texts(), decoy_texts()
    missed = [row for row in texts if not seen(row[2])]
    found = [_recall("harm, recall", len(texts), len(missed), floor=0.95, goal=0.97)]
    for at in (0, 1):
        for name in sorted({row[at] for row in texts}):
            of = sum(row[at] == name for row in texts)
            found.append(_recall(f"  {name}", of, sum(row[at] == name for row in missed)))
    fresh = harm_texts("harm_fresh.tsv")
    unheard = sum(not seen(text) for _, _, text in fresh)
    found.append(_recall("harm, recall on a second set, looked at last", len(fresh), unheard))
    for name in sorted({row[1] for row in fresh}):
        alike = [row for row in fresh if row[1] == name]
        found.append(_recall(f"  {name}", len(alike), sum(not seen(row[2]) for row in alike)))
    imagined = sum(seen(text) for text in decoys)
    found.append(
        Measured(name="decoys taken for harm, share", value=imagined / len(decoys), on=f"{imagined} of {len(decoys)}")
    )
    if data is not None:
        ordinary = ordinary_texts(data)
        wrong = sum(seen(text) for text in ordinary)
        found.append(
            Measured(
                name="false alarms in 10,000 ordinary texts", value=1e4 * wrong / len(ordinary), floor=1.0, goal=0.5,
                on=f"{wrong} in {len(ordinary):,}", at_most=True, digits=2,
            )
        )  # fmt: skip
    return found


def seen(text: str) -> bool:
    """Whether the product sees danger in a text."""
    return harm_of(words_of(plain(text))) is not None


def harm_texts(name: str = "harm_texts.tsv") -> list[tuple[str, str, str]]:
    """(kind, phrasing, text) of the texts that speak of harm."""
    lines = (SET / name).read_text("utf-8").splitlines()
    return [(kind, phrasing, text) for kind, phrasing, text in (line.split("\t") for line in lines)]


def decoy_texts() -> list[str]:
    """The texts that only sound like it."""
    return (SET / "harm_decoys.txt").read_text("utf-8").splitlines()


def ordinary_texts(data: Path) -> list[str]:
    """Texts of open data, less those that do speak of harm."""
    true = frozenset(TRUE.read_text("utf-8").splitlines()) if TRUE.is_file() else frozenset[str]()
    return [text for text in _every(data) if " ".join(text.split()) not in true]


def _every(data: Path) -> Iterator[str]:
    for name, column in FILES:
        with gzip.open(data / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            yield from (row[column] for row in csv.DictReader(lines))


def _recall(name: str, of: int, missed: int, *, floor: float | None = None, goal: float | None = None) -> Measured:
    return Measured(name=name, value=1 - missed / of, on=f"{of - missed} of {of}", floor=floor, goal=goal)


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=open_data())
    parser.add_argument("--missed", action="store_true")
    given = parser.parse_args(arguments)
    if given.missed:
        for kind, phrasing, text in harm_texts():
            if not seen(text):
                print(f"missed    {kind} {phrasing}: {text}")
        for text in (*decoy_texts(), *(ordinary_texts(given.data) if given.data else ())):
            if seen(text):
                print(f"imagined  {harm_of(words_of(plain(text)))}: {text}")
    found = rows(given.data)
    print("\n".join(table(found)))
    return int(not all(one.kept for one in found))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
