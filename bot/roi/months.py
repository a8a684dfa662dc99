"""What came in and went out month by month: net present value and payback."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from bot.model.ledger import Span
from bot.roi.rounding import settled

DISCOUNT_RATE = Decimal("0.10")
_ZERO, _ONE = Decimal(0), Decimal(1)
_SHORTEST_MONTH = 28


Flow: TypeAlias = tuple[Decimal, Span]
"""Money spread evenly over days."""


def by_month(flows: Iterable[Flow]) -> dict[int, Decimal]:
    """What came, or went, in each calendar month; a month is year x 12 + month - 1."""
    found: dict[int, Decimal] = {}
    for amount, days in flows:
        for month, part in _parts(amount, days):
            found[month] = found.get(month, _ZERO) + part
    return found


def monthly(came: Mapping[int, Decimal], went: Mapping[int, Decimal]) -> tuple[Decimal, ...]:
    """B - C of every calendar month, from that of the earliest flow (month 0) to that of the last one."""
    months = {*came, *went}
    if not months:
        return ()
    return tuple(came.get(one, _ZERO) - went.get(one, _ZERO) for one in range(min(months), max(months) + 1))


def present_value(net: Sequence[Decimal], rate: Decimal | None) -> Decimal:
    """The sum of net of month m / (1 + rate a year) ^ (m / 12)."""
    growth = (_ONE + (DISCOUNT_RATE if rate is None else rate)) ** (_ONE / 12)
    total, factor = _ZERO, _ONE
    for amount in net:
        total += amount / factor
        factor *= growth
    return total


def payback_months(net: Sequence[Decimal]) -> Decimal | None:
    """After how many months the running sum stays at or above zero; None while it does not, 0 if it never falls."""
    found: Decimal | None = _ZERO
    running = _ZERO
    for month, amount in enumerate(net):
        before, running = running, running + amount
        if settled(running) < 0:
            found = None
        elif settled(before) < 0:
            found = month - before / amount
    return found


def _parts(amount: Decimal, days: Span) -> Iterator[tuple[int, Decimal]]:
    """The amount by month, a month as year x 12 + month - 1."""
    start, end = days.start, days.end
    month = start.year * 12 + start.month - 1
    if (end - start).days <= _SHORTEST_MONTH + 1 - start.day:
        yield month, amount
        return
    while start < end:
        month += 1
        until = min(date(month // 12, month % 12 + 1, 1), end)
        yield month - 1, amount * (until - start).days / days.days
        start = until
