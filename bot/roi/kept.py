"""The recorded entries, each read once: what is written later is read alone and put in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.config import RoiSettings
from bot.model.changes import LedgerItem
from bot.model.ledger import (
    Aim,
    Benefit,
    Cost,
    FxRate,
    History,
    Ledger,
    LedgerProgramme,
    LedgerSettings,
    Order,
    Outcome,
    PostedInsight,
)
from bot.model.people import Programme
from bot.roi.entries import read_aim, read_benefit, read_cost, read_order, read_outcome
from bot.roi.fields import Fields
from bot.roi.living import Posted, entry_json, settings_json
from bot.roi.rates import RATES
from bot.roi.reading import read_fx, read_settings

_T = TypeVar("_T")
Key: TypeAlias = tuple[str, str]
Entry: TypeAlias = Cost | Benefit | Order | Aim | Outcome | FxRate
_READ: Mapping[str, Callable[[Fields, str], Entry]] = {
    "fx": lambda fields, base: read_fx(fields),
    "costs": read_cost,
    "benefits": read_benefit,
    "orders": read_order,
    "aims": lambda fields, base: read_aim(fields),
    "outcomes": lambda fields, base: read_outcome(fields),
}
_ALWAYS = History()
"""What was known all along."""
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Every recorded entry as it stands now, in the order of the store, read with a currency and a time zone.

    From the moment `latest` on all of it but the organisation's own figures is known. `lists` are all entries as they
    were written, `roles` those of hours. `starts` is the first day on which anything belongs to a programme; every
    programme that an entry names is in it, with None where nothing of it has a day.
    """

    currency: str
    zone: ZoneInfo
    items: Mapping[Key, LedgerItem]
    read: Mapping[Key, Entry]
    fx: tuple[FxRate, ...]
    costs: tuple[Cost, ...]
    benefits: tuple[Benefit, ...]
    orders: tuple[Order, ...]
    aims: tuple[Aim, ...]
    outcomes: tuple[Outcome, ...]
    lists: Mapping[str, tuple[LedgerItem, ...]]
    roles: tuple[str, ...]
    starts: Mapping[str, date | None]
    latest: datetime


def read_entries(
    changed: Iterable[LedgerItem], *, currency: str, zone: ZoneInfo, before: Entries | None = None
) -> Entries:  # fmt: skip
    """The entries with those that were written since; all of them are read again in another currency or zone.

    Raises:
        BadLedger: an entry is malformed.
    """
    if before is not None and (before.currency, before.zone) != (currency, zone):
        changed, before = [*before.items.values(), *changed], None
    items, read = (dict(before.items), dict(before.read)) if before is not None else ({}, {})
    new: list[Key] = []
    for item in changed:
        key = (item.kind, item.id)
        items[key] = item
        new.append(key)
        reader = _READ.get(item.kind)
        if reader is not None:
            fields = Fields(item=f"{item.kind} {item.id!r}", raw=entry_json(item), timezone=zone)
            read[key] = reader(fields, currency)
    new.sort(key=lambda key: _place(items[key]))
    before = before or _nothing(currency, zone)
    if _follow(new, before, items):
        return _appended(before, new, items, read)
    return _put_in(before, new, items, read)


def _nothing(currency: str, zone: ZoneInfo) -> Entries:
    return Entries(
        currency=currency, zone=zone, items={}, read={}, fx=(), costs=(), benefits=(), orders=(), aims=(), outcomes=(),
        lists={}, roles=(), starts={}, latest=_LONG_AGO,
    )  # fmt: skip


