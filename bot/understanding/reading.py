"""Reading a batch of texts: language, mood, intent, vector, danger."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import re2

from bot.model.reading import Intent, Sentiment
from bot.understanding.harm import harm_of
from bot.understanding.heads import UNJUDGED, Judged, judge
from bot.understanding.intent import intent_of
from bot.understanding.language import TOLD_BY, language_by
from bot.understanding.model import VERSION, ReaderModel
from bot.understanding.vectors import embed
from bot.understanding.words import READ_CHARACTERS, plain, words_of

SCORED = frozenset({"en"})
"""The languages whose mood is read; any other is not scored, never neutral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What was understood of one text.

    `score` is in -1..1 and `confidence` in 0..1, both 0 where the mood is not scored. `shares` are the chances of
    positive, negative and neutral against each other (empty where not scored). `vector` has 256 numbers and length 1
    (0 where there is nothing to say). `harm` holds the words that speak of danger; `reader` is the version that read.
    """

    language: str
    sentiment: Sentiment
    score: float
    confidence: float
    intent: Intent
    vector: npt.NDArray[np.float32] = field(compare=False)
    harm: str | None
    shares: tuple[float, ...] = ()
    reader: str = VERSION


def unsaid(one: Understood) -> Understood:
    """The reading of what somebody passed on without a word of their own: its mood is not theirs."""
    return replace(one, sentiment="not_scored", score=0.0, confidence=0.0, shares=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A text with its words: all of them, and those of its beginning."""

    whole: str
    words: list[str]
    begun: list[str]


def read_batch(
    texts: Sequence[str], *, model: ReaderModel, languages: tuple[str, ...], names: Collection[str] = ()
) -> list[Understood]:
    """Returns one reading a text, in the same order; the same text gives the same reading in any batch.

    Args:
        texts: as they were written; of a long one the beginning is read, but danger is looked for in all of it.
        model: as `read_model` gives it.
        languages: the organisation's own languages (ISO 639 codes).
        names: words left out of the vectors: what everybody names (the brand) says nothing about what is said of it.
    """
    begun = [text[:READ_CHARACTERS] for text in texts]
    if names:
        own = re2.compile(r"(?i)\b(?:" + "|".join(re2.escape(name) for name in sorted(names)) + r")\b")
        begun = [own.sub(" ", text) for text in begun]
    vectors = embed(begun, embedding=model.embedding)
    said = [_said(text) for text in texts]
    guesses = model.identify([one.whole[:TOLD_BY] for one in said])
    told = [language_by(guess, one.begun, languages=languages) for guess, one in zip(guesses, said, strict=True)]
    scored = [place for place, language in enumerate(told) if language in SCORED and language in languages]
    judged = dict(
        zip(scored, judge([said[place].begun for place in scored], vectors[scored], heads=model.heads), strict=True)
    )
    compared = vectors if model.encode is None else model.encode(begun)
    return [
        _understood(one, language=language, judged=judged.get(place, UNJUDGED), vector=vector, reader=model.version)
        for place, (one, language, vector) in enumerate(zip(said, told, compared, strict=True))
    ]


def _said(text: str) -> _Said:
    whole = plain(text)
    words = words_of(whole)
    begun = words if len(whole) <= READ_CHARACTERS else words_of(whole[:READ_CHARACTERS])
    return _Said(whole=whole, words=words, begun=begun)


def _understood(
    said: _Said, *, language: str, judged: Judged, vector: npt.NDArray[np.float32], reader: str
) -> Understood:
    mood = judged.mood
    return Understood(
        language=language,
        sentiment=mood.label,
        score=mood.score,
        confidence=mood.confidence,
        intent=intent_of(said.begun, mood=mood.label, likeliest=judged.intent),
        vector=vector,
        harm=harm_of(said.words),
        shares=judged.shares,
        reader=reader,
    )
