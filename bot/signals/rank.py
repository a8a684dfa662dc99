"""The order of insights in a digest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.insight import Insight, InsightId

PLAIN = "shown-1"
"""The name of the order by shown score, kept with everything it showed; a learned one names itself."""
LESS = 0.5
"""What part of its score and severity an insight keeps for the order where somebody wanted less like it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a digest is ordered by: a score in points for each insight, and where the scores come from."""

    scores: Mapping[InsightId, float]
    version: str


def rank(
    insights: Sequence[Insight], scores: Mapping[InsightId, float], *, less: Collection[int] = ()
) -> tuple[Insight, ...]:
    """The insights in order: risks first, then score, then severity, then id; `less` are themes to hold back.

    Before anybody has reacted to anything all scores are equal, and the most severe comes first.
    """

    def order(insight: Insight) -> tuple[bool, float, float, int]:
        harm = insight.kind == "risk"
        keeps = LESS if not harm and insight.theme in less else 1.0
        # Rounded, so that the last bit of a sum never decides.
        score, severity = round(scores.get(insight.id, 0.0), 6), round(insight.severity * keeps, 6)
        return (not harm, -(score * keeps if score > 0 else score), -severity, insight.id)

    return tuple(sorted(insights, key=order))
