"""Crowded streams, in which people speak of many things next to each other, are cut finer than sparse ones."""

import csv
import gzip
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from math import comb, log

import numpy as np
import pytest

from bot.model.mention import MentionId
from bot.model.reading import written
from bot.themes.book import ThemeBook
from bot.themes.consolidate import CROWDED_MERGE, MERGE, consolidate, merged_from
from bot.themes.space import Floats, fit
from bot.understanding.vectors import embed, read_embedding
from tests.bot.themes.streams import FILES, START
from tests.house import ROOT

Sample = list[tuple[Floats, str]]
TEXTS = 3080


def made(topics: int, count: int, *, noise: float) -> Sample:
    """So many mentions, each about one of so many topics."""
    chance = np.random.default_rng(5)
    centres = chance.standard_normal((topics, 256))
    rows = centres[chance.integers(topics, size=count)] + noise * chance.standard_normal((count, 256))
    return [((row / np.linalg.norm(row)).astype(np.float32), "en") for row in rows]


def test_where_many_pairs_are_about_one_thing_the_space_is_crowded_and_merges_later() -> None:
    crowded, sparse = fit(made(60, 600, noise=0.8)), fit(made(600, 600, noise=3.0))
    assert (crowded.crowded, sparse.crowded) == (1.0, 0.0)
    assert merged_from(crowded) == pytest.approx(CROWDED_MERGE)
    assert merged_from(sparse) == MERGE


def test_a_stream_that_is_hardly_known_is_not_called_crowded() -> None:
    assert fit(made(60, 255, noise=0.8)).crowded == 0.0
    assert fit(made(60, 256, noise=0.8)).crowded == 1.0


def agreement(ours: Sequence[int], names: Sequence[str]) -> tuple[float, float]:
    """Normalised mutual information and the adjusted Rand index, by their definitions."""
    count, both = len(names), Counter(zip(ours, names, strict=True))
    mine, right = Counter(ours), Counter(names)
    mutual = sum(n / count * log(n * count / (mine[a] * right[b])) for (a, b), n in both.items())
    entropies = [-sum(n / count * log(n / count) for n in sizes.values()) for sizes in (mine, right)]
    together, one, other = (sum(comb(n, 2) for n in sizes.values()) for sizes in (both, mine, right))
    chance = one * other / comb(count, 2)
    return 2 * mutual / sum(entropies), (together - chance) / ((one + other) / 2 - chance)


def test_questions_to_a_bank_hold_the_floor_on_a_stream() -> None:
    """Merged at the end of each day; whatever is no theme yet is a cluster of its own."""
    places = [one / "shared/data/banking77_train.csv.gz" for one in (ROOT, ROOT.parent)]
    path = next((one for one in places if one.exists()), None)
    if path is None:
        pytest.skip("NOT CHECKED: themes on Banking77, because shared/data/banking77_train.csv.gz is not here")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = [(row["text"], row["category"]) for row in csv.DictReader(lines)]
    order = np.random.default_rng(0).permutation(len(rows))[:TEXTS]
    texts, names = [rows[at][0] for at in order], [rows[at][1] for at in order]
    embedding = read_embedding((FILES / "static256.npy").read_bytes(), (FILES / "tokenizer.json").read_bytes())
    book, found = ThemeBook(), []
    for place, (text, vector) in enumerate(zip(texts, embed(texts, embedding=embedding), strict=True)):
        at = START + timedelta(days=30) * place / TEXTS
        if place and at.date() > (START + timedelta(days=30) * (place - 1) / TEXTS).date():
            consolidate(book, {}, at=at)
        said = book.assign(
            vector.tobytes(), mention=MentionId(place + 1), at=at, day=at.date().isoformat(), voice=str(place),
            language=written("en", text),
        )  # fmt: skip
        assert said is not None
        found.append(said.theme)
    consolidate(book, {}, at=START + timedelta(days=30))
    themes = set(book.born())
    ours = [int(now) if (now := book.current(one)) in themes else -place for place, one in enumerate(found, 1)]
    mutual, rand = agreement(ours, names)
    assert mutual >= 0.74
    assert rand >= 0.34
