"""py3langid's model, asked about a batch of texts at once: the same answers at a third of the cost.

The walk of a text through the model's automaton is a few array look-ups for each place in the batch's texts,
instead of a few for each of their bytes. What follows is computed for each text alone, so that a text's answer does
not depend on the others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Guess = tuple[str, float]
Identify = Callable[[Sequence[str]], list[Guess]]
"""Returns, for each text, the likeliest of all languages (ISO 639 code) and its probability."""


def load_identifier() -> Identify:
    """Returns the identifier over all its languages; reads its model (0.4 s), so compose calls it once."""
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

    return _Identifier(LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)).answers


class _Identifier:
    """Naive Bayes over the byte sequences that an automaton finds in a text."""

    def __init__(self, model: Any) -> None:
        self._next = np.frombuffer(model.tk_nextmove, dtype=model.tk_nextmove.typecode)
        self._row = np.asarray(model.tk_row, dtype=np.int64) << 8
        self._found = np.asarray(model.tk_output, dtype=np.int64)
        # Converting the rows of each text from float16 would cost more than all the rest of its score, and the whole
        # table as float32 is 57 MB: a row is converted when it is first met.
        self._half = np.asarray(model.nb_ptc)
        self._place = np.full(len(self._half), -1, dtype=np.int32)
        self._table = np.zeros((1024, self._half.shape[1]), dtype=np.float32)
        self._met = 0
        self._usual = np.asarray(model.nb_pc, dtype=np.float32)
        self._languages: list[str] = list(model.nb_classes)
        first = {name: place for place, name in reversed(list(enumerate(self._languages)))}
        self._twice = [(first[name], place) for place, name in enumerate(self._languages) if first[name] != place]

    def answers(self, texts: Sequence[str]) -> list[Guess]:
        """The likeliest language of each text, with its probability."""
        if not texts:
            return []
        encoded = [_encoded(text) for text in texts]
        scores = self._scores(encoded)
        # The root of the length keeps a long text from being surer than it may be.
        scores *= (1.0 / np.sqrt([len(one) or 1 for one in encoded])).astype(np.float32)[:, None]
        np.exp(scores - scores.max(axis=1, keepdims=True), out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        for place, other in self._twice:
            scores[:, place] += scores[:, other]
            scores[:, other] = 0.0
        best = scores.argmax(axis=1)
        return [(self._languages[place], float(row[place])) for place, row in zip(best, scores, strict=True)]

    def _scores(self, encoded: Sequence[bytes]) -> npt.NDArray[np.float32]:
        texts, features = self._walk(encoded)
        width = len(self._half)
        keys, counts = np.unique(texts * width + features, return_counts=True)
        weights, places = np.log1p(counts.astype(np.float32)), self._placed(keys % width)
        ends = np.searchsorted(keys, np.arange(len(encoded) + 1) * width)
        scores = np.zeros((len(encoded), len(self._languages)), dtype=np.float32)
        for text, (start, end) in enumerate(pairwise(ends)):
            if end > start:
                scores[text] = weights[start:end] @ self._table[places[start:end]] + self._usual
        return scores

    def _placed(self, features: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Where the features' rows stand in the table, after those that are new were put there."""
        new = np.unique(features[self._place[features] < 0])
        if len(new):
            needed = self._met + len(new)
            if needed > len(self._table):
                more = np.zeros(
                    (max(needed, 2 * len(self._table)) - len(self._table), self._table.shape[1]), np.float32
                )
                self._table = np.concatenate([self._table, more])
            self._table[self._met : needed] = self._half[new]
            self._place[new] = np.arange(self._met, needed)
            self._met = needed
        return np.asarray(self._place[features])

    def _walk(self, encoded: Sequence[bytes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """For each feature met anywhere: the number of the text, and the feature."""
        lengths = np.array([len(one) for one in encoded])
        order = np.argsort(-lengths, kind="stable")  # the texts that go on are always the first ones
        longest = int(lengths.max())
        letters = np.zeros((longest, len(encoded)), dtype=np.uint8)
        for place, text in enumerate(order):
            letters[: lengths[text], place] = np.frombuffer(encoded[text], dtype=np.uint8)
        going = np.searchsorted(-lengths[order], -np.arange(longest), side="left")
        met = np.full((longest, len(encoded)), -1, dtype=np.int64)
        state = np.zeros(len(encoded), dtype=np.int64)
        for at in range(longest):
            on = int(going[at])
            state[:on] = self._next[self._row[state[:on]] + letters[at, :on]]
            met[at, :on] = self._found[state[:on]]
        places, positions = np.nonzero(met.T >= 0)
        return order[places], met.T[places, positions]


def _encoded(text: str) -> bytes:
    lowered = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", lowered).encode("utf8", errors="surrogatepass")
