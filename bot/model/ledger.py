"""The ROI ledger as values: what was spent, what came of it, and what was aimed at.

Amounts are Decimals in the item's currency; None in an amount means "not known", never zero.
Dates are local dates of the ledger's time zone; moments are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

BenefitKind: TypeAlias = Literal[
    "sales",
    "deflection",
    "fix",
    "time_saved",
    "retention",
    "spend_change",
    "other_cash",
    "asserted",
    "exposure",
]
CostType: TypeAlias = Literal["cash", "time"]
Attribution: TypeAlias = Literal["last", "first", "linear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whole local days, half-open: `end` is the first day not included."""

    start: date
    end: date

    @classmethod
    def of_day(cls, day: date) -> Span:
        """The span of this one day."""
        return cls(start=day, end=day + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many days it holds; never negative."""
        return max((self.end - self.start).days, 0)

    def meets(self, other: Span) -> bool:
        """Whether both hold a day in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """When an entry became known and when it was taken back. None: always known, never taken back at a known moment."""

    recorded: datetime | None = None
    voided: bool = False
    voided_at: datetime | None = None
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedFigure:
    """One of the organisation's own figures from a day on: `gross_margin`, `hourly_rates.care`.

    `value` None takes it away again: from that day on the default of the method holds.
    """

    id: str
    name: str
    value: Decimal | None
    valid_from: date
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSettings:
    """The organisation's own figures. What is None or absent in a mapping falls back to a default of the method.

    `dated` are figures that hold from a day on, for entries that begin on that day or later.
    """

    base_currency: str
    timezone: ZoneInfo
    fiscal_year_start_month: int = 1
    hourly_rates: Mapping[str, Decimal] = field(default_factory=dict)
    default_hourly_rate: Decimal | None = None
    cost_per_contact: Mapping[str, Decimal] = field(default_factory=dict)
    realisation: Decimal | None = None
    incremental_share: Decimal | None = None
    gross_margin: Decimal | None = None
    discount_rate_annual: Decimal | None = None
    lookback_days: Decimal | None = None
    attribution: Attribution | None = None
    lag_days: int | None = None
    fx_max_age_days: int | None = None
    overdispersion: Decimal | None = None
    dated: tuple[DatedFigure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FxRate:
    """One unit of `source` is `rate` units of `target` on `day`."""

    day: date
    source: str
    target: str
    rate: Decimal
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerProgramme:
    """An effort that costs and benefits belong to."""

    id: str
    name: str
    department: str | None
    start: date | None
    end: date | None = None
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What was spent: `amount` for cash, `hours` (and a role or rate) for time. `category` says what for."""

    id: str
    programme: str
    type: CostType
    when: Span
    currency: str
    amount: Decimal | None = None
    hours: Decimal | None = None
    role: str | None = None
    rate: Decimal | None = None
    category: str = ""
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What came of it. `inputs` holds the numbers of its kind: a key left out was not given, None is not known.

    `shares` are weights by programme; a programme gets its weight / sum of weights.
    """

    id: str
    kind: BenefitKind
    basis: str | None
    shares: Mapping[str, Decimal]
    when: Span
    currency: str
    inputs: Mapping[str, Decimal | None]
    channel: str = "social"
    unit: str | None = None
    role: str | None = None
    rate: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    cashable: Decimal | None = None
    unit_type: str | None = None
    unit_ids: tuple[str, ...] = ()
    pool: str | None = None
    pool_cap: Decimal | None = None
    insight: str | None = None
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A contact with a programme before an order."""

    programme: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A sale that may be credited to programmes. `refund` is 0 where none was given, None where it is not known."""

    id: str
    at: datetime
    revenue: Decimal | None
    refund: Decimal | None
    currency: str
    coupon: str | None
    touches: tuple[Touch, ...]
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A value of an aim's metric on a day."""

    day: date
    value: Decimal
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a programme wants to reach, from `baseline` to `target` between `start` and `due`."""

    id: str
    programme: str
    metric: str
    baseline: Decimal | None
    target: Decimal | None
    start: date
    due: date
    weight: Decimal
    tolerance: Decimal
    observations: tuple[Observation, ...]
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A counted result that carries no money."""

    id: str
    programme: str
    metric: str
    day: date
    count: Decimal | None
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedInsight:
    """That an insight of a programme was posted, and on which day."""

    id: str
    programme: str
    posted: date
    history: History


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything an answer is made of."""

    settings: LedgerSettings
    fx: tuple[FxRate, ...] = ()
    programmes: tuple[LedgerProgramme, ...] = ()
    costs: tuple[Cost, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    orders: tuple[Order, ...] = ()
    aims: tuple[Aim, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    insights: tuple[PostedInsight, ...] = ()
