"""What is learned from a few made-up texts, and how it is kept."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.fitting import Loss, design, fit
from bot.understanding.grams import bag_of, pieces_of
from bot.understanding.linear import Floats, Linear, as_bytes, read_linear, scores, telling

TEXTS = [
    "my parcel is late",
    "where is the parcel",
    "late parcel again",
    "card declined",
    "the card was declined",
    "declined",
]
WORDS = [text.split() for text in TEXTS]
NONE: Floats = np.zeros((len(TEXTS), 4), dtype=np.float32)
TARGETS = np.array([[1, 0]] * 3 + [[0, 1]] * 3, dtype=np.float32)


def learned(loss: Loss = "one") -> Linear:
    return fit(design(WORDS, NONE), TARGETS, loss=loss)


def said(linear: Linear, *texts: str) -> list[int]:
    words = [text.split() for text in texts]
    return [int(row.argmax()) for row in scores(linear, words, np.zeros((len(words), 4), dtype=np.float32))]


@pytest.mark.parametrize("loss", ["one", "each"])
def test_what_was_shown_is_known_and_what_is_spelled_alike_too(loss: Loss) -> None:
    assert said(learned(loss), *TEXTS) == [0, 0, 0, 1, 1, 1]
    assert said(learned(loss), "parcels", "cards declining") == [0, 1]


def test_a_text_has_the_same_scores_in_any_batch_and_order() -> None:
    linear = learned()
    together = scores(linear, WORDS, NONE)
    assert scores(linear, WORDS[::-1], NONE).tolist() == together[::-1].tolist()
    assert [scores(learned(), [words], NONE[:1])[0].tolist() for words in WORDS] == together.tolist()


def test_the_gradient_is_that_of_the_cost() -> None:
    # A least-squares check of the whole chain: at the optimum, moving a target's score must not lower the cost.
    made = design(WORDS, NONE)
    linear = fit(made, TARGETS, trust=1.0, steps=200)
    weights = [linear.pieces / made.rarity_of_pieces[:, None], linear.bag / made.rarity_of_bag[:, None]]
    dense = np.concatenate([linear.vectors, linear.further, linear.bias[None]]).astype(np.float32)

    def cost(pieces: Floats) -> float:
        row = made.scores([pieces, weights[1], dense]).astype(np.float64)
        chances = np.exp(row) / np.exp(row).sum(axis=1, keepdims=True)
        penalty = sum(float(np.square(part.astype(np.float64)).sum()) for part in (pieces, weights[1], dense))
        return float(-np.log((chances * TARGETS).sum(axis=1)).sum() + penalty / 2)

    best = cost(weights[0])
    for place in range(0, len(weights[0]), 7):
        for step in (-0.1, 0.1):
            moved = weights[0].copy()
            moved[place, 0] += step
            assert cost(moved) > best


def test_vectors_and_further_numbers_count() -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 1, 1]]
    further = np.array([[1], [0], [1], [0]], dtype=np.float32)
    texts: list[list[str]] = [[], [], [], []]
    targets = np.eye(2, dtype=np.float32)[[0, 0, 1, 1]]
    linear = fit(design(texts, vectors, further=further), targets)
    assert scores(linear, texts, vectors, further).argmax(axis=1).tolist() == [0, 0, 1, 1]
    by_number = fit(design(texts, vectors * 0, further=further), np.eye(2, dtype=np.float32)[[0, 1, 0, 1]])
    assert scores(by_number, texts, vectors * 0, further).argmax(axis=1).tolist() == [0, 1, 0, 1]


def test_the_words_that_tell_most_are_named() -> None:
    linear = learned()
    assert telling(linear, "the parcel was late".split(), 0)[0][1] in ("parcel", "late")
    assert telling(linear, "card declined".split(), 1)[0][1] == "declined"


def test_it_is_kept_as_bytes_and_read_again() -> None:
    linear = learned()
    content = as_bytes(linear)
    assert content == as_bytes(learned())
    again = read_linear(content)
    assert np.abs(scores(again, WORDS, NONE) - scores(linear, WORDS, NONE)).max() < 0.1
    assert as_bytes(read_linear(content)) == content


@pytest.mark.parametrize("content", [b"", b"nothing", as_bytes(learned())[:500]])
def test_damaged_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        read_linear(content)


def test_a_word_has_pieces_and_words_have_pairs() -> None:
    assert len(pieces_of("ab")) == len({" a", "ab", "b ", " ab", "ab ", " ab "})
    assert len(pieces_of("x" * 10_000)) < 40
    assert len(bag_of(["a", "b", "a"])) == 5
    assert bag_of(["a", "b", "a"])[0] == bag_of(["a"])[0]
    assert pieces_of("\ud800")
