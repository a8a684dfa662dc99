"""Entries of the ledger from JSON: costs, benefits, orders, aims, outcomes, posted insights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast, get_args

from bot.model.ledger import (
    Aim,
    Benefit,
    BenefitKind,
    Cost,
    CostType,
    History,
    Observation,
    Order,
    Outcome,
    PostedInsight,
    Span,
    Touch,
)
from bot.roi.fields import Fields

ZERO, ONE = Decimal(0), Decimal(1)
_SHARES = ("incremental_share", "realisation", "intent_share", "resolved_share", "would_contact_share")
KIND_INPUTS: Mapping[BenefitKind, tuple[str, ...]] = {
    "sales": ("revenue", "refunds", "gross_margin", "incremental_share", "orders"),
    "deflection": (
        "contacts_avoided",
        "visits",
        "intent_share",
        "resolved_share",
        "would_contact_share",
        "recontacts",
    ),
    "fix": (
        "avoided",
        "avoided_low",
        "avoided_high",
        "pre_count",
        "post_count",
        "control_pre",
        "control_post",
        "pre_days",
        "post_days",
        "contacts_per_mention",
    ),
    "time_saved": ("minutes_before", "minutes_after", "tasks", "realisation"),
    "retention": (
        "treated_n",
        "treated_churned",
        "control_n",
        "control_churned",
        "margin_per_customer_month",
        "months_observed",
    ),
    "spend_change": ("n", "treated_after", "treated_before", "control_after", "control_before", "gross_margin"),
    "other_cash": ("amount",),
    "asserted": ("amount",),
    "exposure": (),
}
"""The numbers each kind of benefit is made of, in the order of its formula."""


def history(fields: Fields) -> History:
    """When the entry became known, and what takes it back or what it takes back."""
    return History(
        recorded=fields.moment("recorded"),
        voided=fields.flag("voided"),
        voided_at=fields.moment("voided_at"),
        supersedes=fields.names("supersedes"),
    )


def read_cost(fields: Fields, base: str) -> Cost:
    """A cost in cash or in hours."""
    kind = fields.choice("type", get_args(CostType))
    if kind is None:
        raise fields.bad("type", "one of " + ", ".join(get_args(CostType)))
    return Cost(
        id=fields.needed_text("id"),
        programme=fields.needed_text("programme", "the id of a programme"),
        type=cast(CostType, kind),
        when=_when(fields),
        currency=fields.text("currency") or base,
        amount=fields.number("amount") if kind == "cash" else None,
        hours=fields.number("hours") if kind == "time" else None,
        role=fields.text("role"),
        rate=fields.number("rate") if kind == "time" else None,
        # No key of the method: whatever else a ledger calls so is no error.
        category=str(fields.raw.get("category") or ""),
        history=history(fields),
    )


def read_benefit(fields: Fields, base: str) -> Benefit:
    """A benefit of any kind with the numbers of that kind."""
    chosen = fields.choice("kind", get_args(BenefitKind))
    if chosen is None:
        raise fields.bad("kind", "one of " + ", ".join(get_args(BenefitKind)))
    kind = cast(BenefitKind, chosen)
    low, high = _bounds(fields, "low", "high")
    unit_ids = fields.names("unit_ids")
    if unit_ids and not fields.given("unit_type"):
        raise fields.bad("unit_type", "what the listed unit_ids are, such as order or contact")
    return Benefit(
        id=fields.needed_text("id"),
        kind=kind,
        basis=fields.text("basis"),
        shares=_shares(fields),
        when=_when(fields),
        currency=fields.text("currency") or base,
        inputs=_inputs(fields, kind),
        channel=fields.text("channel") or "social",
        unit=fields.text("unit"),
        role=fields.text("role"),
        rate=fields.number("rate") if kind == "time_saved" else None,
        low=low,
        high=high,
        cashable=fields.number("cashable", least=ZERO, most=ONE),
        unit_type=fields.text("unit_type"),
        unit_ids=unit_ids,
        pool=fields.text("pool"),
        pool_cap=fields.number("pool_cap", least=ZERO),
        insight=fields.text("insight"),
        history=history(fields),
    )


def read_order(fields: Fields, base: str) -> Order:
    """An order with the touches before it."""
    at = fields.moment("at")
    if at is None:
        raise fields.bad("at", "a time stamp with an offset")
    return Order(
        id=fields.needed_text("id"),
        at=at,
        revenue=fields.number("revenue"),
        # Left out is 0, but null is "not known".
        refund=fields.number("refund") if "refund" in fields.raw else ZERO,
        currency=fields.text("currency") or base,
        coupon=fields.text("coupon"),
        touches=tuple(_touch(inner) for inner in inside(fields, "touches")),
        history=history(fields),
    )


def read_aim(fields: Fields) -> Aim:
    """An aim with its observations."""
    start, due = fields.needed_day("start"), fields.needed_day("due")
    if due < start:
        raise fields.bad("due", f"a date not before the start, {start}")
    weight = fields.number("weight", least=ZERO)
    return Aim(
        id=fields.needed_text("id"),
        programme=fields.needed_text("programme", "the id of a programme"),
        metric=fields.needed_text("metric"),
        baseline=fields.number("baseline"),
        target=fields.number("target"),
        start=start,
        due=due,
        weight=ONE if weight is None else weight,
        tolerance=fields.number("tolerance", least=ZERO) or ZERO,
        observations=tuple(seen for inner in inside(fields, "observations") if (seen := _observation(inner))),
        history=history(fields),
    )


def read_outcome(fields: Fields) -> Outcome:
    """A counted result."""
    return Outcome(
        id=fields.needed_text("id"),
        programme=fields.needed_text("programme", "the id of a programme"),
        metric=fields.needed_text("metric"),
        day=fields.needed_day("date"),
        count=fields.number("count"),
        history=history(fields),
    )


def read_insight(fields: Fields) -> PostedInsight:
    """That an insight was posted."""
    return PostedInsight(
        id=fields.needed_text("id"),
        programme=fields.needed_text("programme", "the id of a programme"),
        posted=fields.needed_day("posted"),
        history=history(fields),
    )


def inside(fields: Fields, key: str) -> tuple[Fields, ...]:
    """The objects of a list, each named by its place or its id."""
    found = []
    for index, raw in enumerate(fields.items(key)):
        place = key if fields.item == "the ledger" else f"{fields.item} {key}"
        if not isinstance(raw, Mapping):
            raise Fields(item=place, raw={f"[{index}]": raw}).bad(f"[{index}]", "an object")
        own = raw.get("id")
        name = f"{place} {own!r}" if isinstance(own, str) and own else f"{place}[{index}]"
        found.append(Fields(item=name, raw=raw, timezone=fields.timezone))
    return tuple(found)


def _when(fields: Fields) -> Span:
    if fields.given("date"):
        if fields.given("from") or fields.given("to"):
            raise fields.bad("date", "either date, or from and to")
        day = fields.needed_day("date")
        if day == date.max:
            raise fields.bad("date", "a date with a day after it")
        return Span.of_day(day)
    if not fields.given("from") and not fields.given("to"):
        raise fields.bad("date", "a date YYYY-MM-DD, or from and to")
    start, end = fields.needed_day("from"), fields.needed_day("to")
    if end <= start:
        raise fields.bad("to", f"the first day not included, after {start} (for one day give date)")
    return Span(start=start, end=end)


def _shares(fields: Fields) -> Mapping[str, Decimal]:
    if not fields.given("shares"):
        return {fields.needed_text("programme", "the id of a programme, or shares of several"): ONE}
    if fields.given("programme"):
        raise fields.bad("programme", "either programme or shares")
    weights = Fields(item=f"{fields.item} shares", raw=fields.object("shares"))
    read: dict[str, Decimal] = {}
    for programme in weights.raw:
        weight = weights.number(programme, least=ZERO)
        if weight is None:
            raise weights.bad(programme, "a weight")
        read[programme] = weight
    total = sum(read.values(), ZERO)
    if not total:
        raise fields.bad("shares", "weights by programme that do not add up to 0")
    return read


def _inputs(fields: Fields, kind: BenefitKind) -> Mapping[str, Decimal | None]:
    read: dict[str, Decimal | None] = {}
    for name in KIND_INPUTS[kind]:
        if name not in fields.raw:
            continue
        if name == "gross_margin":
            read[name] = fields.number(name, most=ONE)
        elif name in _SHARES:
            read[name] = fields.number(name, least=ZERO, most=ONE)
        else:
            read[name] = fields.number(name)
    for part, whole in (("treated_churned", "treated_n"), ("control_churned", "control_n")):
        churned, group = read.get(part), read.get(whole)
        if churned is not None and group is not None and not ZERO <= churned <= group:
            raise fields.bad(part, f"a number from 0 to {whole}, {group}")
    if kind == "fix":
        _bounds(fields, "avoided_low", "avoided_high")
    return read


def _bounds(fields: Fields, lower: str, upper: str) -> tuple[Decimal | None, Decimal | None]:
    low, high = fields.number(lower), fields.number(upper)
    if low is not None and high is not None and low > high:
        raise fields.bad(lower, f"a number not above {upper}, {high}")
    return low, high


def _touch(fields: Fields) -> Touch:
    at = fields.moment("at")
    if at is None:
        raise fields.bad("at", "a time stamp with an offset")
    return Touch(programme=fields.needed_text("programme", "the id of a programme"), at=at)


def _observation(fields: Fields) -> Observation | None:
    day: date = fields.needed_day("date")
    value = fields.number("value")
    return None if value is None else Observation(day=day, value=value, history=history(fields))
