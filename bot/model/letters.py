"""Text from anywhere on its way to a surface: what shows nothing is dropped, lengths fit, characters stay whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bot.model.mention import Untrusted

_KEPT = frozenset("\u200c\u200d")
_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_ELLIPSIS: Final = "…"
_COLUMN = re.compile(" {2,}")
_WIDE: Final = 3


def clean(text: str | Untrusted, *, lines: bool = False) -> str:
    """The text without controls, marks of direction and hidden characters; on one line unless `lines`."""
    raw = text.raw if isinstance(text, Untrusted) else text
    if raw.isascii() and raw.isprintable():
        return raw
    return "".join(_safe(letter, lines=lines) for letter in raw.replace("\r\n", "\n"))


def spaced(text: str | Untrusted) -> str:
    """The text on one line; our own columns stand apart by one wide space, for several narrow ones may become one."""
    told = clean(text)
    if isinstance(text, Untrusted):
        return told
    return _COLUMN.sub(lambda found: "\u2002" if len(found[0]) < _WIDE else "\u2003", told)


def _safe(letter: str, *, lines: bool) -> str:
    if letter in _BREAKS:
        return "\n" if lines else " "
    if letter == "\t":
        return " "
    category = unicodedata.category(letter)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Cf") and letter not in _KEPT else letter


def length(text: str) -> int:
    """How long a chat may take the text to be: in UTF-16 units, which are never fewer than characters."""
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
