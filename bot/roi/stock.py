"""The entries of one list as they are known at a moment, and what became different since an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import is_
from typing import Generic, Protocol, TypeVar

from bot.model.ledger import History
from bot.roi.known import is_marked, withdrawn


class _Entry(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def history(self) -> History: ...


_E = TypeVar("_E", bound=_Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Generic[_E]):
    """The known entries of one list, by id too; `marked` were taken back or stand in place of others, `gone` says why.

    `gone` is by id, and may name entries that are not there.
    """

    entries: tuple[_E, ...] = ()
    by_id: Mapping[str, _E] = field(default_factory=dict)
    marked: tuple[_E, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)


def restocked(before: Stock[_E], entries: tuple[_E, ...], at: datetime) -> tuple[Stock[_E], list[_E], list[_E]]:
    """The entries as they stand at a moment, those of before that go, and those that come.

    Whoever was taken back since, or stands again, goes and comes, though the entry itself is the same.
    """
    if entries is before.entries:
        return before, [], []
    out, new = _differences(before.entries, entries)
    left = {id(one) for one in out}
    marked = (*(one for one in before.marked if id(one) not in left), *(one for one in new if is_marked(one.history)))
    gone = withdrawn(marked, at)
    by_id = dict(before.by_id)
    for one in out:
        del by_id[one.id]
    turned = {name for name in {*before.gone, *gone} if before.gone.get(name) != gone.get(name)}
    again = [by_id[name] for name in sorted(turned) if name in by_id]
    by_id |= {one.id: one for one in new}
    stock = Stock(entries=entries, by_id=by_id, marked=marked, gone=gone)
    return stock, [*out, *again], [*new, *again]


def _differences(before: tuple[_E, ...], now: tuple[_E, ...]) -> tuple[list[_E], list[_E]]:
    """The entries that are there no more, and the new ones; mostly these stand behind all others."""
    if len(before) <= len(now) and all(map(is_, before, now)):
        return [], list(now[len(before) :])
    were, are = {id(one) for one in before}, {id(one) for one in now}
    return [one for one in before if id(one) not in are], [one for one in now if id(one) not in were]
