"""Files that people bring, opened as sources: their columns known, named in a mapping, or guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.sources import file
from bot.listening.columns import Columns
from bot.listening.guess import are_mentions, doubts, guess
from bot.listening.strict_json import read_json
from bot.ports.world import Source

NAME = "file"
"""The name under which the place in a file is kept."""

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


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
        kind: `jsonl`, `csv` or `xlsx`; found out where it is None.
        columns: which column says what.

    Raises:
        BadFile: it cannot be read as what it should be.
    """
    if columns is None:
        first = file.rows(content, read=read_json, format=kind, name=name)
        if are_mentions(first):
            return Opened(source=_source(content, kind, None), columns=None)
        columns = guess(first, source=source_of(name), zone=zone, start=now)
        return Opened(
            source=_source(content, kind, columns), columns=columns, guessed=True, doubts=doubts(columns, first),
            rows=first[:5],
        )  # fmt: skip
    return Opened(source=_source(content, kind, columns), columns=columns)


def _source(content: Path | bytes, kind: str | None, columns: Columns | None) -> Source:
    return file.connect(
        content, read=read_json, shape=columns.shape if columns else None, format=kind, name=NAME
    )  # fmt: skip


def source_of(name: str) -> str:
    """A file's name as the name of a source: `Reviews 2026.csv.gz` is `reviews-2026`."""
    stem = Path(name).name.partition(".")[0].lower()
    return _NOT_IN_NAMES.sub("-", stem).strip("-") or NAME
