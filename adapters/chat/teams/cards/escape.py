"""Text on its way into Teams: what Markdown, dates, templates or mentions would act on is made harmless.

Most text goes into TextRuns, which know no Markdown: `literal` leaves it as it is, but for what a card replaces before
it shows anything (`{{DATE(...)}}`, `${...}`) and for tags of mentions. `escape` is for everything else: TextBlocks,
labels, choices, and words that a notification shows.
"""

from __future__ import annotations

import re
from typing import Final

from bot.model.letters import clean, cut, length
from bot.model.mention import Untrusted

JOINER: Final = "\u2060"
"""Breaks what Teams would recognise; takes no room and allows no line break."""
# A backslash before a sign would show where a text is not read as Markdown: a sign that looks alike does neither.
_ALIKE: Final = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_SIGNS: Final = str.maketrans(_ALIKE)
_BACK: Final = str.maketrans({alike: sign for sign, alike in _ALIKE.items()})
# What a card replaces, and the tags of mentions and of HTML.
_REPLACED = re.compile(r"\{(?=\{)|\$(?=\{)|<(?=\S)")
# Links, footnotes and entities of Markdown; a backslash that would take a sign away.
_MARKED = re.compile(r"\](?=[(\[:])|!(?=\[)|&(?=[#\w])|\\(?=[^\w\s])")
# Addresses with a scheme or without one, mail addresses, names of people and of channels.
_LINKED = re.compile(r"(?<=[^\W\d_]):(?=\S)|:(?=//)|(?<=\w)\.(?=[^\W\d_])|@(?=\w)|#(?=\w)")
# Headings, quotes, lists, rules and code where a line begins.
_BEGINS = re.compile(r"^(?= {4}| {0,3}(?:[#>|=+•-]|\d+[.)]))", re.MULTILINE)


def _apart(found: re.Match[str]) -> str:
    return found[0] + JOINER


def literal(text: str | Untrusted, *, lines: bool = False) -> str:
    """The text for a TextRun. What came from outside forms no address there either."""
    words = _REPLACED.sub(_apart, clean(text, lines=lines))
    return _LINKED.sub(_apart, words) if isinstance(text, Untrusted) else words


def normal(text: str | Untrusted) -> str:
    """What `unescape` gives back of the text: cleaned, and signs that only look alike as the signs they look like."""
    return clean(text, lines=True).translate(_BACK)


def escape(text: str | Untrusted) -> str:
    """The text for a TextBlock or a label: it forms no mention, link, date or format there, whatever was written."""
    words = _LINKED.sub(_apart, normal(text).translate(_SIGNS))
    return _BEGINS.sub(JOINER, _MARKED.sub(_apart, _REPLACED.sub(_apart, words)))


def unescape(text: str) -> str:
    """The words that people see where Teams shows what `escape` or `literal` made."""
    return text.replace(JOINER, "").translate(_BACK)


def fit(text: str | Untrusted, most: int) -> str:
    """The text, cut before it is escaped so that it is at most so long afterwards."""
    words, room = normal(text), most
    made = escape(cut(words, room))
    while length(made) > most:
        room -= max(1, (length(made) - most) // 2)
        made = escape(cut(words, room))
    return made
