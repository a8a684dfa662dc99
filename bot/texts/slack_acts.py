"""What acts in Slack say that acts elsewhere need not: titles and hints of modals, shortcuts, who may read."""

from __future__ import annotations


def which_act() -> str:
    """The label of the menu of acts in a modal."""
    return "What do you want to do?"


def which_insight() -> str:
    """The label of the menu of a digest's insights in a modal."""
    return "Which insight?"


def form_waits() -> str:
    """The form could not be opened in time."""
    return "Slack closed the door before the form was there. Open it here:"


def not_an_insight() -> str:
    """The shortcut for insights on a message that is about none."""
    return "This message is about no insight of Earshot. To make it one, choose “Turn into an insight” on it."


def someone() -> str:
    """Somebody whose name is not known."""
    return "a colleague"


def a_channel() -> str:
    """A channel whose name is not known."""
    return "a channel"


def nobody_else_reads() -> str:
    """The one choice of readers where Earshot is no member must be made knowingly."""
    return "Choose who may read it, or cancel."


def too_late() -> str:
    """A form could not be opened in time, and there is no button to try again."""
    return "Slack closed the door before the form was there. Please choose it once more."
