"""What the review page says: the list of mentions that wait for a person's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.texts.pages import INTENTS as KINDS

INTENTS: Final[Mapping[str, str]] = MappingProxyType(KINDS)
"""What a writer may want, as it is shown."""


def intro() -> str:
    """Under the page's title."""
    return "What Earshot could not tell, the newest first. Say what is right, and the next like it follows."


def how() -> str:
    """What confirming does."""
    return (
        "Confirm says that everything filled in is right. It counts from now on, teaches where the next like it goes, "
        "and is what “earshot evaluate --corrections” is judged by. Leave open what you cannot tell either."
    )


def only_read() -> str:
    """For those whose role does not reach."""
    return "You can read this list. To correct it, ask an admin to make you an editor."


def nothing() -> str:
    """Nothing waits."""
    return "Nothing waits for a word. What is unclear from now on comes here."


def waits(*, mood: bool, department: bool) -> str:
    """Why a mention is in the list."""
    open_ = [name for name, is_open in (("its mood", mood), ("whose it is", department)) if is_open]
    return f"Not clear: {' and '.join(open_)}"


def likeliest(name: str, chance: str) -> str:
    """A department that could be meant: `Support (likeliest, 34 %)`."""
    return f"{name} (likeliest, {chance})"


def percent(share: float) -> str:
    """`34 %`."""
    return f"{round(share * 100)} %"


def nothing_chosen() -> str:
    """A form was sent with nothing filled in."""
    return "Nothing was filled in, so nothing was kept."


def kept(words: Sequence[str]) -> str:
    """What a form did, sentence by sentence."""
    return " ".join(words)
