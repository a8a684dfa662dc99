from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.compose.learned import remembered
from bot.understanding.linear import Floats, as_bytes

LESSONS = [("my parcel is late", 0), ("the parcel never came", 0), ("card declined", 1), ("my card is blocked", 1)]


def embed(texts: Sequence[str]) -> Floats:
    return np.zeros((len(texts), 4), dtype=np.float32)


def never(texts: Sequence[str]) -> Floats:
    raise AssertionError("it is learned already")


def test_what_was_learned_is_not_learned_again(tmp_path: Path) -> None:
    first = remembered(tmp_path)(LESSONS, 2, embed)
    again = remembered(tmp_path)(LESSONS, 2, never)
    assert as_bytes(first) == as_bytes(again)


def test_other_lessons_take_the_place_of_the_former(tmp_path: Path) -> None:
    remembered(tmp_path)(LESSONS, 2, embed)
    remembered(tmp_path)(LESSONS[:3], 2, embed)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_file_is_learned_anew(tmp_path: Path) -> None:
    whole = as_bytes(remembered(tmp_path)(LESSONS, 2, embed))
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"broken")
    assert as_bytes(remembered(tmp_path)(LESSONS, 2, embed)) == whole
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_kept_it_is_learned_all_the_same(tmp_path: Path) -> None:
    assert remembered(tmp_path / "missing")(LESSONS, 2, embed).labels == 2


def test_no_word_of_a_lesson_is_kept(tmp_path: Path) -> None:
    remembered(tmp_path)(LESSONS, 2, embed)
    (kept,) = tmp_path.iterdir()
    assert b"parcel" not in kept.read_bytes()
