"""What acts in Slack say that acts elsewhere need not: titles and hints of modals, shortcuts, who may read."""

from __future__ import annotations

_TITLES = {
    "fixed": "Fixed", "told": "Customers told", "decline": "Won't do", "reopen": "Open it again",
    "tag": "Tag a department", "not_ours": "Not ours", "link": "Link to a tracker", "rename": "Name the topic",
    "reply": "Reply", "raise": "Turn into an insight", "in_work": "In work", "act": "Act on this insight",
    "cost": "What was spent", "benefit": "What came of it", "aim": "An aim", "outcome": "A counted result",
}  # fmt: skip


def form_title(name: str) -> str:
    """The title of a modal (at most 24 characters)."""
    return _TITLES.get(name, "Earshot")


_HINTS = {
    "released": "The day on which customers could have it", "hours": "For example 2.5",
    "money": "In the organisation's currency, for example 120.50", "known": "A colleague, a team, a ticket",
    "what": "Others will read this in the thread", "where": "A link or the name of the place is enough",
    "why": "Others will read this in the thread", "text": "",
}  # fmt: skip


def field_hint(name: str) -> str:
    """What helps to fill a field in, '' where nothing is needed."""
    return _HINTS.get(name, "")


def choose() -> str:
    """In an empty menu."""
    return "Choose one"


def which_act() -> str:
    """The label of the menu of acts in a modal."""
    return "What do you want to do?"


def which_insight() -> str:
    """The label of the menu of a digest's insights in a modal."""
    return "Which insight?"


def fill_in() -> str:
    """The button that opens a form."""
    return "Fill it in"


def form_waits() -> str:
    """The form could not be opened in time."""
    return "Slack closed the door before the form was there. Open it here:"


def not_an_insight() -> str:
    """The shortcut for insights on a message that is about none."""
    return "This message is about no insight of Earshot. To make it one, choose “Turn into an insight” on it."


def whose_is_it() -> str:
    """After a correction emoji."""
    return "Whose is it? Choose a department; similar mentions will go there from then on."


def to_triage() -> str:
    """The button for who does not know whose it is."""
    return "I don't know: triage"


def triage_label() -> str:
    """Triage as a choice among departments."""
    return "Triage (I don't know)"


def someone() -> str:
    """Somebody whose name is not known."""
    return "a colleague"


def a_channel() -> str:
    """A channel whose name is not known."""
    return "a channel"


def raise_departments() -> str:
    """The label of the departments in the form that turns a message into an insight."""
    return "Departments, if you know them"


def raise_text_hint() -> str:
    """About the words that become an insight."""
    return "Leave out what others need not read. It is marked as said inside the organisation."


def who_may_read() -> str:
    """The label of the choice of readers."""
    return "Who may read it?"


def members_only() -> str:
    """The insight stays in its channel."""
    return "Only the members of this channel"


def everyone_here() -> str:
    """The chosen words may be read by all colleagues."""
    return "Everyone in the organisation may read these words"


def private_hint(*, outside: bool, member: bool) -> str:
    """Why there is a choice of readers."""
    why = "People of another organisation are in this channel." if outside else "This channel is private."
    return why if member else f"{why} Earshot is not in it, so it cannot show an insight here."


def nobody_else_reads() -> str:
    """The one choice of readers where Earshot is no member must be made knowingly."""
    return "Choose who may read it, or cancel."


def too_late() -> str:
    """A form could not be opened in time, and there is no button to try again."""
    return "Slack closed the door before the form was there. Please choose it once more."
