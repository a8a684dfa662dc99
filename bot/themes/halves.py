"""Whether a theme's mentions fall into two groups that have nothing in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.model.theme import Theme
from bot.themes.space import Space
from bot.themes.state import Member

SPLIT = 0.05  # far below what merges them again
_LEAST_MENTIONS = 20
_LEAST_HALF = 8
_LEAST_VOICES = 3
_ROUNDS = 12

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A theme's mentions in two: the larger part stays. `likeness` is as in `consolidate`."""

    stays: tuple[Member, ...]
    leaves: tuple[Member, ...]
    likeness: float


def may_split(theme: Theme) -> bool:
    """Whether a theme has so many mentions that they could fall into two groups."""
    return theme.state == "theme" and theme.mentions >= _LEAST_MENTIONS


def halves(members: Sequence[Member], *, space: Space) -> Cut | None:
    """The two groups, if there are two: their average similarity is next to nothing against that within each.

    Copies go where the text that is nearest to them goes.
    """
    told = [member for member in members if not member.copy]
    if len(told) < _LEAST_MENTIONS:
        return None
    placed = _placed(told, space)
    side = _sides(placed)
    if side is None:
        return None
    likeness = _likeness(placed[side], placed[~side])
    if likeness >= SPLIT:
        return None
    every = _placed(members, space)
    first = every @ placed[side].mean(axis=0) >= every @ placed[~side].mean(axis=0)
    one = tuple(member for member, here in zip(members, first, strict=True) if here)
    other = tuple(member for member, here in zip(members, first, strict=True) if not here)
    stays, leaves = (one, other) if len(one) >= len(other) else (other, one)
    if len(leaves) < _LEAST_HALF or any(len({one.voice for one in part}) < _LEAST_VOICES for part in (stays, leaves)):
        return None
    return Cut(stays=stays, leaves=leaves, likeness=round(likeness, 5))


def _placed(members: Sequence[Member], space: Space) -> Numbers:
    return space.place_all(
        np.array([space.centred(np.frombuffer(one.vector, dtype=np.float32), one.language) for one in members])
    )


def _sides(rows: Numbers) -> npt.NDArray[np.bool_] | None:
    """Two means, begun at the mention farthest from the centre and the one farthest from that."""
    one = rows[int((rows @ rows.mean(axis=0)).argmin())]
    other = rows[int((rows @ one).argmin())]
    side = rows @ one >= rows @ other
    for _ in range(_ROUNDS):
        if min(side.sum(), (~side).sum()) < _LEAST_HALF:
            return None
        centres = [part.mean(axis=0) for part in (rows[side], rows[~side])]
        one, other = (centre / max(float(np.linalg.norm(centre)), 1e-9) for centre in centres)
        new = np.round(rows @ one, 5) >= np.round(rows @ other, 5)
        if (new == side).all():
            break
        side = new
    return side if min(side.sum(), (~side).sum()) >= _LEAST_HALF else None


def _likeness(one: Numbers, other: Numbers) -> float:
    within = [max(float((part.sum(axis=0) ** 2).sum() - len(part)) / (len(part) * (len(part) - 1)), 0.02)
              for part in (one, other)]  # fmt: skip
    between = float(one.mean(axis=0) @ other.mean(axis=0))
    return between / float(np.sqrt(within[0] * within[1]))
