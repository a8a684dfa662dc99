"""Words of the drawer, the topic page and the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

SOURCES = {
    "helpdesk": "Help desk",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "forum": "Forum",
    "reviews": "Reviews",
    "appreviews": "App reviews",
}
MOODS = {
    "positive": "positive",
    "neutral": "neutral",
    "negative": "negative",
    "mixed": "mixed",
    "unsure": "unclear",
    "not_scored": "not read",
}
INTENTS = {
    "complaint": "a complaint",
    "question": "a question",
    "request": "a wish for something new",
    "praise": "praise",
    "churn_risk": "a sign of leaving",
    "purchase_intent": "a wish to buy",
    "other": "something else",
}
STATUSES = {
    "new": "new",
    "acknowledged": "taken on",
    "in_work": "in work",
    "fixed": "fixed",
    "told": "customers told",
    "measured": "measured",
    "declined": "won't do",
}
REMOVED = {"deleted": "deleted at its source", "forgotten": "removed at the author's request", "expired": "expired"}


def source_name(source: str) -> str:
    """A source as people call it; a chat's channel is called as it was when listening to it began."""
    if " #" in source:
        return source
    return SOURCES.get(source, source.replace("_", " ").capitalize())


def count(number: int) -> str:
    """A whole number with separators."""
    return f"{number:,}"


def mentions(number: int) -> str:
    """`1 mention`, `164 mentions`."""
    return f"{number:,} mention" + ("" if number == 1 else "s")


def people(number: int) -> str:
    """`1 person`, `131 people`."""
    return "1 person" if number == 1 else f"{number:,} people"


def mood(sentiment: str, confidence: float, language: str) -> str:
    """The mood of one mention: `negative, 94 %`, `mood unclear`, `not read, Polish`."""
    if sentiment == "not_scored":
        # English is read: what is not read all the same was passed on without a word of their own.
        return "not read" if language == "en" else f"not read, {language_name(language)}"
    if sentiment == "unsure":
        return "mood unclear"
    return f"{MOODS[sentiment]}, {round(confidence * 100)} %"


LANGUAGES = {
    "en": "English", "de": "German", "pl": "Polish", "fr": "French", "es": "Spanish", "it": "Italian",
    "nl": "Dutch", "pt": "Portuguese", "sv": "Swedish", "da": "Danish", "cs": "Czech", "unknown": "language unclear",
}  # fmt: skip


def language_name(code: str) -> str:
    """A language in English."""
    return LANGUAGES.get(code, code)


def when(at: datetime, zone: ZoneInfo, *, day: bool) -> str:
    """Local time, with the day where a list spans several: `19:24`, `Sat 3 Oct 19:24`."""
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if not day else f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def span(since: datetime | None, until: datetime | None, zone: ZoneInfo) -> str:
    """A window in words, or nothing where it is open on both sides."""
    if since is None and until is None:
        return ""
    if since is None:
        return f"until {when(until, zone, day=True)}" if until else ""
    if until is None:
        return f"since {when(since, zone, day=True)}"
    if since.astimezone(zone).date() == until.astimezone(zone).date():
        return f"{when(since, zone, day=True)}-{when(until, zone, day=False)}"
    return f"{when(since, zone, day=True)} to {when(until, zone, day=True)}"


def originals_and_reposts(originals: int, copies: int) -> str:
    """`123 originals + 41 reposts`; nothing where there are no reposts."""
    if not copies:
        return ""
    return f"{originals:,} original{'' if originals == 1 else 's'} + {copies:,} repost{'' if copies == 1 else 's'}"


def nothing_removed() -> str:
    """The drawer's note where all rows are as they were."""
    return "Nothing deleted or edited at its source since posting."


def removed(deleted: int, edited: int, bare: int) -> str:
    """The drawer's note where rows were taken back or changed."""
    parts = []
    if deleted:
        parts.append(f"{deleted} deleted at the source since posting (no longer counted)")
    if edited:
        parts.append(f"{edited} edited at the source")
    if bare:
        parts.append(f"{bare} removed on request or expired (still counted, without text)")
    return "; ".join(parts).capitalize() + "."


def bare_row(state: str, reason: str) -> str:
    """What stands in place of a text that was removed."""
    return f"[{REMOVED.get(state, state)}{': ' + reason if reason else ''}]"


