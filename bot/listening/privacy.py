"""Redaction: what is posted loses the personal data that it was heard with. Handles are kept, they are public."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.listening.personal import MAYBE, SORTS, Sort, Span
from bot.texts.privacy import Personal, hidden

_KEPT, _SHORT = 4096, 600
"""So many texts of at most so many characters are remembered: what names and digests are made of is asked for often."""

# What a reader does not see hides nothing from a machine.
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A text without personal data, and how many of each kind it lost."""

    text: str
    counts: Mapping[Personal, int] = field(default_factory=dict)


def redact(text: str) -> Redacted:
    """The text with each piece of personal data replaced by a word that says what stood there."""
    return _kept(text) if len(text) <= _SHORT else _redacted(text)


def _redacted(text: str) -> Redacted:
    if text.isascii():
        data, places = text.encode(), None
    else:
        data, places = look(text)
    if MAYBE.search(data) is None:
        return Redacted(text=text)
    found = _found(data)
    if not found:
        return Redacted(text=text)
    if places is not None:
        found = [((places[start], places[end - 1] + 1), kind) for (start, end), kind in found]
    return _replaced(text, found)


_kept = lru_cache(maxsize=_KEPT)(_redacted)
_Found = list[tuple[Span, Personal]]


def _found(data: bytes) -> _Found:
    """What is to be hidden, as spans in the order of the text."""
    claimed: _Found = []
    for sort in SORTS:
        for span in _of_sort(sort, data):
            if all(span[1] <= start or end <= span[0] for (start, end), _ in claimed):
                claimed.append((span, sort.kind))
    return sorted(claimed)


def _of_sort(sort: Sort, data: bytes) -> Iterator[Span]:
    here = 0
    while (match := sort.pattern.search(data, here)) is not None:
        span = sort.check(data, match)
        # A look-alike may reach into the real thing ("mail me at jo.smith at ..."): it is looked into again.
        here = match.span()[0] + 1 if span is None else max(span[1], match.span()[0] + 1)
        if span is not None:
            yield span


def _replaced(text: str, found: _Found) -> Redacted:
    parts: list[str] = []
    counts: dict[Personal, int] = {}
    done = 0
    for (start, end), kind in found:
        parts += (text[done:start], hidden(kind))
        counts[kind] = counts.get(kind, 0) + 1
        done = end
    parts.append(text[done:])
    return Redacted(text="".join(parts), counts=counts)


class _Looks(dict[int, str]):
    """Each character as one of ASCII that a reader takes for the same, learnt as they are met."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        category = unicodedata.category(letter)
        plain = unicodedata.normalize("NFKD", letter)[0]
        if category == "Nd":
            plain = str(unicodedata.digit(letter))
        elif plain.isascii():
            pass
        elif category[0] == "L":
            plain = _OTHER_LETTERS.get(letter, "X" if category == "Lu" else "x")
        else:
            plain = {"Zs": " ", "Pd": "-", "Zl": "\n", "Zp": "\n", "Pi": '"', "Pf": '"'}.get(category, "\x01")
        if len(self) < _MOST_LEARNT:
            self[point] = plain
        return plain


_OTHER_LETTERS = dict(zip("ßłŁøØđĐıæœ", "slLoOdDiao", strict=True))
_MOST_LEARNT = 5_000
_LOOKS = _Looks({ord("\u2019"): "'", ord("\u2018"): "'"})


def look(text: str) -> tuple[bytes, list[int]]:
    """The text as it looks in ASCII without unseen characters, and for each byte the place of its character."""
    plain = text.translate(_LOOKS)
    places = [place for place, letter in enumerate(text) if letter not in _UNSEEN]
    if len(places) < len(text):
        plain = "".join([plain[place] for place in places])
    return plain.encode(), places
