"""Learns a `Linear` from labelled texts: maximum likelihood with a quadratic penalty, by L-BFGS, in numpy alone.

The scores are linear in what is learned, so a step's length is searched for without another pass over the texts, and
pieces are learned through the words that hold them: a text costs as much as it has words, not as much as letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from bot.understanding.grams import bag_of, pieces_of
from bot.understanding.linear import VECTOR_WEIGHT, Floats, Keys, Linear, centre, look_up

Ints = npt.NDArray[np.int64]
Loss = Literal["one", "each"]
"""`one`: the labels exclude each other (softmax); `each`: they do not (a logistic function each)."""
STEPS, KEPT = 40, 5
ENOUGH = 1e-4
"""A step that gains less than this share of what is left to gain is the last one."""
_ROWS_AT_ONCE = 2048
_SMALLEST = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sparse:
    """A matrix by rows and, for its transposed product, by columns."""

    places: Ints
    ends: Ints
    values: Floats
    back_places: Ints
    back_ends: Ints
    back_values: Floats

    def times(self, right: Floats) -> Floats:
        """The product with a matrix."""
        return _product(self.places, self.ends, self.values, right)

    def back(self, right: Floats) -> Floats:
        """The product of the transposed matrix with one."""
        return _product(self.back_places, self.back_ends, self.back_values, right)


def _sparse(places: Ints, sizes: Ints, values: Floats, columns: int) -> _Sparse:
    order = np.argsort(places, kind="stable")
    rows = np.repeat(np.arange(len(sizes)), sizes)
    return _Sparse(
        places=places,
        ends=np.concatenate([[0], np.cumsum(sizes)]),
        values=values,
        back_places=rows[order],
        back_ends=np.concatenate([[0], np.cumsum(np.bincount(places, minlength=columns))]),
        back_values=values[order],
    )


def _product(places: Ints, ends: Ints, values: Floats, right: Floats) -> Floats:
    made = np.zeros((len(ends) - 1, right.shape[1]), dtype=np.float32)
    for start in range(0, len(made), _ROWS_AT_ONCE):
        cut = ends[start : start + _ROWS_AT_ONCE + 1]
        said = np.flatnonzero(np.diff(cut))
        if len(said):
            rows = right[places[cut[0] : cut[-1]]] * values[cut[0] : cut[-1], None]
            made[start + said] = np.add.reduceat(rows, (cut[:-1] - cut[0])[said], axis=0)
    return made


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """Texts as matrices: words of a text, pieces of a word, words and pairs of a text, and the dense rest."""

    piece_keys: Keys
    rarity_of_pieces: Floats
    bag_keys: Keys
    rarity_of_bag: Floats
    middle: Floats
    words: _Sparse
    pieces: _Sparse
    bag: _Sparse
    dense: Floats
    widths: tuple[int, ...]
    vector_weight: float

    def scores(self, weights: Sequence[Floats]) -> Floats:
        """One row a text: what these weights say."""
        return np.asarray(
            self.words.times(self.pieces.times(weights[0])) + self.bag.times(weights[1]) + self.dense @ weights[2],
            dtype=np.float32,
        )

    def gradient(self, slopes: Floats) -> list[Floats]:
        """What the weights would have to change for these changes of the scores."""
        return [self.pieces.back(self.words.back(slopes)), self.bag.back(slopes), self.dense.T @ slopes]


def design(
    texts: Sequence[Sequence[str]], vectors: Floats, *, further: Floats | None = None, least: int = 1,
    vector_weight: float = VECTOR_WEIGHT,
) -> Design:  # fmt: skip
    """Returns the texts (each as its words), their vectors and further numbers as matrices.

    Args:
        texts: each as its words.
        vectors: one row a text, of length 1 or 0.
        further: more numbers, one row a text.
        least: in how many texts a piece, word or pair must occur to be learned.
        vector_weight: the length of a vector beside the lexical parts.
    """
    vocabulary = {word: place for place, word in enumerate(dict.fromkeys(word for words in texts for word in words))}
    by_word = [pieces_of(word) for word in vocabulary]
    bags = [bag_of(words) for words in texts]
    counted = [[vocabulary[word] for word in words] for words in texts]
    piece_keys, rare_pieces = _known(
        ({key for place in set(row) for key in by_word[place]} for row in counted), len(texts), least
    )
    bag_keys, rare_bag = _known((set(row) for row in bags), len(texts), least)
    pieces, piece_sizes = _placed(by_word, piece_keys)
    bag, bag_sizes = _placed(bags, bag_keys)
    squares = _sums(rare_pieces[pieces] ** 2, piece_sizes)
    words = np.array([place for row in counted for place in row], dtype=np.int64)
    word_sizes = np.array([len(row) for row in counted], dtype=np.int64)
    word_values = np.repeat(1 / np.sqrt(np.maximum(_sums(squares[words], word_sizes), 1)), word_sizes)
    bag_values = np.repeat(1 / np.sqrt(np.maximum(_sums(rare_bag[bag] ** 2, bag_sizes), 1)), bag_sizes)
    said = vectors[vectors.any(axis=1)]
    middle = said.mean(axis=0).astype(np.float32) if len(said) else np.zeros(vectors.shape[1], dtype=np.float32)
    rest = np.zeros((len(texts), 0), dtype=np.float32) if further is None else further
    dense = [centre(vectors, middle, vector_weight), rest, np.ones((len(texts), 1), dtype=np.float32)]
    return Design(
        piece_keys=piece_keys,
        rarity_of_pieces=rare_pieces,
        bag_keys=bag_keys,
        rarity_of_bag=rare_bag,
        middle=middle,
        words=_sparse(words, word_sizes, word_values.astype(np.float32), len(vocabulary)),
        pieces=_sparse(pieces, piece_sizes, rare_pieces[pieces], len(piece_keys)),
        bag=_sparse(bag, bag_sizes, (bag_values * rare_bag[bag]).astype(np.float32), len(bag_keys)),
        dense=np.concatenate(dense, axis=1),
        widths=tuple(part.shape[1] for part in dense),
        vector_weight=vector_weight,
    )


def _known(sets: Iterable[set[int]], texts: int, least: int) -> tuple[Keys, Floats]:
    """The keys that enough texts hold, in ascending order, and how rare each is."""
    held: Counter[int] = Counter()
    for one in sets:
        held.update(one)
    keys = sorted(key for key, count in held.items() if count >= least)
    counts = np.array([held[key] for key in keys], dtype=np.float64)
    return np.array(keys, dtype=np.uint32), (np.log((1 + texts) / (1 + counts)) + 1).astype(np.float32)


def _placed(rows: Sequence[Sequence[int]], keys: Keys) -> tuple[Ints, Ints]:
    """The places of the rows' known keys one after another, and how many each row has."""
    found = look_up(keys, np.array([key for row in rows for key in row], dtype=np.uint32))
    known = found >= 0
    owner = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    return found[known], np.bincount(owner[known], minlength=len(rows))


