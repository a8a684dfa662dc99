"""The vectors of the quality extra: one shape, one text one vector, and the right file or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pytest
from tokenizers import Tokenizer

from bot.understanding import ReaderModel, read_batch
from bot.understanding.quality import encoder, read_encoder

TOKENIZER = (files("bot.understanding") / "files" / "tokenizer.json").read_bytes()
RECORD = (files("bot.understanding") / "files" / "quality.json").read_bytes()
PIECES = 29_524


class Counting:
    """A graph whose vector says how many tokens there were, and which."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def run(self, outputs: None, inputs: dict[str, npt.NDArray[np.int64]]) -> Sequence[npt.NDArray[np.float32]]:
        (ids,) = inputs["ids"].tolist()
        self.asked.append(ids)
        row = np.zeros((1, 256), dtype=np.float32)
        row[0, len(ids) % 256] = 1
        return [row]


def test_a_text_goes_in_alone_between_its_marks_and_never_longer_than_was_measured() -> None:
    graph = Counting()
    encode = encoder(graph, Tokenizer.from_str(TOKENIZER.decode()), pieces=PIECES)
    encode(["a parcel", "word " * 900])
    assert [(ids[0], ids[-1]) for ids in graph.asked] == [(PIECES, PIECES + 1)] * 2
    assert [len(ids) for ids in graph.asked] == [4, 256]


def test_the_same_text_is_asked_for_once() -> None:
    graph = Counting()
    encode = encoder(graph, Tokenizer.from_str(TOKENIZER.decode()), pieces=PIECES)
    first, again = encode(["it broke", "fine"]), encode(["fine", "it broke"])
    assert len(graph.asked) == 2
    assert (first == again[::-1]).all()


def test_after_a_restart_and_in_other_company_a_text_is_asked_for_in_the_same_way() -> None:
    """So its vector is the same without being remembered: the store keeps it with the mention, nothing else has to."""
    before, after = Counting(), Counting()
    first = encoder(before, Tokenizer.from_str(TOKENIZER.decode()), pieces=PIECES)(["it broke", "a much longer text"])
    again = encoder(after, Tokenizer.from_str(TOKENIZER.decode()), pieces=PIECES)(["fine", "it broke"])
    assert before.asked[0] == after.asked[1]
    assert (first[0] == again[1]).all()


def test_what_says_nothing_has_no_vector() -> None:
    graph = Counting()
    encode = encoder(graph, Tokenizer.from_str(TOKENIZER.decode()), pieces=PIECES)
    assert encode([]).shape == (0, 256)
    assert not encode(["", "🂡🂡"]).any()
    assert not graph.asked


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="not the file"):
        read_encoder(b"another graph", TOKENIZER, RECORD)


def test_a_reading_with_such_vectors_is_of_another_version_and_has_the_same_mood(model: ReaderModel) -> None:
    encode = encoder(Counting(), Tokenizer.from_str(TOKENIZER.decode()), pieces=PIECES)
    text = "I love this phone, the battery is great"
    (plain,), (better,) = (
        read_batch([text], model=one, languages=("en",)) for one in (model, replace(model, encode=encode))
    )
    assert better.sentiment == plain.sentiment == "positive"
    assert (better.vector != plain.vector).any()
    assert better.reader != plain.reader
