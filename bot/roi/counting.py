"""The counting rules, applied to the whole ledger in their order, before any filter.

A ledger is counted from nothing, or from what was counted of it before: then only what changed, and what that touches,
is judged. Both are the same steps.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.model.answer import Entry
from bot.model.ledger import Benefit, Cost, Ledger, Order
from bot.roi.diary import Diary
from bot.roi.orders import credits_of
from bot.roi.prices import Absent, Prices
from bot.roi.rules import Counted, Left, Line, Usable, ruled
from bot.roi.stock import Stock, restocked
from bot.roi.values import BASES, ONE, ZERO, spent, worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A benefit whose money is shown as a range only, and the reason."""

    line: Line
    reason: str

    @property
    def entry(self) -> Benefit | Cost:
        """The benefit."""
        return self.line.entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """The costs after rule 1."""

    stock: Stock[Cost] = field(default_factory=Stock)
    paid: Diary[Line] = field(default_factory=Diary)
    not_counted: Diary[Left] = field(default_factory=Diary)
    missing: Diary[Left] = field(default_factory=Diary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """The benefits, and the credits of orders, after the counting rules.

    `usable` are those that were left after rule 1 with all their inputs, `odd` those of them whose basis the method
    does not know; `uncredited` says of how many orders of a day no programme was credited. `sold` are the credits by
    order, `valued` what was worked out of every benefit with all its inputs.
    """

    stock: Stock[Benefit] = field(default_factory=Stock)
    orders: Stock[Order] = field(default_factory=Stock)
    sold: Mapping[str, tuple[Benefit, ...]] = field(default_factory=dict)
    valued: Mapping[int, Counted] = field(default_factory=dict)
    index: Usable = field(default_factory=Usable)
    counted: Diary[Line] = field(default_factory=Diary)
    asserted: Diary[Line] = field(default_factory=Diary)
    usable: Diary[Line] = field(default_factory=Diary)
    beside: Diary[Shown] = field(default_factory=Diary)
    odd: Diary[Line] = field(default_factory=Diary)
    not_counted: Diary[Left] = field(default_factory=Diary)
    missing: Diary[Left] = field(default_factory=Diary)
    uncredited: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The whole ledger after the counting rules; `sums` keeps what was added up already."""

    spent: Spent = field(default_factory=Spent)
    earned: Earned = field(default_factory=Earned)
    sums: dict[Hashable, object] = field(default_factory=dict, init=False, compare=False, repr=False)


NOTHING = Tally()


def tally(ledger: Ledger, at: datetime, prices: Prices, *, before: Tally = NOTHING) -> Tally:
    """Value every entry that was known and count what the rules leave of it.

    `before` is what was counted of an earlier ledger, at the same prices and with nothing taken back between the two
    moments: what stands in both is not counted again.
    """
    return Tally(
        spent=_spent_side(before.spent, ledger, at, prices), earned=_earned_side(before.earned, ledger, at, prices)
    )  # fmt: skip


def _spent_side(before: Spent, ledger: Ledger, at: datetime, prices: Prices) -> Spent:
    stock, out, new = restocked(before.stock, ledger.costs, at)
    if stock is before.stock:
        return before
    paid, missing = list[Line](), list[Left]()
    for cost in new:
        if cost.id not in stock.gone:
            try:
                paid.append(prices.once(cost, _cost_line))
            except Absent as absent:
                missing.append(Left(entry=cost, reason=absent.reason))
    removed = [Left(entry=cost, reason=stock.gone[cost.id]) for cost in new if cost.id in stock.gone]
    return Spent(
        stock=stock,
        paid=before.paid.rewritten(out, paid),
        not_counted=before.not_counted.rewritten(out, removed),
        missing=before.missing.rewritten(out, missing),
    )


def _earned_side(before: Earned, ledger: Ledger, at: datetime, prices: Prices) -> Earned:
    stock, out, new = restocked(before.stock, ledger.benefits, at)
    orders, away, come = restocked(before.orders, ledger.orders, at)
    if stock is before.stock and orders is before.orders:
        return before
    zone = ledger.settings.timezone
    sold, uncredited = dict(before.sold), dict(before.uncredited)
    for order in away:
        own = sold.pop(order.id)
        out += own
        if not own and order.id not in before.orders.gone:
            uncredited[order.at.astimezone(zone).date()] -= 1
    told = [(one, _unworthy(one, stock.gone)) for one in new]
    for order in come:
        own, gone = prices.once(order, credits_of), orders.gone.get(order.id)
        sold[order.id] = own
        told += ((one, gone) for one in own)
        if not own and gone is None:
            day = order.at.astimezone(zone).date()
            uncredited[day] = uncredited.get(day, 0) + 1
    found = _counted_again(before, out, told, prices)
    return replace(found, stock=stock, orders=orders, sold=sold, uncredited=uncredited)


def benefits_of(earned: Earned) -> Mapping[str, Benefit]:
    """Every known benefit by id, the credits of orders among them."""
    return {**earned.stock.by_id, **{one.id: one for own in earned.sold.values() for one in own}}


def _unworthy(benefit: Benefit, gone: Mapping[str, str]) -> str | None:
    """Rule 1: why a benefit does not stand at all."""
    return gone.get(benefit.id) or ("no_money_value" if benefit.kind == "exposure" else None)


def _counted_again(
    before: Earned, out: Sequence[Benefit], told: Iterable[tuple[Benefit, str | None]], prices: Prices
) -> Earned:  # fmt: skip
    """The diaries without the lines of some benefits, with those of others, and with what that changes elsewhere."""
    removed, missing = list[Left](), list[Left]()
    valued, new = dict(before.valued), list[Counted]()
    were = [one for benefit in out if (one := valued.pop(id(benefit), None)) is not None]
    for benefit, reason in told:
        try:
            if reason is None:
                new.append(prices.once(benefit, _valued))
            else:
                removed.append(Left(entry=benefit, reason=reason))
        except Absent as absent:
            missing.append(Left(entry=benefit, reason=absent.reason))
    valued |= {id(one.benefit): one for one in new}
    asserted = [one for one in new if one.worth.grade == "asserted"]
    beside = [Shown(line=one.line, reason=why) for one in new if (why := _unproven(one)) is not None]
    usable = [one for one in new if _is_usable(one)]
    removed += [Left(entry=one.benefit, reason="asserted") for one in asserted]
    removed += [Left(entry=one.entry, reason=one.reason) for one in beside]
    went = [one for one in were if _is_usable(one)]
    index = before.index.changed(went, usable)
    found = ruled(index, went, usable)
    judged = [*out, *(one.benefit for one in found.judged)]
    return Earned(
        valued=valued,
        index=index,
        counted=before.counted.rewritten(judged, [one.counts() for one in found.counted]),
        asserted=before.asserted.rewritten(out, [one.line for one in asserted]),
        usable=before.usable.rewritten(out, [one.line for one in usable]),
        beside=before.beside.rewritten(out, beside),
        odd=before.odd.rewritten(out, [one.line for one in usable if one.benefit.basis not in BASES]),
        not_counted=before.not_counted.rewritten(judged, [*removed, *found.cut]),
        missing=before.missing.rewritten(out, missing),
    )


def _is_usable(one: Counted) -> bool:
    return one.worth.grade != "asserted" and _unproven(one) is None


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


def _unproven(one: Counted) -> str | None:
    """Rule 1: why an effect is not shown, or cannot be judged yet; None for a claim, which is not counted anyway."""
    if one.worth.grade == "asserted":
        return None
    if one.worth.interval:
        return "no_effect_shown" if one.worth.low <= ZERO <= one.worth.high else None
    return "not_estimable_yet" if one.benefit.kind == "fix" else None