def _put_in(
    before: Entries, new: Sequence[Key], items: Mapping[Key, LedgerItem], read: Mapping[Key, Entry]
) -> Entries:  # fmt: skip
    """The entries with others in their place: only the lists in which something was written are put in order again."""
    lists = dict(before.lists)
    for kind in {kind for kind, _ in new}:
        mine = {one.id: one for one in lists.get(kind, ())} | {
            name: items[kind, name] for of, name in new if of == kind
        }
        lists[kind] = tuple(sorted(mine.values(), key=_place))
    found = {kind: [read[kind, one.id] for one in lists[kind]] for kind in {kind for kind, _ in new} & {*_READ}}
    moved = any(key in before.read and not _same_ground(before.read[key], read[key], before.zone) for key in new)
    every = [read[kind, one.id] for kind in _READ for one in lists.get(kind, ())] if moved else []
    fresh = [read[key] for key in new if key in read]
    return replace(
        before,
        items=items,
        read=read,
        fx=_those(FxRate, found.get("fx"), before.fx),
        costs=_those(Cost, found.get("costs"), before.costs),
        benefits=_those(Benefit, found.get("benefits"), before.benefits),
        orders=_those(Order, found.get("orders"), before.orders),
        aims=_those(Aim, found.get("aims"), before.aims),
        outcomes=_those(Outcome, found.get("outcomes"), before.outcomes),
        lists=lists,
        roles=_roles(every) if moved else tuple(dict.fromkeys((*before.roles, *_roles(fresh)))),
        starts=_starts(every, before.zone) if moved else _starts(fresh, before.zone, before.starts),
        latest=max((before.latest, *_moments(fresh))),
    )


def _those(kind: type[_T], found: Sequence[Entry] | None, before: tuple[_T, ...]) -> tuple[_T, ...]:
    """A list that was put in order again; the very same list where nothing was written to it."""
    return before if found is None else tuple(one for one in found if isinstance(one, kind))


def _same_ground(one: Entry, other: Entry, zone: ZoneInfo) -> bool:
    """Whether an entry says the same of when its programmes began, and of whose hours there are."""
    return _belongs(one, zone) == _belongs(other, zone) and _roles([one]) == _roles([other])


def _place(item: LedgerItem) -> tuple[str, datetime, str]:
    """Where an entry stands in the store's order."""
    return item.kind, item.recorded, item.id


def _follow(new: Sequence[Key], before: Entries, items: Mapping[Key, LedgerItem]) -> bool:
    """Whether each of the entries is a new one that stands behind all of its list: mostly what is written is so."""
    return all(
        key not in before.items and (not (mine := before.lists.get(key[0])) or _place(mine[-1]) < _place(items[key]))
        for key in new
    )


def _appended(
    before: Entries, new: Sequence[Key], items: Mapping[Key, LedgerItem], read: Mapping[Key, Entry]
) -> Entries:  # fmt: skip
    """The entries with new ones at the end of their lists; nothing else is looked at again."""
    found = [read[key] for key in new if key in read]
    lists = dict(before.lists)
    for kind in {kind for kind, _ in new}:
        lists[kind] = (*lists.get(kind, ()), *(items[key] for key in new if key[0] == kind))
    return replace(
        before,
        items=items,
        read=read,
        fx=_longer(before.fx, [one for one in found if isinstance(one, FxRate)]),
        costs=_longer(before.costs, [one for one in found if isinstance(one, Cost)]),
        benefits=_longer(before.benefits, [one for one in found if isinstance(one, Benefit)]),
        orders=_longer(before.orders, [one for one in found if isinstance(one, Order)]),
        aims=_longer(before.aims, [one for one in found if isinstance(one, Aim)]),
        outcomes=_longer(before.outcomes, [one for one in found if isinstance(one, Outcome)]),
        lists=lists,
        roles=tuple(dict.fromkeys((*before.roles, *_roles(found)))),
        starts=_starts(found, before.zone, before.starts),
        latest=max((before.latest, *_moments(found))),
    )


def _longer(before: tuple[_T, ...], new: Sequence[_T]) -> tuple[_T, ...]:
    """A list with its new entries; the very same list where there are none."""
    return (*before, *new) if new else before


def _roles(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.role for one in entries if isinstance(one, Cost) and one.role))


