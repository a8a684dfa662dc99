"""A message as plain text: the same content in the same order as on every other surface."""

from __future__ import annotations

from functools import singledispatch

from adapters.chat.terminal.cells import cut, escape, flat, pad, painted, width_of, wrap
from bot.model.message import (
    Actions,
    Block,
    Chart,
    Entry,
    Header,
    Line,
    Message,
    Quote,
    Span,
    Spark,
    Style,
    Table,
    Text,
)

WIDTH = 100
_BARS = "▁▂▃▄▅▆▇█"
_INDENT = "  "
_TONES: dict[str, Style] = {"bad": "bad", "warn": "strong", "good": "good", "calm": "strong"}
_BETWEEN = "  "
_LEAST = 6


def draw(message: Message, *, width: int = WIDTH, colour: bool = False) -> str:
    """The message in rows of at most `width` columns; colours only where they are asked for."""
    rows: list[str] = []
    for block in message.blocks:
        if rows and isinstance(block, Entry | Table | Chart):
            rows.append("")
        rows += _draw(block, width, colour)
    return "\n".join(rows)


@singledispatch
def _draw(block: Block, width: int, colour: bool) -> list[str]:
    """The rows of one block."""
    raise TypeError(type(block).__name__)


@_draw.register
def _header(block: Header, width: int, colour: bool) -> list[str]:
    return wrap((Span(text=block.text, style="strong"),), width, colour=colour)


@_draw.register
def _text(block: Text, width: int, colour: bool) -> list[str]:
    return wrap(_faint(block.line) if block.faint else block.line, width, colour=colour)


@_draw.register
def _quote(block: Quote, width: int, colour: bool) -> list[str]:
    said = (Span(text="“"), Span(text=block.text), Span(text="”  "), *_faint(block.origin))
    return wrap(said, width, indent=_INDENT, colour=colour)


@_draw.register
def _actions(block: Actions, width: int, colour: bool) -> list[str]:
    labels = [f"[{one.label}]" for one in block.buttons] + (["[⋯]"] if block.menu else [])
    return wrap((Span(text=" ".join(labels), style="faint"),), width, indent=_INDENT, colour=colour) if labels else []


@_draw.register
def _spark(block: Spark, width: int, colour: bool) -> list[str]:
    return wrap((Span(text=f"{bars(block.values)}  "), Span(text=block.alt, style="faint")), width, colour=colour)


@_draw.register
def _chart(block: Chart, width: int, colour: bool) -> list[str]:
    rows = wrap((Span(text=block.title, style="strong"),), width, colour=colour)
    names = max((width_of(escape(name)) for name, _ in block.series), default=0)
    names = min(names, width // 3)
    room = max(_LEAST, width - names - 12)
    for name, values in block.series:
        last = next((value for value in reversed(values) if value is not None), None)
        figure = "" if last is None else f"{last:,.10g}{block.unit}"
        rows.append(f"{_INDENT}{pad(cut(escape(name), names), names)} {bars(values[-room:])} {figure}".rstrip())
    return rows + wrap((Span(text=block.alt, style="faint"),), width, indent=_INDENT, colour=colour)


@_draw.register
def _table(block: Table, width: int, colour: bool) -> list[str]:
    cells = [[flat(cell) for cell in row] for row in block.rows]
    columns = [list(column) for column in zip(block.head, *cells, strict=True)]
    wide = fitted([max(map(width_of, column)) for column in columns], width)

    def row(texts: list[str], style: Style) -> str:
        shown = _BETWEEN.join(pad(cut(text, room), room) for text, room in zip(texts, wide, strict=True))
        return painted(shown.rstrip(), style, colour=colour)

    return [row(list(block.head), "faint"), *(row(texts, "plain") for texts in cells)]


@_draw.register
def _entry(block: Entry, width: int, colour: bool) -> list[str]:
    number = f"{block.number} " if block.number else ""
    head: tuple[Span, ...] = (Span(text=f"{number}{block.badge}", style=_TONES[block.tone]), Span(text=_INDENT))
    spark = (Span(text=f"{_INDENT}{bars(block.spark.values)}"),) if block.spark else ()
    rows = wrap((*head, *block.title, *spark), width, colour=colour)
    if block.figures:
        rows += wrap(block.figures, width, indent=_INDENT, colour=colour)
    if block.quote is not None:
        rows += _quote(block.quote, width, colour)
    if block.why:
        rows += wrap(block.why, width, indent=_INDENT, colour=colour)
    return rows + (_actions(block.actions, width, colour) if block.actions is not None else [])


def _faint(line: Line) -> Line:
    return tuple(Span(text=span.text, style="faint" if span.style == "plain" else span.style) for span in line)


def bars(values: tuple[float | None, ...]) -> str:
    """A small series as bars; a gap is a dot, never a bar."""
    top = max((value for value in values if value is not None), default=0.0)
    return "".join(
        "·" if value is None else _BARS[round(max(value, 0.0) / top * (len(_BARS) - 1)) if top > 0 else 0]
        for value in values
    )


def fitted(wanted: list[int], width: int) -> list[int]:
    """Column widths that fit: the widest columns give way first, none below what a word needs."""
    room = width - len(_BETWEEN) * (len(wanted) - 1)
    wide = list(wanted)
    while sum(wide) > room and max(wide) > _LEAST:
        most = max(wide)
        second = max((one for one in wide if one < most), default=_LEAST)
        many = wide.count(most)
        less = max(1, min(most - max(second, _LEAST), -(-(sum(wide) - room) // many)))
        wide = [one - less if one == most else one for one in wide]
    return wide
