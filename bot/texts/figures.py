"""Figures, times and names as people write them; English, and the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_WHOLE = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_WHOLE = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def whole(number: int) -> str:
    """A whole number with separators: `1,234`."""
    return f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number and its thing: `1 mention`, `164 mentions`, `1,200 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def about(number: float) -> str:
    """A mean, as precise as it deserves: `150`, `2`, `0.4`, `under 0.1`."""
    if number >= 1:
        return whole(int(number + 0.5))
    if number == 0:
        return "0"
    return f"{number:.1f}" if number >= 0.1 else "under 0.1"


def day(when: date) -> str:
    """`3 Oct`."""
    return f"{when.day} {MONTHS[when.month - 1]}"


def weekday(when: date) -> str:
    """`Sat 3 Oct`."""
    return f"{DAYS[when.weekday()]} {day(when)}"


def whole_date(when: date) -> str:
    """`Monday 5 October`."""
    return f"{DAYS_WHOLE[when.weekday()]} {when.day} {MONTHS_WHOLE[when.month - 1]}"


def clock(at: datetime, zone: tzinfo) -> str:
    """`19:20`."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, zone: tzinfo) -> str:
    """`Sat 3 Oct 19:20`."""
    return f"{weekday(at.astimezone(zone).date())} {clock(at, zone)}"


def recently(at: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment near now: `Sat 20:05` within the last week, else `Sat 26 Sep 06:00`."""
    local, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if 0 <= (today - local).days < 7:
        return f"{DAYS[local.weekday()]} {clock(at, zone)}"
    return moment(at, zone)


def window(since: datetime, until: datetime, zone: tzinfo) -> str:
    """A window with its day: `Saturday 19:20-22:40`, over several days `Sat 3 Oct 19:20 to Sun 4 Oct 02:00`."""
    first, last = since.astimezone(zone), until.astimezone(zone)
    if first.date() == last.date():
        return f"{DAYS_WHOLE[first.weekday()]} {first:%H:%M}-{last:%H:%M}"
    return f"{moment(since, zone)} to {moment(until, zone)}"


def part_of_day(at: datetime, zone: tzinfo) -> str:
    """`Saturday evening`."""
    local = at.astimezone(zone)
    hours = ((5, "night"), (12, "morning"), (17, "afternoon"), (23, "evening"), (25, "night"))
    return f"{DAYS_WHOLE[local.weekday()]} {next(name for until, name in hours if local.hour < until)}"


def days_between(since: date, until: date) -> str:
    """The days a digest covers, both included: `Thu`, `Fri-Sun`, or with dates when it is more than a week."""
    if (until - since).days >= 7:
        return f"{day(since)}-{day(until)}"
    if since >= until:
        return DAYS[since.weekday()]
    return f"{DAYS[since.weekday()]}-{DAYS[until.weekday()]}"


def named(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def department_name(name: str | None) -> str:
    """A department as screens write it."""
    return "Triage" if name is None else name[:1].upper() + name[1:]
