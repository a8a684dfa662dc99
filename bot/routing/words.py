"""The words by which departments differ: what each says more often than the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

# A department is not named in the fifth page, and the cap keeps a pasted log cheap.
READ_CHARACTERS = 4096
SHRINK = 10.0
"""So many texts of average make-up are added to each department: a word seen once proves little."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# The words every department uses, in the languages we ship words for.
COMMON = frozenset(
    "a an the i my me you your it its is are was be been to of for in on at and or do does did how what can could "
    "would will with this that these those have has had not no please need want when who where which why if from by "
    "am i'm we our us they them he she so as but any anything anyone about after all than then there just "
    "needs new back get got one some say says work works people thing things very too much more "
    "ich du er sie es wir ihr mein meine der die das den dem ein eine einen und oder ist sind war zu von für in im "
    "auf an mit nicht kein keine bitte wie was wann wo wer warum wenn aber so auch nur".split()
)  # fmt: skip


def features(text: str) -> list[str]:
    """The words of a text and its pairs of neighbours, each once, in order; the commonest words are left out."""
    words = [word for word in _WORD.findall(text[:READ_CHARACTERS].lower()) if word not in COMMON]
    return list(dict.fromkeys(words + [f"{first} {second}" for first, second in pairwise(words)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """For each known word (a row of `weights`) how much it speaks for each department."""

    places: Mapping[str, int]
    weights: npt.NDArray[np.float64]

    def found(self, text: str) -> tuple[list[str], list[int]]:
        """The known words of a text, and their rows."""
        known = [word for word in features(text) if word in self.places]
        return known, [self.places[word] for word in known]


def learn_words(texts: Sequence[str], labels: Sequence[int], departments: int) -> Words:
    """The words of labelled texts, weighed by the logarithm of how much more often each department says them."""
    counts: dict[str, list[float]] = {}
    sizes = [0] * departments
    for text, label in zip(texts, labels, strict=True):
        sizes[label] += 1
        for word in features(text):
            counts.setdefault(word, [0.0] * departments)[label] += 1
    if not counts:
        return Words(places={}, weights=np.zeros((0, departments)))
    seen = np.array(list(counts.values()))
    usual = seen.sum(axis=1, keepdims=True) / len(texts)
    weights = np.log((seen + SHRINK * usual) / (np.array(sizes) + SHRINK)) - np.log(usual)
    return Words(places={word: place for place, word in enumerate(counts)}, weights=weights)


def overlap(words: Words, found: Sequence[Sequence[int]]) -> npt.NDArray[np.float64]:
    """One row a text: how much its known words (their rows) speak for each department; long texts do not shout."""
    sizes = np.array([len(rows) for rows in found])
    summed = np.zeros((len(found), words.weights.shape[1]))
    said = np.flatnonzero(sizes)
    if len(said):
        every = words.weights[[row for rows in found for row in rows]]
        summed[said] = np.add.reduceat(every, np.concatenate([[0], np.cumsum(sizes[said])[:-1]]), axis=0)
    return np.asarray(summed / np.sqrt(sizes + 4.0)[:, None])
