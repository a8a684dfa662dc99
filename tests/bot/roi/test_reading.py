"""Malformed ledgers and queries: the message names item, key, what was found and what was expected."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.errors import BadLedger
from bot.roi import evaluate, read_ledger, read_query
from tests.bot.roi.ledgers import SETTINGS, Item, bill, cash, ledger

_FIX = {"kind": "fix", "basis": "control"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ([], "the ledger: the whole is list"),
        ({}, "settings: base_currency is left out"),
        ({"settings": {"base_currency": "EUR", "timezone": "Mars/Olympus"}}, "timezone is 'Mars/Olympus'"),
        ({"settings": SETTINGS | {"fiscal_year_start_month": 13}}, "fiscal_year_start_month is 13"),
        ({"settings": SETTINGS | {"realisation": Decimal(50)}}, "realisation is 50; expected a number from 0 to 1"),
        (
            {"settings": SETTINGS | {"cost_per_contact": {"email": "much"}}},
            "settings cost_per_contact: email is 'much'",
        ),
        (ledger() | {"costs": {}}, "the ledger: costs is an object; expected a list"),
        (ledger() | {"costs": ["x"]}, r"costs: \[0\] is 'x'; expected an object"),
        (ledger() | {"costs": [{"type": "cash"}]}, r"costs\[0\]: id is left out"),
        (ledger(costs=(cash(1, id="same"), cash(2, id="same"))), "costs 'same': id is used twice"),
        (ledger(costs=({"type": "gold"},)), "costs 'c1': type is 'gold'; expected one of cash, time"),
        (ledger(costs=(cash(True),)), "costs 'c1': amount is true; expected a decimal number"),
        (ledger(costs=(cash(float("nan")),)), "amount is nan; expected a decimal number"),
        (ledger(costs=(cash(1.5),)), "amount is 1.5; expected a decimal number"),
        (ledger(costs=(cash(Decimal("Infinity")),)), "amount is Infinity"),
        (ledger(costs=(cash("1,50"),)), "amount is '1,50'"),
        (ledger(costs=(cash(Decimal("1E+99")),)), "at most 15 digits"),
        (
            ledger(costs=(cash(1, programme="z"),)),
            "costs 'c1': programme is 'z'; expected one of the ledger's programmes",
        ),
        (ledger(costs=(cash(1, programme=None),)), "costs 'c1': programme is null"),
        (ledger(costs=(cash(1, date=None),)), "costs 'c1': date is null"),
        (ledger(costs=(cash(1, date="2026-02-30"),)), "date is '2026-02-30'"),
        (ledger(costs=(cash(1, date="2026-02-20T10:00:00"),)), "a time stamp with an offset"),
        (ledger(costs=(cash(1, to="2026-03-09"),)), "either date, or from and to"),
        (ledger(costs=(cash(1, **{"from": "2026-03-09", "to": "2026-03-09"}),)), "to is '2026-03-09'"),
        (ledger({"kind": "magic"}), "benefits 'b1': kind is 'magic'; expected one of sales, deflection"),
        (ledger(bill(1, shares={"a": 1}, programme="b")), "either programme or shares"),
        (ledger(bill(1, shares={"a": 0})), "do not add up to 0"),
        (ledger(bill(1, shares={"a": None})), "benefits 'b1' shares: a is null"),
        (ledger(bill(1, low=5, high=3)), "low is 5; expected a number not above high, 3"),
        (ledger(bill(1, unit_ids=["x"])), "unit_type is left out"),
        (ledger(bill(1, voided="yes")), "voided is 'yes'; expected true or false"),
        (ledger(bill(1, recorded="soon")), "recorded is 'soon'"),
        (ledger(_FIX | {"avoided_low": 2, "avoided_high": 1}), "avoided_low is 2"),
        (ledger({"kind": "retention", "treated_n": 3, "treated_churned": 4}), "treated_churned is 4"),
        (ledger(fx=[{"date": "2026-01-01", "from": "USD", "to": "EUR", "rate": 0}]), r"fx\[0\]: rate is 0"),
    ],
)
def test_a_malformed_ledger_is_refused_by_name(raw: Any, words: str) -> None:
    with pytest.raises(BadLedger, match=words):
        read_ledger(raw)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "metric is left out; expected one of roi, net"),
        ({"metric": "banana"}, "metric is 'banana'"),
        ({"metric": "roi"}, "as_of is left out"),
        ({"metric": "roi", "as_of": "2026-10-05T09:00:00"}, "as_of is '2026-10-05T09:00:00'"),
        ({"metric": "roi", "as_of": "2026-10-05", "by": "moon"}, "by is 'moon'; expected one of programme"),
        ({"metric": "roi", "as_of": "2026-10-05", "programme": 7}, "programme is 7"),
    ],
)
def test_a_malformed_query_is_refused_by_name(query: Item, words: str) -> None:
    with pytest.raises(BadLedger, match=words):
        read_query(query)


def test_unknown_keys_are_ignored_and_null_lists_are_empty() -> None:
    raw = ledger(bill(1, colour="blue")) | {"weather": "fine", "orders": None, "fx": None}
    assert read_ledger(raw).benefits[0].inputs == {"amount": 1}


def test_numbers_may_come_as_digits_in_quotation_marks() -> None:
    assert read_ledger(ledger(bill("12.50"))).benefits[0].inputs["amount"] == Decimal("12.50")


def test_a_time_stamp_is_dated_in_the_ledgers_time_zone() -> None:
    raw = ledger(bill(1, date="2026-03-28T23:30:00Z"), bill(2, date="2026-03-29T22:30:00Z"))
    days = [one.when.start.isoformat() for one in read_ledger(raw).benefits]
    assert days == ["2026-03-29", "2026-03-30"]  # the 23-hour day begins at 23:00 Z and ends at 22:00 Z


def test_extreme_numbers_come_out_without_breaking() -> None:
    four = {"pre_count": Decimal("1E-30"), "post_count": 1, "control_pre": 1, "control_post": 1}
    raw = ledger(_FIX | four, bill(Decimal("999999999999999.99")), costs=(cash(Decimal("1E-30")),))
    query = read_query({"metric": "roi", "as_of": "2026-03-31"})
    assert evaluate(read_ledger(raw), query).roi_pct is not None
