"""How texts and queries are cut into words: lower case, without accents and apostrophes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import re2

READ_CHARACTERS = 64 * 1024
_APOSTROPHES = re.compile("['\u2019\u2018\u02bc]")
_WORDS = re.compile(r"[^\W_]+")
_PATTERNS = re.compile(r"(?:[^\W_]|\*|(?<=[^\W_*])\?)+")
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def words(text: str) -> list[str]:
    """The words of a text as queries see them."""
    return _WORDS.findall(_folded(text))


def patterns(text: str) -> list[str]:
    """The words of a part of a query, with its wildcards: `*` and, behind a letter or digit, `?`."""
    return _PATTERNS.findall(_folded(text))


def plain(text: str) -> str:
    """The text as names are compared: no case, no accents, one space between words."""
    return " ".join(_folded(text).split())


def begins_with(pattern: str) -> str:
    """What every word of the pattern begins with; the whole pattern where it has no wildcard."""
    return re.split(r"[*?]", pattern, maxsplit=1)[0]


def fits(pattern: str, word: str) -> bool:
    """Whether the pattern is all of the word; takes time in proportion to the word, whatever the pattern."""
    return _expression(pattern).fullmatch(word) is not None


@lru_cache(maxsize=4096)
def _expression(pattern: str) -> Any:
    written = "".join({"*": ".*", "?": "."}.get(one) or re2.escape(one) for one in pattern)
    return re2.compile(f"(?s:{written})")


def _folded(text: str) -> str:
    text = text[:READ_CHARACTERS]
    if text.isascii():
        text = text.lower()
        return text.replace("'", "") if "'" in text else text
    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    return "".join([c for c in text if not unicodedata.combining(c)]).translate(_UNDECOMPOSED)
