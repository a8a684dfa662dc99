"""What people are told about their acts, and what the threads are told of them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from bot.model.insight import Status
from bot.model.signal import ActName, SignalKind
from bot.texts import figures
from bot.texts.pages import STATUSES

_COUNTED: dict[SignalKind, str] = {
    "seen": "“seen”, which is worth no points",
    "reaction": "“useful”",
    "negative": "“not useful”",
}
_NAMES: dict[ActName, str] = {
    "react": "Reacting", "unreact": "Taking a reaction back", "reply": "Replying", "tag": "Tagging a department",
    "not_ours": "Moving an insight", "undo": "Undoing", "take": "Taking an insight on", "in_work": "Setting it in work",
    "fixed": "Marking it fixed", "told": "Marking customers as told", "decline": "Declining", "reopen": "Opening again",
    "watch": "Watching", "mute": "Muting a topic", "less": "Asking for less like this", "useful": "Saying it is useful",
    "not_useful": "Saying it is not useful", "link": "Linking a tracker", "raise": "Raising an insight",
    "say": "Writing",
    "wrong_mood": "Correcting a mood", "wrong_intent": "Correcting what somebody wants",
    "wrong_department": "Correcting a department", "not_about_us": "Taking a mention out",
    "told_customer": "Marking a customer",
    "rename": "Renaming a topic",
}  # fmt: skip


def act_name(act: ActName) -> str:
    """An act as the beginning of a sentence."""
    return _NAMES[act]


def ask_an_admin() -> str:
    """What to do when a role does not reach."""
    return "Ask an admin for the role."


def renamed(name: str | None) -> str:
    """A topic has a person's name, or its own again."""
    return f"This topic is called “{name}” now." if name else "This topic has its own words as its name again."


# --- reactions ---


def counted_as(kind: SignalKind) -> str:
    """After somebody's first reaction: what it counted as."""
    words = _COUNTED.get(kind, STATUSES["new"])
    return f"Your reaction counted as {words}. Only you see this, and only this once."


def noted() -> str:
    """A reaction by button."""
    return "Noted, thank you."


def nothing_to_take_back() -> str:
    """A reaction taken away that never counted."""
    return "There was nothing to take back."


# --- status ---


def stale(who: str, status: Status, at: datetime | None, *, now: datetime, zone: tzinfo) -> str:
    """The status changed since the person saw it."""
    when = f", {figures.recently(at, now, zone)}" if at else ""
    by = f" by {who}" if who else ""
    return f"Meanwhile it was set to “{STATUSES[status]}”{by}{when}. Nothing was changed."


def yours_already() -> str:
    """Taking what one has."""
    return "You have taken it on already."


def taken_by(who: str, department: str, at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Another person of the department was first."""
    name = figures.department_name(department)
    return f"{who} took it on for {name} ({figures.recently(at, now, zone)}). Nothing was changed."


def not_from(status: Status, act: ActName) -> str:
    """A step that cannot be taken from here, and which one can."""
    if act == "told":
        return f"It is “{STATUSES[status]}”. Mark it fixed first; then say how customers were told."
    if act == "reopen":
        return f"It is “{STATUSES[status]}”: it is open already."
    if status in ("fixed", "told", "measured", "declined"):
        return f"It is “{STATUSES[status]}”. To work on it again, open it again with a reason."
    return f"It is “{STATUSES[status]}” already."


def needs(field: str) -> str:
    """A form's field that is missing or cannot be read."""
    return {
        "what": "Say what was done.",
        "released": "Say on which day it was released, as 2026-09-30 (not a day to come).",
        "hours": "Hours are a number such as 2.5.",
        "money": "The cost is a number such as 120.50.",
        "group": "There is no such keyword group; leave it empty to count the topic itself.",
        "where": "Say where customers were told.",
        "why": "Say why: others will read it.",
        "value": "Name a department.",
        "text": "Give the address of the ticket, beginning with https://.",
    }[field]


def stepped(status: Status) -> str:
    """To the person, after a step."""
    return f"Set to “{STATUSES[status]}”." if status != "new" else "Opened again."


def took_over_words() -> str:
    """To the person who takes an insight on beside or after another one."""
    return "You have taken it on."


def step_note(status: Status, name: str) -> str:
    """In the threads, before the words somebody gave: `Ana took this on`, `Ana marked this fixed`."""
    return {
        "new": f"{name} opened this again",
        "acknowledged": f"{name} took this on",
        "in_work": f"{name} is working on this",
        "fixed": f"{name} marked this fixed",
        "told": f"{name} told customers",
        "measured": "The effect was measured",
        "declined": f"{name} declined this",
    }[status]


def took_on_note(name: str, department: str) -> str:
    """In the threads: a further department, or another person, took it on."""
    return f"{name} took this on for {figures.department_name(department)}"


def fix_cost_unknown() -> str:
    """After a fix of which nobody said what it took."""
    return " Cost of this fix not recorded: /roi spent 2h fixing records it."


def fixed_detail(what: str, released: date, known: str) -> str:
    """The words kept with a fix."""
    knew = f"; known before by {known}" if known else ""
    return f"{what} (released {figures.day(released)} {released.year}{knew})"


# --- departments ---


def tagged_reason(name: str) -> str:
    """Why a department sees it: a colleague said so."""
    return f"{name} tagged it"


def moved_reason(name: str, away: str | None) -> str:
    """Why a department sees it: a colleague moved it here."""
    whence = f" from {figures.department_name(away)}" if away else ""
    return f"{name} moved it here{whence}"


def has_it(department: str) -> str:
    """A tag that changes nothing."""
    return f"{figures.department_name(department)} has it already."


def tagged(department: str) -> str:
    """To the person, after a tag."""
    return f"{figures.department_name(department)} sees it now; similar mentions will reach them."


def tag_note(department: str, name: str) -> str:
    """In the threads, after a tag."""
    return f"tagged for {figures.department_name(department)} by {name}"


def moved_note(to: str | None, name: str) -> str:
    """In the threads, after "Not ours": `moved to Quality by Ana`."""
    return f"moved to {figures.department_name(to)} by {name}"


def moved(to: str | None) -> str:
    """To the person, after "Not ours"."""
    if to is None:
        return "Moved to triage. Similar mentions will no longer come here."
    return f"Moved to {figures.department_name(to)}. Similar mentions will go there from now on."


def not_here() -> str:
    """The answer to "Not ours" where it is nobody's or was moved already."""
    return "It is not in this department any more."


def undone() -> str:
    """To the person, after Undo."""
    return "Undone: it stands as it did before."


def undone_note(name: str) -> str:
    """In the threads, after Undo."""
    return f"undone by {name}"


def nothing_to_undo() -> str:
    """An undo of what was undone already."""
    return "That was undone already."


# --- wishes ---


def watching() -> str:
    """To the person who watches."""
    return "You will get a note when it changes."


def not_watching() -> str:
    """To the person who no longer watches."""
    return "You will get no more notes about it."


def muted(until: int) -> str:
    """To the person who muted a topic."""
    return f"Muted until it has {figures.counted(until, 'mention')}, twice as many as now. Risks still come through."


def no_topic() -> str:
    """An insight without a topic, or a risk, cannot be muted."""
    return "This cannot be muted: it is a risk, or has no topic."


def less(department: str) -> str:
    """To the person who wants less like this."""
    return f"Insights on this topic will stand lower in {figures.department_name(department)}'s digest."


def linked() -> str:
    """To the person who linked a tracker."""
    return "Linked."


def linked_note(name: str) -> str:
    """In the threads, before the address."""
    return f"{name} linked a ticket: "
