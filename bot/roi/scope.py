"""Which programmes and days a question covers, and how much of an entry lies inside (rules 5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.model.answer import Period
from bot.model.ledger import Benefit, Cost, Ledger, Span
from bot.roi.values import ONE, ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`programmes` None means all; `period` is clipped to the days up to the as-of date.

    In the cohort view `posted` holds the day of every insight, else it is None.
    """

    programmes: frozenset[str] | None
    period: Period
    tomorrow: date
    posted: Mapping[str, date] | None = None

    def holds_programme(self, programme: str) -> bool:
        """Whether a programme is in scope."""
        return self.programmes is None or programme in self.programmes

    def holds_day(self, day: date) -> bool:
        """Whether a day is in scope."""
        start = self.period.start
        return (start is None or start <= day) and day < self.period.end

    def share(self, entry: Benefit | Cost) -> Decimal:
        """The part of an entry that belongs to the programmes in scope, 0..1."""
        if self.programmes is None:
            return ONE
        if isinstance(entry, Cost):
            return ONE if entry.programme in self.programmes else ZERO
        weights = entry.shares
        if len(weights) == 1:
            (only,) = weights
            return ONE if only in self.programmes else ZERO
        inside = [weight for programme, weight in weights.items() if programme in self.programmes]
        return sum(inside, ZERO) / sum(weights.values(), ZERO)

    def window(self, entry: Benefit | Cost) -> Span | None:
        """The days of an entry that are in scope; days after the as-of date never are."""
        when, start, end = entry.when, self.period.start, self.period.end
        if self.posted is not None and isinstance(entry, Benefit):
            posted = self.posted.get(entry.insight) if entry.insight is not None else None
            if posted is None or not self.holds_day(posted):
                return None
            start, end = None, self.tomorrow
        if (start is None or start <= when.start) and when.end <= end:
            return when
        if when.start >= end or (start is not None and when.end <= start):
            return None
        first = when.start if start is None else max(when.start, start)
        last = min(when.end, end)
        return Span(start=first, end=last) if first < last else None

    def days(self, entry: Benefit | Cost) -> int:
        """How many of an entry's days are in scope."""
        window = self.window(entry)
        return 0 if window is None else window.days

    def holds(self, entry: Benefit | Cost) -> bool:
        """Whether any of an entry is in scope."""
        return self.window(entry) is not None and self.share(entry) > 0


def selected(ledger: Ledger, *, programme: str | None, department: str | None) -> frozenset[str] | None:
    """The programmes asked about: None for all, empty where nothing has that name."""
    if programme is None and department is None:
        return None
    return frozenset(
        one.id
        for one in ledger.programmes
        if (programme is None or one.id == programme) and (department is None or one.department == department)
    )


def maturity(ledger: Ledger, scope: Scope, *, lag_days: int, today: date) -> Decimal | None:
    """The share of the insights in scope that are at least `lag_days` old; None where there is none."""
    only, last = scope.programmes, today - timedelta(days=lag_days)
    # An answer asks this of every programme, and there may be thousands of insights.
    mine = [insight.posted for insight in ledger.insights if only is None or insight.programme in only]
    days = [day for day in mine if scope.holds_day(day)]
    return Decimal(sum(day <= last for day in days)) / len(days) if days else None
