"""A question to the ledger and its answer: a figure with its range and grade, or a refusal.

Figures are exact Decimals here; they are rounded only when an answer is written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

Metric: TypeAlias = Literal["roi", "net", "benefit", "cost", "npv", "payback", "unit_cost", "intention", "maturity"]
Grade: TypeAlias = Literal["measured", "estimated", "asserted"]
Unit: TypeAlias = Literal["day", "week", "month", "quarter", "half", "year", "fiscal year"]
Refusal: TypeAlias = Literal[
    "UNKNOWN_PROGRAMME",
    "UNKNOWN_PERIOD",
    "COST_MISSING",
    "NO_BENEFIT_DATA",
    "NO_COST",
    "NO_OUTCOME",
]
AimStatus: TypeAlias = Literal["not_started", "unknown", "achieved", "reversed", "on_track", "behind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Local days, half-open; `start` None reaches back to the first entry.

    `unit` is set when it is one whole calendar unit, whose previous one is then the unit before.
    """

    start: date | None
    end: date
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked. `as_of` as a bare date means the end of that local day."""

    metric: Metric
    as_of: date | datetime
    programme: str | None = None
    department: str | None = None
    period: str | None = None
    compare: str | None = None
    view: Literal["cohort"] | None = None
    by: Literal["programme"] | None = None
    outcome: str | None = None
    versus_programme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an entry was not counted, or which input of it is missing."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A ledger entry as it counts inside the scope: `days_in` of its `days` lie inside, `share` of it belongs there.

    A cost has no grade, and low = high = value.
    """

    id: str
    kind: str
    grade: Grade | None
    value: Decimal
    low: Decimal
    high: Decimal
    cash: Decimal
    share: Decimal
    days_in: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """An entry whose money is shown beside the answer as a range only."""

    id: str
    reason: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AimResult:
    """How far an aim is: `progress` is not limited to 0..1, `expected` is."""

    id: str
    actual: Decimal | None
    progress: Decimal | None
    expected: Decimal
    status: AimStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """Return on intention: None is "no data", never 0."""

    aims: tuple[AimResult, ...]
    score: Decimal | None
    coverage: Decimal | None
    cost_per_point: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What one of the counted results cost, and the same of the programme it is held against.

    `each` is None where a cost is missing or nothing was counted; `ratio` is each / versus.
    """

    each: Decimal | None
    count: Decimal
    versus: Decimal | None = None
    ratio: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFigures:
    """A programme's line of an answer by programme."""

    benefit: Decimal | None
    cost: Decimal | None
    net: Decimal | None
    roi_pct: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByGrade:
    """Counted values inside the scope; asserted ones stand beside the headline."""

    measured: Decimal | None
    estimated: Decimal | None
    asserted: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A figure or a refusal, with everything needed to check it. None is "cannot be said", never 0."""

    metric: Metric
    programme: str | None
    period: Period | None
    currency: str
    benefit: Decimal | None = None
    benefit_low: Decimal | None = None
    benefit_high: Decimal | None = None
    cash_benefit: Decimal | None = None
    cost: Decimal | None = None
    net: Decimal | None = None
    roi_pct: Decimal | None = None
    roi_low_pct: Decimal | None = None
    roi_high_pct: Decimal | None = None
    cash_roi_pct: Decimal | None = None
    grade: Grade | None = None
    by_grade: ByGrade | None = None
    npv: Decimal | None = None
    payback_months: Decimal | None = None
    not_counted: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()
    warnings: tuple[str, ...] = ()
    defaults_used: tuple[str, ...] = ()
    refused: Refusal | None = None
    maturity: Decimal | None = None
    unit: UnitCost | None = None
    intention: Intention | None = None
    comparison: Answer | None = None
    change: Decimal | None = None
    change_pct: Decimal | None = None
    by: Mapping[str, ProgrammeFigures] | None = None
    ranking: tuple[str, ...] = ()
    benefits: tuple[Entry, ...] = ()
    costs: tuple[Entry, ...] = ()
    beside: tuple[Beside, ...] = ()
    notes: tuple[str, ...] = ()
    formula: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the entries that the figure is made of."""
        return tuple(entry.id for entry in (*self.benefits, *self.costs))
