"""What people moved: similar texts follow at once, and stop following when it is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import numpy.typing as npt

from bot.model.people import PersonId
from bot.model.signal import Correction
from bot.texts import routing as texts
from bot.texts.figures import MONTHS

STARTS, FULL = 0.35, 0.55
"""Cosine (of centred vectors) from which a correction speaks, and from which it decides alone.

Of 4,445 texts about one brand, pairs from different topics are above STARTS in about 1 of 100,
and above FULL, leaving near-copies aside, hardly ever.
"""
CERTAIN = 0.97
"""A probability after a correction that fits perfectly; a person may still say otherwise."""
NEWEST = 500
"""So many of the newest corrections are compared with every text; all of them teach the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The corrections in force, newest first: unit vectors, and as places among the departments (-1: none)."""

    vectors: npt.NDArray[np.float32]
    away: tuple[int, ...]
    to: tuple[int, ...]
    reasons: tuple[str, ...]


def in_force(corrections: Sequence[Correction]) -> list[Correction]:
    """Corrections that say something and were not undone, newest first."""
    alive = [one for one in corrections if one.undone is None and one.vector and (one.away or one.to)]
    return sorted(alive, key=lambda one: (one.at, one.id), reverse=True)


def remember(
    corrections: Sequence[Correction], names: Sequence[str], centre: npt.NDArray[np.float32], *,
    people: Mapping[PersonId, str], zone: tzinfo,
) -> Moved:  # fmt: skip
    """The newest corrections in force, made ready to be compared."""
    kept = in_force(corrections)[:NEWEST]
    rows = [np.frombuffer(one.vector, dtype=np.float32) for one in kept]
    place = {name: index for index, name in enumerate(names)}
    days = [one.at.astimezone(zone).date() for one in kept]
    return Moved(
        vectors=unit(np.stack(rows) - centre) if rows else np.zeros((0, len(centre)), dtype=np.float32),
        away=tuple(place.get(one.away or "", -1) for one in kept),
        to=tuple(place.get(one.to or "", -1) for one in kept),
        reasons=tuple(
            texts.moved_here(people.get(one.person, "a colleague"), day, MONTHS[day.month - 1])
            for one, day in zip(kept, days, strict=True)
        ),
    )


def unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The vectors with length 1; zeros stay zeros."""
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.where(lengths > 1e-6, lengths, 1), dtype=np.float32)


def apply(moved: Moved, cosines: npt.NDArray[np.float32], row: npt.NDArray[np.float64]) -> dict[int, str]:
    """Move probability in one text's row (in place) as the nearest corrections say; the reasons by department.

    Each department follows its nearest correction; at the same distance the newest.
    """
    close = np.flatnonzero(cosines > STARTS)
    if not len(close):
        return {}
    reasons: dict[int, str] = {}
    decided: set[int] = set()
    for index in sorted(close.tolist(), key=lambda one: (-round(float(cosines[one]), 5), one)):
        force = min((float(cosines[index]) - STARTS) / (FULL - STARTS), 1.0)
        away, to = moved.away[index], moved.to[index]
        if away >= 0 and away not in decided:
            decided.add(away)
            row[away] *= 1 - force
        if to >= 0 and to not in decided:
            decided.add(to)
            if row[to] < CERTAIN:
                row[to] += force * (CERTAIN - row[to])
            reasons[to] = moved.reasons[index]
    return reasons
