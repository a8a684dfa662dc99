"""Tables that belong into the ledger: orders, and the figures of a programme that exists already. Pure.

A table is told by the names of its columns. The same line again is the same entry; a line that says something else
takes the place of the entry it made before.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal
from zoneinfo import ZoneInfo

from bot.listening.columns import timed
from bot.model.changes import LedgerItem
from bot.model.people import Programme
from bot.texts import tables as words

Sort = Literal["orders", "series"]
KEYS: Mapping[Sort, tuple[tuple[str, str], ...]] = {"orders": words.ORDER_KEYS, "series": words.SERIES_KEYS}
# What people call their columns, the most telling first; compared without case, blanks and marks.
_CALLED: Mapping[Sort, Mapping[str, tuple[str, ...]]] = {
    "orders": {
        "id": ("orderid", "ordernumber", "orderno", "order", "ordername", "bestellnummer", "bestellung", "id", "name"),
        "at": ("at", "createdat", "created", "orderdate", "datetime", "date", "paidat", "bestelldatum", "datum"),
        "revenue": ("revenue", "netrevenue", "netsales", "subtotal", "net", "ordertotal", "total", "umsatz", "netto",
                    "betrag"),
        "refund": ("refund", "refunds", "refunded", "refundedamount", "erstattung"),
        "currency": ("currency", "currencycode", "waehrung", "währung"),
        "coupon": ("coupon", "couponcode", "discountcode", "code", "voucher", "promocode", "gutschein"),
        "programme": ("programme", "program", "campaign", "utmcampaign", "source", "kampagne"),
        "touched": ("touched", "touchedat", "clickedat", "firstseen", "lasttouch"),
    },
    "series": {
        "date": ("date", "day", "week", "month", "period", "datum", "tag", "woche", "monat"),
        "metric": ("metric", "measure", "figure", "outcome", "kennzahl"),
        "count": ("count", "number", "value", "results", "anzahl", "wert"),
        "cost": ("cost", "costs", "spend", "amount", "kosten"),
        "hours": ("hours", "stunden"),
        "currency": ("currency", "currencycode", "waehrung", "währung"),
        "programme": ("programme", "program", "campaign", "programm", "kampagne"),
    },
}  # fmt: skip
_NEEDED: Mapping[Sort, tuple[str, ...]] = {"orders": ("id", "at", "revenue"), "series": ("date",)}
_TEXTS = frozenset("text body message comment review content description feedback subject".split())
_MARKS = re.compile(r"[^a-zäöüß0-9]+")
_AMBIGUOUS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+|[-+]?\d{1,3}(?:\.\d{3}){2,}")
_MONTH, _WEEK = re.compile(r"(\d{4})-(\d{2})"), re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)")
_MOST = 400


class _Bad(Exception):
    """Why a line is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the lines of a table are read against. `usual` is the programme that the file's name means, '' for none."""

    programmes: Sequence[Programme]
    zone: ZoneInfo
    currency: str
    usual: str = ""

    def programme(self, said: str) -> str:
        """The id of a programme by id, name or one of its codes; '' where it is none."""
        wanted = said.casefold().strip()
        for one in self.programmes:
            codes = [code.strip().casefold() for code in one.codes.split(",") if code.strip()]
            if wanted and wanted in (one.id.casefold(), one.name.casefold(), *codes):
                return one.id
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The entry that a line makes: the list it goes to, its id, and what it says."""

    kind: str
    id: str
    item: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The entries of a table, and the lines that are none, each with its place and the reason."""

    lines: tuple[Line, ...]
    bad: tuple[tuple[str, str], ...]


def sort_of_table(columns: Sequence[str]) -> Sort | None:
    """What a table with these columns is, None where it is none of the ledger's."""
    plain = {_plain(name) for name in columns}
    if plain & _TEXTS:
        return None
    orders, series = columns_of(columns, "orders"), columns_of(columns, "series")
    if all(key in orders for key in _NEEDED["orders"]):
        return "orders"
    if "date" in series and ("metric" in series or "programme" in series) and {"count", "cost", "hours"} & set(series):
        return "series"
    return None


def columns_of(columns: Sequence[str], sort: Sort) -> dict[str, str]:
    """Our key -> its column, guessed by name; no column is taken twice."""
    found: dict[str, str] = {}
    for key, called in _CALLED[sort].items():
        free = {_plain(name): name for name in columns if name not in found.values()}
        name = next((free[one] for one in called if one in free), None)
        if name is not None:
            found[key] = name
    return found


def read_table(
    rows: Iterable[tuple[str, Mapping[str, object]]], sort: Sort, columns: Mapping[str, str], *, ground: Ground
) -> Read:
    """The entries that the rows (each with its place) make; a bad line is named, and the rest is read."""
    make: Callable[[Mapping[str, str], Ground], list[Line]] = _order if sort == "orders" else _series
    found: dict[tuple[str, str], Line] = {}
    bad = []
    for place, row in rows:
        cells = {key: str(row.get(name) if row.get(name) is not None else "").strip()[:_MOST]
                 for key, name in columns.items()}  # fmt: skip
        try:
            lines = make(cells, ground)
            again = next((one.id for one in lines if (one.kind, one.id) in found), None)
            if again is not None:
                raise _Bad(words.twice(again))
        except _Bad as wrong:
            bad.append((place, str(wrong)))
        else:
            found |= {(one.kind, one.id): one for one in lines}
    return Read(lines=tuple(found.values()), bad=tuple(bad))


