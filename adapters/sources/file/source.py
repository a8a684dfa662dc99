"""The file as a source: polled some hundred items at a time, resumed where it was left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from adapters.sources.file.content import bad, format_of, load, text_of
from adapters.sources.file.mail import mails
from adapters.sources.file.tables import Found, Row, csv_rows, json_lines, sheet_rows
from bot.errors import BadInput, BadMention
from bot.ports.sources import Plain
from bot.ports.world import Item, Poll, Source
from bot.texts import files as words

MOST_ITEMS = 500


class ReadJson(Protocol):
    """Reads one JSON text strictly; raises BadInput."""

    def __call__(self, text: str, *, where: str) -> object:
        """The value; `where` names the line in refusals."""
        ...


class Shape(Protocol):
    """Makes mention JSON of a row; raises BadInput."""

    def __call__(self, row: Row, number: int) -> Mapping[str, object]:
        """The mention JSON of the row that is the `number`th from 1."""
        ...


def as_it_is(text: str) -> str:
    """The text."""
    return text


def connect(
    content: Path | bytes,
    *,
    read: ReadJson,
    shape: Shape | None = None,
    format: str | None = None,  # noqa: A002 - the word of the command line
    name: str = "file",
    where: str | None = None,
    plain: Plain = as_it_is,
) -> Source:
    """The file as a source of mentions.

    Args:
        content: its path, or what was in it (a dropped file, standard input).
        read: reads a line of JSONL.
        shape: makes mention JSON of a row; None where lines are mention JSON already.
        format: `jsonl`, `csv`, `xlsx` or `mbox`; found out where it is None.
        name: the source's name.
        where: what a file that is not on disk is called in refusals; its source's name where it is None.
        plain: makes text of the HTML in mails.

    Raises:
        BadFile: it cannot be read as what it should be.
    """
    return _opened(content, read=read, shape=shape, format=format, name=name, where=where, plain=plain)


def rows(
    content: Path | bytes, *, read: ReadJson, format: str | None = None, name: str = "file",  # noqa: A002
    plain: Plain = as_it_is,
) -> tuple[Row, ...]:  # fmt: skip
    """The first rows that can be read, at most 200: enough to guess what their columns are.

    Raises:
        BadFile: it cannot be read, or has no rows.
    """
    source = _opened(content, read=read, shape=None, format=format, name=name, plain=plain)
    found = tuple(islice((one.row for one in source.found() if one.row is not None), 200))
    if not found:
        raise bad(source.where, words.header_alone())
    return found


def _opened(
    content: Path | bytes, *, read: ReadJson, shape: Shape | None, format: str | None, name: str,  # noqa: A002
    where: str | None = None, plain: Plain = as_it_is,
) -> _File:  # fmt: skip
    where = content.name if isinstance(content, Path) else where or name
    data = load(content, where=where)
    kind = format_of(data, name=where, said=format, where=where)
    text = "" if kind in ("xlsx", "mbox") else text_of(data, where=where)
    if kind == "jsonl" and text.lstrip().startswith("["):
        raise bad(where, words.json_array())
    return _File(name=name, where=where, kind=kind, data=data, text=text, read=read, shape=shape, plain=plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """How far a file was read: its hash, the line and the count of items so far."""

    file: str
    line: int = 0
    count: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.count}"

    @classmethod
    def of(cls, cursor: str, file: str) -> _Place:
        """Where the cursor stands in this file; its beginning, if it is another file or no cursor of ours."""
        known, _, rest = cursor.partition(":")
        line, _, count = rest.partition(":")
        if known != file or not (line.isdecimal() and count.isdecimal()):
            return cls(file=file)
        return cls(file=file, line=int(line), count=int(count))


class _File:
    """Source over one file that lies in memory. Overlap and resumption hang on the cursor alone."""

    def __init__(
        self, *, name: str, where: str, kind: str, data: bytes, text: str, read: ReadJson, shape: Shape | None,
        plain: Plain,
    ) -> None:  # fmt: skip
        self.where = where
        self._plain = plain
        self._name, self._kind, self._data, self._text, self._read, self._shape = name, kind, data, text, read, shape
        self._hash = hashlib.sha256(data).hexdigest()[:16]
        self._lines = 0 if kind == "xlsx" else max(1, data.count(b"\n") if kind == "mbox" else text.count("\n"))
        self._open: tuple[_Place, Iterator[Found]] | None = None

    @property
    def name(self) -> str:
        return self._name

    async def poll(self, cursor: str) -> Poll:
        place = _Place.of(cursor, self._hash)
        if self._open is None or self._open[0] != place:
            self._open = (place, islice(self.found(), place.count, None))
        batch = list(islice(self._open[1], MOST_ITEMS))
        items = tuple(self._item(found, place.count + number) for number, found in enumerate(batch, 1))
        line = batch[-1].line if batch else place.line
        after = _Place(file=self._hash, line=line, count=place.count + len(batch))
        self._open = (after, self._open[1])
        more = len(batch) == MOST_ITEMS
        return Poll(items=items, cursor=str(after), more=more, done=self._done(line) if more else 1.0)

    async def close(self) -> None:
        self._open = None

    def found(self) -> Iterator[Found]:
        """Every line of the file from its beginning."""
        if self._kind == "xlsx":
            sheet = list(sheet_rows(self._data, where=self.where))
            self._lines = sheet[-1].line if sheet else 1
            return iter(sheet)
        if self._kind == "mbox":
            return mails(self._data, plain=self._plain)
        return csv_rows(self._text) if self._kind == "csv" else map(self._line, json_lines(self._text))

    def _line(self, numbered: tuple[int, str]) -> Found:
        number, line = numbered
        where = f"line {number}"
        try:
            value = self._read(line, where=where)
        except BadInput as wrong:
            return Found(line=number, error=wrong)
        if isinstance(value, dict):
            return Found(line=number, row=value)
        return Found(
            line=number,
            error=BadMention(where=where, what="the line", found="no object", expected=words.one_object()),
        )

    def _item(self, found: Found, number: int) -> Item:
        position = f"line {found.line}"
        if found.row is None or self._shape is None:
            return Item(position=position, mention=found.row, error=found.error)
        try:
            return Item(position=position, mention=self._shape(found.row, number))
        except BadInput as wrong:
            return Item(position=position, mention=None, error=wrong)

    def _done(self, line: int) -> float:
        return min(1.0, line / self._lines) if self._lines else 0.0
