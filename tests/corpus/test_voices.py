"""The demo's texts are of many hands: no two alike but for marked near-copies; the bundle is made of them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from bot.listening.copies import ALIKE, PERMUTATIONS, signatures, similarity
from tests.corpus import build, check
from tests.house import ROOT

BUNDLE = ROOT / "bot" / "cli" / "lumo"


def test_no_two_texts_are_alike_and_no_six_words_recur() -> None:
    assert check.main(set()) == 0


def test_no_pair_outside_the_marked_copies_looks_alike_to_the_product() -> None:
    texts = [text for _, _, _, mark, text in check.rows() if mark != "copy"]
    long = [one for one in signatures(texts) if len(one) > 32]
    grid = np.frombuffer(b"".join(one[1 : 1 + PERMUTATIONS] for one in long), dtype=np.uint8).reshape(len(long), -1)
    for at, row in enumerate(grid[:-1]):
        near = (grid[at + 1 :] == row).mean(axis=1)
        for other in np.flatnonzero(near >= ALIKE):
            assert similarity(long[at], long[at + 1 + int(other)]) < ALIKE


def test_every_copy_is_a_copy_of_something() -> None:
    rows = check.rows()
    originals = [text for _, _, _, mark, text in rows if mark != "copy"]
    copies = [text for _, _, _, mark, text in rows if mark == "copy"]
    bags = [check.shingles(text) for text in originals]
    for text in copies:
        mine = check.shingles(text)
        assert max(len(mine & bag) / len(mine | bag) for bag in bags) >= 0.5


def test_there_are_texts_enough_in_several_sources_and_languages() -> None:
    rows = check.rows()
    sources = Counter(source for _, _, source, _, _ in rows)
    assert len({text for *_, text in rows}) >= 4000
    assert len(sources) == 6
    assert min(sources.values()) >= 100


def test_the_bundle_is_what_the_voices_and_the_plan_give() -> None:
    lines, answers, world = build.build(1, "Lumo", 1.0)
    assert _read(BUNDLE / "mentions.jsonl") == lines
    assert _read(BUNDLE / "acts.jsonl") == build.acts(world)
    assert json.loads((ROOT / "tests" / "corpus" / "answers.json").read_text("utf-8")) == answers


def test_the_bundle_is_in_the_order_of_time() -> None:
    times = [str(line.get("arrive") or line["at"]) for line in _read(BUNDLE / "mentions.jsonl")]
    assert all(datetime.fromisoformat(one) <= datetime.fromisoformat(two) for one, two in pairwise(times))


def test_another_seed_name_and_volume_give_another_corpus() -> None:
    lines, _, _ = build.build(2, "Nova", 0.5)
    said = " ".join(str(line.get("text", "")) for line in lines)
    assert 2000 < len(lines) < 2400
    assert "Lumo" not in said
    assert "Nova" in said


def _read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