def _starts(
    entries: Sequence[Entry], zone: ZoneInfo, before: Mapping[str, date | None] | None = None
) -> Mapping[str, date | None]:  # fmt: skip
    found = dict(before or {})
    for entry in entries:
        programmes, day = _belongs(entry, zone)
        for programme in programmes:
            first = found.setdefault(programme, day)
            if day is not None and (first is None or day < first):
                found[programme] = day
    return found


def _belongs(entry: Entry, zone: ZoneInfo) -> tuple[Iterable[str], date | None]:
    """The programmes that an entry names, and its first day; an aim and an order begin nothing."""
    match entry:
        case Cost():
            return (entry.programme,), entry.when.start
        case Benefit():
            return entry.shares, entry.when.start
        case Outcome():
            return (entry.programme,), entry.day
        case Order():
            touched = {touch.programme for touch in entry.touches}
            return touched if entry.coupon is None else touched | {entry.coupon}, None
        case Aim():
            return (entry.programme,), None
        case _:
            return (), None


def _moments(entries: Sequence[Entry]) -> Iterator[datetime]:
    """Every moment at which anything of them became known or was taken back."""
    for entry in entries:
        yield from _of_history(entry.history)
        if isinstance(entry, Aim):
            for seen in entry.observations:
                yield from _of_history(seen.history)


def _of_history(history: History) -> Iterator[datetime]:
    if history.recorded is not None:
        yield history.recorded
    if history.voided_at is not None:
        yield history.voided_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedDays:
    """Insights that were posted, on their days in a time zone, and the first day of each programme."""

    zone: ZoneInfo
    insights: tuple[PostedInsight, ...]
    first: Mapping[str, date]


def posted_days(insights: Sequence[Posted], zone: ZoneInfo) -> PostedDays:
    """The insights on their days. There may be thousands, and between two questions they are the same."""
    found = tuple(
        PostedInsight(
            id=f"insight-{one.insight}", programme=one.programme, posted=one.at.astimezone(zone).date(), history=_ALWAYS
        )
        for one in insights
    )  # fmt: skip
    first: dict[str, date] = {}
    for one in found:
        first[one.programme] = min(one.posted, first.get(one.programme, one.posted))
    return PostedDays(zone=zone, insights=found, first=first)


def ledger_of(
    entries: Entries,
    *,
    settings: RoiSettings,
    programmes: Sequence[Programme],
    insights: PostedDays,
    department: str | None = None,
) -> Ledger:
    """The living ledger of the entries. A programme stands under `department` where that is one of its own."""
    zone = entries.zone
    starts = dict(entries.starts)
    for programme, day in insights.first.items():
        first = starts.get(programme)
        starts[programme] = day if first is None else min(first, day)
    named = {one.id for one in programmes}
    # An entry outlives the programme that the settings name: it must not take every answer down with it.
    left = (
        LedgerProgramme(id=name, name=name, department=None, start=starts[name]) for name in sorted({*starts} - named)
    )
    return Ledger(
        settings=read_settings(settings_json(settings, zone, entries.lists.get(RATES, ()))),
        programmes=(*(_programme(one, starts.get(one.id), department) for one in programmes), *left),
        fx=entries.fx,
        costs=entries.costs,
        benefits=entries.benefits,
        orders=entries.orders,
        aims=entries.aims,
        outcomes=entries.outcomes,
        insights=insights.insights,
    )


def settled_from(entries: Entries, settings: LedgerSettings) -> datetime:
    """The moment from which on all entries and figures are known: answers as of later moments see the same."""
    return max((entries.latest, *(moment for one in settings.dated for moment in _of_history(one.history))))


def _programme(one: Programme, start: date | None, department: str | None) -> LedgerProgramme:
    own = one.departments
    stands = department if department in own else (own[0] if own else None)
    return LedgerProgramme(id=one.id, name=one.name, department=stands, start=start)
