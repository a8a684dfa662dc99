"""Rows of a CSV text or a spreadsheet, each with its line, and what is wrong with those that are no rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from adapters.sources.file.content import bad, check_zip
from bot.errors import BadInput, BadMention
from bot.texts import files as words

Row = Mapping[str, object]
_DELIMITERS = (",", ";", "\t")
_MOST_FIELD = 16 << 20
_END = "\ue000end of file\ue000"
# A text of more lines than this in one cell is nearly always a quote that nobody closed.
_MOST_LINES_IN_ROW = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One line of a file: its number, and its row or what is wrong with it."""

    line: int
    row: Row | None = None
    error: BadInput | None = None


def json_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def csv_rows(text: str) -> Iterator[Found]:
    """The rows of a CSV text under its first line; its delimiter is found out."""
    lines = (text if "\n" in text else text.replace("\r", "\n")).split("\n")
    delimiter = _delimiter(lines)
    records = _records(lines, delimiter)
    header: list[str] | None = None
    strange: str | None = None
    for line, cells, error in records:
        if error is not None:
            yield Found(line=line, error=error)
        elif not any(cell.strip() for cell in cells):
            continue
        elif header is None:
            header = _header(cells)
        elif [cell.strip() for cell in cells] == header:
            strange = None
        elif strange is not None or _is_header(cells, header):
            strange = strange or ", ".join(cells)[:80]
            yield Found(line=line, error=_wrong(line, "the row", words.other_header(strange), words.same_header()))
        else:
            yield _row(line, cells, header)


def sheet_rows(data: bytes, *, where: str) -> Iterator[Found]:
    """The rows of the first sheet under its first row that is not blank.

    Raises:
        BadFile: it is no spreadsheet that can be read.
    """
    check_zip(data, where=where)
    header: list[str] | None = None
    for line, cells in enumerate(_sheet(data, where), 1):
        written = [_written(cell) for cell in cells]
        if not any(written):
            continue
        if header is None:
            header = _header(written)
        else:
            yield _row(line, written, header)


def _sheet(data: bytes, where: str) -> Sequence[Sequence[object]]:
    import python_calamine as calamine

    try:
        return calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except calamine.PasswordError as wrong:
        raise bad(where, words.locked_xlsx()) from wrong
    except (calamine.CalamineError, OSError, ValueError, IndexError) as wrong:
        raise bad(where, words.not_xlsx(str(wrong)[:80] or "damaged")) from wrong


def _written(cell: object) -> str:
    """A cell as it would stand in a CSV."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return "" if cell is None else str(cell)


_Record = tuple[int, list[str], BadInput | None]


def _records(lines: Sequence[str], delimiter: str) -> Iterator[_Record]:
    """Each record with the number of its first line. A quote left open costs its own line, not the rest."""
    csv.field_size_limit(_MOST_FIELD)
    start: int | None = 0
    while start is not None:
        begin, start = start, None
        for record in _records_from(lines, begin, delimiter):
            yield record
            if record[2] is not None:
                start = record[0]


def _records_from(lines: Sequence[str], start: int, delimiter: str) -> Iterator[_Record]:
    """Records from a line on; the first that is wrong is the last that is given."""
    before = 0

    def given() -> Iterator[str]:
        for number, line in enumerate(islice(lines, start, None)):
            if number - before > _MOST_LINES_IN_ROW:
                break
            yield line + "\n"
        yield _END

    reader = csv.reader(given(), delimiter=delimiter)
    while True:
        line = start + before + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield line, [], _wrong(line, "the row", str(wrong), words.closed_quote())
            return
        if cells == [_END]:
            return
        if cells and cells[-1].endswith(_END):
            yield line, [], _wrong(line, "a cell", words.open_quote(), words.closed_quote())
            return
        yield line, cells, None
        before = reader.line_num


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter under which most of the first rows are as wide as the header, and the header is wide."""
    sample = [line + "\n" for line in lines[:60]]

    def score(delimiter: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        try:
            rows += (row for row in csv.reader(sample, delimiter=delimiter) if row)
        except csv.Error:
            return (0, 0)
        width = len(rows[0]) if rows else 0
        return (0, 0) if width < 2 else (sum(len(row) == width for row in rows[:-1]) or 1, width)

    csv.field_size_limit(_MOST_FIELD)
    return max(_DELIMITERS, key=score)


def _header(cells: Sequence[str]) -> list[str]:
    """Names of the columns; nameless ones and second ones of a name get one of their own."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {number}"
        count = 2
        while name in names:
            name, count = f"{cell.strip()} ({count})", count + 1
        names.append(name)
    while len(names) > 1 and names[-1] == f"column {len(names)}":
        names.pop()
    return names


def _is_header(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row repeats at least half of the column names."""
    known = {name.lower() for name in header}
    filled = [cell.strip().lower() for cell in cells if cell.strip()]
    return len(header) > 1 and sum(cell in known for cell in filled) * 2 >= max(2, len(filled))


def _row(line: int, cells: list[str], header: Sequence[str]) -> Found:
    while len(cells) > len(header) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(header):
        return Found(line=line, error=_wrong(line, "the row", words.cells(len(cells)), words.width(len(header))))
    return Found(line=line, row=dict(zip(header, cells, strict=True)))


def _wrong(line: int, what: str, found: str, expected: str) -> BadMention:
    return BadMention(where=f"line {line}", what=what, found=found, expected=expected)
