"""The frozen inputs of cards and digests: what the use cases load, what the pure functions draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.model.insight import Insight, InsightKind, Status
from bot.model.mention import Untrusted
from bot.model.message import Line
from bot.model.rows import Counts, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """A literal part of a stored mention, redacted, with its source's name (as configured) and its time."""

    text: Untrusted
    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How an insight stands with one department: what it did last. `platform` is where it was done.

    `person` is the name of who did it, `detail` the words they gave (why they won't, what was fixed).
    """

    department: str
    status: Status
    person: str = ""
    at: datetime | None = None
    platform: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkView:
    """The small series of a card: one value a unit, the last one ends at `until`; None is a gap."""

    values: tuple[float | None, ...]
    unit: Literal["hour", "day", "week"]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One insight for one place. `name` is what a person named the theme, else the insight's label is shown.

    `department` reads it (None: triage). `stands` are all departments it concerns. `service` is how
    many of its mentions are service contacts. `effect` are the words of the ROI method on its fix
    (never money). `until` is when an effect can be judged, where it is too early. `whole` is all that the insight
    stands on where its numbers are those of one week: what comes back is told by more than its last week.
    """

    insight: Insight
    department: str | None
    zone: ZoneInfo
    now: datetime
    name: Untrusted | None = None
    quote: QuoteView | None = None
    spark: SparkView | None = None
    stands: tuple[Stand, ...] = ()
    service: int = 0
    fixed: date | None = None
    effect: Line = ()
    judged: date | None = None
    home: str = ""
    whole: Counts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewhereView:
    """Something another department did with an insight since the last digest: `title` is its topic."""

    title: Untrusted
    stand: Stand
    topic: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView:
    """Something open that a digest does not repeat: what it is called, and its figures, which open `rows`."""

    title: Untrusted
    kind: InsightKind
    mentions: int
    rows: Rows
    usual: float | None = None
    week: date | None = None
    """The last day of the week that the figures are of; None where they are of all of it."""

    topic: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """A problem that was fixed: `effect` says what became of it, `told` of `customers` know (opens `rows`)."""

    title: Untrusted
    fixed: date
    effect: Line = ()
    told: int = 0
    customers: int = 0
    rows: Rows | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapView:
    """A source that is silent since then; `owner` is the name of who was told ('' nobody)."""

    source: str
    since: datetime
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackView:
    """A source that could not be asked from then until then, and what was said there meanwhile: it came later."""

    source: str
    since: datetime
    until: datetime
    mentions: int
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """Everything a digest says. `counts` is exactly what `rows` holds; `usual` that of a usual such window.

    `left_out` are sources missing from both sides of the comparison, `dropped` the sentences whose
    quote could not be proven. `still_open` counts what is open and not shown again, `foremost` names the first of it.
    `missed` are days whose digest never came and which this one covers.
    """

    department: str
    day: date
    since: datetime
    until: datetime
    now: datetime
    zone: ZoneInfo
    counts: Counts
    rows: Rows
    usual: float | None = None
    left_out: tuple[str, ...] = ()
    cards: tuple[CardView, ...] = ()
    still_open: Mapping[InsightKind, int] = field(default_factory=dict)
    foremost: tuple[OpenView, ...] = ()
    elsewhere: tuple[ElsewhereView, ...] = ()
    told: tuple[ToldView, ...] = ()
    gaps: tuple[GapView, ...] = ()
    back: tuple[BackView, ...] = ()
    dropped: int = 0
    late: bool = False
    missed: tuple[date, ...] = ()
