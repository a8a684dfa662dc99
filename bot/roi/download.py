"""The sheet of an answer: every entry behind it as CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bot.model.ledger import Benefit, Cost
from bot.model.mention import Untrusted
from bot.roi.case import Case, Entered
from bot.roi.opened import Listed, listings
from bot.roi.rounding import money, ratio
from bot.texts import money as texts
from bot.texts import opened as words
from bot.texts import refusals

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe(text: str) -> str:
    """The text as a cell that is never a formula; numbers are written by us and need no guard."""
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def sheet(case: Case) -> bytes:
    """The counted entries, their costs and what was left out, one a row; UTF-8 with a mark that spreadsheets know."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(case.asked.canonical)])
    writer.writerow([])
    writer.writerow(words.SHEET_HEAD)
    writer.writerows(_rows(case))
    return out.getvalue().encode("utf-8-sig")


def _rows(case: Case) -> Iterator[list[str]]:
    for listing in listings(case, "rows") or ():
        for one in listing.rows:
            yield _row(case, "worth" if listing.part == "worth" else "spent", one)
    for left in case.answer.not_counted:
        found = case.benefit(left.id) or case.cost(left.id)
        if found is None:
            continue
        what = found.kind if isinstance(found, Benefit) else found.type
        keeper = left.reason.partition(":")[2]
        why = refusals.not_counted(left.reason, keeper)
        cells = [*_named(case, "not counted", found, what), *[""] * 8, why]
        yield [*cells, *_entered(case, found)]


def _row(case: Case, part: str, listed: Listed) -> list[str]:
    entry = listed.entry
    found: Benefit | Cost | None = case.benefit(entry.id) if part == "worth" else case.cost(entry.id)
    amounts = (money(value, case.currency) for value in (entry.low, entry.high, entry.cash))
    numbers = [f"{listed.amount:f}", case.currency, *_plain(amounts)]
    sure = "" if entry.grade is None else texts.GRADES[entry.grade]
    tail = [sure, f"{entry.days_in}/{entry.days}", f"{ratio(entry.share):f}", ""]
    return [*_named(case, part, found, entry.kind), *numbers, *tail, *_entered(case, found)]


def _plain(values: Iterable[Decimal]) -> list[str]:
    return [f"{value:f}" for value in values]


def _named(case: Case, part: str, found: Benefit | Cost | None, kind: str) -> list[str]:
    what = texts.BENEFITS.get(kind) or texts.COSTS.get(kind, kind)
    if found is None:
        return [part, "", what, "", "", ""]
    days = [found.when.start.isoformat(), found.when.end.isoformat()]
    return [part, safe(found.id), what, safe(_raw(case.label(found.id))), *days]


def _raw(text: str | Untrusted) -> str:
    return text.raw if isinstance(text, Untrusted) else text


def _entered(case: Case, found: Benefit | Cost | None) -> list[str]:
    kind = "benefits" if isinstance(found, Benefit) else "costs"
    entered = (case.entered.get((kind, found.id)) if found is not None else None) or Entered()
    recorded = "" if entered.recorded is None else entered.recorded.astimezone(case.zone).isoformat()
    return [safe(entered.note), safe(entered.by), recorded]
