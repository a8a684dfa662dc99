"""Why something went to a department, in words that follow "because"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.model.insight import InsightKind

_LONGEST = 60
_QUOTED = re.compile("“([^”]*)”")


def _quoted(words: Sequence[str]) -> str:
    return " and ".join(f"“{word}”" for word in words)


def says(words: Sequence[str]) -> str:
    """The words that decided: `it says “parcel” and “tracking”`."""
    return f"it says {_quoted(words)}"


def they_say(words: Sequence[str]) -> str:
    """The same of several mentions."""
    return f"they say {_quoted(words)}"


def like_example(example: str) -> str:
    """The department's own example that decided."""
    short = example if len(example) <= _LONGEST else example[: _LONGEST - 1].rstrip() + "…"
    return f"it is like “{short}”"


def reads_alike() -> str:
    """No single word or example decided."""
    return "it reads like what they care about"


def only_department() -> str:
    """There is one department, so everything is its own."""
    return "there is one department"


def moved_here(name: str, day: date, month: str) -> str:
    """A person moved something similar here."""
    return f"similar to one {name} moved here on {day.day} {month}"


def taken_out(name: str, day: date, month: str) -> str:
    """A person took something similar out."""
    return f"similar to one {name} took out as not about us on {day.day} {month}"


def moved_itself(name: str) -> str:
    """A person said where this one belongs."""
    return f"{name} said so"


def taken_out_itself(name: str) -> str:
    """A person took this one out."""
    return f"{name} took it out as not about us"


def is_moved(reason: str) -> bool:
    """Whether the reason is a person's correction."""
    return reason.startswith("similar to one ")


def words_said(reason: str) -> tuple[str, ...]:
    """The words a reason of one mention names; none where something else decided."""
    return tuple(_QUOTED.findall(reason)) if reason.startswith("it says ") else ()


def wrote_to_help_desk(count: int) -> str:
    """How many of the mentions are service contacts."""
    return f"{count:,} wrote to the help desk"


def is_of(kind: InsightKind) -> str:
    """The department said that it cares about this kind."""
    return {"praise": "it is praise", "request": "it is a wish"}.get(kind, "")


def ask_for_help() -> str:
    """A few service contacts, or mostly questions."""
    return "they ask for help"


def of_several(reason: str) -> str:
    """A reason for one mention, said of several."""
    for one, many in (("it says ", "they say "), ("it is ", "they are "), ("it reads ", "they read "),
                      ("similar to ", "they are similar to ")):  # fmt: skip
        if reason.startswith(one):
            return many + reason.removeprefix(one)
    return reason
