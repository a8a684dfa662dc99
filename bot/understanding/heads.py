"""The heads: mood and intent of an English text, learned from open data, with a confidence that keeps its word.

One `Linear` scores the four groups of GoEmotions and the seven intents. A mood's chances are weighed against each
other, sharpened and bent until the confidence is the share that is right (`training/heads.py` fits that on texts it
did not learn from). Below `Heads.unsure_below` the mood is "unsure".
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
import numpy.typing as npt

from bot.model.reading import Intent, Sentiment
from bot.understanding.linear import Floats, Linear, read_linear, scores
from bot.understanding.sentiment import NOT_SCORED, Mood, Seen, seen_in

GROUPS: Final = ("positive", "negative", "neutral", "ambiguous")
MOODS: Final[tuple[Sentiment, ...]] = ("positive", "negative", "neutral")
INTENTS: Final[tuple[Intent, ...]] = get_args(Intent)
BOTH = 0.9
"""A text that praises and blames by the rules is mixed where both chances reach this share of their cuts."""
CLEAR_INTENT, CLEAR_WISH = 0.4, 0.6
"""An intent of at least this chance is heard where the rules find none. Of 13,000 ordinary texts 9 then wanted to leave
or to buy; a wish is asked for more, as insights are made of it."""

_CLEAR: Final[dict[Intent, float]] = {"request": CLEAR_WISH}
Chances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heads:
    """The scores, and how they become labels.

    `cuts` are the chances from which each group of GoEmotions is said; `bends` turn the share of a mood into how often
    it is right (offset and slope of a logistic function, one pair a mood).
    """

    linear: Linear
    cuts: tuple[float, ...]
    bends: tuple[tuple[float, float], ...]
    unsure_below: float


def read_heads(content: bytes, record: bytes) -> Heads:
    """Returns the heads from the bytes of `heads.npz` and `heads.json`.

    Raises:
        ValueError: the bytes are damaged or do not belong together.
    """
    linear = read_linear(content)
    told = json.loads(record)["decisions"]
    if linear.labels != len(GROUPS) + len(INTENTS):
        raise ValueError(f"the heads have {linear.labels} labels, not {len(GROUPS) + len(INTENTS)}")
    return Heads(
        linear=linear,
        cuts=tuple(float(told["cuts"][group]) for group in GROUPS),
        bends=tuple((float(told["bends"][mood][0]), float(told["bends"][mood][1])) for mood in MOODS),
        unsure_below=float(told["unsure_below"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The mood of a text, the shares of MOODS, and the intent that the head is clear about, if it is."""

    mood: Mood
    shares: tuple[float, ...] = ()
    intent: Intent | None = None


UNJUDGED: Final = Judged(mood=NOT_SCORED)


def judge(texts: Sequence[Sequence[str]], vectors: Floats, *, heads: Heads) -> list[Judged]:
    """Returns what the heads say of each text, given as words."""
    if not texts:
        return []
    seen = [seen_in(words) for words in texts]
    chances = chances_of(texts, vectors, seen, linear=heads.linear)
    shares = shares_of(chances, heads.cuts)
    best = shares.argmax(axis=1)
    sure = confidences(shares[np.arange(len(best)), best], best, heads.bends).tolist()
    intents = chances[:, len(GROUPS) :]
    likeliest = zip(intents.argmax(axis=1).tolist(), intents.max(axis=1).tolist(), strict=True)
    return [
        Judged(
            mood=_mood(one.ruled, label=MOODS[place], confidence=sure[at], chances=row, heads=heads),
            shares=tuple(round(share, 4) for share in every),
            intent=INTENTS[intent] if chance >= _CLEAR.get(INTENTS[intent], CLEAR_INTENT) else None,
        )
        for at, (one, place, row, every, (intent, chance)) in enumerate(
            zip(seen, best.tolist(), chances.tolist(), shares.tolist(), likeliest, strict=True)
        )
    ]


def chances_of(
    texts: Sequence[Sequence[str]], vectors: Floats, seen: Sequence[Seen] | None = None, *, linear: Linear
) -> Chances:
    """Returns a row a text: the chances of GROUPS, then of INTENTS. `seen` as `seen_in` gives it, where it is known."""
    seen = [seen_in(words) for words in texts] if seen is None else seen
    signs = np.array([one.signs for one in seen], dtype=np.float32).reshape(len(texts), -1)
    return np.asarray(1 / (1 + np.exp(-np.clip(scores(linear, texts, vectors, signs), -60, 60))))


def shares_of(chances: Chances, cuts: Sequence[float]) -> Chances:
    """Returns the chances of MOODS against each other, each measured by its cut; a row adds up to 1."""
    weighed = np.maximum(chances[:, : len(MOODS)], 1e-9) / np.array(cuts[: len(MOODS)])
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True))


def confidences(shares: Chances, moods: npt.NDArray[np.int64], bends: Sequence[tuple[float, float]]) -> Chances:
    """Returns how often a mood (its place) said with this share is right."""
    safe = np.clip(shares, 1e-6, 1 - 1e-6)
    offsets, slopes = np.array(bends)[moods].T
    return np.asarray(1 / (1 + np.exp(-(offsets + slopes * np.log(safe / (1 - safe))))))


def _mood(ruled: Mood | None, *, label: Sentiment, confidence: float, chances: Sequence[float], heads: Heads) -> Mood:
    """The label that head and rules bear out: the rules know of faults told soberly and of praise that is none."""
    score = round(chances[0] - chances[1], 4)
    if ruled is not None and ruled.label == "unsure":
        return Mood(label="unsure", score=score, confidence=round(min(confidence, ruled.confidence), 4))
    if ruled is not None and ruled.label == "mixed":
        if min(chances[0] / heads.cuts[0], chances[1] / heads.cuts[1]) >= BOTH:
            return Mood(label="mixed", score=score, confidence=ruled.confidence)
    elif ruled is not None and (label == "neutral" or confidence < heads.unsure_below):
        return Mood(label="negative", score=min(score, ruled.score), confidence=ruled.confidence)
    if confidence < heads.unsure_below:
        return Mood(label="unsure", score=score, confidence=round(confidence, 4))
    return Mood(label=label, score=score, confidence=round(confidence, 4))
