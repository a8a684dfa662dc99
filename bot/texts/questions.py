"""What a question to the ledger is called in full, and what is said when it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

METRICS = {
    "roi": "ROI",
    "net": "Net",
    "benefit": "Worth",
    "cost": "Spent",
    "npv": "Net present value",
    "payback": "Payback",
    "unit_cost": "Unit cost",
    "intention": "Return on intention",
    "maturity": "How much is old enough to judge",
}
SUBJECTS = {
    "better": "What got better",
    "changes": "What was changed",
    "contacts": "Contacts",
    "effect": "Did it work",
    "funnel": "Requests voiced, built, told",
    "hours": "Hours spent",
    "influence": "Influence",
    "learned": "What was learned",
    "mood": "Mood",
    "relationships": "Customers who wrote, and who waits",
    "repeats": "Repeat problems still open",
    "times": "Days to taken on, fixed, told",
    "untold": "Fixed, and customers not told",
}
KINDS = {
    "sales": "sales",
    "deflection": "contacts avoided",
    "fix": "fixes",
    "time_saved": "time saved",
    "retention": "customers kept",
    "spend_change": "change in spend",
    "other_cash": "bills no longer paid",
}
_CREDIT = {"last": "last touch", "first": "first touch", "linear": "every touch alike"}
ASKED = (
    "roi", "net", "worth", "cost", "npv", "payback", "cost per RESULT", "return on intention", "maturity", "sales",
    "deflection", "fixes", "time saved", "retention", "value of insight 12",
)  # fmt: skip
COUNTED = (
    "better", "changes", "learned", "influence", "did it work", "times", "repeat problems", "not told", "requests",
    "relationships", "contacts by channel", "hours spent", "mood for GROUP",
)  # fmt: skip
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a question is about, as its words name it; names that outsiders may have typed are tamed here."""

    what: str
    kind: str | None = None
    topic: str | None = None
    insight: str | None = None
    group: str | None = None
    change: str | None = None
    outcome: str | None = None
    role: str | None = None

    def words(self) -> str:
        """`Worth of fixes, topic 17`."""
        head = METRICS.get(self.what) or SUBJECTS[self.what]
        head += f" of {KINDS.get(self.kind, self.kind)}" if self.kind else ""
        head += f" of {tame(self.outcome)}" if self.outcome else ""
        named = (("by role", self.role), ("topic", self.topic), ("insight", self.insight), ("group", self.group),
                 ("change", self.change))  # fmt: skip
        return ", ".join((head, *(f"{noun} {tame(name)}" for noun, name in named if name)))


def tame(name: str) -> str:
    """A name with nothing in it that a chat could take for more than letters."""
    return " ".join(re.sub(r"[^\w .,'&/+%-]", " ", name).split())[:60]


def extra_words(*, by: str | None, cohort: bool, credit: Sequence[str], currency: str | None) -> tuple[str, ...]:
    """How the figure is split and counted, where that was asked for."""
    found = [f"by {by}"] if by else []
    found += ["counted when the insight was posted"] if cohort else []
    found += ["credited by " + " and by ".join(_CREDIT[one] for one in credit)] if credit else []
    return (*found, *([f"in {currency}"] if currency else []))


def canonical(
    *, asked: Called, names: Sequence[str], versus: str | None, period: str, compare: str | None,
    extra: Sequence[str], as_of: date,
) -> str:  # fmt: skip
    """The question in full: what every answer begins with."""
    parts = [asked.words(), " in ".join(names) or "all programmes"]
    parts += [f"against {versus}"] if versus else []
    parts += [period]
    parts += [f"against {compare}"] if compare else []
    return ", ".join((*parts, *extra, f"as of {day_words(as_of)}"))


def usage_title() -> str:
    """The head of the usage answer."""
    return "How to ask"


def usage_lines(programmes: Sequence[str]) -> tuple[str, ...]:
    """What can be asked, in few lines."""
    named = ", ".join(programmes) or "none yet"
    return (
        "/roi [what] [for a programme, a department or all] [period] [vs period or programme] [by ...]. The parts stand"
        " in any order.",
        f"What: {', '.join(name.lower() for name in ASKED)}.",
        "By: programme, department, kind, channel, topic, month. In another currency: in USD. As it was: as of"
        " 2026-09-30. Add cash, how, rows, sheet, surer or not counted to see more.",
        "Periods: last quarter, q3, this month, ytd, past 6 weeks, October 2026, 2026-07-01..2026-09-30, since 1 March,"
        " since launch.",
        f"Without money, for everyone: {', '.join(COUNTED)}.",
        f"Your programmes: {named}.",
        "Hours: /roi spent 2h for PROGRAMME on 2026-10-05 and a note. Changes: /roi changed WHAT on 2026-10-05.",
        "Money: /roi cost 65 EUR server. Everything that can be recorded: /roi add. Lists: /roi programmes, rates,"
        " ideas, entries, used.",
    )


def why_usage(why: str, nearest: Sequence[str]) -> str:
    """What stands before the words that were typed, or all of it where they add nothing."""
    known = f" Counted are: {', '.join(nearest)}." if nearest else " None is counted yet."
    pair = " and ".join(_shown(one) for one in nearest)
    said = {
        "help": "",
        "not_understood": "I did not understand:",
        "did_you_mean": "I did not understand:",
        "ambiguous": "Several names fit:",
        "twice": f"Only one of these can be asked at a time ({' or '.join(nearest)}):",
        "together": f"These do not go together: {pair}. Nothing was left out silently, so there is no answer to",
        "compare": "A comparison needs a period first:",
        "hours": "Hours must be more than 0 and at most 1,000:",
        "day": "This is no day up to today; write it as 2026-10-05:",
        "projection": "What may come is no result, and no answer here is a forecast. What came so far can be asked;"
        " what you expect belongs to the ideas, where it is compared with what was measured later. Asked was:",
        "exposure": "Reach, followers and likes are never worth money here: nothing shows that they move a business"
        " figure. Sales with a code, contacts avoided or customers kept can be counted. Asked was:",
        "no_outcome": f"No result of this name is counted, so it has no unit cost.{known} Asked was:",
        "which_outcome": f"A unit cost needs a result that is counted.{known} Asked was:",
        "no_own": "No programme has you or your department as its own. Name one instead of:",
    }
    return said[why]


def _shown(what: str) -> str:
    return {"credit": "credit by touch", "compare": "a comparison of periods", "versus": "another programme"}.get(
        what, METRICS.get(what) or SUBJECTS.get(what) or what
    )


def add_result() -> str:
    """A button that records a counted result."""
    return "Add a counted result"


def did_you_mean() -> str:
    """Before the questions that can be asked instead."""
    return "Did you mean:"


def nearest_words(nearest: Sequence[str]) -> str:
    """Known words that look like what was typed."""
    return "Nearest: " + ", ".join(nearest) + "."
