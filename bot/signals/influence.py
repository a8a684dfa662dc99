"""Which insight moved which department to do what. Departments are named, people are not, and nobody is ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.insight import Insight, InsightId
from bot.model.signal import Signal, SignalKind
from bot.signals.ladder import strength

ACTED: frozenset[SignalKind] = frozenset({"acknowledged", "action", "fixed", "told"})
"""What it means to act on an insight; a reaction, a reply or a tag is attention."""
MOVED: frozenset[SignalKind] = ACTED | {"tag", "routed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """What a department did, and when it first did so. `to`: the department it brought in or sent it on to."""

    kind: SignalKind
    at: datetime
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An insight and what it moved one department to do, in the order in which it was done."""

    insight: Insight
    department: str
    did: tuple[Did, ...]

    @property
    def acted(self) -> bool:
        """Whether the department acted on it, rather than only brought in another one."""
        return any(one.kind in ACTED for one in self.did)

    @property
    def outside(self) -> bool:
        """Whether it acted on it, and it was first another department's."""
        first = origin(self.insight)
        return self.acted and first is not None and first != self.department


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """What the insights that were posted in some days moved departments to do.

    `posted` are all of them, by id; `moves` are ordered by insight, then by when it was first done. The lists of ids
    are the rows behind each count.
    """

    posted: tuple[Insight, ...]
    moves: tuple[Move, ...]
    noticed: tuple[InsightId, ...]

    @property
    def acted(self) -> tuple[InsightId, ...]:
        """The insights that somebody acted on."""
        return _ids(move for move in self.moves if move.acted)

    @property
    def outside(self) -> tuple[InsightId, ...]:
        """The insights that a department acted on to which the reader had not given them first."""
        return _ids(move for move in self.moves if move.outside)

    @property
    def share_outside(self) -> float | None:
        """The share of what was posted that was acted on outside its department of origin; None: nothing was posted."""
        return len(self.outside) / len(self.posted) if self.posted else None

    def by_department(self) -> Mapping[str, tuple[Move, ...]]:
        """The moves of each department that acted, by name."""
        names = sorted({move.department for move in self.moves if move.acted})
        return {
            name: tuple(move for move in self.moves if move.acted and move.department == name) for name in names
        }  # fmt: skip


def influence(
    insights: Sequence[Insight], signals: Sequence[Signal], *, at: datetime, department: str | None = None
) -> Influence:
    """What these insights moved departments to do until `at`; `department`: only those that were first its own.

    Acts that were taken back by then, those of an insight's own author and those of people without a department are
    left out: they move nobody.
    """
    chosen = {
        one.id: one
        for one in sorted(insights, key=lambda one: one.id)
        if department is None or origin(one) == department
    }  # fmt: skip
    acts: dict[tuple[InsightId, str], dict[tuple[SignalKind, str], Did]] = {}
    noticed: set[InsightId] = set()
    for signal in sorted(signals, key=lambda one: (one.at, one.id)):
        insight = chosen.get(signal.insight)
        if insight is None or signal.department is None or not _counts(signal, insight, at):
            continue
        noticed.add(insight.id)
        if signal.kind in MOVED:
            to = signal.value if signal.kind in ("tag", "routed") else ""
            done = Did(kind=signal.kind, at=signal.at, to=to)
            acts.setdefault((insight.id, signal.department), {}).setdefault((signal.kind, to), done)
    moves = [
        Move(insight=chosen[number], department=name, did=tuple(sorted(found.values(), key=_when)))
        for (number, name), found in acts.items()
    ]
    moves.sort(key=lambda move: (move.insight.id, move.did[0].at, move.department))
    return Influence(posted=tuple(chosen.values()), moves=tuple(moves), noticed=tuple(sorted(noticed)))


def origin(insight: Insight) -> str | None:
    """The department an insight was first for: the one that the reader found most concerned; None for triage."""
    read = [one for one in insight.departments if one.by is None]
    return min(read, key=lambda one: (-one.probability, one.department)).department if read else None


def _counts(signal: Signal, insight: Insight, at: datetime) -> bool:
    held = signal.at <= at and (signal.removed is None or signal.removed > at)
    return held and signal.person != insight.by


def _when(did: Did) -> tuple[datetime, int, str]:
    return (did.at, strength(did.kind), did.to)


def _ids(moves: Iterable[Move]) -> tuple[InsightId, ...]:
    return tuple(sorted({move.insight.id for move in moves}))
