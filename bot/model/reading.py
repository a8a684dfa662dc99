"""What was understood of one mention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sentiment = Literal["positive", "neutral", "negative", "mixed", "unsure", "not_scored"]
Intent = Literal["complaint", "question", "request", "praise", "churn_risk", "purchase_intent", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probability:
    """How likely a department is concerned, and why (words for a person)."""

    department: str
    probability: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One mention as understood. `score` is in -1..1, `confidence` in 0..1.

    `vector` is a float32 row of 256 numbers as bytes, L2-normalised (empty: nothing to say);
    `harm` holds the words that speak of danger, else None.
    """

    language: str
    sentiment: Sentiment
    score: float
    confidence: float
    intent: Intent
    departments: tuple[Probability, ...] = ()
    vector: bytes = b""
    harm: str | None = None
    reader: str
