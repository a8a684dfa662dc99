"""What much labelled history teaches routing, judged on texts that were held back."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from bot.routing.learned import Embed
from bot.routing.router import make_router, route
from tests.house import ROOT

Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def bank() -> tuple[Pairs, Pairs]:
    """Four fifths to learn from, one to judge on."""
    for folder in (ROOT / "shared", ROOT.parent / "shared"):
        path: Path = folder / "data" / "banking77_train.csv.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
                rows = [(row["text"], row["category"]) for row in csv.DictReader(lines)]
            order = np.random.default_rng(0).permutation(len(rows))
            cut = len(rows) // 5
            return [rows[at] for at in order[cut:]], [rows[at] for at in order[:cut]]
    pytest.skip("NOT CHECKED: routing by 77 names, because shared/data/banking77_train.csv.gz is not here")


def accuracy(taught: Pairs, held: Pairs, embed: Embed) -> float:
    router = make_router((), embed, taught=taught)
    assert router.learned is not None
    texts = [text for text, _ in held]
    found = route(router, embed(texts), texts, least=1)
    return float(np.mean([one[0].department == name for one, (_, name) in zip(found, held, strict=True)]))


def few(pairs: Pairs, each: int) -> Pairs:
    counts: dict[str, int] = {}
    kept = []
    for text, name in pairs:
        counts[name] = counts.get(name, 0) + 1
        if counts[name] <= each:
            kept.append((text, name))
    return kept


def test_ten_texts_for_each_of_77_names_route_three_of_four(bank: tuple[Pairs, Pairs], embed: Embed) -> None:
    taught, held = bank
    # Seen: 77.8 % in the mean of five seeds (bench/understanding.py holds the floor of 77).
    assert accuracy(few(taught, 10), held[:1000], embed) >= 0.75


@pytest.mark.soak
def test_all_labels_of_77_names_hold_the_floor(bank: tuple[Pairs, Pairs], embed: Embed) -> None:
    taught, held = bank
    assert accuracy(taught, held, embed) >= 0.915


def test_reasons_name_words_of_the_text(bank: tuple[Pairs, Pairs], embed: Embed) -> None:
    router = make_router((), embed, taught=few(bank[0], 10))
    text = "my card was swallowed by the machine"
    ((first, *_),) = route(router, embed([text]), [text])
    assert first.department == "card_swallowed"
    assert "swallowed" in first.reason
