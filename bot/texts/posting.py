"""Words that are added to a post on its way out, and what is told of posts that do not get there."""

from __future__ import annotations

from datetime import datetime

from bot.model.message import Line, Span
from bot.texts.figures import counted


def sent_again() -> Line:
    """The mark of a post that may have arrived before."""
    return (Span(text="(sent again)", style="faint"),)


def closed(place: str, why: str, *, whole: bool) -> str:
    """A channel or a whole workspace takes nothing: told once to whoever looks after it."""
    which = f"any channel of {place}" if whole else place
    return f"Earshot cannot post to {which}: {why} Posts wait; Earshot tries again by itself."


def open_again(place: str, since: datetime) -> str:
    """It takes posts again: told once."""
    return f"Earshot posts to {place} again; what has waited since {since:%Y-%m-%d %H:%M} UTC follows in order."


def given_up(place: str, why: str) -> str:
    """A post that will not be sent."""
    return f"A post to {place} was given up on: {why} See `earshot outbox dead list`."


def too_late() -> str:
    """An answer that nobody waits for any more."""
    return "it could not be sent within a day, and nobody waits for an answer so long"


def may_have_arrived() -> str:
    """An answer of which it is unknown whether it arrived."""
    return "it may have arrived; answers are not sent twice"


def no_chat(platform: str) -> str:
    """A platform that is not configured."""
    return f"no chat is configured for {platform}"


def never_posted(what: str) -> str:
    """What it is about never got there."""
    return f"the message to {what} was never posted"


def paused(place: str, since: datetime, why: str, waiting: int) -> str:
    """How a closed channel or workspace stands."""
    return f"{place} takes nothing since {since:%Y-%m-%d %H:%M} UTC, {counted(waiting, 'post')} waiting: {why}"
