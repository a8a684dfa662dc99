"""The value of one benefit or cost before any counting rule, in base currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.model.answer import Grade
from bot.model.ledger import Benefit, BenefitKind, Cost
from bot.roi.prices import SELF_SERVICE, Absent, Prices
from bot.roi.sheet import Sheet

ZERO, ONE = Decimal(0), Decimal(1)
CASHABLE: frozenset[BenefitKind] = frozenset({"sales", "spend_change", "retention", "other_cash"})
BASES = frozenset({"holdout", "control", "its", "before_after", "attributed", "counted", "timed", "statement"})
_TRIED = frozenset({"holdout", "control"})
_WITH_INTERVAL = _TRIED | {"its"}
_NINETY = Decimal("1.645")
_HALF = Decimal("0.5")
# Beyond this a count is so near to nothing that its interval is every number there is.
_WIDEST = Decimal(200)

Bounds = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a benefit is worth: value with its range, units for pools, and how sure it is.

    `interval` says whether the range is a 90 % interval. `valued` is False for a fix without any
    counterfactual: its value is not 0 but cannot be said.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    units: Decimal
    cash_share: Decimal
    grade: Grade
    interval: bool
    defaults: tuple[str, ...]
    valued: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a cost is, in base currency."""

    value: Decimal
    defaults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """A formula's result; `bounds` is the interval that the inputs themselves give."""

    value: Decimal
    units: Decimal
    bounds: Bounds | None = None
    valued: bool = True


def worth(benefit: Benefit, prices: Prices) -> Worth:
    """The worth of a benefit of any kind but `exposure`, which has none.

    Raises:
        Absent: a needed input or rate of exchange is not known.
    """
    sheet = Sheet(benefit, prices.on(benefit.when.start))
    figure = _FORMULAS[benefit.kind](sheet)
    given = _given_bounds(sheet)
    interval = None
    if benefit.basis in _WITH_INTERVAL:
        interval = given or figure.bounds
    grade = _grade(sheet, has_interval=interval is not None)
    low, high = interval or given or _usual_range(figure.value, grade)
    cashable = ONE if benefit.kind in CASHABLE else ZERO
    return Worth(
        value=figure.value,
        low=low,
        high=high,
        units=figure.units,
        cash_share=cashable if benefit.cashable is None else benefit.cashable,
        grade=grade,
        interval=interval is not None,
        defaults=tuple(sheet.defaults),
        valued=figure.valued,
    )


def spent(cost: Cost, prices: Prices) -> Spent:
    """What a cost is.

    Raises:
        Absent: the amount, the hours or the rate of exchange is not known.
    """
    if cost.type == "cash":
        if cost.amount is None:
            raise Absent("amount")
        return Spent(value=cost.amount * prices.exchange(cost.currency, cost.when.start), defaults=())
    if cost.hours is None:
        raise Absent("hours")
    if cost.rate is not None:
        return Spent(value=cost.hours * cost.rate * prices.exchange(cost.currency, cost.when.start), defaults=())
    price = prices.on(cost.when.start).hour(cost.role)
    return Spent(value=cost.hours * price.amount, defaults=() if price.default is None else (price.default,))


def _given_bounds(sheet: Sheet) -> Bounds | None:
    low, high = sheet.benefit.low, sheet.benefit.high
    if low is None or high is None:
        return None
    rate = sheet.exchange()
    return low * rate, high * rate


def _grade(sheet: Sheet, *, has_interval: bool) -> Grade:
    benefit = sheet.benefit
    if benefit.kind == "asserted" or benefit.basis == "statement":
        return "asserted"
    if sheet.defaults:
        return "estimated"
    # Four counts by hand are an estimate: themes are fixed when they are at their worst.
    by_hand = (
        benefit.kind == "fix"
        and benefit.basis == "control"
        and any(sheet.given(name) is None for name in ("avoided", "avoided_low", "avoided_high"))
    )
    tried = benefit.basis in _TRIED and has_interval and not by_hand
    seen = (benefit.basis, benefit.kind) in (("counted", "other_cash"), ("timed", "time_saved"))
    return "measured" if tried or seen else "estimated"


def _usual_range(value: Decimal, grade: Grade) -> Bounds:
    if grade == "measured":
        return value, value
    if grade == "estimated":
        return _sorted(value * _HALF, value * (ONE + _HALF))
    return _sorted(ZERO, value)


def _sorted(one: Decimal, other: Decimal) -> Bounds:
    return min(one, other), max(one, other)


def _sales(sheet: Sheet) -> _Figure:
    net = sheet.need("revenue") - sheet.need("refunds")
    margin = sheet.margin()
    share = sheet.given("incremental_share")
    if share is None:
        share = sheet.take(sheet.prices.incremental_share())
    orders = sheet.given("orders")
    return _Figure(value=net * margin * share * sheet.exchange(), units=ONE if orders is None else orders)


def _deflection(sheet: Sheet) -> _Figure:
    contacts = _contacts(sheet)
    price = sheet.take(sheet.prices.contact(sheet.benefit.channel)) - sheet.take(sheet.prices.contact(SELF_SERVICE))
    return _Figure(value=contacts * price, units=contacts)