def _sums(values: Floats, sizes: Ints) -> Floats:
    ends = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    stops = np.cumsum(sizes)
    return np.asarray(ends[stops] - ends[stops - sizes], dtype=np.float32)


def fit(
    made: Design, targets: Floats, *, loss: Loss = "one", trust: float = 10.0, weigh: Floats | None = None,
    steps: int = STEPS, enough: float = ENOUGH,
) -> Linear:  # fmt: skip
    """Returns what fits the targets best.

    Args:
        made: the texts.
        targets: one row a text, one column a label, 0 or 1 (or between, for a share).
        loss: whether labels exclude each other.
        trust: how much a text counts against the penalty on large weights.
        weigh: how much each text counts beside the others, for all labels or, where they do not exclude each other,
            for each: one column or as many as there are labels.
        steps: at most so many.
        enough: a step that gains less than this share is the last one.
    """
    shapes = [(len(made.piece_keys), targets.shape[1]), (len(made.bag_keys), targets.shape[1])]
    shapes.append((made.dense.shape[1], targets.shape[1]))
    ends = np.cumsum([rows * columns for rows, columns in shapes])

    def parts(flat: Floats) -> list[Floats]:
        return [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), shapes, strict=True)]

    counts = np.full((len(targets), 1), trust, np.float32) if weigh is None else (trust * weigh).astype(np.float32)
    measure = _one if loss == "one" else _each

    def cost(scores: Floats) -> tuple[float, Floats]:
        value, slopes = measure(scores, targets)
        return float((value * counts).sum(dtype=np.float64)), np.asarray(slopes * counts, dtype=np.float32)

    def pull(slopes: Floats) -> Floats:
        return np.concatenate([part.ravel() for part in made.gradient(slopes)])

    flat = _descend(cost, pull, lambda flat: made.scores(parts(flat)), size=int(ends[-1]), steps=steps, enough=enough)
    return _linear(made, parts(flat))


