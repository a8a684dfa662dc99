"""Near-copies: how many edited texts find their original, and how many strangers are taken for copies.

    python -m bench.copies [--data FOLDER]   4,000 texts of goemotions_group_train, seven kinds of edits each

Texts are those of 40 canonical characters and more, as from there on a few words more or less still fold; shorter ones
fold when nearly equal, by intent. False pairs are counted among all pairs of different originals: whatever folds is
false, also where two people said nearly the same. Exit 1 below a floor.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.bars import Measured, open_data, table
from bot.listening.copies import MEDIUM, CopyFinder, canonical_text, signatures
from bot.model.mention import MentionId

TEXTS = 4000
AT = datetime(2026, 10, 3, tzinfo=UTC)
Edit = Callable[[str, np.random.Generator], str]


def _dropped(text: str, rng: np.random.Generator) -> str:
    words = text.split()
    del words[int(rng.integers(len(words)))]
    return " ".join(words)


def _swapped(text: str, rng: np.random.Generator) -> str:
    """Three pairs of neighbouring characters change places."""
    signs = list(text)
    for place in rng.integers(0, len(signs) - 1, 3):
        signs[place], signs[place + 1] = signs[place + 1], signs[place]
    return "".join(signs)


EDITS: Mapping[str, Edit] = {
    "marked as repost": lambda text, rng: f"RT @someone: {text}",
    "address behind": lambda text, rng: f"{text} https://short.example/{rng.integers(10**6)}",
    "cut to 80 %": lambda text, rng: text[: int(len(text) * 0.8)],
    "upper case": lambda text, rng: text.upper(),
    "a word dropped": _dropped,
    "@name and emoji": lambda text, rng: f"@friend {text} 😂🔥",
    "three swaps": _swapped,
}


def rows(data: Path) -> list[Measured]:
    """Recall over all edits and of each, and false pairs in a million."""
    said = texts(data)
    rng = np.random.default_rng(11)
    finder = CopyFinder()
    prints = signatures(said)
    false = _false_pairs(prints)
    for number, print_ in enumerate(prints):
        finder.add(MentionId(number), print_, AT)
    shares = {}
    for name, edit in EDITS.items():
        edited = signatures([edit(text, rng) for text in said])
        shares[name] = sum(finder.find(one, AT) == number for number, one in enumerate(edited)) / len(said)
    pairs = len(said) * (len(said) - 1) / 2
    return [
        Measured(
            name="near-copies, recall over 7 kinds of edits", value=sum(shares.values()) / len(shares), floor=0.96,
            goal=0.98, on=f"{len(said):,} texts",
        ),
        *(Measured(name=f"  {name}", value=share) for name, share in shares.items()),
        Measured(
            name="false pairs in a million", value=1e6 * false / pairs, floor=5, goal=2, at_most=True, digits=2,
            on=f"{false} of {pairs / 1e6:.1f} million",
        ),
    ]  # fmt: skip


def texts(data: Path) -> list[str]:
    """Different texts, drawn by a seed."""
    with gzip.open(data / "goemotions_group_train.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        every = {canonical_text(row["text"]): row["text"] for row in csv.DictReader(lines)}
    long = [text for plain, text in every.items() if len(plain) >= MEDIUM]
    chosen = np.random.default_rng(7).choice(len(long), size=TEXTS, replace=False)
    return [long[int(place)] for place in chosen]


def _false_pairs(prints: Sequence[bytes]) -> int:
    """How many of different texts are taken for a copy of an earlier one."""
    finder = CopyFinder()
    false = 0
    for number, print_ in enumerate(prints):
        false += finder.find(print_, AT) is not None
        finder.add(MentionId(number), print_, AT)
    return false


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=open_data())
    data = parser.parse_args(arguments).data
    if data is None:
        print("there are no open texts: --data FOLDER", file=sys.stderr)
        return 2
    found = rows(data)
    print("\n".join(table(found)))
    return int(not all(one.kept for one in found))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
