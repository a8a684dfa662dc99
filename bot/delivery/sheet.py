"""Rows as CSV that no spreadsheet takes for a program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.model.mention import Untrusted
from bot.model.views import RowView, ToldRow

_BLANKS = " \t\r\n\v\f\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\x00-\x1f"
# What starts a formula in some program, also in its full-width form, also behind blanks.
_FORMULA = re.compile(
    f"[{_BLANKS}]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05\u2212\ufe62\ufe63\ufe66\ufe6b\ufe6a]|[\t\r]"
)
# Overrides and isolates of direction would turn round the cells beside them; controls show nothing.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
HEAD: Final = ("when", "source", "author", "text", "mood", "matched", "department", "kind", "address", "state")


def cell(value: str | Untrusted) -> str:
    """The text, with a quote before it where a spreadsheet would compute it."""
    raw = value.raw if isinstance(value, Untrusted) else value
    text = _UNSEEN.sub("", raw)
    return f"'{text}" if _FORMULA.match(raw) or _FORMULA.match(text) else text


def sheet(head: Sequence[str], rows: Iterable[Sequence[str | Untrusted]]) -> bytes:
    """A CSV file: every cell quoted, UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def evidence(views: Iterable[RowView]) -> bytes:
    """The rows of an opened figure."""
    return sheet(HEAD, [
        (
            view.row.at.isoformat(), view.source, view.author or "", view.text, view.mood, view.reason,
            view.department, view.row.kind, view.row.url or "", view.row.state,
        )
        for view in views
    ])  # fmt: skip


def told(rows: Iterable[ToldRow]) -> bytes:
    """The customers behind a fixed problem, with drafts."""
    head = ("when", "source", "customer", "said", "draft", "told", "by")
    return sheet(head, [
        (
            row.view.row.at.isoformat(), row.view.source, row.view.author or "", row.view.text, row.draft,
            row.told.isoformat() if row.told else "", row.by,
        )
        for row in rows
    ])  # fmt: skip
