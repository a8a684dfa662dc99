"""Text on its way into Slack: what shows nothing is dropped, what mrkdwn would act on is made harmless, lengths fit.

Most text goes into plain_text and rich_text elements, which act on nothing: there `clean` is enough. `escape` is for
mrkdwn, that is the top-level `text` of a message and the lines of a context that have bold figures.
"""

from __future__ import annotations

import re
from typing import Final

from bot.model.letters import clean, cut, length
from bot.model.mention import Untrusted

JOINER: Final = "\u2060"
"""Breaks what Slack would recognise; takes no room and allows no line break."""
# mrkdwn has no escape for its own signs: a sign that looks alike formats nothing.
_ALIKE: Final = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_COLON: Final = "꞉"
_BACK: Final = str.maketrans({**{alike: sign for sign, alike in _ALIKE.items()}, _COLON: ":"})
_SIGNS: Final = str.maketrans(_ALIKE)
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# `:fire:`, also `:100:` and `:+1:`, but not the minutes of 19:20-22:40.
_SHORTCODE = re.compile(r":(?=([^\s:]+):)")
_FIGURES: Final = frozenset(("100", "1234", "-1"))
_CLOCK: Final = frozenset("0123456789-–.,/()%")
# Addresses with a scheme or without one, mail addresses, names of people, groups and channels.
_LINKED = re.compile(r"(?<=[^\W\d_]):(?=\S)|:(?=//)|(?<=\w)\.(?=[^\W\d_])|@(?=\w)|#(?=\w)")
_QUOTED = re.compile(r"^([ ]*)(?=&gt;)", re.MULTILINE)


def normal(text: str | Untrusted) -> str:
    """What `unescape` gives back of the text: cleaned, and signs that only look alike as the signs they look like."""
    return clean(text, lines=True).translate(_BACK)


def escape(text: str | Untrusted) -> str:
    """The text for mrkdwn: it forms no mention, link, command, emoji or format there, whatever was written."""
    # First the signs: some that look alike count as letters, also where a name or an address may begin.
    named = _SHORTCODE.sub(_colon, normal(text).translate(_SIGNS))
    apart = _LINKED.sub(lambda found: found[0] + JOINER, named)
    return _QUOTED.sub(rf"\1{JOINER}", apart.translate(_ENTITIES))


def _colon(found: re.Match[str]) -> str:
    name = found[1]
    return ":" if name not in _FIGURES and all(letter in _CLOCK for letter in name) else _COLON


def unescape(text: str) -> str:
    """The words that people see where Slack shows mrkdwn that `escape` made."""
    words = text.replace(JOINER, "").translate(_BACK)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def fit(text: str | Untrusted, most: int) -> str:
    """The text for mrkdwn, cut before it is escaped so that it is at most so long afterwards."""
    words, room = normal(text), most
    made = escape(cut(words, room))
    while length(made) > most:
        room -= max(1, (length(made) - most) // 6)
        made = escape(cut(words, room))
    return made
