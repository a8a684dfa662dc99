"""The sums of an answer: what the counted entries come to inside a scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from bot.model.answer import Beside, ByGrade, Entry, Grade, Reason
from bot.model.ledger import Benefit, Cost, Span
from bot.roi.counting import Left, Line, Tally
from bot.roi.months import Flow, monthly, payback_months, present_value
from bot.roi.scope import Scope
from bot.roi.values import ONE, ZERO

_MOST_KEPT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything about a scope that can be said. None is "cannot be said".

    `cost` is None where one is missing, `benefit` where none is there with all its inputs; `monthly` is B - C of each
    month, empty where one of them is None or nobody asked.
    """

    benefit: Decimal | None
    benefit_low: Decimal | None
    benefit_high: Decimal | None
    cash_benefit: Decimal | None
    cost: Decimal | None
    grade: Grade | None
    by_grade: ByGrade
    monthly: tuple[Decimal, ...]
    benefits: tuple[Entry, ...]
    costs: tuple[Entry, ...]
    beside: tuple[Beside, ...]
    not_counted: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    partial: bool
    attributed: bool
    defaults: tuple[str, ...]

    @property
    def net(self) -> Decimal | None:
        """B - C."""
        return None if self.benefit is None or self.cost is None else self.benefit - self.cost

    @property
    def payback_months(self) -> Decimal | None:
        """After how many months the running sum stays at or above zero."""
        return None if self.net is None else payback_months(self.monthly)

    def return_on_cost(self, benefit: Decimal | None) -> Decimal | None:
        """(B - C) / C x 100, for B, its cash part or an end of its range; None without a cost."""
        if benefit is None or not self.cost:
            return None
        return (benefit - self.cost) / self.cost * 100

    def present_value(self, rate: Decimal | None) -> Decimal | None:
        """B - C of each month, discounted at so much a year."""
        return None if self.net is None else present_value(self.monthly, rate)


_Part: TypeAlias = tuple[Line, Entry, Span]
"""What of a line lies in scope, and the days over which it is spread. Plain: there are many."""


def figures(tally: Tally, scope: Scope, *, months: bool = True) -> Figures:
    """Add up what lies inside the scope, by month too where `months` are wanted."""
    if scope.posted is not None:
        return _added_up(tally, scope, months=months)
    # One answer asks for the same sums several times, and so does everybody who opens it.
    key = (scope.programmes, scope.period, scope.tomorrow, months)
    found = tally.sums.get(key)
    if not isinstance(found, Figures):
        if len(tally.sums) >= _MOST_KEPT:
            tally.sums.clear()
        found = tally.sums[key] = _added_up(tally, scope, months=months)
    return found


def _added_up(tally: Tally, scope: Scope, *, months: bool) -> Figures:
    inside, paid = list(_parts(tally.counted, scope)), list(_parts(tally.paid, scope))
    benefits, costs = tuple(entry for _, entry, _ in inside), tuple(entry for _, entry, _ in paid)
    missing = [left for left in tally.missing if scope.holds(left.entry)]
    said = any(scope.holds(benefit) for benefit in tally.usable)
    lacks_cost = any(isinstance(left.entry, Cost) for left in missing)
    return Figures(
        benefit=_sum(e.value for e in benefits) if said else None,
        benefit_low=_sum(e.low for e in benefits) if said else None,
        benefit_high=_sum(e.high for e in benefits) if said else None,
        cash_benefit=_sum(e.cash for e in benefits) if said else None,
        cost=None if lacks_cost else _sum(e.value for e in costs),
        grade=_worst(benefits),
        by_grade=ByGrade(
            measured=_sum(e.value for e in benefits if e.grade == "measured"),
            estimated=_sum(e.value for e in benefits if e.grade == "estimated"),
            asserted=_sum(entry.value for _, entry, _ in _parts(tally.asserted, scope)),
        ),
        monthly=monthly(_flows(inside), _flows(paid)) if months and said and not lacks_cost else (),
        benefits=benefits,
        costs=costs,
        beside=tuple(_beside(tally.beside, scope)),
        not_counted=_reasons(left for left in tally.not_counted if scope.holds(left.entry)),
        missing=_reasons(missing),
        partial=any(isinstance(left.entry, Benefit) for left in missing),
        attributed="incremental_share" in {name for line, _, _ in inside for name in line.defaults},
        defaults=tuple(sorted({name for line, _, _ in (*inside, *paid) for name in line.defaults})),
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)


def _worst(benefits: Sequence[Entry]) -> Grade | None:
    grades = {entry.grade for entry in benefits if entry.value}
    if "estimated" in grades:
        return "estimated"
    return "measured" if grades else None


def _parts(lines: Iterable[Line], scope: Scope) -> Iterator[_Part]:
    for line in lines:
        window = scope.window(line.entry)
        if window is None:
            continue
        share = scope.share(line.entry)
        if share:
            yield line, _cut(line, share, window), window


def _flows(parts: Iterable[_Part]) -> Iterator[Flow]:
    return ((entry.value, days) for _, entry, days in parts)


def _cut(line: Line, share: Decimal, window: Span) -> Entry:
    whole = line.whole
    if share is ONE and window is line.entry.when:
        return whole
    days = window.days
    part = share * days / whole.days
    return replace(
        whole,
        value=whole.value * part,
        low=whole.low * part,
        high=whole.high * part,
        cash=whole.cash * part,
        share=share,
        days_in=days,
    )


def _beside(beside: Sequence[tuple[Line, str]], scope: Scope) -> Iterator[Beside]:
    for line, reason in beside:
        for _, entry, _ in _parts([line] if line.valued else (), scope):
            yield Beside(id=entry.id, reason=reason, low=entry.low, high=entry.high)


def _reasons(lefts: Iterable[Left]) -> tuple[Reason, ...]:
    return tuple(Reason(id=left.entry.id, reason=left.reason) for left in lefts)
