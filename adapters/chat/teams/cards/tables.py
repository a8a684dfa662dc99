"""A table in Teams, with a list of its rows for clients without tables and for narrow windows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from adapters.chat.teams.cards.parts import BYTES, Json, box, faint, inline, rich, run, size, strong, words
from bot.model.letters import clean, length
from bot.model.mention import Untrusted
from bot.model.message import Line, Span, Table
from bot.texts import drawn as texts

ROWS: Final = 60
_COLUMNS: Final = 8
_NARROW: Final = 3
"""As many columns fit beside each other on a phone."""
_NONE: Final = "–"
_CELL: Final = 1000
_WIDEST: Final = 26
_SLIMMEST: Final = 7
_APART: Final = 2
_AMOUNT = re.compile(r"[^\w\s]{0,2}[€$£]?[\d.,]+ ?[%h€$£]?")


def table(block: Table, numbers: Mapping[Span, Json], *, native: bool, room: int = BYTES) -> list[Json]:
    """The table in so many bytes; rows beyond are counted."""
    rows = [_even(tuple(row), len(block.head)) for row in block.rows]
    head, rows = _said(block.head, rows)
    if not rows or not head:
        return rich(faint(" · ".join(one for one in block.head if one)))
    most = min(len(rows), ROWS)
    made = _drawn(head, rows[:most], numbers, native=native)
    while most > 1 and sum(map(size, made)) > room:
        most = most * 3 // 4
        made = _drawn(head, rows[:most], numbers, native=native)
    return [*made, *(rich(faint(texts.rows_left(len(rows) - most))) if len(rows) > most else [])]


def _drawn(
    head: tuple[str, ...], shown: Sequence[tuple[Line, ...]], numbers: Mapping[Span, Json], *, native: bool
) -> list[Json]:
    if not native or len(head) > _COLUMNS:
        return _listed(head, shown, numbers)
    # What a client draws that has no tables needs no buttons: "More" opens the same numbers.
    plain = {"type": "Container", "items": [one for row in shown for one in rich(_plain(row), spacing="Small")]}
    made = {**_grid(head, shown, numbers), "fallback": plain}
    if len(head) <= _NARROW:
        return [made]
    narrow = box(_listed(head, shown, numbers), targetWidth="atMost:Narrow")
    return [{**made, "targetWidth": "atLeast:Standard"}, *narrow]


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Json:
    """A table of plain words."""
    return _grid(tuple(head), [tuple((Span(text=cell),) for cell in row) for row in rows], {})


def _said(head: tuple[str, ...], rows: list[tuple[Line, ...]]) -> tuple[tuple[str, ...], list[tuple[Line, ...]]]:
    """The columns in which any row says something, and the first."""
    kept = [at for at in range(len(head)) if at == 0 or not rows or any(words(row[at]).strip() for row in rows)]
    return tuple(head[at] for at in kept), [tuple(row[at] for at in kept) for row in rows]


def _even(row: tuple[Line, ...], wide: int) -> tuple[Line, ...]:
    return (*row[:wide], *((),) * (wide - len(row)))


def _grid(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]], numbers: Mapping[Span, Json]) -> Json:
    right = [_amounts([row[at] for row in rows]) for at in range(len(head))]
    told = [[clean(cell), *(words(row[at]) for row in rows)] for at, cell in enumerate(head)]
    wide = [min(_WIDEST, max(_SLIMMEST, *map(length, column))) + _APART for column in told]
    top = [_cell(strong(clean(cell).strip() or _NONE, size="Small", isSubtle=True), right[at])
           for at, cell in enumerate(head)]  # fmt: skip
    body = [
        {"type": "TableRow", "cells": [
            _cell(inline(cell, numbers=numbers, most=_CELL), right[at]) for at, cell in enumerate(row)
        ]} for row in rows
    ]  # fmt: skip
    return {
        "type": "Table", "firstRowAsHeaders": True, "showGridLines": False,
        "columns": [{"width": one} for one in wide], "rows": [{"type": "TableRow", "cells": top}, *body],
    }  # fmt: skip


def _cell(runs: list[Json], right: bool) -> Json:
    more = {"horizontalAlignment": "Right"} if right else {}
    return {"type": "TableCell", "items": rich(runs, **more) or rich(faint(_NONE), **more)}


def _amounts(column: Sequence[Line]) -> bool:
    """Whether the column holds figures, which are read one below the other."""
    told = [text for cell in column if (text := words(cell).strip()) and text != _NONE]
    return bool(told) and all(_AMOUNT.fullmatch(text) for text in told)


def _listed(head: tuple[str, ...], rows: Sequence[tuple[Line, ...]], numbers: Mapping[Span, Json]) -> list[Json]:
    """Every row as a line that says what each cell is; nothing is cut."""
    found: list[Json] = []
    for row in rows:
        found += rich(_line(head, row, numbers), spacing="Small")
    return found


def _plain(row: tuple[Line, ...]) -> list[Json]:
    return run(Untrusted(" · ".join(told for cell in row if (told := words(cell).strip()))))


def _line(head: tuple[str, ...], row: tuple[Line, ...], numbers: Mapping[Span, Json]) -> list[Json]:
    runs = inline(row[0], numbers=numbers, weight="Bolder")
    for name, cell in zip(head[1:], row[1:], strict=True):
        told = words(cell)
        if told.strip():
            # Of two columns, and where the cell says it itself ("143 mentions"), the head adds nothing.
            plain = len(head) == 2 or clean(name).strip().casefold() in told.casefold()
            runs += [*faint(" · " if plain else f" · {clean(name)}: "), *inline(cell, numbers=numbers, most=_CELL)]
    return runs
