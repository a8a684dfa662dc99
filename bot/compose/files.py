"""Files that people bring, opened as sources: their columns known, named in a mapping, or guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters import html
from adapters.sources import file
from bot.errors import NotFound
from bot.listening.columns import Columns, place_of, source_of
from bot.listening.guess import are_mentions, doubts, guess
from bot.listening.strict_json import read_json
from bot.ports.world import Source
from bot.roi.tables import Sort, columns_of, sort_of_table

__all__ = ["Opened", "open_file", "open_table", "source_of", "table_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file ready to be read. `columns` is None where its lines are mention JSON already.

    `guessed`: nobody named the columns yet; `doubts` are what a person should look at first.
    """

    source: Source
    columns: Columns | None
    guessed: bool = False
    doubts: tuple[str, ...] = ()
    rows: tuple[Mapping[str, object], ...] = ()


def open_file(
    content: Path | bytes, *, name: str, zone: str, now: datetime, kind: str | None = None,
    columns: Columns | None = None,
) -> Opened:  # fmt: skip
    """The file as a source; without `columns` they are guessed, unless its lines are mention JSON.

    Args:
        content: its path, or what is in it.
        name: what it is called, in refusals and as the source of mentions that name none.
        zone: the zone of times without offset, where it must be guessed.
        now: the time of rows that do not say when.
        kind: `jsonl`, `csv`, `xlsx` or `mbox`; found out where it is None.
        columns: which column says what.

    Raises:
        BadFile: it cannot be read as what it should be.
    """
    if columns is None:
        first = file.rows(content, read=read_json, format=kind, name=name, plain=html.connect())
        if are_mentions(first):
            return Opened(source=_source(content, name, kind=kind, columns=None), columns=None)
        columns = guess(first, source=source_of(name), zone=zone, start=now)
        return Opened(
            source=_source(content, name, kind=kind, columns=columns), columns=columns, guessed=True,
            doubts=doubts(columns, first), rows=first[:5],
        )  # fmt: skip
    return Opened(source=_source(content, name, kind=kind, columns=columns), columns=columns)


def table_of(path: Path, *, name: str, kind: str | None = None) -> Sort | None:
    """What a file is that belongs into the ledger, None where it holds mentions.

    Raises:
        BadFile: it cannot be read as what it should be.
    """
    first = file.rows(path, read=read_json, format=kind, name=name)
    return None if are_mentions(first) else sort_of_table(tuple(dict.fromkeys(key for row in first for key in row)))


def open_table(path: Path, *, name: str, kind: str | None = None) -> tuple[Sort, Mapping[str, str], Source]:
    """A table that belongs into the ledger: what it is, which column says what, and its rows as they are.

    Raises:
        BadFile: it cannot be read as what it should be.
        NotFound: it holds mentions.
    """
    sort = table_of(path, name=name, kind=kind)
    if sort is None:
        raise NotFound(what="table of the ledger", id=name)
    first = file.rows(path, read=read_json, format=kind, name=name)
    columns = columns_of(tuple(dict.fromkeys(key for row in first for key in row)), sort)
    rows = file.connect(path, read=read_json, shape=lambda row, number: dict(row), format=kind, name=name)
    return sort, columns, rows


def _source(content: Path | bytes, name: str, *, kind: str | None, columns: Columns | None) -> Source:
    # What is not on disk is only tried; its name stands in refusals.
    place = place_of(name, columns) if isinstance(content, Path) else name
    shape = None if columns is None else columns.shape
    return file.connect(content, read=read_json, shape=shape, format=kind, name=place, plain=html.connect())
