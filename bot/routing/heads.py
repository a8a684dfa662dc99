"""Scores and probabilities of departments, learned from labelled vectors and texts in closed form.

A ridge regression on centred vectors, one against the rest, plus the words that tell departments
apart. Measured on the ten domains of CLINC150 (validation part; examples a department -> accuracy):
3: 50 %, 5: 58 %, 20: 79 %, 100: 90 %, all: 95 %. Slope and threshold of the probability were
fitted there over 2 to 10 departments and 2 to 500 examples, with out-of-scope texts as nobody's.
These are told from the others by their highest probability with AUROC 0.80 at 20 examples, 0.88 at
100, 0.91 at all; without the comparison with what is known at all it was 0.77, 0.84, 0.89.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.routing.words import Words, learn_words

Floats = npt.NDArray[np.float64]
RIDGE = 1.0
WORDS = 0.05
"""How much the words count beside the vector."""

ANCHORS = 500
"""So many of the known texts (spread evenly) are compared with each new one, to see whether it is like any."""
LIFT, MOST = 1.12, 0.99
FAMILIAR_SLOPE = 12.0
FAMILIAR_AT = -0.15
FAMILIAR_GROWS = 0.078
"""A text is as likely somebody's as nobody's at FAMILIAR_AT + FAMILIAR_GROWS x ln(anchors): more known is nearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A fitted head: score = vector @ weights + bias + WORDS x overlap; probability by `slope` and `middle`."""

    weights: Floats
    bias: Floats
    words: Words
    slope: float
    middle: float
    familiar: float


def fit(vectors: npt.NDArray[np.float32], labels: Sequence[int], texts: Sequence[str], departments: int) -> Head:
    """The head of these examples. The first `len(texts)` of them have words, the rest only vectors (corrections)."""
    places = np.asarray(labels)
    sizes = np.bincount(places, minlength=departments)
    # A department with many examples must not swallow the others.
    weigh = np.sqrt(len(places) / departments / np.maximum(sizes, 1))[places]
    exact = vectors.astype(np.float64)
    targets = np.zeros((len(places), departments))
    targets[np.arange(len(places)), places] = 1
    middle, share = np.average(exact, axis=0, weights=weigh), np.average(targets, axis=0, weights=weigh)
    centred = exact - middle
    gram = (centred * weigh[:, None]).T @ centred + RIDGE * np.eye(exact.shape[1])
    weights = np.linalg.solve(gram, (centred * weigh[:, None]).T @ (targets - share))
    slope, threshold = calibration(departments, float(np.median(sizes[sizes > 0])))
    return Head(
        weights=weights,
        # Scores of departments with few examples start at the same level as the others'.
        bias=1 / departments - middle @ weights,
        words=learn_words(texts, labels[: len(texts)], departments),
        slope=slope,
        middle=threshold,
        familiar=FAMILIAR_AT + FAMILIAR_GROWS * math.log(max(min(len(texts), ANCHORS), 2)),
    )


def calibration(departments: int, examples: float) -> tuple[float, float]:
    """Slope and middle of the logistic that turns a score into a probability."""
    size = math.log(min(max(examples, 1.0), 200.0))
    middle = 1 / departments + (0.15 + 0.045 * size) * (1 - 1.6 / departments)
    return 17.5 - 1.2 * size, middle


def probabilities(head: Head, vectors: npt.NDArray[np.float32], overlaps: Floats, nearest: Floats) -> Floats:
    """One row a text, one column a department: how likely it is concerned.

    `nearest` is each text's cosine to the nearest thing known at all: what is like nothing known
    is likely nobody's, whatever it is least unlike.
    """
    scores = vectors.astype(np.float64) @ head.weights + head.bias + WORDS * overlaps
    chances = 1 / (1 + np.exp(-head.slope * (scores - head.middle)))
    familiar = 1 / (1 + np.exp(-FAMILIAR_SLOPE * (nearest - head.familiar)))
    # Being unfamiliar takes more than it should from those that are somebody's; this gives it back in the mean.
    return np.asarray(np.minimum(LIFT * chances * familiar[:, None], MOST))
