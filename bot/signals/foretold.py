"""What acts on an insight foretold: the ladder fitted to which insights were then fixed or told, shown beside it.

Scores keep the ladder of the method. The fit says how far this organisation's past bears it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from bot.model.insight import Insight, InsightId
from bot.model.signal import Signal, SignalKind
from bot.signals.ladder import strength
from bot.signals.learned import ENOUGH, OUTCOMES, PRECISION
from bot.signals.worth import NOBODYS

RUNGS: tuple[SignalKind, ...] = ("negative", "reaction", "tag", "reply", "acknowledged", "routed", "action")
"""What people can do before a problem is fixed and its customers are told; to have seen it is worth nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """An act: its points on the ladder and by the fit, on how many insights it came first, how many came to something.

    `insights` are those on which it was the strongest act of a department before they were fixed or told, if they were.
    """

    kind: SignalKind
    points: int
    fitted: float
    insights: int
    came: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """How many insights are old enough, how many of them were fixed or told, and the rungs; none until there are 50."""

    mature: int
    came: int
    rungs: tuple[Rung, ...] = ()


def foretold(
    insights: Sequence[Insight], first: Mapping[InsightId, datetime], signals: Sequence[Signal], *, at: datetime,
    lag: timedelta,
) -> Foretold:  # fmt: skip
    """The ladder fitted to the insights that were `first` posted at least a `lag` before the moment.

    Each insight is one observation: the points of its outcome (fixed 8, told 10, neither 0) by how many departments
    each act was the strongest of, before that outcome. Ridge regression towards the ladder, which counts as much as
    four insights would tell. Acts of authors and acts taken back count nothing.
    """
    old = [one for one in insights if one.id in first and at - first[one.id] >= lag]
    acts: dict[InsightId, list[Signal]] = {one.id: [] for one in old}
    authors = {one.id: one.by for one in old}
    for signal in signals:
        mine = acts.get(signal.insight)
        gone = signal.removed is not None and signal.removed <= at
        if mine is not None and signal.at <= at and not gone and signal.person != authors[signal.insight]:
            mine.append(signal)
    rows = np.array([_before(acts[one.id]) for one in old], dtype=np.float64).reshape(len(old), len(RUNGS))
    came = np.array([_outcome(acts[one.id]) for one in old], dtype=np.float64)
    total = int((came > 0).sum())
    if len(old) < ENOUGH:
        return Foretold(mature=len(old), came=total)
    ladder = np.array([strength(kind) for kind in RUNGS], dtype=np.float64)
    moved = np.linalg.solve(rows.T @ rows + PRECISION * np.eye(len(RUNGS)), rows.T @ (came - rows @ ladder))
    rungs = tuple(
        Rung(
            kind=kind, points=strength(kind), fitted=round(float(ladder[at_] + moved[at_]), 1),
            insights=int((rows[:, at_] > 0).sum()), came=int(((rows[:, at_] > 0) & (came > 0)).sum()),
        )
        for at_, kind in enumerate(RUNGS)
    )  # fmt: skip
    return Foretold(mature=len(old), came=total, rungs=rungs)


def _outcome(acts: Sequence[Signal]) -> int:
    """The points of what came of an insight."""
    return max((strength(one.kind) for one in acts if one.kind in OUTCOMES), default=0)


def _before(acts: Sequence[Signal]) -> list[int]:
    """Of how many departments each act was the strongest, before anything came of the insight."""
    end = min((one.at for one in acts if one.kind in OUTCOMES), default=None)
    best: dict[str, SignalKind] = {}
    for one in sorted(acts, key=lambda one: (one.at, one.id)):
        held = best.get(one.department or NOBODYS)
        early = one.kind in RUNGS and (end is None or one.at < end)
        if early and (held is None or abs(strength(one.kind)) >= abs(strength(held))):
            best[one.department or NOBODYS] = one.kind
    return [sum(kind == rung for kind in best.values()) for rung in RUNGS]
