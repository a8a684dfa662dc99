"""The counting rules, applied to the whole ledger in their order, before any filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.model.answer import Grade
from bot.model.ledger import Benefit, Cost, Ledger
from bot.roi.known import withdrawn
from bot.roi.prices import Absent, Prices
from bot.roi.values import ONE, ZERO, Spent, Worth, spent, worth

AGENT = "agent"
_RANK: Mapping[Grade, int] = {"measured": 0, "estimated": 1, "asserted": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A benefit with its worth, and how much of it the rules have left (1 = all)."""

    benefit: Benefit
    worth: Worth
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
class Paid:
    """A cost with what it is in base currency."""

    cost: Cost
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The whole ledger after the counting rules.

    `usable` are the benefits that were left after rule 1 with all their inputs, `beside` those whose money is shown
    as a range only.
    """

    counted: tuple[Counted, ...]
    asserted: tuple[Counted, ...]
    usable: tuple[Counted, ...]
    beside: tuple[tuple[Counted, str], ...]
    paid: tuple[Paid, ...]
    not_counted: tuple[Left, ...]
    missing: tuple[Left, ...]


def tally(ledger: Ledger, at: datetime) -> Tally:
    """Value every entry that was known and count what the rules leave of it."""
    prices = Prices(settings=ledger.settings, fx=ledger.fx)
    missing: list[Left] = []
    no_money = {one.id: "no_money_value" for one in ledger.benefits if one.kind == "exposure"}
    gone_costs, gone = withdrawn(ledger.costs, at), no_money | withdrawn(ledger.benefits, at)
    removed = [*_gone(ledger.costs, gone_costs), *_gone(ledger.benefits, gone)]
    paid = tuple(_pay(ledger.costs, prices, gone_costs, missing))
    valued = tuple(_value(ledger.benefits, prices, gone, missing))
    asserted = tuple(one for one in valued if one.worth.grade == "asserted")
    removed += [Left(entry=one.benefit, reason="asserted") for one in asserted]
    claims = [one for one in valued if one.worth.grade != "asserted"]
    beside = tuple((one, reason) for one in claims if (reason := _unproven(one)) is not None)
    removed += [Left(entry=one.benefit, reason=reason) for one, reason in beside]
    usable = tuple(one for one in claims if _unproven(one) is None)
    counted = usable
    for rule in (_one_unit_one_value, _agent_time, _pools):
        counted, cut = rule(counted)
        removed += cut
        counted = tuple(one for one in counted if one.left)
    return Tally(
        counted=counted,
        asserted=asserted,
        usable=usable,
        beside=beside,
        paid=paid,
        not_counted=tuple(removed),
        missing=tuple(missing),
    )


def _gone(entries: Sequence[Benefit] | Sequence[Cost], gone: Mapping[str, str]) -> Iterator[Left]:
    """Rule 1: what no longer stands, in the order of the reasons."""
    for reason in ("voided", "superseded", "no_money_value"):
        yield from (Left(entry=one, reason=reason) for one in entries if gone.get(one.id) == reason)


_Step = tuple[tuple[Counted, ...], list[Left]]


def _pay(costs: Sequence[Cost], prices: Prices, gone: Mapping[str, str], missing: list[Left]) -> Iterator[Paid]:
    for cost in costs:
        if cost.id in gone:
            continue
        try:
            yield Paid(cost=cost, spent=spent(cost, prices))
        except Absent as absent:
            missing.append(Left(entry=cost, reason=absent.reason))


def _value(
    benefits: Sequence[Benefit], prices: Prices, gone: Mapping[str, str], missing: list[Left]
) -> Iterator[Counted]:
    for benefit in benefits:
        if benefit.id in gone:
            continue
        try:
            yield Counted(benefit=benefit, worth=worth(benefit, prices))
        except Absent as absent:
            missing.append(Left(entry=benefit, reason=absent.reason))


def _unproven(one: Counted) -> str | None:
    """Rule 1: why an effect is not shown, or cannot be judged yet."""
    if one.worth.interval:
        return "no_effect_shown" if one.worth.low <= ZERO <= one.worth.high else None
    return "not_estimable_yet" if one.benefit.kind == "fix" else None


def _one_unit_one_value(items: tuple[Counted, ...]) -> _Step:
    """Rule 2: a unit that several items list stays with the best grade, then the smaller value per unit, then id."""
    listed: dict[tuple[str | None, str], list[Counted]] = defaultdict(list)
    for one in items:
        for unit in one.benefit.unit_ids:
            listed[one.benefit.unit_type, unit].append(one)
    lost: dict[str, list[str]] = defaultdict(list)
    for rivals in listed.values():
        keeper = min(rivals, key=_per_unit)
        for one in rivals:
            if one is not keeper:
                lost[one.benefit.id].append(keeper.benefit.id)
    left, removed = [], []
    for one in items:
        keepers = lost.get(one.benefit.id)
        if keepers:
            total = len(one.benefit.unit_ids)
            removed.append(Left(entry=one.benefit, reason=f"overlap:{min(keepers)}"))
            one = replace(one, left=one.left * (total - len(keepers)) / total)
        left.append(one)
    return tuple(left), removed


def _per_unit(one: Counted) -> tuple[int, Decimal, str]:
    return _RANK[one.worth.grade], one.value / len(one.benefit.unit_ids), one.benefit.id


def _agent_time(items: tuple[Counted, ...]) -> _Step:
    """Rule 3: the time of agents is inside the cost per contact of the contacts avoided in the same pool."""
    contacts = {one.benefit.pool for one in items if one.benefit.kind in ("deflection", "fix")} - {None}
    inside = [
        one
        for one in items
        if one.benefit.kind == "time_saved" and one.benefit.role == AGENT and one.benefit.pool in contacts
    ]
    removed = [Left(entry=one.benefit, reason="inside_cost_per_contact") for one in inside]
    gone = {one.benefit.id for one in inside}
    return tuple(one for one in items if one.benefit.id not in gone), removed


def _pools(items: tuple[Counted, ...]) -> _Step:
    """Rule 4: a pool holds no more units than its cap; without a cap it has one winner."""
    factor: dict[str, Decimal] = {}
    reasons: dict[str, str] = {}
    for group in _groups(items):
        caps = [one.benefit.pool_cap for one in group if one.benefit.pool_cap is not None]
        units = sum((one.units for one in group), ZERO)
        if caps:
            if units > min(caps):
                factor |= {one.benefit.id: min(caps) / units for one in group}
                reasons |= {one.benefit.id: "capped" for one in group}
            continue
        winner = min(group, key=lambda one: (_RANK[one.worth.grade], -one.value, one.benefit.id))
        for one in group:
            if one is not winner:
                factor[one.benefit.id] = ZERO
                reasons[one.benefit.id] = f"overlap:{winner.benefit.id}"
    left = tuple(replace(one, left=one.left * factor.get(one.benefit.id, ONE)) for one in items)
    removed = [Left(entry=one.benefit, reason=reasons[one.benefit.id]) for one in items if one.benefit.id in reasons]
    return left, removed


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
