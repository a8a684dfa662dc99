"""What became known after an answer: entries in its scope that were recorded, taken back or replaced since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol, TypeVar

from bot.model.answer import Period, Query
from bot.model.ledger import Aim, Benefit, Cost, History, Order, Outcome, PostedInsight
from bot.roi.accounts import Accounts
from bot.roi.answers import phrases_of
from bot.roi.orders import shares
from bot.roi.prices import FX_MAX_AGE_DAYS
from bot.roi.scope import Scope, selected

Change = Literal["recorded", "voided", "superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """An entry of a list that an earlier answer saw otherwise; `by` is the entry that replaced it.

    Aims stand here for their observations, rates of exchange with their pair and day as `id`.
    """

    list: str
    id: str
    change: Change
    at: datetime
    by: str = ""


class _Entry(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def history(self) -> History: ...


_E = TypeVar("_E", bound=_Entry)


def restatements(books: Accounts, query: Query, *, now: datetime) -> tuple[Restatement, ...]:
    """What was recorded, voided or superseded after the accounts' moment up to `now`, in the scope of the question.

    Oldest change first. Entries of days after the as-of date never were in the answer and are left out.

    Raises:
        UnknownPeriod: the question names none.
    """
    phrase, _ = phrases_of(query)
    period = books.period(phrase, query.programme)
    programmes = selected(books.source, programme=query.programme, department=query.department)
    scope = books.scope(programmes, period, cohort=query.view == "cohort")
    ledger, found = books.source, list[Restatement]()
    lists: Sequence[tuple[str, Iterable[_Entry]]] = (
        ("costs", ledger.costs), ("benefits", ledger.benefits), ("orders", ledger.orders),
        ("outcomes", ledger.outcomes), ("aims", ledger.aims), ("insights", ledger.insights),
    )  # fmt: skip
    for name, entries in lists:
        held = [entry for entry in entries if _inside(entry, books, scope)]
        found += _changes(name, held, books.at, now)
    found += _observations([aim for aim in ledger.aims if scope.holds_programme(aim.programme)], books, now)
    found += _rates(books, scope.period, now)
    return tuple(sorted(found, key=lambda one: (one.at, one.list, one.id, one.change)))


def _inside(entry: _Entry, books: Accounts, scope: Scope) -> bool:
    zone = books.ledger.settings.timezone
    match entry:
        case Cost() | Benefit():
            return scope.holds(entry)
        case Order():
            credited = shares(entry, books.ledger.settings)
            day = entry.at.astimezone(zone).date()
            return scope.holds_day(day) and any(scope.holds_programme(one) for one in credited)
        case Outcome():
            return scope.holds_programme(entry.programme) and scope.holds_day(entry.day)
        case PostedInsight():
            return scope.holds_programme(entry.programme) and scope.holds_day(entry.posted)
        case Aim():
            return scope.holds_programme(entry.programme)
        case _:
            return False


def _changes(name: str, entries: Sequence[_E], at: datetime, now: datetime) -> Iterator[Restatement]:
    for entry in entries:
        recorded, voided = entry.history.recorded, entry.history.voided_at
        late = recorded is not None and at < recorded <= now
        if recorded is not None and late:
            yield Restatement(list=name, id=entry.id, change="recorded", at=recorded)
        if voided is not None and at < voided <= now and not late:
            yield Restatement(list=name, id=entry.id, change="voided", at=voided)
        if recorded is not None and late and not (voided is not None and voided <= now):
            for old in entry.history.supersedes:
                yield Restatement(list=name, id=old, change="superseded", at=recorded, by=entry.id)


def _observations(aims: Iterable[Aim], books: Accounts, now: datetime) -> Iterator[Restatement]:
    for aim in aims:
        for seen in aim.observations:
            recorded = seen.history.recorded
            if recorded is not None and books.at < recorded <= now and aim.start <= seen.day <= books.today:
                yield Restatement(list="aims", id=aim.id, change="recorded", at=recorded)


def _rates(books: Accounts, period: Period, now: datetime) -> Iterator[Restatement]:
    """Rates of exchange that could have converted an entry of the period."""
    age = books.ledger.settings.fx_max_age_days
    reach = timedelta(days=FX_MAX_AGE_DAYS if age is None else age)
    first = date.min if period.start is None else period.start - reach
    for rate in books.source.fx:
        recorded = rate.history.recorded
        if recorded is not None and books.at < recorded <= now and first <= rate.day < period.end:
            pair = f"{rate.source}/{rate.target} {rate.day.isoformat()}"
            yield Restatement(list="fx", id=pair, change="recorded", at=recorded)
