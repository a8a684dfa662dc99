"""What is said about service conversations."""

from __future__ import annotations

from bot.texts.figures import counted


def title() -> str:
    """Over what service made of a topic."""
    return "In service conversations"


def messages(number: int) -> str:
    """How many turns: the part of the line that opens them."""
    return counted(number, "message")


def summary(cases: int, ended: int, unanswered: int, *, left: int, waiting: int) -> str:
    """What follows the number of messages: how many ended, and are still open."""
    said = f" in {counted(cases, 'conversation')}: {ended} ended"
    said += f", {unanswered} of them without an answer" if unanswered else ""
    said += f"; {left} still open" if left else ""
    return f"{said}, {waiting} of them without a first answer" if waiting else said


def conversations() -> str:
    """Over the newest conversations in short."""
    return "Conversations, newest first"


def standing(
    first_response: float | None, resolution: float | None, satisfaction: str | None, *, ended: bool
) -> str:  # fmt: skip
    """How a conversation stands, its parts after each other: how long it took, how its customer found it."""
    parts = [f"first answer after {lasting(first_response)}"] if first_response is not None else []
    over = "ended" if ended else "still open"
    parts.append(f"ended after {lasting(resolution)}" if ended and resolution is not None else over)
    said = {"good": "satisfied", "bad": "not satisfied"}.get(satisfaction or "", "")
    return " · ".join([*parts, *([said] if said else [])])


ASKED, TRIED, ENDED = "Asked", "Tried", "Ended with"
"""Before the three parts of a conversation in short."""


def times(first_response: float | None, resolution: float | None) -> str:
    """How long it took, '' where the desk does not say."""
    parts = []
    if first_response is not None:
        parts.append(f"had a first answer within {lasting(first_response)}")
    if resolution is not None:
        parts.append(f"ended within {lasting(resolution)}")
    return f"Half {' and half '.join(parts)}." if parts else ""


def lasting(minutes: float) -> str:
    """A span of time in its usual unit."""
    if minutes < 60:
        return f"{minutes:.0f} min"
    if minutes < 48 * 60:
        return f"{minutes / 60:.1f} h"
    return f"{minutes / 1440:.1f} days"


def moods(good: int, bad: int) -> str:
    """What customers said of the service, '' where nobody was asked."""
    return f"{good} satisfied, {bad} not satisfied, of {good + bad} who said so." if good + bad else ""


def came_back(cases: int) -> str:
    """After how many messages a customer wrote: in how many conversations."""
    return f" in {cases} conversations"


def returned() -> str:
    """Before the customers who wrote more than once."""
    return "Came back: "


def somebody() -> str:
    """A customer without a name."""
    return "a customer"


def more(number: int) -> str:
    """Those that are not named."""
    return f" and {number} more" if number > 0 else ""


def known_answers() -> str:
    """Over the answers that ended most conversations."""
    return "Known answers"


def ended(cases: int) -> str:
    """How many conversations an answer ended."""
    return f"ended {counted(cases, 'conversation')}, last "


def unanswered() -> str:
    """Over the first messages of conversations that ended without an answer."""
    return "Ended without an answer, newest first"
