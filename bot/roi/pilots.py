"""Pilots: a programme with a cap on its cost, and how much of it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.model.answer import Query
from bot.model.people import Programme
from bot.roi.accounts import Accounts
from bot.roi.answers import answered

WARN, FULL = Decimal("0.8"), Decimal(1)
"""Shares of the cap from which on a warning comes, and from which on an entry has to be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """How a pilot stands: `used` is the share of its cap that is spent, `over` whether its last day has passed."""

    programme: Programme
    spent: Decimal
    cap: Decimal
    used: Decimal
    over: bool

    @property
    def threshold(self) -> int:
        """80 or 100 where so many percent of the cap are used, else 0."""
        return 100 if self.used >= FULL else 80 if self.used >= WARN else 0


def cap_of(programme: Programme) -> Decimal | None:
    """The cap on a programme's cost, None where it has none."""
    try:
        cap = Decimal(programme.cap) if programme.cap else None
    except InvalidOperation:
        return None
    return cap if cap is not None and cap.is_finite() and cap > 0 else None


def pilots(books: Accounts, programmes: Sequence[Programme]) -> tuple[Pilot, ...]:
    """How each pilot stands at the accounts' moment; a cost that is not known counts as nothing."""
    found = []
    for programme in programmes:
        cap = cap_of(programme)
        if cap is None:
            continue
        answer = answered(books, Query(metric="cost", as_of=books.at, programme=programme.id))
        spent = answer.cost if answer.cost is not None else sum((one.value for one in answer.costs), Decimal(0))
        ends = _day(programme.ends)
        over = ends is not None and ends < books.today
        found.append(Pilot(programme=programme, spent=spent, cap=cap, used=spent / cap, over=over))
    return tuple(found)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
