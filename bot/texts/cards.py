"""The words of cards and digests. What comes from outside or from a person's hand is set in by the caller."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from bot.model.insight import InsightKind, Status
from bot.model.message import Line, Span
from bot.model.rows import Rows
from bot.texts import figures
from bot.texts.pages import STATUSES

BADGES: dict[InsightKind, str] = {
    "spike": "SUDDEN RISE",
    "emerging": "NEW",
    "repeat": "REPEAT PROBLEM",
    "request": "REQUEST",
    "praise": "PRAISE",
    "risk": "RISK",
    "silence": "MISSING",
    "raised": "RAISED BY A COLLEAGUE",
}
_OPEN_KINDS: dict[InsightKind, tuple[str, str]] = {
    "spike": ("sudden rise", "sudden rises"),
    "emerging": ("new topic", "new topics"),
    "repeat": ("repeat problem", "repeat problems"),
    "request": ("request", "requests"),
    "praise": ("praise", "praise"),
    "risk": ("risk", "risks"),
    "silence": ("missing source", "missing sources"),
    "raised": ("raised by a colleague", "raised by colleagues"),
}
PLATFORMS = {"workspace": "Earshot", "slack": "Slack", "teams": "Teams", "terminal": "Terminal"}
_SMALL = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def badge(kind: InsightKind, *, status: Status, over: bool, again: bool, growing: bool, judged: bool) -> str:
    """What an insight is, in capitals, and how it stands: `SUDDEN RISE, over`, `FIXED, STILL EARLY`."""
    ended: dict[Status, str] = {
        "fixed": "FIXED" if judged else "FIXED, STILL EARLY",
        "told": "CUSTOMERS TOLD",
        "measured": "MEASURED",
        "declined": "WON'T DO",
    }
    if status in ended:
        return ended[status]
    if kind == "spike" and over:
        return f"{BADGES[kind]}, over"
    if growing:
        return f"{BADGES[kind]}, growing"
    return f"{BADGES[kind]}, again" if again else BADGES[kind]


# --- figures ---


def mentions(count: int) -> str:
    """`164 mentions`."""
    return figures.counted(count, "mention")


def people(count: int) -> str:
    """`131 people`."""
    return figures.counted(count, "person", "people")


def people_so_far(count: int) -> str:
    """The people behind all that a problem stands on: `58 people so far`."""
    return f"{people(count)} so far"


def last_week(count: int) -> str:
    """A count of the last seven days."""
    return f"{count:,} last week"


def week_from(count: int, since: date) -> str:
    """A count of an earlier week."""
    return f"{count:,} in the week of {figures.day(since)}"


def usual(mean: float, when: str = "") -> str:
    """What is usual: `usual 15`, `usual Saturday evening: 2`."""
    return f"usual {when}: {figures.about(mean)}" if when else f"usual {figures.about(mean)}"


def driven(parts: Sequence[tuple[str, float]]) -> str:
    """What a rise is made of: `162 more than usual: Bluesky +70, Help desk +57.75, Forum +34.25`."""
    rise = math.fsum(difference for _, difference in parts)
    sources = ", ".join(f"{name} {_exactly(difference):+,}" for name, difference in parts)
    return f"{_exactly(rise):,} more than usual: {sources}"


def _exactly(number: float) -> float | int:
    """A mean of four weeks has quarters: they are shown, so that the parts add up."""
    return int(number) if number == int(number) else round(number, 2)


def reposts(count: int) -> str:
    """`41 are reposts`."""
    return "1 is a repost" if count == 1 else f"{count:,} are reposts"


def new_since(since: date) -> str:
    """`new since 2 Oct`."""
    return f"new since {figures.day(since)}"


def rate_then(mean: float, when: date) -> str:
    """What it was when the series began: `2 a week in July`."""
    return f"{figures.about(mean)} a week in {figures.MONTHS_WHOLE[when.month - 1]}"


def fixed_on(day: date) -> str:
    """`fixed 30 Sep`."""
    return f"fixed {figures.day(day)}"


def nothing_since(since: datetime, zone: tzinfo) -> str:
    """How long a source has been silent."""
    return f"nothing since {figures.moment(since, zone)}"


def spark(values: Sequence[float | None], unit: str) -> str:
    """The small series in words, for those who do not see it."""
    heard = [value for value in values if value is not None]
    if not heard:
        return "no figures yet"
    gaps = len(values) - len(heard)
    last = "missing" if values[-1] is None else figures.about(values[-1])
    lowest, highest = figures.about(min(heard)), figures.about(max(heard))
    words = f"mentions by {unit}, {len(values)} {unit}s: from {lowest} to {highest}, last {last}"
    return words + (f", {figures.counted(gaps, 'gap')}" if gaps else "")


# --- why it is here, and how it stands ---


def here_because(reason: str) -> str:
    """Why a department gets to see it."""
    return f"Here because {reason}."


def here_because_begins() -> str:
    """The same, where a figure follows."""
    return "Here because "


def wrote(count: int) -> str:
    """The figure of the service contacts."""
    return f"{count:,}"


def wrote_to_help_desk() -> str:
    """What the service contacts did."""
    return " wrote to the help desk."


def nobodys() -> str:
    """Why something is in triage."""
    return "Here because no department cares about it yet. Tag the one that should."


def has_it_too(departments: Sequence[str]) -> str:
    """Other departments that did nothing yet."""
    names = [figures.department_name(name) for name in departments]
    return f"{figures.named(names)} {'has' if len(names) == 1 else 'have'} it too."


def also_in(department: str, status: Status, at: datetime | None, platform: str, *, now: datetime, zone: tzinfo) -> str:
    """What another department did: `Also in #product: taken on Sat 20:05 (Teams).`"""
    when = f" {figures.recently(at, now, zone)}" if at else ""
    where = f" ({PLATFORMS.get(platform, platform)})" if platform else ""
    return f"Also in #{department}: {STATUSES[status]}{when}{where}."


def stands(status: Status, person: str, at: datetime | None, *, now: datetime, zone: tzinfo) -> str:
    """How it stands here: `Taken on by Ana, Sat 20:05.`"""
    words = {"in_work": "In work", "told": "Customers told"}.get(status, STATUSES[status].capitalize())
    joint = ": " if status == "in_work" and person else " by "
    return f"{words}{joint + person if person else ''}{f', {figures.recently(at, now, zone)}' if at else ''}."


def too_early(fixed: date, today: date, judged: date) -> str:
    """Why an effect cannot be told yet: `Five days are too few: can be judged from 9 Nov.`"""
    if today >= judged:
        return "Its effect has not been worked out yet."
    days = max((today - fixed).days, 0)
    many = _SMALL[days] if days < len(_SMALL) else f"{days:,}"
    return f"{many} {'day is' if days == 1 else 'days are'} too few: can be judged from {figures.day(judged)}."


def said(source: str, at: datetime, *, clock: bool, now: datetime, zone: tzinfo) -> str:
    """Where and when a quote was said: `Bluesky, Sat 19:24`, `Forum, 30 Sep`."""
    when = figures.recently(at, now, zone) if clock else figures.day(at.astimezone(zone).date())
    return f"{source}, {when}"


def grown_words(before: int, now: int) -> str:
    """The reply when an insight must be said again."""
    if before and now > before:
        return f"Growing: {mentions(now)} now, {before:,} when last said."
    return f"Again: {mentions(now)} now."


def grown_line(before: int, now: int, rows: Rows) -> Line:
    """The same with the figure opening its rows."""
    begins, _, rest = grown_words(before, now).partition(mentions(now))
    return (Span(text=begins), Span(text=mentions(now), opens=rows), Span(text=rest))


# --- buttons ---


def labels() -> dict[str, str]:
    """What the buttons of a card say, by act."""
    return {
        "take": "Take it on", "not_ours": "Not ours", "open:not_ours": "Not ours, but …", "in_work": "In work",
        "open:fixed": "Fixed …", "open:told": "Customers told …", "open:decline": "Won't do …",
        "open:reopen": "Open it again …", "open:tag": "Tag a department …", "open:link": "Link to a tracker …",
        "watch": "Watch", "remind": "Remind me", "mute": "Mute until it doubles", "less": "Less like this",
        "open:insight": "Open its page", "useful": "Useful", "not_useful": "Not useful",
    }  # fmt: skip


# --- the digest ---


def digest_title(department: str | None, day: date, since: datetime, *, late: bool, zone: tzinfo) -> str:
    """`Support digest · Monday 5 October · since Friday 09:00`."""
    begun = since.astimezone(zone)
    if day - begun.date() == timedelta(days=1):
        when = "yesterday"
    elif timedelta(0) <= day - begun.date() < timedelta(days=7):
        when = figures.DAYS_WHOLE[begun.weekday()]
    else:
        when = figures.weekday(begun.date())
    title = f"{figures.department_name(department)} digest · {figures.whole_date(day)} · since {when} {begun:%H:%M}"
    return f"{title} · posted late" if late else title


def head_joint() -> str:
    """Between the mentions and the people of a digest's head."""
    return " from "


