"""Reading a batch of texts: language, mood, intent, vector, danger."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import re2

from bot.model.reading import Intent, Sentiment
from bot.understanding.harm import harm_of
from bot.understanding.identifier import Guess
from bot.understanding.intent import intent_of
from bot.understanding.language import TOLD_BY, language_by
from bot.understanding.model import ReaderModel
from bot.understanding.sentiment import NOT_SCORED, mood_of
from bot.understanding.vectors import embed
from bot.understanding.words import READ_CHARACTERS, plain, words_of

VERSION = "plain-1"
"""Changes whenever the same text may be read otherwise than before."""

SCORED = frozenset({"en"})
"""The languages whose mood is read; any other is not scored, never neutral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What was understood of one text.

    `score` is in -1..1 and `confidence` in 0..1, both 0 where the mood is not scored. `vector` has 256 numbers
    and length 1 (0 where there is nothing to say). `harm` holds the words that speak of danger.
    """

    language: str
    sentiment: Sentiment
    score: float
    confidence: float
    intent: Intent
    vector: npt.NDArray[np.float32] = field(compare=False)
    harm: str | None


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
    wholes = [plain(text) for text in texts]
    guesses = model.identify([whole[:TOLD_BY] for whole in wholes])
    return [
        _understood(whole, vector=vector, guess=guess, languages=languages)
        for whole, vector, guess in zip(wholes, vectors, guesses, strict=True)
    ]


def _understood(whole: str, *, vector: npt.NDArray[np.float32], guess: Guess, languages: tuple[str, ...]) -> Understood:
    words = words_of(whole)
    begun = words if len(whole) <= READ_CHARACTERS else words_of(whole[:READ_CHARACTERS])
    language = language_by(guess, begun, languages=languages)
    scored = language in SCORED and language in languages
    mood = mood_of(begun) if scored else NOT_SCORED
    return Understood(
        language=language,
        sentiment=mood.label,
        score=mood.score,
        confidence=mood.confidence,
        intent=intent_of(begun, mood=mood.label),
        vector=vector,
        harm=harm_of(words),
    )
