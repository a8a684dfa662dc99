from __future__ import annotations

import io

import numpy as np
import pytest

from bot.understanding import ReaderModel
from bot.understanding.vectors import DIMENSIONS, embed, read_embedding

TEXTS = ["charger not recognised", "", "🔥", "where is my parcel?", "die Lieferung fehlt", "a " * 900, "\ud800 broken"]


def test_the_same_text_has_the_same_vector_to_the_bit_in_any_batch(model: ReaderModel) -> None:
    together = embed(TEXTS * 40, embedding=model.embedding)
    for place, text in enumerate(TEXTS * 40):
        if place % 13 == 0:
            alone = embed([text], embedding=model.embedding)[0]
            assert alone.tobytes() == together[place].tobytes()


def test_the_order_of_the_batch_changes_nothing(model: ReaderModel) -> None:
    forward = embed(TEXTS, embedding=model.embedding)
    backward = embed(TEXTS[::-1], embedding=model.embedding)
    assert forward.tobytes() == backward[::-1].tobytes()


def test_vectors_are_numbers_of_length_one_or_nought(model: ReaderModel) -> None:
    vectors = embed(TEXTS, embedding=model.embedding)
    lengths = np.linalg.norm(vectors, axis=1)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert np.isfinite(vectors).all()
    assert np.allclose(lengths[[0, 3, 4, 5]], 1, atol=1e-6)
    assert (lengths[[1, 2]] == 0).all()


def test_no_text_gives_no_vector(model: ReaderModel) -> None:
    assert embed([], embedding=model.embedding).shape == (0, DIMENSIONS)


def test_alike_texts_lie_nearer_than_others(model: ReaderModel) -> None:
    one, alike, other = embed(
        ["the app crashes on start", "application keeps crashing", "where is my parcel"], embedding=model.embedding
    )
    assert float(one @ alike) > float(one @ other) + 0.3


def test_only_the_first_256_pieces_count(model: ReaderModel) -> None:
    short, long = embed(["word " * 256, "word " * 256 + "parcel " * 99], embedding=model.embedding)
    assert short.tobytes() == long.tobytes()


def test_a_text_that_spells_a_special_piece_is_only_text(model: ReaderModel) -> None:
    plain, spelled = embed(["pad", "[PAD]"], embedding=model.embedding)
    assert float(plain @ spelled) > 0.9


def test_files_that_do_not_belong_together_are_refused() -> None:
    table = io.BytesIO()
    np.save(table, np.zeros(3, dtype=[("scale", "<f2"), ("row", "i1", (DIMENSIONS,))]))
    with pytest.raises(ValueError, match="rows"):
        read_embedding(table.getvalue(), b'{"model":{"vocab":{"a":0}}}')