def changed(line: Line, held: Mapping[tuple[str, str], LedgerItem]) -> tuple[str, Mapping[str, object]] | None:
    """The id and content of the entry that a line makes now; None where it says what is known already.

    What was said otherwise before stays, and is superseded.
    """
    number = 1
    while (line.kind, f"{line.id} ({number + 1})") in held:
        number += 1
    name = line.id if number == 1 else f"{line.id} ({number})"
    before = held.get((line.kind, name))
    if before is None:
        return line.id, line.item
    same = {key: value for key, value in before.item.items() if key != "supersedes"}
    if same == dict(line.item):
        return None
    return f"{line.id} ({number + 1})", {**line.item, "supersedes": [name]}


def _plain(name: str) -> str:
    return _MARKS.sub("", name.casefold())


def _order(cells: Mapping[str, str], ground: Ground) -> list[Line]:
    name = cells.get("id", "")
    if not name:
        raise _Bad(words.left_out("id"))
    at = _moment(cells, "at", ground)
    item: dict[str, object] = {"at": at, "revenue": _number(cells, "revenue", needed=True)}
    refund = _number(cells, "refund")
    item |= {"refund": refund} if refund else {}
    currency = cells.get("currency", "").upper()
    item |= {"currency": currency} if currency and currency != ground.currency else {}
    coupon = ground.programme(cells.get("coupon", ""))
    # A code that is none of ours belongs to somebody else's campaign: the order stays, credited to nobody by it.
    item |= {"coupon": coupon} if coupon else {}
    touched = ground.programme(cells.get("programme", ""))
    if touched:
        when = _moment(cells, "touched", ground) if cells.get("touched") else at
        item["touches"] = [{"programme": touched, "at": when}]
    return [Line(kind="orders", id=name, item=item)]


def _series(cells: Mapping[str, str], ground: Ground) -> list[Line]:
    said = cells.get("programme", "")
    programme = ground.programme(said) or ("" if said else ground.usual)
    if not programme:
        raise _Bad(words.no_programme(said, [one.name for one in ground.programmes]))
    start, end = _span(cells.get("date", ""))
    count, cost = _number(cells, "count"), _number(cells, "cost")
    hours, metric = _number(cells, "hours"), cells.get("metric", "")
    if not (count or cost or hours):
        raise _Bad(words.nothing_in_it())
    if count and not metric:
        raise _Bad(words.left_out("metric"))
    last = end - timedelta(days=1)
    named = f"{programme} {start.isoformat()}"
    when = {"date": start.isoformat()} if last == start else {"from": start.isoformat(), "to": end.isoformat()}
    lines = []
    if count:
        item = {"programme": programme, "metric": metric, "date": last.isoformat(), "count": count}
        lines.append(Line(kind="outcomes", id=f"{named} {metric}", item=item))
    if cost:
        money = {"programme": programme, "type": "cash", **when, "amount": cost}
        money |= {"currency": cells["currency"].upper()} if cells.get("currency") else {}
        # Several figures of one day say the same cost: it is one entry.
        lines.append(Line(kind="costs", id=f"{named} cost {metric}".strip(), item=money))
    if hours:
        time = {"programme": programme, "type": "time", **when, "hours": hours}
        lines.append(Line(kind="costs", id=f"{named} hours {metric}".strip(), item=time))
    return lines


def _number(cells: Mapping[str, str], key: str, *, needed: bool = False) -> str:
    """The digits of a number as people write it, '' where the cell is empty.

    Raises:
        _Bad: it is none, or one that may mean two things.
    """
    said = re.sub(r"[\s€$£¥\u00a0]|[A-Z]{3}", "", cells.get(key, ""))
    if not said:
        if needed:
            raise _Bad(words.left_out(key))
        return ""
    plain = said
    if "," in said and "." in said:
        plain = said.replace(".", "").replace(",", ".") if said.rfind(",") > said.rfind(".") else said.replace(",", "")
    elif _AMBIGUOUS.fullmatch(said):
        raise _Bad(words.no_number(key, cells[key]))
    elif "," in said:
        plain = said.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise _Bad(words.no_number(key, cells[key])) from None
    if not number.is_finite():
        raise _Bad(words.no_number(key, cells[key]))
    return f"{number:f}"


def _moment(cells: Mapping[str, str], key: str, ground: Ground) -> str:
    said = cells.get(key, "")
    if not said:
        raise _Bad(words.left_out(key))
    dotted = _DOTTED.fullmatch(said)
    plain = f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}{dotted[4]}" if dotted else said
    found = timed(plain, format=None, zone=ground.zone.key)
    if len(found) < 20 or "T" not in found:
        raise _Bad(words.no_moment(key, said))
    return found


def _span(said: str) -> tuple[date, date]:
    """The days that a cell means, half-open."""
    month, week = _MONTH.fullmatch(said), _WEEK.fullmatch(said)
    try:
        if month is not None:
            first = date(int(month[1]), int(month[2]), 1)
            return first, first + timedelta(days=monthrange(first.year, first.month)[1])
        if week is not None:
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return monday, monday + timedelta(days=7)
        day = date.fromisoformat(said[:10])
    except ValueError:
        raise _Bad(words.no_day(said)) from None
    return day, day + timedelta(days=1)
