"""The order of insights in a digest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.model.insight import Insight, InsightId

VERSION = "severity-1"
"""The name of this order, kept with everything it showed."""
LESS = 0.25
"""How much severity an insight loses for the order where somebody wanted less like it."""


def rank(
    insights: Sequence[Insight], scores: Mapping[InsightId, float], *, less: Collection[int] = ()
) -> tuple[Insight, ...]:
    """The insights in order: risks first, then severity, then shown score, then id; `less` are themes to hold back."""

    def order(insight: Insight) -> tuple[bool, float, float, int]:
        harm = insight.kind == "risk"
        held = LESS if not harm and insight.theme in less else 0.0
        # Rounded, so that the last bit of a sum never decides.
        severity, score = round(insight.severity - held, 6), round(scores.get(insight.id, 0.0), 6)
        return (not harm, -severity, -score, insight.id)

    return tuple(sorted(insights, key=order))
