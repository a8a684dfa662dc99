"""What a phrase means on a day: a table per calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UnknownPeriod
from bot.model.answer import Period
from bot.roi import phrases, read_period
from bot.roi.periods import clipped, previous, year_before


def _read(phrase: str, today: str, fiscal_start: int = 1, launch: str | None = None) -> tuple[str, str]:
    begun = None if launch is None else date.fromisoformat(launch)
    found = read_period(phrase, today=date.fromisoformat(today), fiscal_start=fiscal_start, launch=begun)
    return str(found.start), str(found.end)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("today", "2026-10-05", "2026-10-06"),
        ("yesterday", "2026-10-04", "2026-10-05"),
        ("this week", "2026-10-05", "2026-10-06"),
        ("wtd", "2026-10-05", "2026-10-06"),
        ("this month", "2026-10-01", "2026-10-06"),
        ("mtd", "2026-10-01", "2026-10-06"),
        ("This  Quarter", "2026-10-01", "2026-10-06"),
        ("qtd", "2026-10-01", "2026-10-06"),
        ("this year", "2026-01-01", "2026-10-06"),
        ("ytd", "2026-01-01", "2026-10-06"),
        ("fytd", "2026-01-01", "2026-10-06"),
        ("last week", "2026-09-28", "2026-10-05"),
        ("last month", "2026-09-01", "2026-10-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("past 6 weeks", "2026-08-24", "2026-10-05"),
        ("last 1 day", "2026-10-04", "2026-10-05"),
        ("last 3 months", "2026-07-05", "2026-10-05"),
        ("Q3", "2026-07-01", "2026-10-01"),
        ("Q4", "2026-10-01", "2027-01-01"),
        ("Q1 2025", "2025-01-01", "2025-04-01"),
        ("q2 fy26", "2026-04-01", "2026-07-01"),
        ("H1", "2026-01-01", "2026-07-01"),
        ("H2", "2026-07-01", "2027-01-01"),
        ("FY26", "2026-01-01", "2027-01-01"),
        ("FY2025", "2025-01-01", "2026-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-10", "2026-10-01", "2026-11-01"),
        ("October", "2026-10-01", "2026-11-01"),
        ("november", "2025-11-01", "2025-12-01"),
        ("December 2026", "2026-12-01", "2027-01-01"),
        ("2026-W45", "2026-11-02", "2026-11-09"),
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("2026-10-05", "2026-10-05", "2026-10-06"),
        ("2026-07-01..2026-09-30", "2026-07-01", "2026-10-01"),
        ("2026-07-01 .. 2026-07-01", "2026-07-01", "2026-07-02"),
        ("since 2026-03-01", "2026-03-01", "2026-10-06"),
        ("since 2027-03-01", "2027-03-01", "2027-03-01"),
        ("since launch", "2026-04-06", "2026-10-06"),
    ],
)
def test_phrases_mean_their_days_on_a_calendar_year(phrase: str, start: str, end: str) -> None:
    assert _read(phrase, "2026-10-05", launch="2026-04-06") == (start, end)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("this quarter", "2026-08-01", "2026-10-06"),
        ("last quarter", "2026-05-01", "2026-08-01"),
        ("this year", "2026-01-01", "2026-10-06"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("fytd", "2026-02-01", "2026-10-06"),
        ("FY27", "2026-02-01", "2027-02-01"),
        ("FY2026", "2025-02-01", "2026-02-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("Q3", "2026-08-01", "2026-11-01"),
        ("Q4", "2025-11-01", "2026-02-01"),
        ("Q1 2026", "2025-02-01", "2025-05-01"),
        ("Q1 FY27", "2026-02-01", "2026-05-01"),
        ("H2", "2026-08-01", "2027-02-01"),
        ("H2 FY26", "2025-08-01", "2026-02-01"),
    ],
)
def test_a_fiscal_year_from_february_is_named_after_the_year_in_which_it_ends(
    phrase: str, start: str, end: str
) -> None:
    assert _read(phrase, "2026-10-05", 2) == (start, end)


@pytest.mark.parametrize(
    ("phrase", "today", "start", "end"),
    [
        ("last 1 month", "2026-03-31", "2026-02-28", "2026-03-31"),
        ("past 1 months", "2028-03-31", "2028-02-29", "2028-03-31"),
        ("last 12 months", "2028-02-29", "2027-02-28", "2028-02-29"),
        ("February 2028", "2028-02-10", "2028-02-01", "2028-03-01"),
        ("last week", "2027-01-03", "2026-12-21", "2026-12-28"),
        ("yesterday", "2026-03-30", "2026-03-29", "2026-03-30"),  # 23 hours in Berlin
        ("yesterday", "2026-10-26", "2026-10-25", "2026-10-26"),  # 25 hours in Berlin
    ],
)
def test_month_ends_leap_days_and_days_of_another_length(phrase: str, today: str, start: str, end: str) -> None:
    assert _read(phrase, today) == (start, end)


@pytest.mark.parametrize(
    "phrase",
    [
        "", "banana", "Q5", "H3", "Q3 26", "FY1", "past month", "last 0 days", "2026-13", "2026-02-30", "2025-W53",
        "Oct", "since lunch", "since launch", "2026-09-30..2026-07-01", "last half", "last 999999 months", "0000",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_nearest_phrases(phrase: str) -> None:
    with pytest.raises(UnknownPeriod, match=r"is not a period\. .*Nearest: .+") as refused:
        _read(phrase, "2026-10-05")
    for near in str(refused.value.data["nearest"]).split(", "):
        assert near in phrases(date(2026, 10, 5))


def test_a_misspelt_phrase_is_offered_first() -> None:
    with pytest.raises(UnknownPeriod) as refused:
        _read("last quater", "2026-10-05")
    assert str(refused.value.data["nearest"]).startswith("last quarter")


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_every_phrase_that_is_offered_can_be_read_and_newest_parts_have_begun(today: date, fiscal_start: int) -> None:
    for phrase in phrases(today):
        found = read_period(phrase, today=today, fiscal_start=fiscal_start, launch=today)
        assert found.start is not None and found.start < found.end
        if phrase in ("Q1", "Q2", "Q3", "Q4", "H1", "H2", "October"):
            assert today - timedelta(days=366) < found.start <= today


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("Q1 2026", "2025-10-01", "2026-01-01"),
        ("March 2026", "2026-02-01", "2026-03-01"),
        ("2026-W01", "2025-12-22", "2025-12-29"),
        ("H1 2026", "2025-07-01", "2026-01-01"),
        ("FY26", "2025-01-01", "2026-01-01"),
        ("2026-03-01", "2026-02-28", "2026-03-01"),
        ("this month", "2026-09-26", "2026-10-01"),
        ("2026-03-01..2026-03-31", "2026-01-29", "2026-03-01"),
    ],
)
def test_the_previous_period_is_the_unit_before_or_as_many_days(phrase: str, start: str, end: str) -> None:
    before = previous(read_period(phrase, today=date(2026, 10, 5), fiscal_start=1))
    assert (str(before.start), str(before.end)) == (start, end)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("2028-02-29", "2027-02-28", "2027-03-01"),
        ("2028-02-28", "2027-02-28", "2027-03-01"),
        ("February 2028", "2027-02-01", "2027-03-01"),
        ("February 2029", "2028-02-01", "2028-03-01"),
        ("Q3 2026", "2025-07-01", "2025-10-01"),
    ],
)
def test_the_same_period_last_year_moves_both_ends(phrase: str, start: str, end: str) -> None:
    before = year_before(read_period(phrase, today=date(2029, 10, 5), fiscal_start=1))
    assert (str(before.start), str(before.end)) == (start, end)


def test_what_lies_after_today_is_empty() -> None:
    year = Period(start=date(2027, 1, 1), end=date(2028, 1, 1))
    assert clipped(year, date(2026, 10, 5)).end == date(2027, 1, 1)
    assert clipped(year, date(2027, 3, 1)).end == date(2027, 3, 2)
