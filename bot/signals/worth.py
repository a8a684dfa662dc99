"""What people's acts on an insight are worth: attention, never money."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.people import PersonId
from bot.model.signal import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """The score of an insight, what each department gave, and how many departments gave anything."""

    score: float
    by_department: Mapping[str, float]
    spread: int


def worth(
    signals: Sequence[Signal], *, authors: Collection[PersonId] = (), bots: Collection[PersonId] = ()
) -> Attention:
    """The worth of one insight from its signals; acts of its authors and of bots count nothing."""
    raise NotImplementedError


def shown_score(scores: Sequence[float], prior: float) -> float:
    """The score of a theme as it is shown: its insights' scores, drawn towards the mean of all of the last 90 days."""
    raise NotImplementedError
