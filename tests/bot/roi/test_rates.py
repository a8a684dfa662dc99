"""The organisation's own figures: which holds for an entry, and what an earlier answer knew."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.config import RoiSettings
from bot.errors import BadLedger
from bot.model.answer import Answer, Query
from bot.model.changes import LedgerItem
from bot.model.people import Programme
from bot.roi import evaluate, read_ledger
from bot.roi.living import export
from bot.roi.rates import checked, in_file, names, ours, rates_of, valid

BERLIN = ZoneInfo("Europe/Berlin")


def day(number: int, month: int = 9) -> datetime:
    return datetime(2026, month, number, 12, tzinfo=UTC)


def rate(name: str, value: str, since: str, recorded: datetime, **more: object) -> LedgerItem:
    item = {"name": name, "value": value, "valid_from": since, **more}
    return LedgerItem(kind="rates", id=f"{name}-{value}-{since}", item=item, recorded=recorded)


def cost(name: str, when: str) -> LedgerItem:
    item = {"programme": "desk", "type": "time", "hours": "10", "date": when, "role": "support"}
    return LedgerItem(kind="costs", id=name, item=item, recorded=day(1, 7))


JULY, AUGUST, SEPTEMBER = cost("july", "2026-07-10"), cost("august", "2026-08-10"), cost("september", "2026-09-10")


def answered(*items: LedgerItem, as_of: datetime, settings: RoiSettings | None = None) -> Answer:
    programmes = (Programme(id="desk", name="Desk"),)
    raw = export(items, settings=settings or RoiSettings(), zone=BERLIN, programmes=programmes, insights=())
    return evaluate(read_ledger(raw), Query(metric="cost", as_of=as_of))


def test_a_figure_holds_from_its_day_on_and_what_came_before_keeps_the_default() -> None:
    # 10 h at 50 (ours) in July, 10 h at 42 in August, 10 h at 45 in September.
    items = (JULY, AUGUST, SEPTEMBER, rate("default_hourly_rate", "42", "2026-08-01", day(20)),
             rate("hourly_rates.support", "45", "2026-09-01", day(20)))  # fmt: skip
    answer = answered(*items, as_of=day(30))
    assert answer.cost == Decimal(500 + 420 + 450)
    assert answer.defaults_used == ("default_hourly_rate",)


def test_a_figure_that_was_set_later_changes_no_earlier_answer() -> None:
    items = (JULY, AUGUST, SEPTEMBER, rate("default_hourly_rate", "42", "2026-01-01", day(20)))
    assert answered(*items, as_of=day(19)).cost == Decimal(1500)
    assert answered(*items, as_of=day(20)).cost == Decimal(1260)


def test_the_later_record_of_one_day_holds_and_an_empty_one_brings_the_default_back() -> None:
    twice = (AUGUST, rate("default_hourly_rate", "42", "2026-08-01", day(2)),
             rate("default_hourly_rate", "43", "2026-08-01", day(3)))  # fmt: skip
    assert answered(*twice, as_of=day(30)).cost == Decimal(430)
    again = answered(*twice, rate("default_hourly_rate", "", "2026-08-05", day(4)), as_of=day(30))
    assert (again.cost, again.defaults_used) == (Decimal(500), ("default_hourly_rate",))


def test_what_was_taken_back_or_replaced_holds_no_longer_but_did() -> None:
    wrong = rate("default_hourly_rate", "4.2", "2026-08-01", day(2), voided=True, voided_at=day(5).isoformat())
    right = rate("default_hourly_rate", "42", "2026-08-01", day(6))
    assert answered(AUGUST, wrong, right, as_of=day(4)).cost == Decimal(42)
    assert answered(AUGUST, wrong, right, as_of=day(5)).cost == Decimal(500)
    assert answered(AUGUST, wrong, right, as_of=day(7)).cost == Decimal(420)


def test_the_file_is_the_floor() -> None:
    file = RoiSettings(default_hourly_rate="40", hourly_rates={"support": "41"}, gross_margin="0.3")
    items = (AUGUST, rate("hourly_rates.support", "99", "2026-01-01", day(2)))
    assert answered(*items, as_of=day(30), settings=file).cost == Decimal(410)
    assert in_file(file) == {"default_hourly_rate": "40", "hourly_rates.support": "41", "gross_margin": "0.3"}


@pytest.mark.parametrize(
    ("kind", "inputs", "rates", "worths"),
    [
        ("sales", {"revenue": "1000", "refunds": "0", "gross_margin": "0.5"}, ("incremental_share", "0.4"), (500, 200)),
        ("sales", {"revenue": "1000", "refunds": "0"}, ("gross_margin", "0.3"), (0, 300)),
        ("deflection", {"contacts_avoided": "10", "channel": "email"}, ("cost_per_contact.email", "8.25"), (57.5, 80)),
        ("time_saved", {"minutes_before": "90", "minutes_after": "30", "tasks": "10", "rate": "40"},
         ("realisation", "1"), (200, 400)),
    ],
)  # fmt: skip
def test_each_figure_reaches_its_kind_of_benefit(
    kind: str, inputs: dict[str, str], rates: tuple[str, str], worths: tuple[float, float]
) -> None:
    def worth(since: str) -> Decimal | None:
        item = {"programme": "desk", "kind": kind, "basis": "timed", "date": "2026-08-10", **inputs}
        benefit = LedgerItem(kind="benefits", id="b", item=item, recorded=day(1, 7))
        raw = export((benefit, rate(*rates, since, day(2))), settings=RoiSettings(), zone=BERLIN,
                     programmes=(Programme(id="desk", name="Desk"),), insights=())  # fmt: skip
        found = evaluate(read_ledger(raw), Query(metric="benefit", as_of=day(30)))
        return found.benefit if found.benefit is not None else Decimal(0)

    assert worth("2026-08-11") == Decimal(str(worths[0]))
    assert worth("2026-08-10") == Decimal(str(worths[1]))


def test_what_holds_on_a_day_is_told_with_its_author_and_source() -> None:
    items = (rate("gross_margin", "0.3", "2026-07-01", day(2), source="audit"),
             rate("gross_margin", "0.35", "2026-09-01", day(3)))  # fmt: skip
    found = rates_of(items, day(30))
    august = valid(found, "gross_margin", date(2026, 8, 1))
    assert august is not None
    assert (august.value, august.source) == ("0.3", "audit")
    assert valid(found, "gross_margin", date(2026, 6, 1)) is None
    assert valid(rates_of(items, day(2)), "gross_margin", date(2026, 9, 2)) == august


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [("gross_margin", "0,31", "0.31"), ("gross_margin", "-0.2", "-0.2"), ("default_hourly_rate", " 42.50 ", "42.50"),
     ("realisation", "", "")],
)  # fmt: skip
def test_a_value_is_kept_as_its_digits(name: str, value: str, kept: str) -> None:
    assert checked(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [("gross_margin", "31"), ("incremental_share", "-0.1"), ("default_hourly_rate", "-1"), ("realisation", "half"),
     ("cost_per_contact.email", "nan")],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(BadLedger) as wrong:
        checked(name, value)
    assert wrong.value.data["key"] == name


def test_every_default_of_the_method_stands_beside_its_figure() -> None:
    found = {name: ours(name) for name in names(("support",))}
    assert found == {
        "default_hourly_rate": Decimal(50), "hourly_rates.support": None, "cost_per_contact.phone": Decimal(10),
        "cost_per_contact.email": Decimal(6), "cost_per_contact.chat": Decimal(5),
        "cost_per_contact.social": Decimal(6), "cost_per_contact.self_service": Decimal("0.25"),
        "gross_margin": None, "incremental_share": Decimal(1), "realisation": Decimal("0.5"),
    }  # fmt: skip
