"""A quick look before a slow pattern: most sentences hold nothing of what it looks for.

A pattern of a hundred alternatives that look ahead is tried at each letter. What it asks for without looking ahead or
behind is found by an automaton in one pass; only where that finds something is the pattern itself asked.
"""

from __future__ import annotations

import re

import re2

_AROUND = ("(?!", "(?=", "(?<!", "(?<=")
_WIDER = {r"\b": "", r"\w": r"\S", r"\d": r"\pN"}
"""What stands for these: the automaton knows them in English only."""


class Glance:
    """Says of a text, given with single spaces, whether a pattern may be found in it."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._loose = re2.compile(_loosened(pattern.pattern))

    def __call__(self, text: str) -> bool:
        """False: it is not."""
        return self._loose.search(text) is not None


def _loosened(pattern: str) -> str:
    """A pattern that finds all that this one finds, and more: nothing is looked ahead or behind for."""
    parts: list[str] = []
    place = 0
    while place < len(pattern):
        if pattern.startswith(_AROUND, place):
            place = _behind(pattern, place)
        elif pattern[place] == "\\":
            two = pattern[place : place + 2]
            parts.append(_WIDER.get(two, two))
            place += 2
        else:
            parts.append(pattern[place] if pattern[place] != "$" else "")
            place += 1
    return "".join(parts)


def _behind(pattern: str, place: int) -> int:
    """The place behind the group that opens here."""
    depth, listed = 0, False
    while True:
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif letter == "]":
            listed = False
        elif letter == "[":
            listed = True
        elif not listed and letter in "()":
            depth += 1 if letter == "(" else -1
            if not depth:
                return place + 1
        place += 1
