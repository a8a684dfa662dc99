"""Text on its way into Slack: what shows nothing is dropped, what mrkdwn would act on is made harmless, lengths fit.

Most text goes into plain_text and rich_text elements, which act on nothing: there `clean` is enough. `escape` is for
mrkdwn, that is the top-level `text` of a message and the lines of a context that have bold figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.model.mention import Untrusted

JOINER: Final = "\u2060"
"""Breaks what Slack would recognise; takes no room and allows no line break."""
_KEPT = frozenset("\u200c\u200d")
_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
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
_ELLIPSIS: Final = "…"


def clean(text: str | Untrusted, *, lines: bool = False) -> str:
    """The text without controls, marks of direction and hidden characters; on one line unless `lines`."""
    raw = text.raw if isinstance(text, Untrusted) else text
    if raw.isascii() and raw.isprintable():
        return raw
    return "".join(_safe(letter, lines=lines) for letter in raw.replace("\r\n", "\n"))


def _safe(letter: str, *, lines: bool) -> str:
    if letter in _BREAKS:
        return "\n" if lines else " "
    if letter == "\t":
        return " "
    category = unicodedata.category(letter)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Cf") and letter not in _KEPT else letter


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


def length(text: str) -> int:
    """How long Slack may take the text to be: in UTF-16 units, which are never fewer than characters."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def graphemes(text: str) -> Iterator[str]:
    """The text in what people take for characters: marks, joined emoji, flags and syllables stay whole."""
    start = 0
    for at in range(1, len(text)):
        if _apart(text, start, at):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _apart(text: str, start: int, at: int) -> bool:
    """Whether a character ends between `at` - 1 and `at`; the one before it began at `start`."""
    last, letter = text[at - 1], text[at]
    if letter == "\u200d" or last == "\u200d" or unicodedata.category(letter) in ("Mn", "Me", "Mc"):
        return False
    if "\U0001f3fb" <= letter <= "\U0001f3ff":
        return False
    if _flag(letter) and _flag(last):
        return (at - start) % 2 == 0
    # The later parts of a Hangul syllable that is spelled out.
    return not ("\u1160" <= letter <= "\u11ff" or "\ud7b0" <= letter <= "\ud7fb")


def _flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def cut(text: str, most: int) -> str:
    """The text at most so long, with an ellipsis where something is missing, never within a character."""
    if length(text) <= most:
        return text
    kept, room = "", most - 1
    for one in graphemes(text):
        if length(one) > room:
            break
        kept += one
        room -= length(one)
    # A single character of thousands of marks: nobody reads it, but the post must go out.
    return (kept.rstrip() or text[: (most - 1) // 2]) + _ELLIPSIS


def fit(text: str | Untrusted, most: int) -> str:
    """The text for mrkdwn, cut before it is escaped so that it is at most so long afterwards."""
    words, room = normal(text), most
    made = escape(cut(words, room))
    while length(made) > most:
        room -= max(1, (length(made) - most) // 6)
        made = escape(cut(words, room))
    return made