def why_department(department: str | None, probability: float, reason: str) -> str:
    """Why a mention went to its department."""
    if department is None:
        return "nobody's department: triage"
    return f"{department.capitalize()} {probability:.2f}" + (f": {reason}" if reason else "")


def weekly_title() -> str:
    """The title of a topic's history."""
    return "Mentions a week"


def weekly_alt(label: str, first: int, last: int) -> str:
    """What a topic's history shows, in words."""
    if last > first:
        return f"{label}: up from {first} to {last} mentions a week"
    if last < first:
        return f"{label}: down from {first} to {last} mentions a week"
    return f"{label}: steady at {last} mentions a week"


def topics_title() -> str:
    """The title of the board's first chart."""
    return "Topics, mentions a week"


def topics_alt(top: str, number: int) -> str:
    """What the board's first chart shows, in words."""
    return f"The largest topic last week is {top} with {mentions(number)}" if top else "No topics yet"


def hours_title(group: str) -> str:
    """The title of a keyword group's hourly mood."""
    return f"Mood by hour: {group}"


def hours_alt(group: str, number: int, negative: int) -> str:
    """What the hourly mood shows, in words."""
    return f"{group}: {mentions(number)} in 48 hours, {negative} of them negative"


def hours_note(number: int, scored: int, net: tuple[float, float, float] | None = None) -> str:
    """How much of an hourly series was read at all, and its net mood (with the ends of its interval) over all hours."""
    share = round(100 * (number - scored) / number) if number else 0
    total = f" {net_mood(*net)}" if net is not None else ""
    return (
        f"n = {number:,}; {share} % not read or unclear.{total} An hour without mentions is empty, a gap is left out."
    )


def net_mood(net: float, low: float, high: float) -> str:
    """The share of positive less that of negative mentions, corrected for what is usually misread."""
    between = f"likely {_points(low)} to {_points(high)}"
    return f"Positive less negative: {_points(net)} points ({between}), corrected for misreadings."


def _points(share: float) -> str:
    return f"{round(100 * share):+d}".replace("-", "−").replace("+0", "0")


def status_step(who: str, before: str, after: str, detail: str) -> str:
    """One step of a status history."""
    step = f"{who}: {STATUSES.get(before, before)} → {STATUSES.get(after, after)}"
    return f"{step} ({detail})" if detail else step


def theme_event(kind: str, detail: str) -> str:
    """What happened to a topic."""
    words = {
        "promoted": "became a topic",
        "renamed": "renamed",
        "merged": "merged into another topic",
        "split": "split from another topic",
    }
    return words.get(kind, kind) + (f": {detail}" if detail else "")


def source_words(state: str, newest: str, hours: int) -> str:
    """A source's health in words."""
    if state == "silent":
        return f"silent since {newest}; totals leave it out"
    if state == "failing":
        return f"failing, last item {newest}"
    if state == "refused":
        return "the credential was refused"
    if state == "paused":
        return "paused"
    return f"last item {newest}" if newest else "nothing yet"


def spread(departments: int) -> str:
    """How far a department's insights spread."""
    if departments == 0:
        return "shared with no other department"
    return f"shared with {departments} other department{'' if departments == 1 else 's'}"


def draft(label: str, detail: str) -> str:
    """A reply to a customer whose problem was fixed; a person edits and sends it."""
    fix = detail or "we have fixed this"
    thanks = "Thank you for telling us; without you we would not have seen it."
    return f"You wrote to us about this: {label}. Good news: {fix}. {thanks}"


def told_where(told: Sequence[str], others: Sequence[str]) -> str:
    """In which of the places where people spoke up customers were told."""
    count = len(told) + len(others)
    said = f"Customers were told in {len(told)} of {count} places in which they spoke up ({len(told) / count:.0%})"
    said += f": {', '.join(told)}" if told else ""
    return said + (f". Not yet: {', '.join(others)}." if others else ".")


def fix_cost_unknown() -> str:
    """A fix of which nobody said what it took."""
    return "Cost of this fix not recorded."


def changed_too() -> str:
    """Before what else was changed while a fix is judged."""
    return "Changed in these weeks too: "


def day_of(day: date) -> str:
    """`1 Sep 2026`."""
    return f"{day.day} {day:%b %Y}"
