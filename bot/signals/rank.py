"""The order of insights in a digest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.model.insight import Insight, InsightId

VERSION = "severity-1"
"""The name of this order, kept with everything it showed."""


def rank(
    insights: Sequence[Insight], scores: Mapping[InsightId, float], *, less: Collection[int] = ()
) -> tuple[Insight, ...]:
    """The insights in order: risks first, then severity, then shown score, then id; `less` are themes to hold back."""
    raise NotImplementedError
