"""A benefit's or cost's formula as a spreadsheet computes it, from cells that hold its inputs and the rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from bot.model.ledger import Benefit, BenefitKind, Cost
from bot.roi.prices import SELF_SERVICE, Absent, Price, Prices
from bot.roi.rounding import PRECISE
from bot.roi.workbook import place

ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A part of a formula: as text, and what it comes to."""

    text: str
    value: Decimal

    def __add__(self, other: Term) -> Term:
        return Term(text=f"({self.text}+{other.text})", value=self.value + other.value)

    def __sub__(self, other: Term) -> Term:
        return Term(text=f"({self.text}-{other.text})", value=self.value - other.value)

    def __mul__(self, other: Term) -> Term:
        return Term(text=f"{self.text}*{other.text}", value=self.value * other.value)

    def __truediv__(self, other: Term) -> Term:
        return Term(text=f"{self.text}/{other.text}", value=self.value / other.value)


def constant(value: Decimal) -> Term:
    """A number that stands in the formula itself."""
    return Term(text=f"{value:f}", value=value)


class Cells:
    """The rows of the sheets of inputs and of rates, as they are asked for; both have a head in row 1."""

    def __init__(self) -> None:
        self.inputs: list[tuple[str, str, Decimal]] = []
        self.rates: dict[tuple[str, Decimal], bool] = {}

    def input(self, entry: str, name: str, value: Decimal) -> Term:
        """An input of an entry."""
        self.inputs.append((entry, name, value))
        return Term(text=f"Inputs!{place(2, len(self.inputs))}", value=value)

    def rate(self, name: str, value: Decimal, *, ours: bool) -> Term:
        """A rate that several entries may share; `ours` is a placeholder."""
        self.rates.setdefault((name, value), ours)
        at = list(self.rates).index((name, value))
        return Term(text=f"Rates!{place(1, at + 1)}", value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the formula of one benefit."""

    benefit: Benefit
    prices: Prices
    cells: Cells

    def has(self, name: str) -> bool:
        return self.benefit.inputs.get(name) is not None

    def put(self, name: str) -> Term:
        value = self.benefit.inputs.get(name)
        if value is None:
            raise Absent(name)
        return self.cells.input(self.benefit.id, name, value)

    def price(self, name: str, price: Price) -> Term:
        return self.cells.rate(name, price.amount, ours=price.default is not None)

    def contact(self, channel: str) -> Term:
        return self.price(f"cost_per_contact.{channel}", self.prices.contact(channel))

    def margin(self) -> Term:
        own = self.prices.settings.gross_margin
        if self.has("gross_margin") or own is None:
            return self.put("gross_margin")
        return self.cells.rate("gross_margin", own, ours=False)

    def share(self, name: str, price: Price) -> Term:
        return self.put(name) if self.has(name) else self.price(name, price)

    def exchanged(self, term: Term) -> Term:
        currency = self.benefit.currency
        return term * exchange(self.cells, self.prices, currency, self.benefit.when.start) if currency else term


def exchange(cells: Cells, prices: Prices, currency: str, day: date) -> Term:
    """What one unit of a currency is in base currency on a day."""
    rate = prices.exchange(currency, day)
    if currency == prices.settings.base_currency:
        return constant(ONE)
    return cells.rate(f"1 {currency} in {prices.settings.base_currency}, {day}", rate, ours=False)


def worth_term(benefit: Benefit, prices: Prices, cells: Cells, *, expected: Decimal) -> Term:
    """The formula of a benefit's whole worth; a plain number where it cannot be written as one that comes to it."""
    held = len(cells.inputs)
    with localcontext(PRECISE):
        try:
            writer = _Writer(benefit=benefit, prices=prices.on(benefit.when.start), cells=cells)
            found = _FORMULAS[benefit.kind](writer)
        except (Absent, KeyError, ArithmeticError):
            found = None
        if found is None or abs(found.value - expected) > Decimal("1E-9"):
            del cells.inputs[held:]
            return cells.input(benefit.id, "worth", expected)
        return found


def cost_term(cost: Cost, prices: Prices, cells: Cells) -> Term | None:
    """The formula of a whole cost; None where something of it is not known."""
    try:
        if cost.type == "cash":
            if cost.amount is None:
                return None
            amount = cells.input(cost.id, "amount", cost.amount)
            return amount * exchange(cells, prices, cost.currency, cost.when.start)
        if cost.hours is None:
            return None
        hours = cells.input(cost.id, "hours", cost.hours)
        if cost.rate is not None:
            rate = cells.input(cost.id, "rate", cost.rate)
            return hours * rate * exchange(cells, prices, cost.currency, cost.when.start)
        price = prices.on(cost.when.start).hour(cost.role)
        name = f"hourly_rates.{cost.role}" if cost.role else "default_hourly_rate"
        return hours * cells.rate(name, price.amount, ours=price.default is not None)
    except Absent:
        return None


def _sales(one: _Writer) -> Term:
    net = one.put("revenue") - one.put("refunds")
    share = one.share("incremental_share", one.prices.incremental_share())
    return one.exchanged(net * one.margin() * share)


def _deflection(one: _Writer) -> Term:
    each = one.contact(one.benefit.channel) - one.contact(SELF_SERVICE)
    if one.has("contacts_avoided"):
        return one.put("contacts_avoided") * each
    contacts = one.put("visits") * one.put("intent_share") * one.put("resolved_share") * one.put("would_contact_share")
    if one.has("recontacts"):
        contacts = contacts - one.put("recontacts")
    return contacts * each


def _fix(one: _Writer) -> Term:
    avoided = one.put("avoided") if one.has("avoided") else _counted(one)
    if one.benefit.unit == "mentions":
        avoided = avoided * one.put("contacts_per_mention")
    return avoided * one.contact(one.benefit.channel)


def _counted(one: _Writer) -> Term:
    before, after = one.put("pre_count"), one.put("post_count")
    if one.has("control_pre") and one.has("control_post"):
        return before * one.put("control_post") / one.put("control_pre") - after
    return before / one.put("pre_days") * one.put("post_days") - after


def _time_saved(one: _Writer) -> Term:
    hours = (one.put("minutes_before") - one.put("minutes_after")) / constant(Decimal(60)) * one.put("tasks")
    own = one.benefit.rate
    share = one.share("realisation", one.prices.realisation())
    if own is not None:
        return one.exchanged(hours * one.cells.input(one.benefit.id, "rate", own)) * share
    role = one.benefit.role
    name = f"hourly_rates.{role}" if role else "default_hourly_rate"
    return hours * one.price(name, one.prices.hour(role)) * share


def _retention(one: _Writer) -> Term:
    treated = one.put("treated_n")
    control = one.put("control_churned") / one.put("control_n")
    difference = control - one.put("treated_churned") / treated
    each = one.put("margin_per_customer_month") * one.put("months_observed")
    return one.exchanged(treated * difference * each)


def _spend_change(one: _Writer) -> Term:
    treated = one.put("treated_after") - one.put("treated_before")
    control = one.put("control_after") - one.put("control_before")
    return one.exchanged(one.put("n") * (treated - control) * one.margin())


def _amount(one: _Writer) -> Term:
    return one.exchanged(one.put("amount"))


_FORMULAS: Mapping[BenefitKind, Callable[[_Writer], Term]] = {
    "sales": _sales, "deflection": _deflection, "fix": _fix, "time_saved": _time_saved, "retention": _retention,
    "spend_change": _spend_change, "other_cash": _amount,
}  # fmt: skip
