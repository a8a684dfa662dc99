"""What is recorded by typing it: hours, money, a change; and what looks like it and is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.model.people import Programme
from bot.roi.asked import Usage
from bot.roi.typed import CATEGORIES, About, Changed, Paid, Spent, Typed, category_of, read_entry

TODAY = date(2026, 10, 5)
PROGRAMMES = (
    Programme(id="desk", name="Listening desk", departments=("support",)),
    Programme(id="survey", name="Phone survey"),
)


def read(text: str) -> Typed | Usage | None:
    return read_entry(text, About(programmes=PROGRAMMES, today=TODAY))


def hours(
    hours_: str, programme: str | None = None, *, day: date = TODAY, rate: int | None = None, note: str = "",
    category: str | None = None,
) -> Spent:  # fmt: skip
    rated = None if rate is None else Decimal(rate)
    return Spent(hours=Decimal(hours_), programme=programme, day=day, rate=rated, note=note, category=category)


@pytest.mark.parametrize(
    ("text", "spent"),
    [
        ("spent 2h", hours("2")),
        ("spent 2 hours", hours("2")),
        ("Spent 1,5h", hours("1.5")),
        ("spent 1h30", hours("1.5")),
        ("spent 45 min", hours("0.75")),
        ("log 2h moderation", hours("2", category="moderation")),
        ("spent 2h moderation listening desk", hours("2", "desk", category="moderation")),
        ("spent 2h listening desk", hours("2", "desk")),
        ("spent 2h listening", hours("2", category="listening")),
        ("spent 2h moderation survey on 2026-09-30", hours("2", "survey", category="moderation",
                                                           day=date(2026, 9, 30))),
        ("spent 2h growing lists", hours("2", category="audience", note="growing lists")),
        ("spent 2h for desk", hours("2", "desk")),
        ("spent 2h yesterday for desk", hours("2", "desk", day=date(2026, 10, 4))),
        ("spent 2h for phone survey on 2026-09-30 Reading, all of it at 42",
         hours("2", "survey", day=date(2026, 9, 30), rate=42, note="Reading, all of it")),
        ("spent 2h on moderation", hours("2", category="moderation")),
        ("spent 2h answered the desk", hours("2", note="answered the desk")),
    ],
)  # fmt: skip
def test_hours_are_read_with_category_programme_day_rate_and_note(text: str, spent: Spent) -> None:
    assert read(text) == spent


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("spent 0h", "hours"),
        ("spent 5000h", "hours"),
        ("spent 2h on 2026-10-06", "day"),
        ("spent 2h on friday", "day"),
        ("spent 2h on 30.9.", "day"),
        ("spent 2h for nothing", "not_understood"),
        ("spent 2h for", "not_understood"),
        ("spent 2h for desk for survey", "twice"),
        ("cost 65 EUR server on 2027-01-01", "day"),
        ("changed on 2026-09-30", "not_understood"),
        ("changed the script for nobody", "not_understood"),
    ],
)
def test_what_cannot_be_booked_is_not(text: str, why: str) -> None:
    found = read(text)
    assert isinstance(found, Usage)
    assert found.why == why


def paid(
    amount: str, what: str = "", *, currency: str = "EUR", programme: str | None = None, day: date = TODAY,
    category: str | None = None,
) -> Paid:  # fmt: skip
    return Paid(
        amount=Decimal(amount), currency=currency, programme=programme, day=day, category=category, what=what
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cost 65 EUR server", paid("65", "server", category="running")),
        ("cost €65 server", paid("65", "server", category="running")),
        ("cost 65€ server on 2026-09-30", paid("65", "server", category="running", day=date(2026, 9, 30))),
        ("paid 12,50 usd for survey stamps", paid("12.50", "stamps", currency="USD", programme="survey")),
        ("spent 8700 euros on the agency for phone survey", paid("8700", "on the agency", programme="survey")),
        ("cost eur 3 yesterday", paid("3", day=date(2026, 10, 4))),
    ],
)
def test_money_is_read_with_its_currency(text: str, found: Paid) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    ["cost 2026", "spent last quarter", "cost this month", "cost 2026 q3", "spent", "changed last quarter",
     "cost 5 xyz", "roi", ""],
)  # fmt: skip
def test_a_question_is_no_entry(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("changed the phone script on 2026-09-01", Changed(what="the phone script", programme=None,
                                                           day=date(2026, 9, 1))),
        ("changed opening hours", Changed(what="opening hours", programme=None, day=TODAY)),
        ("changed campaign text for desk yesterday", Changed(what="campaign text", programme="desk",
                                                             day=date(2026, 10, 4))),
    ],
)  # fmt: skip
def test_a_change_is_read_with_its_day(text: str, found: Changed) -> None:
    assert read(text) == found


def test_no_word_means_two_categories() -> None:
    words = [word for said in CATEGORIES.values() for word in said]
    assert len(words) == len(set(words))
    assert all(category_of(name) == name for name in CATEGORIES)
    assert category_of("tea") is None
