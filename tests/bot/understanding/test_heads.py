"""The heads that are shipped: what they are, and how well they do on texts that taught them nothing."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bot.understanding import ReaderModel, Understood, read_batch
from bot.understanding.heads import GROUPS, MOODS, chances_of, read_heads
from bot.understanding.totals import net_sentiment
from bot.understanding.vectors import embed
from bot.understanding.words import plain, words_of
from tests.house import ROOT

FOLDER = files("bot.understanding") / "files"
RECORD = json.loads((FOLDER / "heads.json").read_text(encoding="utf-8"))
MULTI = RECORD["decisions"]["multi_label_cuts"]


def dev() -> list[dict[str, str]]:
    for folder in (ROOT / "shared", ROOT.parent / "shared"):
        path: Path = folder / "data" / "goemotions_group_dev.csv.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
                return list(csv.DictReader(lines))
    pytest.skip("NOT CHECKED: how well moods are read, because shared/data/goemotions_group_dev.csv.gz is not here")


@pytest.fixture(scope="module")
def judged(model: ReaderModel) -> tuple[list[Understood], list[frozenset[str]], npt.NDArray[np.float64]]:
    rows = dev()
    texts = [row["text"] for row in rows]
    words = [words_of(plain(text)) for text in texts]
    chances = chances_of(words, embed(texts, embedding=model.embedding), linear=model.heads.linear)
    readings = read_batch(texts, model=model, languages=("en",))
    return readings, [frozenset(row["labels"].split("|")) for row in rows], chances


Judged = tuple[list[Understood], list[frozenset[str]], npt.NDArray[np.float64]]


def test_the_file_is_the_one_that_the_record_describes() -> None:
    assert hashlib.sha256((FOLDER / "heads.npz").read_bytes()).hexdigest() == RECORD["outputs"]["heads.npz"]


def test_the_sentences_that_taught_and_judged_are_the_recorded_ones() -> None:
    for name in ("customers.tsv", "customers_dev.tsv"):
        content = (ROOT / "training" / "examples" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == RECORD["inputs"][name]


def test_the_sources_are_named_where_the_file_lies() -> None:
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")
    assert "GoEmotions" in notice
    assert "Banking77" in notice


def test_the_four_groups_have_the_recorded_f1_and_hold_the_floor(judged: Judged) -> None:
    _, labels, chances = judged
    found = []
    for place, group in enumerate(GROUPS):
        held = np.array([group in one for one in labels])
        said = chances[:, place] >= MULTI[group]
        found.append(2 * (held & said).sum() / (held.sum() + said.sum()))
    assert np.mean(found) >= 0.65
    assert np.mean(found) == pytest.approx(RECORD["figures"]["macro_f1"], abs=0.002)


def test_the_share_that_is_largest_holds_the_floor_of_recall(judged: Judged) -> None:
    readings, labels, _ = judged
    hits: dict[str, list[bool]] = {mood: [] for mood in MOODS}
    for reading, label in zip(readings, labels, strict=True):
        if reading.shares and len(label) == 1 and (mood := next(iter(label))) in hits:
            hits[mood].append(MOODS[int(np.argmax(reading.shares))] == mood)
    assert np.mean([np.mean(one) for one in hits.values()]) >= 0.71


def test_the_confidence_is_how_often_a_label_is_right(judged: Judged) -> None:
    readings, labels, _ = judged
    pairs = [
        (reading.confidence, reading.sentiment in label)
        for reading, label in zip(readings, labels, strict=True)
        if reading.sentiment in MOODS and not label.isdisjoint(MOODS)
    ]
    sure, right = np.array([one for one, _ in pairs]), np.array([hit for _, hit in pairs])
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(abs(sure[bins == at].mean() - right[bins == at].mean()) * (bins == at).mean() for at in set(bins))
    assert error <= 0.05


@pytest.mark.parametrize(("positive", "negative"), [(0.4, 0.24), (0.2, 0.2), (0.1, 0.6), (0.6, 0.1), (0.33, 0.33)])
def test_a_total_of_two_hundred_mentions_is_not_biased(judged: Judged, positive: float, negative: float) -> None:
    readings, labels, _ = judged
    said: dict[str, list[str]] = {
        mood: [one.sentiment for one, label in zip(readings, labels, strict=True) if label == {mood} and one.shares]
        for mood in MOODS
    }
    pick = random.Random(5)
    sizes = (round(200 * positive), round(200 * negative))
    errors, inside = [], 0
    for _ in range(200):
        group = [
            label
            for mood, size in zip(MOODS, (*sizes, 200 - sum(sizes)), strict=True)
            for label in pick.choices(said[mood], k=size)
        ]
        found = net_sentiment(Counter(group))
        assert found is not None
        errors.append(found.net - (positive - negative))
        inside += found.low <= positive - negative <= found.high
    # Seen: bias at most 0.019; uncorrected it is up to 0.17.
    assert abs(np.mean(errors)) <= 0.03
    assert inside >= 0.88 * 200


def test_sentences_of_customers_are_read(model: ReaderModel) -> None:
    with (ROOT / "training" / "examples" / "customers_dev.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    readings = read_batch([row["text"] for row in rows], model=model, languages=("en",))
    pairs = list(zip(readings, rows, strict=True))
    # Seen: 77 and 78 %, of 74 texts; the rules alone had 72 and 69 %.
    assert np.mean([one.sentiment == row["mood"] for one, row in pairs]) >= 0.72
    assert np.mean([one.intent == row["intent"] for one, row in pairs]) >= 0.72


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("This is the best update in years", "positive"),
        ("charger not recognised. Cable changed, same.", "negative"),
        ("love the screen, hate the battery", "mixed"),
        ("great, locked out of my own phone. 10/10", "unsure"),
        ("How do I return this?", "neutral"),
    ],
)
def test_the_mood_of_a_text(text: str, label: str, model: ReaderModel) -> None:
    (found,) = read_batch([text], model=model, languages=("en",))
    assert found.sentiment == label
    assert sum(found.shares) == pytest.approx(1, abs=1e-3)


def test_what_is_not_scored_has_no_shares(model: ReaderModel) -> None:
    (found,) = read_batch(["Der Nachtmodus ist grandios."], model=model, languages=("en", "de"))
    assert found.shares == ()


def test_a_text_reads_the_same_in_any_batch(model: ReaderModel, table: Callable[[str], list[tuple[str, str]]]) -> None:
    texts = [text for _, text in table("languages.tsv")][:60]
    together = read_batch(texts, model=model, languages=("en", "de"))
    assert together[::-1] == read_batch(texts[::-1], model=model, languages=("en", "de"))
    assert [read_batch([text], model=model, languages=("en", "de"))[0] for text in texts] == together


def test_heads_of_another_make_are_refused() -> None:
    record = (FOLDER / "heads.json").read_bytes()
    with pytest.raises(ValueError):
        read_heads((FOLDER / "heads.npz").read_bytes()[:1000], record)
