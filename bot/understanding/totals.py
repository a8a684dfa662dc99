"""The mood of many mentions together: net sentiment, corrected for what the reader mistakes for what.

A reader that takes one sad text in three for neutral makes every total too cheerful, however many texts there are.
How often it says which label of a text of which mood is known from texts it did not learn from (`SAID_WHEN`); the
shares of the true moods that make the counted labels likeliest are the corrected total. This is adjusted counting, by
expectation maximisation: Saerens, Latinne and Decaestecker, Adjusting the Outputs of a Classifier to New a Priori
Probabilities, Neural Computation 14 (2002). The correction is as good as the texts it was measured on are like these.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

SAID: Final = ("positive", "negative", "neutral", "mixed", "unsure")
SAID_WHEN: Final = {
    "positive": (0.7922, 0.0571, 0.1182, 0.0193, 0.0133),
    "negative": (0.0624, 0.679, 0.2, 0.0268, 0.0318),
    "neutral": (0.1286, 0.2035, 0.6316, 0.003, 0.0333),
}
"""How often a text of this mood is given which label of SAID; `files/heads.json` has the same numbers."""
FEWEST = 20
"""Of fewer scored mentions no total is made."""
_ROUNDS = 500
_SIGMAS = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class NetSentiment:
    """The share of positive less that of negative mentions, -1..1, with its 95 % interval.

    `scored` mentions are behind it; `unsure` is the share of them that nobody can tell, `not_scored` the share of all
    that were not read because of their language.
    """

    net: float
    low: float
    high: float
    scored: int
    unsure: float
    not_scored: float


def net_sentiment(counts: Mapping[str, int]) -> NetSentiment | None:
    """Returns the corrected total of so many mentions by label; None where too few were scored."""
    seen = np.array([counts.get(label, 0) for label in SAID], dtype=np.float64)
    scored, every = int(seen.sum()), sum(counts.values())
    if scored < FEWEST:
        return None
    rates = np.array(list(SAID_WHEN.values()))
    shares = np.full(len(rates), 1 / len(rates))
    for _ in range(_ROUNDS):
        likely = shares[:, None] * rates
        shares = (likely / np.maximum(likely.sum(axis=0), 1e-12)) @ seen / scored
    # The curvature of the likelihood says how well two shares are known (the third is the rest).
    expected = np.maximum(shares @ rates, 1e-12)
    slopes = rates[:2] - rates[2]
    known = (slopes * (seen / expected**2)) @ slopes.T + 1e-9 * np.eye(2)
    way = np.array([1.0, -1.0])
    spread = _SIGMAS * math.sqrt(max(float(way @ np.linalg.solve(known, way)), 0.0))
    net = float(shares[0] - shares[1])
    return NetSentiment(
        net=round(net, 4),
        low=round(max(net - spread, -1.0), 4),
        high=round(min(net + spread, 1.0), 4),
        scored=scored,
        unsure=round(counts.get("unsure", 0) / scored, 4),
        not_scored=round(counts.get("not_scored", 0) / every, 4),
    )
