"""Words of the answers of `/roi` that are counts and no money: what was changed, learned, how fast, how people feel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.texts import figures

STEPS = {"taken": "taken on", "fixed": "fixed", "told": "customers told"}
WAITS_HEAD = ("Days from the first mention to", "Insights", "Half within", "Nine of ten within")
CHANGES_HEAD = ("What", "When", "Owner", "Before -> after", "Evidence", "Did it work?")
LEARNED_HEAD = ("What we learned", "When", "Sources")
REPEATS_HEAD = ("Topic", "Open for", "Status", "Mentions")
EFFECTS_HEAD = ("Fix", "Did it work?")
RELATIONS_HEAD = ("Wrote", "About", "Last heard", "Last told", "Insight")
UNTOLD_HEAD = ("Topic", "Fixed", "Customers", "Told", "Not told yet", "Told in")
FUNNEL_HEAD = ("Request", "Voiced", "Built", "Customers told", "Told in")
CONTACTS_HEAD = ("Channel", "Contacts", "Against", "Change")
HOURS_HEAD = ("Programme", "Hours", "Entries")
MOOD_HEAD = ("", "Mentions", "Positive", "Neutral", "Negative", "Unclear or not read", "Negative share (90 %)")
TOLD_HEAD = ("Customers", "People", "Mood before (share negative)", "Mood after", "People heard after")


def days(value: float | None) -> str:
    """A number of days as precise as it deserves: `0.4 days`, `12 days`."""
    if value is None:
        return "no data"
    shown = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return f"{shown} days"


def waits_note() -> str:
    """How the days are counted."""
    return "Counted over steps taken in these days. Half within is the median; nine of ten is the 90th percentile."


def nothing(subject: str) -> str:
    """Nothing to say, in words."""
    return {
        "better": "Nothing with evidence yet: no fix of these days is shown to have worked, and no change has a figure"
        " before and after.",
        "changes": "Nothing was fixed or changed in these days.",
        "learned": "Nothing yet: no insight was taken on, judged or declined in these days.",
        "times": "Nothing was taken on, fixed or told in these days.",
        "relationships": "No customer wrote about what was found in these days.",
        "repeats": "No repeat problem is open.",
        "untold": "Every fix is told to its customers, or none was marked fixed.",
        "funnel": "Nobody asked for anything in these days, as far as insights say.",
        "contacts": "No contact was heard in these days.",
        "hours": "Nobody entered hours in these days.",
        "mood": "Nothing was heard about it in these days.",
        "effect": "Nothing was marked fixed that this question names, so there is nothing to judge.",
    }[subject]


def add_change() -> str:
    """A button that records a change."""
    return "Record a change"


def add_hours() -> str:
    """A button that records hours."""
    return "Add hours"


def change_of_fix(day: date) -> str:
    """When a fix was marked."""
    return figures.day(day)


def no_figures() -> str:
    """A change without a figure before and after."""
    return "no figures"


def before_after(before: str, after: str, metric: str) -> str:
    """`40 -> 12 refunds a week`."""
    return f"{before or '?'} -> {after or '?'}{f' {metric}' if metric else ''}"


def not_judged_yet() -> str:
    """A fix whose effect nobody has worked out yet."""
    return "not judged yet"


def not_judged() -> str:
    """A change that nothing judges."""
    return "not judged: no topic is tied to it"


def left_out(early: int, none: int) -> str:
    """Fixes that are not among what got better."""
    parts = [f"{early:,} too early to judge" if early else "", f"{none:,} without an effect shown" if none else ""]
    said = " · ".join(part for part in parts if part)
    return f"Not listed: {said}. /roi changes lists all." if said else ""


def insight_source(number: int) -> str:
    """What an insight is called in a list."""
    return f"insight {number}"


def learned(kind: str, words: str) -> str:
    """What was learned, in front of what it is about."""
    return {
        "worked": "Our fix worked: ", "failed": "Our fix shows no effect: ", "worse": "It got worse after our fix: ",
        "confirmed": "Confirmed: ", "declined": "We will not do: ", "used": "Used by a department: ",
    }[kind] + words  # fmt: skip


def open_for(value: int) -> str:
    """How long it is open."""
    return figures.counted(value, "day")


def funnel(requests: int, built: int, told: int, mentions: int) -> str:
    """The funnel in one sentence."""
    ratio = f"{built / requests * 100:.0f} % built, {told / requests * 100:.0f} % told" if requests else "none"
    return (
        f"{figures.counted(requests, 'request')} voiced in {figures.counted(mentions, 'mention')}"
        f" -> {built:,} built -> {told:,} told ({ratio})"
    )


def relations(people: int, again: int, told: int, waiting: int) -> str:
    """The customers in one sentence."""
    return (
        f"{figures.counted(people, 'customer')} behind the insights of these days · {again:,} wrote more than once ·"
        f" {told:,} told since they last wrote · {waiting:,} still waiting"
    )


def more_waiting(number: int) -> str:
    """Customers that are not in the list; the answer opened again has them all."""
    return f"And {number:,} more, in the whole list below."


def relations_note() -> str:
    """What counts as an answer."""
    return (
        "Told is what colleagues marked as told on an insight's page: an answer outside of Earshot is not known here."
    )


def channel_total(total: int, other: int | None) -> str:
    """All contacts together."""
    against = "" if other is None else f", against {other:,}"
    return f"{figures.counted(total, 'contact')} together{against}."


def change(now: int, then: int) -> str:
    """How much a count changed: `+12 (+30 %)`."""
    percent = f" ({(now - then) / then * 100:+.0f} %)" if then else ""
    return f"{now - then:+,}{percent}"


def hours(total: str, role: str | None) -> str:
    """All hours together."""
    return f"{total} together{f', entered for the role {role}' if role else ''}."


def hours_note() -> str:
    """Whose hours they are."""
    return "Only hours that somebody entered, by programme: never by person."


def share(low: float, high: float, middle: float) -> str:
    """A share with its interval: `34 % (28-41 %)`."""
    return f"{middle * 100:.0f} % ({low * 100:.0f}-{high * 100:.0f} %)"


def mood_note() -> str:
    """What mood is not."""
    return "Mood is never money. The share is of mentions whose mood was read; what is unclear stays outside of it."


def which_hours() -> str:
    """The mood by hour of too many days, or of nothing in particular."""
    return "The mood by hour needs a keyword group or a topic, and at most three days: name them."


def silent_hours(silent: int, hours: int) -> str:
    """Hours without a mention, which are not listed."""
    return f"{silent:,} of {figures.counted(hours, 'hour')} without a mention." if silent else "Mentions in every hour."


def told_head() -> str:
    """Above the mood of told and untold customers."""
    return "Being told: the mood of customers who were told, and of those who were not"


def told_row(*, told: bool) -> str:
    """The two lines of that table."""
    return "told of the fix" if told else "not told"


def told_note() -> str:
    """Why it is no money."""
    return (
        "Never money: who was told was not picked by chance. Pick by chance whom you tell, and compare what both groups"
        " buy or whether they stay: that would allow a figure (customers kept, or change in spend)."
    )


def no_mood() -> str:
    """No mention whose mood was read."""
    return "no data"


def money_is_for_finance(names: Sequence[str]) -> str:
    """To somebody who may not see money, before the counts."""
    whom = f" Ask {figures.named(names)}, who may." if names else " Ask an admin for the role."
    return f"Money in answers needs the role finance.{whom} What was counted, without money:"


def counts(insights: int, acted: int, fixed: int, told: int) -> str:
    """The counts in one sentence."""
    return (
        f"{figures.counted(insights, 'insight')} posted · {acted:,} taken on · {fixed:,} fixed ·"
        f" {told:,} with customers told"
    )


def pulse_instead(group: str) -> str:
    """Another command says what is happening right now."""
    return f"For the last hour and day against what is usual: /earshot pulse {group}"


def as_it_stands(day: date) -> str:
    """Below an answer: opens it again as it stands now, whatever comes later."""
    return f"As it stands on {figures.day(day)}"


def shared(name: str, day: date) -> str:
    """Under an answer about counts that somebody put into a channel."""
    return (
        f"Shared by {name} on {figures.day(day)}. Method: every figure counts rows that its readers may open; without"
        " money."
    )


def told_in(told: Sequence[str], others: Sequence[str]) -> str:
    """The places in which customers were told, and in which not yet: `Forum; not yet Help desk`."""
    said = f"not yet {figures.named(others)}" if others else ""
    return "; ".join(one for one in (figures.named(told) if told else "", said) if one) or "-"


def unknown_topic(number: str) -> str:
    """No topic has this number."""
    return f"There is no topic {number}."
