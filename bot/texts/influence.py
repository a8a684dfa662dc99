"""Words of the answer to what insights moved departments to do."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.model.insight import InsightKind
from bot.model.signal import SignalKind
from bot.texts import figures
from bot.texts.cards import BADGES

HEAD = ("Topic", "Insight", "First for", "Department", "What it did")
DEPARTMENT_HEAD = ("Department", "Acted on", "Of these first another's", "Fixed", "Customers told")
LIST_HEAD = ("Topic", "Insight", "First for", "Acted on by")
TITLES = {
    "posted": "Insights posted",
    "noticed": "Insights that somebody reacted to",
    "acted": "Insights acted on",
    "outside": "Insights acted on outside the department they were first for",
    "moves": "Which insight moved which department to do what",
}
_DID: dict[SignalKind, str] = {
    "acknowledged": "took it on", "action": "set it in work", "fixed": "fixed it", "told": "told customers",
}  # fmt: skip


def did(kind: SignalKind, at: datetime, to: str, zone: tzinfo) -> str:
    """`took it on 5 Oct`, `brought in Quality 5 Oct`."""
    day = figures.day(at.astimezone(zone).date())
    if kind in ("tag", "routed"):
        name = figures.department_name(to)
        return f"{'brought in' if kind == 'tag' else 'sent it on to'} {name} {day}"
    return f"{_DID[kind]} {day}"


def none_posted() -> str:
    """Nothing to speak of."""
    return "No insight was posted in these days."


def nobody_acted() -> str:
    """Posted, and no more."""
    return "No department has acted on any of them yet."


def posted() -> str:
    """After the number of insights."""
    return " posted · "


def noticed() -> str:
    """After the number somebody reacted to."""
    return " that somebody reacted to · "


def acted() -> str:
    """After the number acted on."""
    return " acted on"


def outside(share: float | None) -> str:
    """After the number acted on by another department than the first: the share of all that were posted."""
    percent = "" if share is None else f" ({round(100 * share)} % of those posted)"
    return f" acted on outside the department they were first for{percent}."


def kind(kind: InsightKind) -> str:
    """The kind of an insight within a table: `sudden rise`."""
    return BADGES[kind].lower()


def first_for(department: str | None) -> str:
    """The department an insight was first for; triage where the reader knew none."""
    return figures.department_name(department) if department else "triage"


def more(number: int) -> str:
    """What opens the rest of a long table."""
    return f"all {number:,}"


FORETOLD_HEAD = ("Strongest act of a department", "Points", "By this past", "Insights", "Then fixed or told")
_ACTS: dict[SignalKind, str] = {
    "negative": "not useful", "reaction": "useful", "tag": "brought somebody in", "reply": "replied",
    "acknowledged": "took it on", "routed": "sent it on", "action": "set it in work",
}  # fmt: skip


def act(kind: SignalKind) -> str:
    """An act as a row of what acts foretold."""
    return _ACTS[kind]


def foretold_title() -> str:
    """The head of what acts foretold."""
    return "What acts foretold"


def foretold(mature: int, came: int) -> str:
    """What the table was fitted to."""
    return (
        f"Of {figures.counted(mature, 'insight')} old enough to tell, {came:,} were fixed or told. Points are what an"
        " act counts for; beside them what this past would give it. The order of digests keeps the points."
    )


def nothing_foretold(mature: int, enough: int) -> str:
    """Too few insights are old enough."""
    return f"What acts foretold is told once {enough} insights are old enough; {mature:,} are."


def then(came: int, insights: int) -> str:
    """How many came to something: `3 (25 %)`."""
    return f"{came:,} ({round(100 * came / insights)} %)" if insights else "-"


def method() -> str:
    """How it is counted, below the figures."""
    return (
        "Taken on, in work, fixed and told count as acting; reactions, replies and tags do not. Counted by department,"
        " never by person. Insights from private channels and acts that were taken back are left out."
    )


def summary(posted: int, acted: int, outside: int) -> str:
    """The finding in plain words."""
    return (
        f"{figures.counted(posted, 'insight')} posted, {acted:,} acted on, {outside:,} of them outside the department"
        " they were first for."
    )
