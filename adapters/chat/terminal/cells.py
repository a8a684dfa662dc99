"""Text in the cells of a terminal: what outsiders wrote made harmless, widths, wrapping, colours."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.model.mention import Untrusted
from bot.model.message import Line, Span, Style

_CODES: dict[Style, str] = {"plain": "", "strong": "1", "faint": "2", "good": "32", "bad": "31"}
_JOINER = "\u200d"
# Marks of direction and the tag characters: they would change what a reader sees of the text beside them.
_DROPPED = frozenset("\u200b\u200e\u200f\u2060\u061c\ufeff\u00ad")

Cell = tuple[str, Style]


def escape(text: str | Untrusted) -> str:
    """The text on one line without anything a terminal would obey: no control, direction or hidden characters."""
    raw = text.raw if isinstance(text, Untrusted) else text
    if raw.isascii() and raw.isprintable():
        return raw
    return "".join(_safe(letter) for letter in raw)


def _safe(letter: str) -> str:
    if letter in "\n\r\t\u2028\u2029\x0b\x0c\x85":
        return " "
    category = unicodedata.category(letter)
    if category == "Cs":
        return "\ufffd"
    if letter == _JOINER:
        return letter
    return "" if letter in _DROPPED or category in ("Cc", "Cf") else letter


@lru_cache(maxsize=4096)
def _cell(letter: str) -> int:
    if letter == _JOINER or unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def width_of(text: str) -> int:
    """How many columns the text takes."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def cut(text: str, width: int) -> str:
    """The text in at most so many columns, with an ellipsis where something is missing."""
    if width_of(text) <= width:
        return text
    kept, used = [], 0
    for letter in text:
        used += _cell(letter)
        if used > width - 1:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"


def pad(text: str, width: int) -> str:
    """The text filled with blanks up to the width."""
    return text + " " * (width - width_of(text))


def painted(text: str, style: Style, *, colour: bool) -> str:
    """The text in its style, where colours are wanted."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if colour and _CODES[style] and text else text


def flat(line: Line) -> str:
    """A line as harmless plain text."""
    return "".join(escape(span.text) for span in line)


def wrap(line: Line | Sequence[Span], width: int, *, indent: str = "", colour: bool = False) -> list[str]:
    """The line in rows of at most `width` columns, each behind the indent; never none."""
    cells: list[Cell] = [(letter, span.style) for span in line for letter in escape(span.text)]
    room = max(8, width - width_of(indent))
    return [indent + _row(row, colour=colour) for row in _rows(cells, room)] or [indent.rstrip()]


def _rows(cells: list[Cell], room: int) -> Iterator[list[Cell]]:
    start = 0
    while start < len(cells):
        end, used, gap = start, 0, -1
        while end < len(cells) and (used := used + _cell(cells[end][0])) <= room:
            if cells[end][0] == " ":
                gap = end
            end += 1
        if end < len(cells) and cells[end][0] != " " and gap > start:
            end = gap
        yield cells[start:end]
        start = end
        while start < len(cells) and cells[start][0] == " ":
            start += 1


def _row(cells: list[Cell], *, colour: bool) -> str:
    while cells and cells[-1][0] == " ":
        cells = cells[:-1]
    if not colour:
        return "".join(letter for letter, _ in cells)
    parts: list[str] = []
    start = 0
    for place in range(1, len(cells) + 1):
        if place == len(cells) or cells[place][1] != cells[start][1]:
            text = "".join(letter for letter, _ in cells[start:place])
            parts.append(painted(text, cells[start][1], colour=True))
            start = place
    return "".join(parts)