def _contacts(sheet: Sheet) -> Decimal:
    avoided = sheet.given("contacts_avoided")
    if avoided is not None:
        return avoided
    funnel = ("visits", "intent_share", "resolved_share", "would_contact_share")
    if all(sheet.given(name) is None for name in funnel):
        raise Absent("contacts_avoided")
    contacts = ONE
    for name in funnel:
        contacts *= sheet.need(name)
    # Left out is 0, but null is "not known".
    return contacts - (sheet.need("recontacts") if "recontacts" in sheet.benefit.inputs else ZERO)


def _fix(sheet: Sheet) -> _Figure:
    avoided = _avoided(sheet)
    per_mention = sheet.need("contacts_per_mention") if sheet.benefit.unit == "mentions" else ONE
    price = per_mention * sheet.take(sheet.prices.contact(sheet.benefit.channel))
    bounds = _avoided_bounds(sheet)
    return _Figure(
        value=(avoided or ZERO) * price,
        units=(avoided or ZERO) * per_mention,
        bounds=None if bounds is None else _sorted(bounds[0] * price, bounds[1] * price),
        valued=avoided is not None,
    )


def _avoided(sheet: Sheet) -> Decimal | None:
    """Mentions or contacts avoided; None where the control theme was silent and nothing else says what to expect."""
    avoided = sheet.given("avoided")
    if avoided is not None:
        return avoided
    if sheet.given("pre_count") is None and sheet.given("post_count") is None:
        raise Absent("avoided")
    before, after = sheet.need("pre_count"), sheet.need("post_count")
    control_before, control_after = sheet.given("control_pre"), sheet.given("control_post")
    if control_before and control_after is not None:
        return before * control_after / control_before - after
    if sheet.given("pre_days") is None and sheet.given("post_days") is None:
        if control_before is not None and control_after is not None:
            return None
        if control_before is not None or control_after is not None:
            sheet.need("control_pre")
            sheet.need("control_post")
    return before / sheet.nonzero("pre_days") * sheet.need("post_days") - after


def _avoided_bounds(sheet: Sheet) -> Bounds | None:
    low, high = sheet.given("avoided_low"), sheet.given("avoided_high")
    if low is not None and high is not None:
        return low, high
    counts = [sheet.given(name) for name in ("pre_count", "post_count", "control_pre", "control_post")]
    four = [count for count in counts if count is not None and count > 0]
    if len(four) < len(counts):
        return None
    before, after, control_before, control_after = four
    fall = before * control_after / (control_before * after)
    error = (sheet.prices.overdispersion() * sum(1 / count for count in four)).sqrt()
    if error > _WIDEST:
        return None
    return (
        after * (fall * (-_NINETY * error).exp() - ONE),
        after * (fall * (_NINETY * error).exp() - ONE),
    )


def _time_saved(sheet: Sheet) -> _Figure:
    hours = (sheet.need("minutes_before") - sheet.need("minutes_after")) / 60 * sheet.need("tasks")
    if sheet.benefit.rate is None:
        rate = sheet.take(sheet.prices.hour(sheet.benefit.role))
    else:
        rate = sheet.benefit.rate * sheet.exchange()
    share = sheet.given("realisation")
    if share is None:
        share = sheet.take(sheet.prices.realisation())
    return _Figure(value=hours * rate * share, units=hours)


def _retention(sheet: Sheet) -> _Figure:
    treated = sheet.nonzero("treated_n")
    churned_control = sheet.need("control_churned") / sheet.nonzero("control_n")
    churned_treated = sheet.need("treated_churned") / treated
    each = treated * sheet.need("margin_per_customer_month") * sheet.need("months_observed") * sheet.exchange()
    difference = churned_control - churned_treated
    bounds = None
    if sheet.benefit.basis in _TRIED:
        variance = churned_treated * (ONE - churned_treated) / treated
        variance += churned_control * (ONE - churned_control) / sheet.need("control_n")
        reach = _NINETY * variance.sqrt()
        bounds = _sorted((difference - reach) * each, (difference + reach) * each)
    return _Figure(value=difference * each, units=treated, bounds=bounds)


def _spend_change(sheet: Sheet) -> _Figure:
    customers = sheet.need("n")
    treated = sheet.need("treated_after") - sheet.need("treated_before")
    control = sheet.need("control_after") - sheet.need("control_before")
    return _Figure(value=customers * (treated - control) * sheet.margin() * sheet.exchange(), units=customers)


def _amount(sheet: Sheet) -> _Figure:
    return _Figure(value=sheet.need("amount") * sheet.exchange(), units=ONE)


def _nothing(sheet: Sheet) -> _Figure:
    return _Figure(value=ZERO, units=ZERO)


_FORMULAS: Mapping[BenefitKind, Callable[[Sheet], _Figure]] = {
    "sales": _sales,
    "deflection": _deflection,
    "fix": _fix,
    "time_saved": _time_saved,
    "retention": _retention,
    "spend_change": _spend_change,
    "other_cash": _amount,
    "asserted": _amount,
    "exposure": _nothing,
}
