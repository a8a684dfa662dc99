"""What a button or a choice of a chat stands for: an act with its insight, or one of its mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, get_args

from bot.errors import NotFound
from bot.model.signal import ActName

ACTS: Final = frozenset(get_args(ActName))
ANYWAY: Final = "anyway"
"""The act of the button that does an act although things stand differently; its value holds the act."""
UNDO: Final = frozenset({"not_ours", "not_about_us", "wrong_mood", "tag", "mute", "less"})
"""Acts that a button under the receipt takes back."""
MOODS: Final = ("positive", "neutral", "negative", "mixed")
_CODE: Final = re.compile(r"([a-z_]+(?::[a-z_]+)?)\|([0-9]{0,15})\|([a-z_]*)\|(.*)", re.DOTALL)
_MENTION: Final = re.compile(r"m([0-9]{1,15})(?:\|(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicked:
    """The name of an act or `open:NAME`; the insight, the status its person saw, the mention and the value."""

    name: str
    insight: int | None = None
    saw: str = ""
    mention: int | None = None
    value: str = ""

    @property
    def form(self) -> str:
        """The form or page it opens, '' if it opens none."""
        return self.name.removeprefix("open:") if self.name.startswith("open:") else ""


def read_code(code: str) -> Clicked:
    """What `NAME|INSIGHT|SAW|VALUE` stands for (see `Actions.code`).

    Raises:
        NotFound: it is none of these.
    """
    found = _CODE.fullmatch(code)
    if found is None:
        raise NotFound(what="act", id=code[:40])
    mention, value = of_mention(found[4])
    return Clicked(
        name=found[1], insight=int(found[2]) if found[2] else None, saw=found[3], mention=mention, value=value
    )


def number_of(value: object) -> int | None:
    """The number of an insight or mention as it came back from a chat, None where that is none."""
    text = str("" if value is None else value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def on_mention(mention: int, value: str = "") -> str:
    """The value of a button whose act is on one mention."""
    return f"m{mention}|{value}" if value else f"m{mention}"


def of_mention(value: str) -> tuple[int | None, str]:
    """The mention that a button's value names, if any, and the rest of it."""
    found = _MENTION.fullmatch(value)
    return (int(found[1]), found[2] or "") if found else (None, value)
