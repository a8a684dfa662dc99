"""What is about somebody else: mentions like those that a person took out as not about us, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import numpy.typing as npt

from bot.model.people import PersonId
from bot.model.signal import NOT_ABOUT_US, Correction
from bot.routing.corrected import FULL, NEWEST, in_force, unit
from bot.routing.learned import Vectors
from bot.routing.router import Router
from bot.texts import routing as texts
from bot.texts.figures import MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The unit vectors of what was taken out, newest first, and why something like it is taken out too."""

    vectors: npt.NDArray[np.float32]
    reasons: tuple[str, ...]


def elsewhere(
    corrections: Sequence[Correction], router: Router, *, people: Mapping[PersonId, str], zone: tzinfo
) -> Elsewhere:
    """What people took out and did not take back. `people` are names for the reasons, `zone` that of their dates."""
    kept = [one for one in in_force(corrections) if one.to == NOT_ABOUT_US][:NEWEST]
    rows = [np.frombuffer(one.vector, dtype=np.float32) for one in kept]
    days = [one.at.astimezone(zone).date() for one in kept]
    return Elsewhere(
        vectors=unit(np.stack(rows) - router.centre) if rows else np.zeros((0, len(router.centre)), dtype=np.float32),
        reasons=tuple(
            texts.taken_out(people.get(one.person, "a colleague"), day, MONTHS[day.month - 1])
            for one, day in zip(kept, days, strict=True)
        ),
    )


def about_others(known: Elsewhere, router: Router, vectors: Vectors) -> list[str | None]:
    """For each vector why it is not about us, or None.

    It is as near to something taken out as a correction must be that decides alone, and to nothing nearer that a
    person sent to a department.
    """
    if not len(known.vectors) or not len(vectors):
        return [None] * len(vectors)
    centred = unit(vectors - router.centre)
    out = centred @ known.vectors.T
    sent = router.moved.vectors[[at for at, to in enumerate(router.moved.to) if to >= 0]]
    ours = (centred @ sent.T).max(axis=1) if len(sent) else np.full(len(vectors), -1.0)
    nearest = out.argmax(axis=1)
    return [
        known.reasons[at] if row[at] >= FULL and row[at] > near else None
        for row, at, near in zip(out, nearest.tolist(), ours.tolist(), strict=True)
    ]
