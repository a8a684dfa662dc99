"""What people's acts on an insight are worth: attention, never money."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.model.people import PersonId
from bot.model.signal import Signal
from bot.signals.ladder import strength

PRIOR_WEIGHT = 5
"""So many insights of average score are added before a theme's mean is shown."""
NOBODYS = ""
"""The name under which acts of people without a department stand: they count, and spread it nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """The score of an insight, what each department gave, and how many departments gave anything."""

    score: float
    by_department: Mapping[str, float]
    spread: int


def worth(
    signals: Sequence[Signal], *, authors: Collection[PersonId] = (), bots: Collection[PersonId] = ()
) -> Attention:
    """The worth of one insight from its signals; acts of its authors and of bots count nothing, removed ones neither.

    Within a department the strongest person counts whole, each further one half of the one
    before; departments add up, and a quarter comes on top for each further one.
    """
    points = strongest([one for one in signals if one.person not in authors and one.person not in bots])
    given: dict[str, list[int]] = {}
    for signal in points.values():
        given.setdefault(signal.department or NOBODYS, []).append(strength(signal.kind))
    by_department = {
        name: sum(point * 0.5**place for place, point in enumerate(sorted(all_points, reverse=True)))
        for name, all_points in sorted(given.items())
    }
    spread = sum(points > 0 for name, points in by_department.items() if name != NOBODYS)
    # Somebody without a department is one more reader, not a department more.
    beyond = max(spread - 1, 0) if by_department.get(NOBODYS, 0) > 0 else spread - 1
    return Attention(
        score=sum(by_department.values()) * (1 + 0.25 * beyond), by_department=by_department, spread=spread
    )


def strongest(signals: Sequence[Signal]) -> dict[PersonId, Signal]:
    """Each person's strongest act that was not taken back; of a "no" and a weak "yes" the later one."""
    best: dict[PersonId, Signal] = {}
    for signal in sorted(signals, key=lambda one: (one.at, one.id)):
        if signal.removed is not None:
            continue
        held = best.get(signal.person)
        if held is None or abs(strength(signal.kind)) >= abs(strength(held.kind)):
            best[signal.person] = signal
    return best


def shown_score(scores: Sequence[float], prior: float) -> float:
    """A theme's score as it is shown: its insights' scores, drawn towards `prior`, the mean of the last 90 days."""
    return (PRIOR_WEIGHT * prior + sum(scores)) / (PRIOR_WEIGHT + len(scores))
