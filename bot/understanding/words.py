"""A text as words: lower case, apostrophes straight, marks and emoji kept as words of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Nobody's mood is in the fifth page; the cap keeps one pasted log from costing as much as a thousand mentions.
READ_CHARACTERS = 4096

END = frozenset(".!?;\n")

_WORD = re.compile(
    r"[^\W\d_]+(?:'[^\W\d_]+)*"  # a word, with its apostrophes
    r"|\d+(?:[./]\d+)*%?"  # 7.1, 10/10, 80%
    r"|[.!?;\n]"
    r"|:-?[()D]|<3"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@[\w.]+|\[[A-Za-z ]{1,24}\]")


def plain(text: str) -> str:
    """Returns the text with straight apostrophes and without addresses, @names and [placeholders]."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    if "http" in text or "@" in text or "[" in text or "www." in text:
        return _ADDRESS.sub(" ", text)
    return text


def words_of(text: str) -> list[str]:
    """Returns the words of a plain text, in order."""
    return _WORD.findall(text.lower())


def sentences(words: Sequence[str]) -> list[list[str]]:
    """Returns the words cut behind each mark that ends a sentence; the mark stays with its sentence."""
    found: list[list[str]] = [[]]
    for word in words:
        found[-1].append(word)
        if word in END:
            found.append([])
    return [sentence for sentence in found if sentence]


def word_set(words: str) -> frozenset[str]:
    """Returns the words of a list written with spaces between."""
    return frozenset(words.split())
