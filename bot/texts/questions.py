"""What a question to the ledger is called in full, and what is said when it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

METRICS = {
    "roi": "ROI",
    "net": "Net",
    "benefit": "Worth",
    "cost": "Spent",
    "intention": "Return on intention",
}
EXAMPLES = (
    "last quarter",
    "cost this month",
    "net by programme ytd",
    "q3 vs previous period",
    "spent 2h yesterday answering the forum",
)
_SHORT = 7


def day_words(day: date, *, year: bool = True) -> str:
    """`5 Oct 2026`, or `5 Oct`."""
    return f"{day.day} {day:%b}" + (f" {day.year}" if year else "")


def days_words(start: date | None, end: date) -> str:
    """Half-open local days as people write them: `1 Jul-30 Sep 2026`."""
    last = end - timedelta(days=1)
    if start is None:
        return f"up to {day_words(last)}"
    if start >= last:
        return day_words(start)
    if start.year != last.year:
        return f"{day_words(start)}-{day_words(last)}"
    if start.month == last.month:
        return f"{start.day}-{day_words(last)}"
    return f"{day_words(start, year=False)}-{day_words(last)}"


def period_words(start: date | None, end: date, phrase: str) -> str:
    """The days, and what they were called, unless that is a date itself."""
    plain = ".." in phrase or phrase[:4].isdigit() or phrase.startswith("since ")
    shown = phrase.upper() if (phrase[:1] in "qh" and phrase[1:2].isdigit()) or phrase.startswith("fy") else phrase
    return days_words(start, end) + ("" if plain else f" ({shown})")


def all_time() -> str:
    """No period was named."""
    return "all time"


def canonical(
    *, metric: str, names: Sequence[str], period: str, compare: str | None, by: str | None, cohort: bool, as_of: date
) -> str:
    """The question in full: what every answer begins with."""
    parts = [METRICS[metric], " in ".join(names) or "all programmes", period]
    parts += [f"against {compare}"] if compare else []
    parts += [f"by {by}"] if by else []
    parts += ["counted when the insight was posted"] if cohort else []
    return ", ".join((*parts, f"as of {day_words(as_of)}"))


def usage_title() -> str:
    """The head of the usage answer."""
    return "How to ask"


def usage_lines(programmes: Sequence[str]) -> tuple[str, ...]:
    """What can be asked, in few lines."""
    named = ", ".join(programmes) or "none yet"
    return (
        "/roi [roi, net, benefit, cost or intention] [for a programme, a department or all] [period]"
        " [vs period] [by programme]",
        "The parts stand in any order. Periods: last quarter, q3, this month, ytd, past 6 weeks, October 2026,"
        " 2026-07-01..2026-09-30, since launch.",
        "Behind vs: a period, previous period, same period last year. Add cash, how, rows, sheet or surer to see more.",
        f"Your programmes: {named}.",
        "Hours: /roi spent 2h for PROGRAMME on 2026-10-05 and a note.",
    )


def why_usage(why: str, nearest: Sequence[str]) -> str:
    """What stands before the words that were typed, or all of it where they add nothing."""
    said = {
        "help": "",
        "not_understood": "I did not understand:",
        "did_you_mean": "I did not understand:",
        "ambiguous": "Several names fit:",
        "twice": f"Only one of these can be asked at a time ({' or '.join(nearest)}):",
        "not_answered": f"Not answered yet (answered are {', '.join(METRICS)}):",
        "compare": "A comparison needs a period first:",
        "hours": "Hours must be more than 0 and at most 1,000:",
        "day": "This is no day up to today; write it as 2026-10-05:",
    }
    return said[why]


def did_you_mean() -> str:
    """Before the questions that can be asked instead."""
    return "Did you mean:"


def nearest_words(nearest: Sequence[str]) -> str:
    """Known words that look like what was typed."""
    return "Nearest: " + ", ".join(nearest) + "."
