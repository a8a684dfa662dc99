"""Forms are checked the same in every chat."""

from __future__ import annotations

import pytest

from bot.texts.forms import entry_wrongs, form_title, is_address, is_day, is_number, lines_in, most_of, sort_of, wrongs
from bot.texts.workspace import FORMS

GOOD = {"what": "New cells", "released": "2026-10-05", "hours": "2,5", "money": "", "known": ""}


def test_a_form_that_is_filled_in_well_has_nothing_wrong() -> None:
    assert wrongs("fixed", GOOD, today="2026-10-05") == {}
    assert wrongs("no such form", {"x": "y"}, today="") == {}


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("fixed", {**GOOD, "what": " "}, "what"), ("fixed", {**GOOD, "released": "2026-10-06"}, "released"),
        ("fixed", {**GOOD, "released": "soon"}, "released"), ("fixed", {**GOOD, "hours": "-1"}, "hours"),
        ("fixed", {**GOOD, "money": "much"}, "money"), ("fixed", {**GOOD, "known": "x" * 401}, "known"),
        ("decline", {}, "why"), ("decline", {"why": "x" * 2001}, "why"), ("rename", {"text": "x" * 81}, "text"),
        ("link", {"text": "javascript:alert(1)"}, "text"), ("link", {"text": "https://[x"}, "text"),
        ("reply", {"text": ""}, "text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_of_its_field_alone(name: str, given: dict[str, str], field: str) -> None:
    assert list(wrongs(name, given, today="2026-10-05")) == [field]


def test_what_need_not_be_filled_in_may_be_empty() -> None:
    assert wrongs("in_work", {"text": ""}, today="") == {}
    assert wrongs("not_ours", {}, today="") == {}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"amount": "120.50", "date": "2026-10-01", "programme": "desk"}, []), ({"amount": "12 EUR"}, ["amount"]),
        ({"date": "1.10."}, ["date"]), ({"note": "x" * 401}, ["note"]), ({"amount": "", "date": " "}, []),
    ],
)  # fmt: skip
def test_an_entry_is_checked_by_the_sort_of_each_field(given: dict[str, str], wrong: list[str]) -> None:
    assert list(entry_wrongs(given)) == wrong


def test_each_form_has_a_title_and_each_field_a_sort_and_a_length() -> None:
    assert all(form_title(name) != "Earshot" for name in FORMS)
    assert (sort_of("released"), sort_of("note"), sort_of("amount")) == ("date", "text", "figure")
    assert (most_of("rename", "text"), most_of("raise", "text"), most_of("link", "text")) == (80, 3000, 2000)
    assert lines_in("decline", "why")
    assert not lines_in("rename", "text")


def test_days_numbers_and_addresses_are_known() -> None:
    assert is_day("2026-10-05")
    assert not is_day("5 October")
    assert is_number(" -1.5 ")
    assert not is_number("1,5")
    assert is_address("https://tracker.example/1")
    assert not is_address("https://tracker.example/a b")
