"""Which language a batch of texts is in: py3langid's model, with the same answers, in a table that is read in place.

Naive Bayes over sequences of bytes: at each place of a text counts the longest known sequence that ends there. They are
looked up for all places of the batch at once, the longest first. What follows is computed for each text alone, so that
a text's answer does not depend on the others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.understanding.content import Content, arrays_in, mapped

Guess = tuple[str, float]
Identify = Callable[[Sequence[str]], list[Guess]]
"""Returns, for each text, the likeliest of all languages (ISO 639 code) and its probability."""

LONGEST = 6
"""So many bytes has the longest known sequence."""

_MIX, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)
"""As `training/languages.py` mixes keys."""

Whole = npt.NDArray[np.int64]


def load_identifier() -> Identify:
    """Returns the identifier over all its languages; its table stays in its file, so compose calls this once."""
    return read_identifier(mapped("languages.npy"))


def read_identifier(content: Content) -> Identify:
    """Returns the identifier over all the languages of `languages.npy`.

    Raises:
        ValueError: the bytes are damaged.
    """
    parts = arrays_in(content)
    if len(parts) != 9:
        raise ValueError(f"the table of languages has {len(parts)} parts")
    names, priors, usual, shifts, keys, features, starts, languages, logarithms = parts
    table = _Table(
        names=tuple(str(name, "ascii") for name in names.tolist()),
        priors=priors.astype(np.float32),
        usual=usual.astype(np.float32),
        shifts=shifts.astype(np.uint64),
        keys=keys,
        features=features,
        starts=starts,
        languages=languages,
        logarithms=logarithms,
    )
    return table.answers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """What is known: a perfect hash of sequences of bytes with their features, and the features' logarithms.

    Of a feature's row only those are held that differ from `usual`: from `starts` on, with their languages.
    """

    names: tuple[str, ...]
    priors: npt.NDArray[np.float32]
    usual: npt.NDArray[np.float32]
    shifts: npt.NDArray[np.uint64]
    keys: npt.NDArray[Any]
    features: npt.NDArray[Any]
    starts: npt.NDArray[Any]
    languages: npt.NDArray[Any]
    logarithms: npt.NDArray[Any]

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
        for place, name in enumerate(self.names):
            first = self.names.index(name)
            if first != place:  # written in two scripts
                scores[:, first] += scores[:, place]
                scores[:, place] = 0.0
        best = scores.argmax(axis=1)
        chances = scores[np.arange(len(best)), best]
        return [(self.names[place], chance) for place, chance in zip(best.tolist(), chances.tolist(), strict=True)]

    def _scores(self, encoded: Sequence[bytes]) -> npt.NDArray[np.float32]:
        texts, features = self._met(encoded)
        width = len(self.starts)
        keys, counts = np.unique(texts * width + features, return_counts=True)
        known, places = np.unique(keys % width, return_inverse=True)
        rows, weights = self._rows(known), np.log1p(counts.astype(np.float32))
        ends = np.searchsorted(keys, np.arange(len(encoded) + 1) * width).tolist()
        scores = np.zeros((len(encoded), len(self.names)), dtype=np.float32)
        for text, (start, end) in enumerate(pairwise(ends)):
            if end > start:
                scores[text] = weights[start:end] @ rows[places[start:end]] + self.priors
        return scores

    def _rows(self, features: Whole) -> npt.NDArray[np.float32]:
        """What these features say: one logarithm a language."""
        starts = self.starts[features].astype(np.int64)
        sizes = self.starts[features + 1] - starts
        ends = np.cumsum(sizes)
        said = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)
        places = np.repeat(np.arange(len(features)) * len(self.names), sizes) + self.languages[said]
        rows = np.tile(self.usual, (len(features), 1))
        rows.reshape(-1)[places] = self.logarithms[said]
        return rows

    def _slots(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """Where each of these keys stands, if it is known at all."""
        folded = keys ^ (keys >> np.uint64(15))
        shifts = self.shifts[(folded * _MIX) >> np.uint64(64 - 15)]
        return np.asarray(((folded ^ ((shifts + np.uint64(1)) * _STEP)) * _MIX) >> np.uint64(64 - 17))

    def _met(self, encoded: Sequence[bytes]) -> tuple[Whole, Whole]:
        """For each feature met anywhere: the number of the text, and the feature."""
        letters = np.frombuffer(b"".join(encoded), dtype=np.uint8).astype(np.uint64)
        sizes = np.array([len(one) for one in encoded], dtype=np.int64)
        since = np.arange(len(letters)) - np.repeat(np.cumsum(sizes) - sizes, sizes)  # its text's beginning
        met = np.full(len(letters), -1, dtype=np.int64)
        ending = [letters]  # the number that the last 1, 2, ... bytes are
        for _ in range(LONGEST - 1):
            longer = letters.copy()
            longer[1:] |= ending[-1][:-1] << np.uint64(8)
            ending.append(longer)
        left = np.arange(len(letters))
        for length in range(LONGEST, 0, -1):
            keys = ending[length - 1][left] | np.uint64(length << 48)
            slots = self._slots(keys)
            found = (self.keys[slots] == keys) & (since[left] >= length - 1)
            met[left[found]] = self.features[slots[found]]
            left = left[~found]
        where = np.flatnonzero(met >= 0)
        return np.repeat(np.arange(len(encoded)), sizes)[where], met[where]


def _encoded(text: str) -> bytes:
    lowered = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", lowered).encode("utf8", errors="surrogatepass")
