"""Which weeks an effect is told from: complete Monday weeks before a fix, and after it has been rolled out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LEAST_BEFORE, LEAST_AFTER, LEAST_TOPICS = 12, 4, 10
MOST = 26
"""Weeks that are looked at on either side: as far as the forecast was tried out, and as a trend is drawn on."""
ROLL_OUT = timedelta(days=7)
NAIVE_DAYS = 28
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`first` to `end` are the weeks before, `start` to `until` those after; all Mondays, all half-open."""

    first: date
    end: date
    start: date
    until: date

    @property
    def before(self) -> int:
        """Complete weeks before."""
        return max((self.end - self.first) // _WEEK, 0)

    @property
    def after(self) -> int:
        """Complete weeks after."""
        return max((self.until - self.start) // _WEEK, 0)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def monday_from(day: date) -> date:
    """The first Monday on or after it."""
    return day + timedelta(days=-day.weekday() % 7)


def judged_from(fixed: date) -> date:
    """The Monday from which a fix can be judged: a week of roll-out, then four complete weeks."""
    return monday_from(fixed + ROLL_OUT) + LEAST_AFTER * _WEEK


def window(fixed: date, *, heard: date, today: date) -> Window:
    """The weeks around a fix, where mentions have been heard since the day `heard` and it is `today`."""
    end, start = monday_of(fixed), monday_from(fixed + ROLL_OUT)
    first = max(monday_from(heard), end - MOST * _WEEK)
    return Window(first=min(first, end), end=end, start=start, until=max(start, last_day(fixed, today)))


def last_day(fixed: date, today: date) -> date:
    """The first day that is not counted any more: this week's Monday, at most half a year after the roll-out."""
    return min(monday_of(today), monday_from(fixed + ROLL_OUT) + MOST * _WEEK)
