"""The form that turns a message of a chat into an insight: its fields, and who may read the words."""

from __future__ import annotations


def departments() -> str:
    """The label of the departments."""
    return "Departments, if you know them"


def text_hint() -> str:
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
