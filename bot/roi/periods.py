"""Phrases that name a period, and what they mean on a given day.

A period is half-open and made of local dates, so a day of 23 or 25 hours is one day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches

from bot.errors import UnknownPeriod
from bot.model.answer import Period, Unit

PREVIOUS = "previous period"
LAST_YEAR = "same period last year"
_MONTHS = tuple(name.lower() for name in calendar.month_name)
_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1, 9998
_LENGTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "fiscal year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar:
    """What a phrase is read against."""

    today: date
    fiscal_start: int
    launch: date | None

    @property
    def tomorrow(self) -> date:
        return self.today + _DAY

    def unit(self, unit: Unit, day: date) -> Period:
        """The whole calendar unit that holds the day."""
        if unit == "day":
            return Period(start=day, end=day + _DAY, unit=unit)
        if unit == "week":
            monday = day - timedelta(days=day.weekday())
            return Period(start=monday, end=monday + 7 * _DAY, unit=unit)
        # Months since the anchor: the fiscal year's first month for all but a month and the calendar year.
        anchor = 1 if unit in ("month", "year") else self.fiscal_start
        length = _LENGTHS[unit]
        index = day.year * 12 + day.month - 1
        first = index - (index - (anchor - 1)) % length
        return Period(start=_month(first), end=_month(first + length), unit=unit)

    def to_date(self, unit: Unit) -> Period:
        return Period(start=self.unit(unit, self.today).start, end=self.tomorrow)

    def last(self, unit: Unit) -> Period:
        return previous(self.unit(unit, self.today))

    def fiscal_year(self, name: int) -> Period:
        """The fiscal year that ends in the calendar year `name`."""
        begins = name if self.fiscal_start == 1 else name - 1
        return self.unit("fiscal year", date(begins, self.fiscal_start, 1))

    def part(self, letter: str, number: int, year: int | None) -> Period:
        """A quarter or half of a fiscal year; without a year the newest one that has begun."""
        unit: Unit = "quarter" if letter == "q" else "half"
        name = self.today.year + 1 if year is None else year
        while True:
            start = _first_day(self.fiscal_year(name))
            index = start.year * 12 + start.month - 1 + (number - 1) * _LENGTHS[unit]
            found = self.unit(unit, _month(index))
            if year is not None or _month(index) <= self.today:
                return found
            name -= 1

    def named_month(self, number: int, year: int | None) -> Period:
        """A month by name; without a year the newest one that has begun."""
        if year is None:
            year = self.today.year if number <= self.today.month else self.today.year - 1
        return self.unit("month", date(year, number, 1))


def read_period(phrase: str, *, today: date, fiscal_start: int, launch: date | None = None) -> Period:
    """The period that a phrase means on the local date `today`.

    `fiscal_start` is the month 1-12 in which a fiscal year begins, `launch` the start of the programme asked about.

    Raises:
        UnknownPeriod: the phrase means no period; `data["nearest"]` offers the nearest phrases.
    """
    found = find_period(phrase, today=today, fiscal_start=fiscal_start, launch=launch)
    if found is None:
        raise no_period(phrase, today=today)
    return found


def find_period(phrase: str, *, today: date, fiscal_start: int, launch: date | None = None) -> Period | None:
    """The period that a phrase means, None where it means none. Arguments as of `read_period`."""
    on = _Calendar(today=today, fiscal_start=fiscal_start, launch=launch)
    text = " ".join(phrase.lower().split())
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        try:
            return read(on, match)
        except (ValueError, OverflowError):
            return None  # a date that no calendar has, such as 2026-02-30
    return None


def no_period(phrase: str, *, today: date, why: str = "") -> UnknownPeriod:
    """The error that refuses a phrase and offers the nearest ones."""
    offered = phrases(today)
    near = get_close_matches(" ".join(phrase.lower().split()), [p.lower() for p in offered], n=3, cutoff=0.4)
    spelled = [next(p for p in offered if p.lower() == found) for found in near] or ["last quarter", "this year", "Q3"]
    return UnknownPeriod(phrase=phrase, why=f"{why} " if why else "", nearest=", ".join(spelled))


def phrases(today: date) -> tuple[str, ...]:
    """One phrase of every form, as it would be written today."""
    iso = today.isocalendar()
    return (
        *("today", "yesterday", "wtd", "mtd", "qtd", "ytd", "fytd"),
        *(f"{word} {unit}" for word in ("this", "last") for unit in ("week", "month", "quarter", "year")),
        *(f"{word} {n}" for word in ("past", "last") for n in ("30 days", "6 weeks", "3 months")),
        *(name for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2") for name in (part, f"{part} {today.year}")),
        *(f"FY{today.year % 100:02}", f"FY{today.year}", f"{today.year}", f"{today:%Y-%m}"),
        *calendar.month_name[1:],
        *(f"{name} {today.year}" for name in calendar.month_name[1:]),
        *(f"{iso.year}-W{iso.week:02}", today.isoformat(), f"{today.replace(day=1)}..{today}"),
        *(f"since {today.replace(month=1, day=1)}", "since launch"),
    )


def previous(period: Period) -> Period:
    """The unit before a calendar unit; else the same number of days just before.

    Raises:
        ValueError: the period has no first day.
    """
    start = _first_day(period)
    if period.unit in ("day", "week"):
        return Period(start=start - (period.end - start), end=start, unit=period.unit)
    if period.unit is not None:
        index = start.year * 12 + start.month - 1 - _LENGTHS[period.unit]
        return Period(start=_month(index), end=start, unit=period.unit)
    return Period(start=start - (period.end - start), end=start)


def year_before(period: Period) -> Period:
    """Both ends one year earlier, 29 February becoming 28 February; a day stays a day.

    Raises:
        ValueError: the period has no first day.
    """
    start, end = _year_earlier(_first_day(period)), _year_earlier(period.end)
    if start == end and period.end > _first_day(period):
        end = start + _DAY
    # A week one year earlier begins on another weekday: it is no calendar unit any more.
    unit = None if period.unit == "week" else period.unit
    return replace(period, start=start, end=end, unit=unit)


def clipped(period: Period, today: date) -> Period:
    """What of the period is not in the future; `start` may equal `end`."""
    end = min(period.end, today + _DAY)
    return replace(period, end=end if period.start is None else max(end, period.start))


def _first_day(period: Period) -> date:
    if period.start is None:
        raise ValueError("all time has no period before it")
    return period.start


def _year_earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def _year(text: str) -> int:
    """The year of `2026`, `fy2026` or `fy26`."""
    digits = text.removeprefix("fy")
    year = 2000 + int(digits) if len(digits) == 2 else int(digits)
    if not _FIRST_YEAR < year <= _LAST_YEAR:
        raise ValueError("no such year")
    return year


def _day_or_yesterday(on: _Calendar, match: re.Match[str]) -> Period:
    return on.unit("day", on.today if match[0] == "today" else on.today - _DAY)


def _to_date(on: _Calendar, match: re.Match[str]) -> Period:
    units: dict[str, Unit] = {"w": "week", "m": "month", "q": "quarter", "y": "year", "fy": "fiscal year"}
    return on.to_date(units[match[2][0] if match[1] else match[3]])


def _last_unit(on: _Calendar, match: re.Match[str]) -> Period:
    units: dict[str, Unit] = {"week": "week", "month": "month", "quarter": "quarter", "year": "year"}
    return on.last(units[match[1]])


def _back(on: _Calendar, match: re.Match[str]) -> Period:
    number, unit = int(match[1]), match[2]
    if number == 0:
        raise ValueError("no days at all")
    if unit != "month":
        return Period(start=on.today - timedelta(days=number * (7 if unit == "week" else 1)), end=on.today)
    first = _month(on.today.year * 12 + on.today.month - 1 - number)
    last = calendar.monthrange(first.year, first.month)[1]
    return Period(start=first.replace(day=min(on.today.day, last)), end=on.today)


def _part(on: _Calendar, match: re.Match[str]) -> Period:
    return on.part(match[1], int(match[2]), _year(match[3]) if match[3] else None)


def _whole_year(on: _Calendar, match: re.Match[str]) -> Period:
    year = _year(match[0])
    return on.fiscal_year(year) if match[0].startswith("fy") else on.unit("year", date(year, 1, 1))


def _iso_month(on: _Calendar, match: re.Match[str]) -> Period:
    return on.unit("month", date(_year(match[1]), int(match[2]), 1))


def _named_month(on: _Calendar, match: re.Match[str]) -> Period:
    return on.named_month(_MONTHS.index(match[1]), _year(match[2]) if match[2] else None)


def _iso_week(on: _Calendar, match: re.Match[str]) -> Period:
    return on.unit("week", date.fromisocalendar(_year(match[1]), int(match[2]), 1))


def _iso_day(on: _Calendar, match: re.Match[str]) -> Period:
    return on.unit("day", date.fromisoformat(match[0]))


def _from_to(on: _Calendar, match: re.Match[str]) -> Period:
    start, end = date.fromisoformat(match[1]), date.fromisoformat(match[2]) + _DAY
    if end <= start:
        raise ValueError("the second date lies before the first")
    return Period(start=start, end=end)


def _since(on: _Calendar, match: re.Match[str]) -> Period:
    start = on.launch if match[1] == "launch" else date.fromisoformat(match[1])
    if start is None:
        raise ValueError("no launch is known")
    return Period(start=start, end=max(start, on.tomorrow))


_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Calendar, re.Match[str]], Period]], ...] = (
    (re.compile(r"today|yesterday"), _day_or_yesterday),
    (re.compile(r"(this) (week|month|quarter|year)|(w|m|q|y|fy)td"), _to_date),
    (re.compile(r"last (week|month|quarter|year)"), _last_unit),
    (re.compile(r"(?:past|last) ([0-9]{1,6}) (day|week|month)s?"), _back),
    (re.compile(r"(q(?=[1-4])|h(?=[12]))([1-4])(?: ((?:fy)?[0-9]{4}|fy[0-9]{2}))?"), _part),
    (re.compile(r"fy[0-9]{2}|fy[0-9]{4}|[0-9]{4}"), _whole_year),
    (re.compile(r"([0-9]{4})-([0-9]{2})"), _iso_month),
    (re.compile(rf"({'|'.join(_MONTHS[1:])})(?: ([0-9]{{4}}))?"), _named_month),
    (re.compile(r"([0-9]{4})-w([0-9]{2})"), _iso_week),
    (re.compile(_ISO), _iso_day),
    (re.compile(rf"({_ISO}) ?\.\. ?({_ISO})"), _from_to),
    (re.compile(rf"since ({_ISO}|launch)"), _since),
)
