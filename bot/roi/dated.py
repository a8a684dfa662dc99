"""Days as people write them, turned into the dates that a period is read from: `1 March`, `Mar 1st 2026`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date

_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): at for at, name in enumerate(calendar.month_abbr) if name}
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"[12][0-9]{3}")
_NUMBERS = {word: str(at) for at, word in enumerate(
    "one two three four five six seven eight nine ten eleven twelve".split(), start=1)}  # fmt: skip
_UNITS = re.compile(r"(day|week|month)s?")


def with_dates(words: Sequence[str], today: date) -> list[str]:
    """The words with days as ISO dates, and a number of days, weeks or months behind `past` or `last` in digits.

    A day without a year is the newest that has begun. What is no day of the calendar stays as it was typed.
    """
    found: list[str] = []
    at = 0
    while at < len(words):
        day, count = _day(words, at, today)
        month = words[at] == "since" and len(words) > at + 1 and words[at + 1] in _MONTHS
        if month and _day(words, at + 1, today)[0] is None:
            day, count = _first(words[at + 1 :], today)
            found.append("since")
            count += 1
        found.append(words[at] if day is None else day.isoformat())
        at += count if day is not None else 1
    for place in range(1, len(found) - 1):
        if found[place - 1] in ("past", "last") and _UNITS.fullmatch(found[place + 1]):
            found[place] = _NUMBERS.get(found[place], found[place])
    return found


def _day(words: Sequence[str], at: int, today: date) -> tuple[date | None, int]:
    """The day that the words name from here on, and how many they are."""
    if len(words) < at + 2:
        return None, 1
    first, second = words[at], words[at + 1]
    digits = _DAY.fullmatch(first if second in _MONTHS else second)
    month = _MONTHS.get(second if second in _MONTHS else first)
    if digits is None or month is None:
        return None, 1
    year = words[at + 2] if len(words) > at + 2 and _YEAR.fullmatch(words[at + 2]) else ""
    found = _date(int(year) if year else None, month, int(digits[1]), today)
    return found, 3 if year else 2


def _first(words: Sequence[str], today: date) -> tuple[date | None, int]:
    """The first day of the month that the words begin with."""
    year = words[1] if len(words) > 1 and _YEAR.fullmatch(words[1]) else ""
    return _date(int(year) if year else None, _MONTHS[words[0]], 1, today), 2 if year else 1


def _date(year: int | None, month: int, day: int, today: date) -> date | None:
    try:
        found = date(year or today.year, month, day)
    except ValueError:
        return None
    if year is None and found > today:
        # 29 February has no such day a year earlier, unless that is a leap year too.
        return _date(today.year - 1, month, day, today)
    return found
