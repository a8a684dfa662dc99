"""The counting rules, applied to the whole ledger in their order, before any filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from bot.model.answer import Entry, Grade
from bot.model.ledger import Benefit, Cost, Ledger, Order
from bot.roi.known import withdrawn
from bot.roi.orders import credits_of
from bot.roi.prices import Absent, Prices
from bot.roi.values import BASES, ONE, ZERO, Worth, spent, worth

AGENT = "agent"
_RANK: Mapping[Grade, int] = {"measured": 0, "estimated": 1, "asserted": 2}
_REASONS = ("voided", "superseded", "no_money_value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A cost or benefit as it counts with all its days and programmes, and the defaults that are in it.

    `valued` is False for a fix whose value cannot be said.
    """

    entry: Benefit | Cost
    whole: Entry
    defaults: tuple[str, ...] = ()
    valued: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A benefit with its worth, its line if all of it counts, and how much of it the rules have left (1 = all)."""

    benefit: Benefit
    worth: Worth
    line: Line
    left: Decimal = ONE

    @property
    def value(self) -> Decimal:
        """What the rules have left of the value."""
        return self.worth.value * self.left

    @property
    def units(self) -> Decimal:
        """What the rules have left of the units."""
        return self.worth.units * self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An entry that a rule took away or cut, or an input of it that is missing."""

    entry: Benefit | Cost
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The whole ledger after the counting rules.

    `usable` are the benefits that were left after rule 1 with all their inputs, `beside` those whose money is shown
    as a range only, each with the reason; `odd` those whose basis the method does not know. `uncredited` are
    orders that no programme was credited for. `sums` and `parts` keep what was added up and divided already.
    """

    counted: tuple[Line, ...] = ()
    asserted: tuple[Line, ...] = ()
    usable: tuple[Benefit, ...] = ()
    beside: tuple[tuple[Line, str], ...] = ()
    paid: tuple[Line, ...] = ()
    not_counted: tuple[Left, ...] = ()
    missing: tuple[Left, ...] = ()
    odd: tuple[Benefit, ...] = ()
    uncredited: tuple[Order, ...] = ()
    sums: dict[Hashable, object] = field(default_factory=dict, init=False, compare=False, repr=False)
    parts: dict[str, Tally] = field(default_factory=dict, init=False, compare=False, repr=False)


NOTHING = Tally()
_T = TypeVar("_T")


def divided(whole: Tally) -> Mapping[str, Tally]:
    """What of a tally concerns each programme; an entry of several programmes stands, uncut, under each of them."""
    if whole.parts:
        return whole.parts
    counted, asserted = _by_programme(whole.counted, _of_line), _by_programme(whole.asserted, _of_line)
    usable, odd = _by_programme(whole.usable, _itself), _by_programme(whole.odd, _itself)
    beside, paid = _by_programme(whole.beside, lambda pair: pair[0].entry), _by_programme(whole.paid, _of_line)
    removed, missing = _by_programme(whole.not_counted, _of_left), _by_programme(whole.missing, _of_left)
    names = {*counted, *asserted, *usable, *odd, *beside, *paid, *removed, *missing}
    found = {
        name: Tally(
            counted=tuple(counted.get(name, ())),
            asserted=tuple(asserted.get(name, ())),
            usable=tuple(usable.get(name, ())),
            beside=tuple(beside.get(name, ())),
            paid=tuple(paid.get(name, ())),
            not_counted=tuple(removed.get(name, ())),
            missing=tuple(missing.get(name, ())),
            odd=tuple(odd.get(name, ())),
        )
        for name in names
    }
    whole.parts.update(found)
    return found


def _of_line(line: Line) -> Benefit | Cost:
    return line.entry


def _of_left(left: Left) -> Benefit | Cost:
    return left.entry


def _itself(benefit: Benefit) -> Benefit:
    return benefit


def _by_programme(items: Iterable[_T], entry_of: Callable[[_T], Benefit | Cost]) -> Mapping[str, list[_T]]:
    found: dict[str, list[_T]] = defaultdict(list)
    for item in items:
        entry = entry_of(item)
        for programme in entry.shares if isinstance(entry, Benefit) else (entry.programme,):
            found[programme].append(item)
    return found


def tally(ledger: Ledger, at: datetime, prices: Prices, *, spent_: Tally = NOTHING, earned: Tally = NOTHING) -> Tally:
    """Value every entry that was known and count what the rules leave of it.

    Where the costs, or the benefits and orders, are those of an earlier tally at the same prices, that is handed in.
    """
    spent_side = _spent_side(ledger, at, prices) if spent_ is NOTHING else _half(spent_, Cost)
    earned_side = _earned_side(ledger, at, prices) if earned is NOTHING else _half(earned, Benefit)
    return replace(
        earned_side,
        paid=spent_side.paid,
        not_counted=(*spent_side.not_counted, *earned_side.not_counted),
        missing=(*spent_side.missing, *earned_side.missing),
    )


def _half(whole: Tally, side: type[Cost] | type[Benefit]) -> Tally:
    """What of a tally is about its costs, or about its benefits."""
    removed = tuple(left for left in whole.not_counted if isinstance(left.entry, side))
    missing = tuple(left for left in whole.missing if isinstance(left.entry, side))
    return replace(whole, not_counted=removed, missing=missing)


def _spent_side(ledger: Ledger, at: datetime, prices: Prices) -> Tally:
    missing: list[Left] = []
    gone = withdrawn(ledger.costs, at)
    paid = tuple(_pay(ledger.costs, prices, gone, missing))
    return Tally(paid=paid, not_counted=tuple(_gone(ledger.costs, gone)), missing=tuple(missing))


def _earned_side(ledger: Ledger, at: datetime, prices: Prices) -> Tally:
    missing: list[Left] = []
    gone = {one.id: "no_money_value" for one in ledger.benefits if one.kind == "exposure"}
    gone |= withdrawn(ledger.benefits, at)
    sold, unsold, alone = _sold(ledger, at, prices)
    standing = [*(one for one in ledger.benefits if one.id not in gone), *sold]
    removed = [*_gone(ledger.benefits, gone), *unsold]
    valued = list(_value(standing, prices, missing))
    asserted = [one for one in valued if one.worth.grade == "asserted"]
    removed += [Left(entry=one.benefit, reason="asserted") for one in asserted]
    judged = [(one, _unproven(one)) for one in valued if one.worth.grade != "asserted"]
    beside = [(one, reason) for one, reason in judged if reason is not None]
    removed += [Left(entry=one.benefit, reason=reason) for one, reason in beside]
    usable = [one for one, reason in judged if reason is None]
    counted, cut = _ruled(usable)
    return Tally(
        counted=tuple(_line(one) for one in counted),
        asserted=tuple(_line(one) for one in asserted),
        usable=tuple(one.benefit for one in usable),
        beside=tuple((_line(one), reason) for one, reason in beside),
        not_counted=(*removed, *cut),
        missing=tuple(missing),
        odd=tuple(one.benefit for one in usable if one.benefit.basis not in BASES),
        uncredited=tuple(alone),
    )


def _gone(entries: Sequence[Benefit] | Sequence[Cost], gone: Mapping[str, str]) -> Iterator[Left]:
    """Rule 1: what no longer stands, in the order of the reasons."""
    if gone:
        for reason in _REASONS:
            yield from (Left(entry=one, reason=reason) for one in entries if gone.get(one.id) == reason)


def _sold(ledger: Ledger, at: datetime, prices: Prices) -> tuple[list[Benefit], list[Left], list[Order]]:
    """The credits of the orders that stand, those of orders that were taken back, and the orders without any."""
    gone = withdrawn(ledger.orders, at)
    standing = [order for order in ledger.orders if order.id not in gone]
    taken_back = [order for order in ledger.orders if order.id in gone]
    return (
        [benefit for order in standing for benefit in prices.once(order, credits_of)],
        [Left(entry=one, reason=gone[order.id]) for order in taken_back for one in prices.once(order, credits_of)],
        [order for order in standing if not prices.once(order, credits_of)],
    )


def _pay(costs: Iterable[Cost], prices: Prices, gone: Mapping[str, str], missing: list[Left]) -> Iterator[Line]:
    for cost in costs:
        if cost.id in gone:
            continue
        try:
            yield prices.once(cost, _cost_line)
        except Absent as absent:
            missing.append(Left(entry=cost, reason=absent.reason))


def _value(benefits: Iterable[Benefit], prices: Prices, missing: list[Left]) -> Iterator[Counted]:
    for benefit in benefits:
        try:
            yield prices.once(benefit, _valued)
        except Absent as absent:
            missing.append(Left(entry=benefit, reason=absent.reason))


def _cost_line(cost: Cost, prices: Prices) -> Line:
    spent_ = spent(cost, prices)
    value = spent_.value
    return Line(
        entry=cost,
        whole=Entry(
            id=cost.id,
            kind=cost.type,
            grade=None,
            value=value,
            low=value,
            high=value,
            cash=value if cost.type == "cash" else ZERO,
            share=ONE,
            days_in=cost.when.days,
            days=cost.when.days,
        ),
        defaults=spent_.defaults,
    )


def _valued(benefit: Benefit, prices: Prices) -> Counted:
    worth_, days = worth(benefit, prices), benefit.when.days
    whole = Entry(
        id=benefit.id,
        kind=benefit.kind,
        grade=worth_.grade,
        value=worth_.value,
        low=worth_.low,
        high=worth_.high,
        cash=worth_.value * worth_.cash_share,
        share=ONE,
        days_in=days,
        days=days,
    )
    line = Line(entry=benefit, whole=whole, defaults=worth_.defaults, valued=worth_.valued)
    return Counted(benefit=benefit, worth=worth_, line=line)


def _line(one: Counted) -> Line:
    """The line with what the rules have left."""
    if one.left is ONE:
        return one.line
    whole, left = one.line.whole, one.left
    cut = replace(whole, value=whole.value * left, low=whole.low * left, high=whole.high * left, cash=whole.cash * left)
    return replace(one.line, whole=cut)


def _unproven(one: Counted) -> str | None:
    """Rule 1: why an effect is not shown, or cannot be judged yet."""
    if one.worth.interval:
        return "no_effect_shown" if one.worth.low <= ZERO <= one.worth.high else None
    return "not_estimable_yet" if one.benefit.kind == "fix" else None


def _ruled(items: list[Counted]) -> tuple[list[Counted], list[Left]]:
    """What rules 2 to 4 leave, and what they took away."""
    removed: list[Left] = []
    rules: tuple[Callable[[list[Counted]], tuple[list[Counted], list[Left]]], ...]
    rules = (_one_unit_one_value, _agent_time, _pools)
    for rule in rules:
        items, cut = rule(items)
        removed += cut
        items = [one for one in items if one.left] if cut else items
    return items, removed


def _one_unit_one_value(items: list[Counted]) -> tuple[list[Counted], list[Left]]:
    """Rule 2: a unit that several items list stays with the best grade, then the smaller value per unit, then id."""
    listed: dict[tuple[str | None, str], list[Counted]] = defaultdict(list)
    for one in items:
        for unit in one.benefit.unit_ids:
            listed[one.benefit.unit_type, unit].append(one)
    lost: dict[str, list[str]] = defaultdict(list)
    for rivals in listed.values():
        keeper = rivals[0] if len(rivals) == 1 else min(rivals, key=_per_unit)
        for one in rivals:
            if one is not keeper:
                lost[one.benefit.id].append(keeper.benefit.id)
    if not lost:
        return items, []
    left, removed = [], []
    for one in items:
        keepers = lost.get(one.benefit.id)
        if keepers:
            total = len(one.benefit.unit_ids)
            removed.append(Left(entry=one.benefit, reason=f"overlap:{min(keepers)}"))
            one = replace(one, left=one.left * (total - len(keepers)) / total)
        left.append(one)
    return left, removed


def _per_unit(one: Counted) -> tuple[int, Decimal, str]:
    return _RANK[one.worth.grade], one.value / len(one.benefit.unit_ids), one.benefit.id


def _agent_time(items: list[Counted]) -> tuple[list[Counted], list[Left]]:
    """Rule 3: the time of agents is inside the cost per contact of the contacts avoided in the same pool."""
    contacts = {one.benefit.pool for one in items if one.benefit.kind in ("deflection", "fix")} - {None}
    inside = [
        one
        for one in items
        if one.benefit.kind == "time_saved" and one.benefit.role == AGENT and one.benefit.pool in contacts
    ]
    if not inside:
        return items, []
    removed = [Left(entry=one.benefit, reason="inside_cost_per_contact") for one in inside]
    gone = {one.benefit.id for one in inside}
    return [one for one in items if one.benefit.id not in gone], removed


def _pools(items: list[Counted]) -> tuple[list[Counted], list[Left]]:
    """Rule 4: a pool holds no more units than its cap; without a cap it has one winner."""
    factor: dict[str, Decimal] = {}
    reasons: dict[str, str] = {}
    for group in _groups(items):
        caps = [one.benefit.pool_cap for one in group if one.benefit.pool_cap is not None]
        if caps:
            units = sum((one.units for one in group), ZERO)
            if units > min(caps):
                factor |= {one.benefit.id: min(caps) / units for one in group}
                reasons |= {one.benefit.id: "capped" for one in group}
            continue
        if len(group) == 1:
            continue
        winner = min(group, key=lambda one: (_RANK[one.worth.grade], -one.value, one.benefit.id))
        for one in group:
            if one is not winner:
                factor[one.benefit.id] = ZERO
                reasons[one.benefit.id] = f"overlap:{winner.benefit.id}"
    if not reasons:
        return items, []
    removed = [Left(entry=one.benefit, reason=reasons[one.benefit.id]) for one in items if one.benefit.id in reasons]
    return [
        replace(one, left=one.left * factor[one.benefit.id]) if one.benefit.id in factor else one for one in items
    ], removed


def _groups(items: Sequence[Counted]) -> Iterator[list[Counted]]:
    """Items of one pool whose dates meet, directly or through others between them."""
    pools: dict[str, list[Counted]] = defaultdict(list)
    for one in items:
        if one.benefit.pool is not None:
            pools[one.benefit.pool].append(one)
    for members in pools.values():
        members.sort(key=lambda one: one.benefit.when.start)
        group = [members[0]]
        end = members[0].benefit.when.end
        for one in members[1:]:
            if one.benefit.when.start < end:
                group.append(one)
                end = max(end, one.benefit.when.end)
            else:
                yield group
                group, end = [one], one.benefit.when.end
        yield group
