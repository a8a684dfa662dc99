"""Rules 2 to 4 of the method: one unit has one value, agents' time is inside a contact, a pool holds no more than it.

What one benefit comes to depends on those that list its units or are in its pool, and on no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias, TypeVar

from bot.model.answer import Entry, Grade
from bot.model.ledger import Benefit, Cost
from bot.roi.values import ONE, ZERO, Worth

AGENT = "agent"
_RANK: Mapping[Grade, int] = {"measured": 0, "estimated": 1, "asserted": 2}
Unit: TypeAlias = tuple[str | None, str]
_K = TypeVar("_K")


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

    @property
    def listed(self) -> frozenset[Unit]:
        """The units that it lists."""
        return frozenset((self.benefit.unit_type, unit) for unit in self.benefit.unit_ids)

    def counts(self) -> Line:
        """The line with what the rules have left."""
        if self.left is ONE:
            return self.line
        whole, left = self.line.whole, self.left
        cut = replace(
            whole, value=whole.value * left, low=whole.low * left, high=whole.high * left, cash=whole.cash * left
        )  # fmt: skip
        return replace(self.line, whole=cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An entry that a rule took away or cut, or an input of it that is missing."""

    entry: Benefit | Cost
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Usable:
    """The benefits that rule 1 left, with who lists each unit and who is in each pool."""

    units: Mapping[Unit, tuple[Counted, ...]] = field(default_factory=dict)
    pools: Mapping[str, tuple[Counted, ...]] = field(default_factory=dict)

    def changed(self, gone: Sequence[Counted], new: Sequence[Counted]) -> Usable:
        """The same without some and with others."""
        return Usable(
            units=_changed(self.units, ((unit, one) for one in gone for unit in one.listed),
                           ((unit, one) for one in new for unit in one.listed)),
            pools=_changed(self.pools, ((one.benefit.pool, one) for one in gone if one.benefit.pool is not None),
                           ((one.benefit.pool, one) for one in new if one.benefit.pool is not None)),
        )  # fmt: skip

    def rivals(self, items: Iterable[Counted]) -> dict[int, Counted]:
        """Those that list a unit that one of the items lists."""
        return {id(one.benefit): one for item in items for unit in item.listed for one in self.units.get(unit, ())}


def _changed(
    before: Mapping[_K, tuple[Counted, ...]], gone: Iterable[tuple[_K, Counted]], new: Iterable[tuple[_K, Counted]]
) -> dict[_K, tuple[Counted, ...]]:  # fmt: skip
    without: dict[_K, set[int]] = defaultdict(set)
    for key, one in gone:
        without[key].add(id(one.benefit))
    found = dict(before)
    for key, away in without.items():
        found[key] = tuple(one for one in found.get(key, ()) if id(one.benefit) not in away)
    added: dict[_K, list[Counted]] = defaultdict(list)
    for key, one in new:
        added[key].append(one)
    for key, more in added.items():
        found[key] = (*found.get(key, ()), *more)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What was judged anew, what of it counts, and what was taken away or cut."""

    judged: Sequence[Counted]
    counted: Sequence[Counted]
    cut: Sequence[Left]


def ruled(usable: Usable, gone: Sequence[Counted], new: Sequence[Counted]) -> Ruled:
    """Judge those that came, and all whose units or pool they or those that went have touched.

    `usable` is what stands now. Whose units and pool nobody touched comes to what it came to before.
    """
    near = {id(one.benefit): one for one in new} | usable.rivals((*gone, *new))
    for pool in {one.benefit.pool for one in (*gone, *near.values())} - {None}:
        near |= {id(one.benefit): one for one in usable.pools.get(pool or "", ())}
    # Rivals from elsewhere only help to judge the near ones: what becomes of them did not change.
    whole = near | usable.rivals(near.values())
    counted, cut = _all_rules(sorted(whole.values(), key=lambda one: one.benefit.id))
    return Ruled(
        judged=tuple(near.values()),
        counted=[one for one in counted if id(one.benefit) in near],
        cut=[one for one in cut if id(one.entry) in near],
    )


def _all_rules(items: list[Counted]) -> tuple[list[Counted], list[Left]]:
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
