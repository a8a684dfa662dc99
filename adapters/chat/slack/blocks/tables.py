"""A table in Slack: its own kind where the workspace has it, else letters of one width, else a list of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.chat.slack.blocks.parts import Json, bullets, inline, part, plain, rich, said, words
from bot.model.letters import clean, cut, length
from bot.model.message import Line, Span, Table
from bot.texts import drawn as texts

ROWS: Final = 100
CHARACTERS: Final = 10_000
"""All the tables of a message hold at most so many characters."""
_COLUMNS: Final = 20
_PAGE: Final = 20
_WIDE: Final = 64
_NONE: Final = "–"
_GAP: Final = "  "
_LISTED: Final = 40


def table(block: Table, *, native: bool, room: int) -> tuple[list[Json], int]:
    """The table, and how many of `room` characters it took; rows beyond Slack's limits are counted."""
    rows = [tuple(row) for row in block.rows]
    if not rows or not block.head:
        return rich(part("section", said(" · ".join(block.head)))), 0
    if native and len(block.head) <= _COLUMNS:
        shown = _affordable(block.head, rows[:ROWS], room)
        if shown:
            used = _size((block.head, *shown))
            return [_native(block.head, shown), *_left(len(rows) - len(shown))], used
    written = _written(block.head, rows)
    return (written if written is not None else _listed(block.head, rows)), 0


def _size(rows: Sequence[Sequence[Line | str]]) -> int:
    return sum(max(1, length(cell if isinstance(cell, str) else words(cell))) for row in rows for cell in row)


def _affordable(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]], room: int) -> list[tuple[Line, ...]]:
    """The first rows that fit into the room."""
    shown, left = [], room - _size((head,))
    for row in rows:
        left -= _size((row,))
        if left < 0:
            break
        shown.append(row)
    return shown


def _native(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]]) -> Json:
    top = [{"type": "raw_text", "text": clean(cell).strip() or _NONE} for cell in head]
    cells = [[_cell(cell) for cell in _even(row, len(head))] for row in rows]
    return {
        "type": "data_table", "caption": cut(" · ".join(cell["text"] for cell in top), ROWS * 2),
        "page_size": min(len(rows), _PAGE), "rows": [top, *cells],
    }  # fmt: skip


def _even(row: tuple[Line, ...], wide: int) -> tuple[Line, ...]:
    return (*row[:wide], *((),) * (wide - len(row)))


def _cell(line: Line) -> Json:
    elements = inline(line, most=CHARACTERS)
    if any("style" in element or element["type"] != "text" for element in elements):
        return {"type": "rich_text", "elements": [part("section", elements)]}
    return {"type": "raw_text", "text": words(line).strip() or _NONE}


def _left(count: int) -> list[Json]:
    return [{"type": "context", "elements": [plain(texts.rows_left(count), ROWS)]}] if count > 0 else []


def _written(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]]) -> list[Json] | None:
    """The table in letters of one width; None where it would be cut or too wide for a phone held across."""
    texts_ = [[clean(cell) for cell in head], *([words(cell) for cell in _even(row, len(head))] for row in rows)]
    wide = [max(map(len, column)) for column in zip(*texts_, strict=True)]
    plain_ascii = all(cell.isascii() or all(ord(letter) < 0x2E80 for letter in cell) for row in texts_ for cell in row)
    if sum(wide) + len(_GAP) * (len(wide) - 1) > _WIDE or not plain_ascii or len(rows) > _LISTED:
        return None
    drawn = (_GAP.join(f"{cell:<{room}}" for cell, room in zip(row, wide, strict=True)).rstrip() for row in texts_)
    return rich(part("preformatted", [{"type": "text", "text": "\n".join(drawn)}]))


def _listed(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]]) -> list[Json]:
    """Every row as a line that says what each cell is; nothing is cut."""
    found: list[Json] = []
    for start in range(0, len(rows), _LISTED):
        lines = [_line(head, _even(row, len(head))) for row in rows[start : start + _LISTED]]
        found += rich(bullets(lines))
    return found


def _line(head: tuple[str, ...], row: tuple[Line, ...]) -> Line:
    line: list[Span] = [*(Span(text=span.text, style="strong") for span in row[0])]
    for name, cell in zip(head[1:], row[1:], strict=True):
        told = words(cell)
        if told.strip():
            # Of two columns, and where the cell says it itself ("143 mentions"), the head adds nothing.
            plain = len(head) == 2 or clean(name).strip().casefold() in told.casefold()
            line += [Span(text=" · " if plain else f" · {name}: "), *cell]
    return tuple(line)
