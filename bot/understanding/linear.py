"""Linear scores of texts: what is learned about pieces of words, words, pairs of words and vectors, added up.

A text's score for a label is the sum over its words of what their pieces say, plus that over its words and pairs, each
divided by the length that the text has in that space, plus what its centred vector says, plus further numbers if the
maker gave some. As everything is a sum over words, what a word's pieces say is computed once and remembered.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.understanding.grams import bag_of, pieces_of

Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint32]
VECTOR_WEIGHT = 1.5
"""The length of a static vector beside the two lexical parts, each of length 1. 1 to 2 did alike, 3 worse."""
_REMEMBERED = 40_000  # words; then their memory starts afresh


class _Words:
    """What words' pieces say, remembered; filled by `_remembered`."""

    __slots__ = ("place", "rows", "squares")

    def __init__(self) -> None:
        self.place: dict[str, int] = {}
        self.rows: Floats = np.zeros((0, 0), dtype=np.float32)
        self.squares: Floats = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Linear:
    """What was learned: for each known piece and each known word or pair its row of scores and its squared weight.

    Keys are CRC-32 in ascending order. Rows hold one number a label and are already weighted by how rare the thing is.
    `middle` is subtracted from vectors, which then have the length `vector_weight`; `vectors` and `further` hold a row
    of scores for each number of theirs.
    """

    piece_keys: Keys
    pieces: Floats
    piece_squares: Floats
    bag_keys: Keys
    bag: Floats
    bag_squares: Floats
    middle: Floats
    vectors: Floats
    further: Floats
    bias: Floats
    vector_weight: float = VECTOR_WEIGHT
    _words: _Words = field(default_factory=_Words, repr=False)

    @property
    def labels(self) -> int:
        """How many labels it scores."""
        return len(self.bias)


def scores(
    linear: Linear, texts: Sequence[Sequence[str]], vectors: Floats, further: Floats | None = None
) -> npt.NDArray[np.float64]:
    """Returns one row a text, one column a label; the same text has the same row in any batch.

    Args:
        linear: what was learned.
        texts: each as its words.
        vectors: one row a text, of length 1 or 0.
        further: one row a text, where `linear` was made with some.
    """
    if not len(texts):
        return np.zeros((0, linear.labels))
    centred = centre(vectors, linear.middle, linear.vector_weight).astype(np.float64)
    summed = centred @ linear.vectors.astype(np.float64) + linear.bias
    if further is not None and further.shape[1]:
        summed += further.astype(np.float64) @ linear.further.astype(np.float64)
    places, sizes = _remembered(linear, texts)
    summed += _added(linear._words.rows, linear._words.squares, places, sizes)
    keys = [bag_of(words) for words in texts]
    found = look_up(linear.bag_keys, np.array([key for row in keys for key in row], dtype=np.uint32))
    summed += _added(linear.bag, linear.bag_squares, found, np.array([len(row) for row in keys]))
    # The last bits of a product of matrices depend on how many rows there are.
    return np.round(summed, 5)


def centre(vectors: Floats, middle: Floats, length: float = VECTOR_WEIGHT) -> Floats:
    """Returns the vectors with the middle subtracted, of this length (0 where there was nothing to say)."""
    moved = np.where(vectors.any(axis=1, keepdims=True), vectors - middle, 0).astype(np.float32)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved * (length / np.maximum(lengths, 1e-9)), dtype=np.float32)


def look_up(known: Keys, keys: Keys) -> npt.NDArray[np.int64]:
    """Returns the place of each key among the known ones, -1 where it is not among them."""
    if not len(known):
        return np.full(len(keys), -1)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, places, -1)


def piece_rows(linear: Linear, words: Sequence[str]) -> Floats:
    """Returns what the pieces of each word say, one row a word (not divided by any length)."""
    pieces = [pieces_of(word) for word in words]
    found = look_up(linear.piece_keys, np.array([key for row in pieces for key in row], dtype=np.uint32))
    sizes = np.array([len(row) for row in pieces], dtype=np.int64)
    known = np.flatnonzero(found >= 0)
    rows = np.zeros((len(found), linear.labels + 1), dtype=np.float32)
    if len(known):
        rows[known, :-1] = linear.pieces[found[known]]
        rows[known, -1] = linear.piece_squares[found[known]]
    return _segments(rows, sizes)