def _descend(
    cost: Callable[[Floats], tuple[float, Floats]], pull: Callable[[Floats], Floats],
    scores_of: Callable[[Floats], Floats], *, size: int, steps: int, enough: float,
) -> Floats:  # fmt: skip
    """L-BFGS on cost + half the squared length of the weights. Nocedal and Wright, Numerical Optimization, 7.2."""
    at = np.zeros(size, dtype=np.float32)
    scores = scores_of(at)
    value, slopes = cost(scores)
    slope = pull(slopes)
    kept: list[tuple[Floats, Floats, float]] = []
    for _ in range(steps):
        way = _direction(slope, kept)
        moved = scores_of(way)
        downhill, step = float(slope @ way), 1.0
        while step > _SMALLEST:
            then = cost(scores + step * moved)[0] + 0.5 * float(np.square(at + step * way).sum())
            if then <= value + 1e-4 * step * downhill:
                break
            step /= 2
        following = at + step * way
        scores = np.asarray(scores + step * moved, dtype=np.float32)
        new, slopes = cost(scores)
        new += 0.5 * float(following @ following)
        steeper = pull(slopes) + following
        went, turned = following - at, steeper - slope
        if (bend := float(went @ turned)) > 1e-10:
            kept = [*kept, (went, turned, 1 / bend)][-KEPT:]
        gained, value, at, slope = value - new, new, following, steeper
        if gained < enough * abs(value):
            break
    return at


def _direction(slope: Floats, kept: Sequence[tuple[Floats, Floats, float]]) -> Floats:
    way, shares = -slope, []
    for went, turned, inverse in reversed(kept):
        share = inverse * float(went @ way)
        shares.append(share)
        way = way - share * turned
    if kept:
        _, turned, inverse = kept[-1]
        way = way / (inverse * float(turned @ turned))
    else:
        way = way * (0.1 / max(float(np.abs(slope).max(initial=0)), 1e-9))
    for (went, turned, inverse), share in zip(kept, reversed(shares), strict=True):
        way = way + (share - inverse * float(turned @ way)) * went
    return np.asarray(way, dtype=np.float32)


def _one(scores: Floats, targets: Floats) -> tuple[Floats, Floats]:
    top = scores.max(axis=1, keepdims=True)
    powers = np.exp(scores - top)
    whole = powers.sum(axis=1, keepdims=True)
    shown = targets.sum(axis=1, keepdims=True)
    value = (np.log(whole) + top) * shown - (scores * targets).sum(axis=1, keepdims=True)
    return value, powers / whole * shown - targets


def _each(scores: Floats, targets: Floats) -> tuple[Floats, Floats]:
    value = np.logaddexp(np.float32(0), scores) - scores * targets
    chances = 1 / (1 + np.exp(-np.clip(scores, -60, 60)))
    return np.asarray(value, dtype=np.float32), np.asarray(chances - targets, dtype=np.float32)


def _linear(made: Design, weights: Sequence[Floats]) -> Linear:
    first, second, _ = made.widths
    return Linear(
        piece_keys=made.piece_keys,
        pieces=weights[0] * made.rarity_of_pieces[:, None],
        piece_squares=made.rarity_of_pieces**2,
        bag_keys=made.bag_keys,
        bag=weights[1] * made.rarity_of_bag[:, None],
        bag_squares=made.rarity_of_bag**2,
        middle=made.middle,
        vectors=weights[2][:first],
        further=weights[2][first : first + second],
        bias=weights[2][first + second],
        vector_weight=made.vector_weight,
    )