def head_usual(mean: float | None, days: str, left_out: Sequence[str]) -> str:
    """What a digest's head is compared with: ` (usual Fri-Sun: 150, App reviews left out of both)`."""
    if mean is None:
        return f" ({figures.named(left_out)} missing)" if left_out else ""
    without = f", {figures.named(left_out)} left out of both" if left_out else ""
    return f" ({usual(mean, days)}{without})"


def missed(days: Sequence[date]) -> str:
    """The days whose digest never came."""
    names = figures.named([figures.whole_date(day) for day in days])
    return f"This also covers {names}: that digest could not be posted in time."


def still_open(counts: Mapping[InsightKind, int]) -> str:
    """The insights a digest does not repeat: `Still open from before: 12 (9 repeat problems, 2 requests, 1 risk)`."""
    return f"{still_open_head()}: {sum(counts.values()):,} ({_by_kind(counts)})"


def still_open_head() -> str:
    """The heading of the insights that a digest does not repeat."""
    return "Still open from before"


def open_kind(kind: InsightKind) -> str:
    """Between the name of something open and its figures: `: repeat problem, `."""
    return f": {_OPEN_KINDS[kind][0]}, "


def open_usual(mean: float | None, week: date | None) -> str:
    """Behind the mentions of something open: ` in the week to 4 Oct, usual 15`."""
    when = f" in the week to {figures.day(week)}" if week is not None else ""
    return when if mean is None else f"{when}, usual {round(mean):,}"


