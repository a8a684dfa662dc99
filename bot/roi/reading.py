"""A ledger and a query from JSON. Strict: what is malformed is named, never guessed; unknown keys are ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Protocol, TypeVar, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import BadLedger
from bot.model.answer import Metric, Query
from bot.model.ledger import Attribution, DatedFigure, FxRate, Ledger, LedgerProgramme, LedgerSettings
from bot.roi.entries import (
    ONE,
    ZERO,
    history,
    inside,
    read_aim,
    read_benefit,
    read_cost,
    read_insight,
    read_order,
    read_outcome,
)
from bot.roi.fields import Fields, day_or_moment

_MOST_DAYS = 36_600
_FIRST_YEAR, _LAST_YEAR = 1000, 9000


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_Identified)


def read_ledger(raw: Mapping[str, object]) -> Ledger:
    """The ledger of a JSON object whose numbers were parsed as Decimal or int.

    Raises:
        BadLedger: an item is malformed; the message names item, key, what was found and what was expected.
    """
    if not isinstance(raw, Mapping):
        raise BadLedger(item="the ledger", key="the whole", found=type(raw).__name__, expected="a JSON object")
    settings = read_settings(Fields(item="the ledger", raw=raw).object("settings"))
    whole = Fields(item="the ledger", raw=raw, timezone=settings.timezone)
    base = settings.base_currency
    ledger = Ledger(
        settings=settings,
        fx=tuple(read_fx(fields) for fields in inside(whole, "fx")),
        programmes=_each(whole, "programmes", _programme),
        costs=_each(whole, "costs", lambda fields: read_cost(fields, base)),
        benefits=_each(whole, "benefits", lambda fields: read_benefit(fields, base)),
        orders=_each(whole, "orders", lambda fields: read_order(fields, base)),
        aims=_each(whole, "aims", read_aim),
        outcomes=_each(whole, "outcomes", read_outcome),
        insights=_each(whole, "insights", read_insight),
    )
    _check_programmes(ledger)
    return ledger


def read_query(raw: Mapping[str, object]) -> Query:
    """The query of a JSON object.

    Raises:
        BadLedger: a key is malformed. (An unknown programme or period is no error but a refused answer.)
    """
    if not isinstance(raw, Mapping):
        raise BadLedger(item="the query", key="the whole", found=type(raw).__name__, expected="a JSON object")
    fields = Fields(item="the query", raw=raw)
    metric = fields.choice("metric", get_args(Metric))
    if metric is None:
        raise fields.bad("metric", "one of " + ", ".join(get_args(Metric)))
    as_of = day_or_moment(raw.get("as_of"))
    if as_of is None or not _FIRST_YEAR <= as_of.year <= _LAST_YEAR:
        raise fields.bad("as_of", "a date YYYY-MM-DD, or a time stamp with an offset")
    return Query(
        metric=cast(Metric, metric),
        as_of=as_of,
        programme=fields.text("programme"),
        department=fields.text("department"),
        period=fields.text("period"),
        compare=fields.text("compare"),
        view="cohort" if fields.choice("view", ("cohort",)) else None,
        by="programme" if fields.choice("by", ("programme",)) else None,
        outcome=fields.text("outcome"),
        versus_programme=fields.text("versus_programme"),
    )


def _each(whole: Fields, key: str, read: Callable[[Fields], _T]) -> tuple[_T, ...]:
    items = tuple(read(fields) for fields in inside(whole, key))
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise BadLedger(item=f"{key} {item.id!r}", key="id", found="used twice", expected="an id of its own")
        seen.add(item.id)
    return items


def read_settings(raw: Mapping[str, object]) -> LedgerSettings:
    """The organisation's own figures. Raises as above."""
    fields = Fields(item="settings", raw=raw)
    month = fields.whole("fiscal_year_start_month", least=1, most=12)
    attribution = fields.choice("attribution", get_args(Attribution))
    currency, timezone = fields.needed_text("base_currency", "a currency code such as EUR"), _timezone(fields)
    return LedgerSettings(
        base_currency=currency,
        timezone=timezone,
        fiscal_year_start_month=month or 1,
        hourly_rates=fields.numbers("hourly_rates"),
        default_hourly_rate=fields.number("default_hourly_rate", least=ZERO),
        cost_per_contact=fields.numbers("cost_per_contact"),
        realisation=fields.number("realisation", least=ZERO, most=ONE),
        incremental_share=fields.number("incremental_share", least=ZERO, most=ONE),
        gross_margin=fields.number("gross_margin", most=ONE),
        discount_rate_annual=fields.number("discount_rate_annual", least=Decimal("-0.99")),
        lookback_days=fields.number("lookback_days", least=ZERO),
        attribution=cast("Attribution | None", attribution),
        lag_days=fields.whole("lag_days", least=0, most=_MOST_DAYS),
        fx_max_age_days=fields.whole("fx_max_age_days", least=0, most=_MOST_DAYS),
        overdispersion=fields.number("overdispersion", least=ZERO),
        dated=tuple(_dated(inner) for inner in inside(replace(fields, timezone=timezone), "dated")),
    )


def _dated(fields: Fields) -> DatedFigure:
    return DatedFigure(
        id=fields.needed_text("id"),
        name=fields.needed_text("name", "a figure such as gross_margin or cost_per_contact.email"),
        value=fields.number("value"),
        valid_from=fields.needed_day("valid_from"),
        history=history(fields),
    )


def _timezone(fields: Fields) -> ZoneInfo:
    expected = "an IANA name such as Europe/Berlin"
    name = fields.needed_text("timezone", expected)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fields.bad("timezone", expected) from None


def _programme(fields: Fields) -> LedgerProgramme:
    return LedgerProgramme(
        id=fields.needed_text("id"),
        name=fields.text("name") or fields.needed_text("id"),
        department=fields.text("department"),
        start=fields.day("start"),
        end=fields.day("end"),
        history=history(fields),
    )


def read_fx(fields: Fields) -> FxRate:
    """A rate of exchange."""
    rate = fields.number("rate")
    if rate is None or rate <= 0:
        raise fields.bad("rate", "a number above 0")
    return FxRate(
        day=fields.needed_day("date"),
        source=fields.needed_text("from", "a currency code such as USD"),
        target=fields.needed_text("to", "a currency code such as EUR"),
        rate=rate,
        history=history(fields),
    )


def _check_programmes(ledger: Ledger) -> None:
    """A ledger that lists its programmes names no other: a typing error would drop money out of every answer."""
    known = {programme.id for programme in ledger.programmes}
    if not known:
        return
    named: Iterable[tuple[str, str, str, str]] = (
        *(("costs", item.id, "programme", item.programme) for item in ledger.costs),
        *(("benefits", item.id, "programme or shares", name) for item in ledger.benefits for name in item.shares),
        *(("orders", item.id, "coupon", item.coupon) for item in ledger.orders if item.coupon is not None),
        *(("orders", item.id, "touches", touch.programme) for item in ledger.orders for touch in item.touches),
        *(("aims", item.id, "programme", item.programme) for item in ledger.aims),
        *(("outcomes", item.id, "programme", item.programme) for item in ledger.outcomes),
        *(("insights", item.id, "programme", item.programme) for item in ledger.insights),
    )
    for list_name, own, key, programme in named:
        if programme not in known:
            expected = "one of the ledger's programmes: " + ", ".join(sorted(known))
            raise BadLedger(item=f"{list_name} {own!r}", key=key, found=repr(programme), expected=expected)
