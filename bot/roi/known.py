"""What was known of the ledger at a moment: later entries are left out before all else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.model.ledger import Aim, History, Ledger
from bot.roi.fields import end_of_day


class _Recorded(Protocol):
    @property
    def history(self) -> History: ...


class _Entry(_Recorded, Protocol):
    @property
    def id(self) -> str: ...


_R = TypeVar("_R", bound=_Recorded)
_E = TypeVar("_E", bound=_Entry)


def moment_of(as_of: date | datetime, timezone: ZoneInfo) -> tuple[datetime, date]:
    """The moment up to which everything is known, and its local date; a bare date means its end."""
    if isinstance(as_of, datetime):
        return as_of.astimezone(UTC), as_of.astimezone(timezone).date()
    return end_of_day(as_of, timezone), as_of


def known_ledger(ledger: Ledger, at: datetime, *, settled: bool = False) -> Ledger:
    """The ledger without the entries that were recorded after the moment; `settled` says that there are none."""
    return replace(
        ledger,
        settings=replace(ledger.settings, dated=still_standing(ledger.settings.dated, at)),
        fx=ledger.fx if settled else _known(ledger.fx, at),
        programmes=still_standing(ledger.programmes, at),
        costs=ledger.costs if settled else _known(ledger.costs, at),
        benefits=ledger.benefits if settled else _known(ledger.benefits, at),
        orders=ledger.orders if settled else _known(ledger.orders, at),
        aims=tuple(_known_aim(aim, at) for aim in still_standing(ledger.aims, at)),
        outcomes=still_standing(ledger.outcomes, at),
        insights=still_standing(ledger.insights, at),
    )


def withdrawn(entries: Sequence[_Entry], at: datetime) -> dict[str, str]:
    """Why entries no longer stand, by id: `voided`, or `superseded` by one that is not voided."""
    reasons: dict[str, str] = {}
    replacing: list[_Entry] = []
    for entry in entries:
        history = entry.history
        # Hardly any entry was taken back or replaces another: this is asked of all of them.
        if (history.voided or history.voided_at is not None) and _voided(history, at):
            reasons[entry.id] = "voided"
        elif history.supersedes:
            replacing.append(entry)
    for entry in replacing:
        for other in entry.history.supersedes:
            if other != entry.id and reasons.get(entry.id) != "voided":
                reasons.setdefault(other, "superseded")
    return reasons


def is_marked(history: History) -> bool:
    """Whether an entry was taken back at any moment, or stands in place of others: hardly any is."""
    return history.voided or history.voided_at is not None or bool(history.supersedes)


def _voided(history: History, at: datetime) -> bool:
    if history.voided_at is not None:
        return history.voided_at <= at
    return history.voided


def _known(items: Iterable[_R], at: datetime) -> tuple[_R, ...]:
    return tuple(item for item in items if item.history.recorded is None or item.history.recorded <= at)


def still_standing(entries: Iterable[_E], at: datetime) -> tuple[_E, ...]:
    """The entries that were known at the moment and had been neither taken back nor replaced by then."""
    known = _known(entries, at)
    gone = withdrawn(known, at)
    return tuple(entry for entry in known if entry.id not in gone)


def _known_aim(aim: Aim, at: datetime) -> Aim:
    seen = _known(aim.observations, at)
    return replace(aim, observations=tuple(one for one in seen if not _voided(one.history, at)))