def open_rest(counts: Mapping[InsightKind, int]) -> str:
    """What else is open: ` · and 9 more (8 repeat problems, 1 request)`."""
    return f" · and {sum(counts.values()):,} more ({_by_kind(counts)})"


def _by_kind(counts: Mapping[InsightKind, int]) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(figures.counted(count, *_OPEN_KINDS[kind]) for kind, count in ordered)


def nothing_new() -> str:
    """A day without news."""
    return "Nothing new. "


def elsewhere() -> str:
    """The heading of what other departments did."""
    return "Elsewhere"


def did(department: str, status: Status) -> str:
    """What another department did with a topic that follows: `Marketing took up `."""
    verb = {
        "new": "has", "acknowledged": "took up", "in_work": "works on", "fixed": "fixed",
        "told": "told customers about", "measured": "measured", "declined": "won't do",
    }[status]  # fmt: skip
    return f"{figures.department_name(department)} {verb} "


def fixed_and_told() -> str:
    """The heading of what was fixed."""
    return "Fixed and told"


def told(told_: int, customers: int) -> str:
    """How many of the customers behind a problem know that it is fixed."""
    return f"Told: {told_:,} of {figures.counted(customers, 'customer')}"


def no_effect_yet() -> str:
    """A fix whose effect was not estimated."""
    return "effect not known yet"


def missing() -> str:
    """The heading of silent sources."""
    return "Missing"


def silent(source: str, since: datetime, owner: str, zone: tzinfo) -> str:
    """`App reviews: silent since Sat 26 Sep 06:00. Owner Ada was told. Totals leave it out.`"""
    whom = f" Owner {owner} was told." if owner else " It has no owner."
    return f"{source}: silent since {figures.moment(since, zone)}.{whom} Totals leave it out."


def head_counts(department: str | None) -> str:
    """Why the figures of a digest's entries do not add up to its head."""
    concerned = figures.department_name(department)
    return f"The head counts what concerns {concerned} since the last digest, each entry its own time"


def react_hint(entries: int) -> str:
    """How to say which entry was useful."""
    return "React 1️⃣ to say it was useful" if entries == 1 else f"React 1️⃣-{entries}\ufe0f\u20e3 to say which was useful"


def dropped(count: int) -> str:
    """Sentences left out because their quote is not in the mention."""
    if count == 1:
        return "1 sentence dropped: its quote could not be verified"
    return f"{count:,} sentences dropped: their quotes could not be verified"
