"""The sums of an answer: what the counted entries come to inside a scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.model.answer import Beside, ByGrade, Entry, Grade, Reason
from bot.model.ledger import Benefit
from bot.roi.counting import Counted, Left, Paid, Tally
from bot.roi.scope import Scope
from bot.roi.values import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything about a scope that can be said. None is "cannot be said".

    `benefit_data` is whether any benefit counts at all, `cost` None where one is missing.
    """

    benefit: Decimal | None
    benefit_low: Decimal | None
    benefit_high: Decimal | None
    cash_benefit: Decimal | None
    cost: Decimal | None
    grade: Grade | None
    by_grade: ByGrade
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

    def return_on_cost(self, benefit: Decimal | None) -> Decimal | None:
        """(B - C) / C x 100, for B, its cash part or an end of its range; None without a cost."""
        if benefit is None or not self.cost:
            return None
        return (benefit - self.cost) / self.cost * 100


def figures(tally: Tally, scope: Scope, *, unanswered_orders: bool) -> Figures:
    """Add up what lies inside the scope. With orders that cannot be credited yet no benefit is said."""
    inside = [one for one in tally.counted if scope.holds(one.benefit)]
    benefits = tuple(_entry(one, scope) for one in inside)
    paid = [one for one in tally.paid if scope.holds(one.cost)]
    costs = tuple(_cost_entry(one, scope) for one in paid)
    missing = [left for left in tally.missing if scope.holds(left.entry)]
    usable = any(scope.holds(one.benefit) for one in tally.usable)
    said = usable and not unanswered_orders
    lacks_cost = any(not isinstance(left.entry, Benefit) for left in missing)
    asserted = sum((_entry(one, scope).value for one in tally.asserted if scope.holds(one.benefit)), ZERO)
    by_grade = ByGrade(
        measured=None if unanswered_orders else _sum(e.value for e in benefits if e.grade == "measured"),
        estimated=None if unanswered_orders else _sum(e.value for e in benefits if e.grade == "estimated"),
        asserted=asserted,
    )
    return Figures(
        benefit=_sum(e.value for e in benefits) if said else None,
        benefit_low=_sum(e.low for e in benefits) if said else None,
        benefit_high=_sum(e.high for e in benefits) if said else None,
        cash_benefit=_sum(e.cash for e in benefits) if said else None,
        cost=None if lacks_cost else _sum(e.value for e in costs),
        grade=None if unanswered_orders else _worst(benefits),
        by_grade=by_grade,
        benefits=benefits,
        costs=costs,
        beside=tuple(_beside(one, reason, scope) for one, reason in tally.beside if _shown(one, scope)),
        not_counted=_reasons(tally.not_counted, scope),
        missing=_reasons(missing, scope),
        partial=any(isinstance(left.entry, Benefit) for left in missing),
        attributed=any("incremental_share" in one.worth.defaults for one in inside),
        defaults=_defaults(inside, paid),
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)


def _worst(benefits: Iterable[Entry]) -> Grade | None:
    grades = {entry.grade for entry in benefits if entry.value}
    if "estimated" in grades:
        return "estimated"
    return "measured" if grades else None


def _entry(one: Counted, scope: Scope) -> Entry:
    part = one.left * scope.part(one.benefit)
    return Entry(
        id=one.benefit.id,
        kind=one.benefit.kind,
        grade=one.worth.grade,
        value=one.worth.value * part,
        low=one.worth.low * part,
        high=one.worth.high * part,
        cash=one.worth.value * one.worth.cash_share * part,
        share=scope.share(one.benefit),
        days_in=scope.days(one.benefit),
        days=one.benefit.when.days,
    )


def _cost_entry(paid: Paid, scope: Scope) -> Entry:
    value = paid.spent.value * scope.part(paid.cost)
    return Entry(
        id=paid.cost.id,
        kind=paid.cost.type,
        grade=None,
        value=value,
        low=value,
        high=value,
        cash=value if paid.cost.type == "cash" else ZERO,
        share=scope.share(paid.cost),
        days_in=scope.days(paid.cost),
        days=paid.cost.when.days,
    )


def _shown(one: Counted, scope: Scope) -> bool:
    return one.worth.valued and scope.holds(one.benefit)


def _beside(one: Counted, reason: str, scope: Scope) -> Beside:
    entry = _entry(one, scope)
    return Beside(id=entry.id, reason=reason, low=entry.low, high=entry.high)


def _reasons(lefts: Iterable[Left], scope: Scope) -> tuple[Reason, ...]:
    return tuple(Reason(id=left.entry.id, reason=left.reason) for left in lefts if scope.holds(left.entry))


def _defaults(inside: Iterable[Counted], paid: Iterable[Paid]) -> tuple[str, ...]:
    used = {name for one in inside for name in one.worth.defaults}
    used |= {name for one in paid for name in one.spent.defaults}
    return tuple(sorted(used))
