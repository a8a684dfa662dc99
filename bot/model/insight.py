"""A claim about a theme, a group or a source at a moment, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal, NewType

from bot.model.mention import MentionId, Untrusted
from bot.model.people import PersonId
from bot.model.theme import ThemeId

InsightId = NewType("InsightId", int)

InsightKind = Literal["spike", "emerging", "repeat", "request", "praise", "risk", "silence", "raised"]
"""`raised`: a colleague turned a message into an insight."""

Status = Literal["new", "acknowledged", "in_work", "fixed", "told", "measured", "declined"]
STATUS_ORDER: tuple[Status, ...] = ("new", "acknowledged", "in_work", "fixed", "told", "measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What an insight counts over [since, until); `usual` is the count of a usual such window."""

    mentions: int
    people: int
    copies: int
    usual: float | None
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One proven sentence: a literal quote of a stored mention, and the mentions it cites."""

    quote: Untrusted
    cites: tuple[MentionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One part of a change: `value` within `dimension` (source, theme, kind ...), as a difference of counts."""

    dimension: str
    value: str
    difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """A department an insight concerns, why, and who says so (None: the reader)."""

    department: str
    reason: str
    probability: float
    by: PersonId | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """A claim with its evidence. `level` grows when it must be said again (a second wave, a doubling).

    `label` is a literal phrase of a mention, hence text from outside; `source` or `group` name
    the subject where it is not a theme. `severity` is 0..1. `visibility` is its narrowest
    mention's. `shard` says who thinks about it.
    """

    id: InsightId
    kind: InsightKind
    theme: ThemeId | None = None
    group: str | None = None
    source: str | None = None
    label: Untrusted
    numbers: Numbers
    sentences: tuple[Sentence, ...] = ()
    dropped: int = 0
    drivers: tuple[Driver, ...] = ()
    departments: tuple[Routed, ...] = ()
    severity: float
    level: int = 1
    open: bool = True
    status: Status = "new"
    programme: str | None = None
    visibility: str = "public"
    found: datetime
    updated: datetime
    by: PersonId | None = None
    shard: int = 0

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the departments it concerns now."""
        return tuple(routed.department for routed in self.departments if routed.active)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One step of an insight's history: who, when, from what to what, with the words given."""

    insight: InsightId
    person: PersonId | None
    department: str | None
    before: Status
    after: Status
    at: datetime
    detail: str = ""


def joined(held: Insight, *, was: Insight, now: Insight) -> Insight:
    """What two who read the same insight made of it.

    `held` is what one has stored meanwhile, `now` what the other made of what it `was`. What only one of them changed
    is as that one says, department by department; what both changed is as the latter says. The theme is always the one
    that is known now.
    """
    if held == was:
        return now
    kept = {
        one.name: getattr(held, one.name)
        for one in fields(Insight)
        if getattr(now, one.name) == getattr(was, one.name) and one.name not in ("theme", "departments")
    }
    return replace(now, **kept, departments=_departments(held, was=was, now=now))


def _departments(held: Insight, *, was: Insight, now: Insight) -> tuple[Routed, ...]:
    theirs, before, ours = ({one.department: one for one in each.departments} for each in (held, was, now))
    chosen = {
        name: theirs.get(name) if ours.get(name) == before.get(name) else ours.get(name)
        for name in dict.fromkeys((*theirs, *ours))
    }
    return tuple(one for one in chosen.values() if one is not None)
