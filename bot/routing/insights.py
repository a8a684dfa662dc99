"""Routing of insights: from the departments of its mentions to its own, with a reason in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.insight import Routed
from bot.model.people import Department
from bot.ports.memory import Full

SHARE = 0.25
"""A department is concerned by an insight when it is concerned by this share of its mentions."""


def route_insight(
    mentions: Sequence[Full], departments: Sequence[Department], *, before: Sequence[Routed] = ()
) -> tuple[Routed, ...]:
    """The departments an insight concerns, most concerned first; what a person decided (`before` with `by`) stands."""
    raise NotImplementedError


def insight_vector(mentions: Sequence[Full]) -> bytes:
    """What an insight is about, as one vector: the normalised mean of its mentions' (for its corrections)."""
    raise NotImplementedError