def telling(linear: Linear, words: Sequence[str], label: int) -> list[tuple[float, str]]:
    """Returns for each word of a text how much it speaks for a label, the most telling first."""
    places, _ = _remembered(linear, [words])
    found = look_up(linear.bag_keys, np.array(bag_of(words)[: len(words)], dtype=np.uint32))
    size = float(np.sqrt(max(linear._words.squares[places].sum(), 1.0)))
    said = linear._words.rows[places, label] / size
    if len(linear.bag):
        squares = np.where(found >= 0, linear.bag_squares[np.maximum(found, 0)], np.float32(0))
        alone = np.where(found >= 0, linear.bag[np.maximum(found, 0), label], np.float32(0))
        said = said + alone / np.sqrt(max(float(squares.sum()), 1.0))
    return sorted(
        {word: (float(weight), word) for weight, word in zip(said, words, strict=True)}.values(), reverse=True
    )


def _remembered(linear: Linear, texts: Sequence[Sequence[str]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The places of all the texts' words in the memory, after the new ones were added, and how many each text has."""
    memory = linear._words
    if len(memory.place) > _REMEMBERED or memory.rows.shape[1] != linear.labels:
        memory.place = {}
        memory.rows, memory.squares = np.zeros((0, linear.labels), np.float32), np.zeros(0, np.float32)
    place = memory.place
    new = [word for word in dict.fromkeys(word for words in texts for word in words) if word not in place]
    if new:
        made = piece_rows(linear, new)
        start = len(place)
        if start + len(new) > len(memory.rows):
            room = max(1024, 2 * (start + len(new)))
            memory.rows = np.concatenate([memory.rows[:start], np.zeros((room - start, linear.labels), np.float32)])
            memory.squares = np.concatenate([memory.squares[:start], np.zeros(room - start, np.float32)])
        memory.rows[start : start + len(new)] = made[:, :-1]
        memory.squares[start : start + len(new)] = made[:, -1]
        place.update(zip(new, range(start, start + len(new)), strict=True))
    places = np.array([place[word] for words in texts for word in words], dtype=np.int64)
    return places, np.array([len(words) for words in texts], dtype=np.int64)


def _added(
    rows: Floats, squares: Floats, places: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Returns for each text the sum of its rows, divided by its length; a place of -1 is a row of noughts."""
    if not len(places) or not len(rows):
        return np.zeros((len(sizes), rows.shape[1]))
    known = places >= 0
    safe = np.maximum(places, 0)
    summed = _segments(np.where(known[:, None], rows[safe], np.float32(0)), sizes)
    lengths = _segments(np.where(known, squares[safe], np.float32(0))[:, None], sizes)
    return summed.astype(np.float64) / np.sqrt(np.maximum(lengths.astype(np.float64), 1.0))


def _segments(rows: Floats, sizes: npt.NDArray[np.int64]) -> Floats:
    """Returns the sums of so many rows after each other."""
    summed = np.zeros((len(sizes), rows.shape[1]), dtype=np.float32)
    said = np.flatnonzero(sizes)
    if len(said):
        starts = np.concatenate([[0], np.cumsum(sizes[said])[:-1]])
        summed[said] = np.add.reduceat(rows, starts, axis=0)
    return summed


_ROWS = ("pieces", "bag", "vectors", "further")
_REST = ("piece_keys", "piece_squares", "bag_keys", "bag_squares", "middle", "bias")


def as_bytes(linear: Linear) -> bytes:
    """Returns it as bytes, the same for the same: rows as int8 with one scale a label, squares as float16."""
    parts: dict[str, npt.NDArray[np.generic]] = {}
    for name in _ROWS:
        rows: Floats = getattr(linear, name)
        scale = np.abs(rows).max(axis=0, initial=1e-9) / 127
        if name in ("vectors", "further"):  # small, and each of their numbers counts
            parts[name] = rows.astype(np.float32)
        else:
            parts[name] = np.clip(np.rint(rows / scale), -127, 127).astype(np.int8)
            parts[f"{name}_scale"] = scale.astype(np.float32)
    for name in _REST:
        value = getattr(linear, name)
        parts[name] = value.astype(np.float16) if name.endswith("squares") else value
    if linear.vector_weight != VECTOR_WEIGHT:
        parts["vector_weight"] = np.array(linear.vector_weight, dtype=np.float32)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **parts)
    return buffer.getvalue()


def read_linear(content: bytes) -> Linear:
    """Returns what `as_bytes` wrote.

    Raises:
        ValueError: the bytes are damaged.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as parts:
            rows = {name: parts[name].astype(np.float32) * parts.get(f"{name}_scale", np.float32(1)) for name in _ROWS}
            rest = {name: parts[name] for name in _REST}
            weight = float(parts.get("vector_weight", VECTOR_WEIGHT))
    except (KeyError, OSError, EOFError, BadZipFile) as wrong:
        raise ValueError(f"what was learned cannot be read: {wrong}") from wrong
    for name in ("piece_squares", "bag_squares"):
        rest[name] = rest[name].astype(np.float32)
    return Linear(**rows, **rest, vector_weight=weight)
