"""What one counted result cost, beside another programme that counts the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.model.answer import Reason, UnitCost
from bot.model.ledger import Outcome
from bot.roi.scope import Scope
from bot.roi.values import ZERO

COUNT = "count"


def unit_cost(
    outcomes: Sequence[Outcome],
    metric: str | None,
    scope: Scope,
    *,
    cost: Decimal | None,
    versus: UnitCost | None = None,
) -> UnitCost:
    """Cost / count of the results of one metric in scope, and its ratio to that of another programme."""
    count = sum((one.count for one in _inside(outcomes, metric, scope) if one.count is not None), ZERO)
    each = cost / count if cost is not None and count else None
    theirs = None if versus is None else versus.each
    return UnitCost(
        each=each,
        count=count,
        versus=theirs,
        ratio=each / theirs if each is not None and theirs else None,
    )


def uncounted(outcomes: Sequence[Outcome], metric: str | None, scope: Scope) -> tuple[Reason, ...]:
    """The results of the metric in scope whose count is not known."""
    return tuple(Reason(id=one.id, reason=COUNT) for one in _inside(outcomes, metric, scope) if one.count is None)


def _inside(outcomes: Sequence[Outcome], metric: str | None, scope: Scope) -> Iterator[Outcome]:
    return (
        one
        for one in outcomes
        if one.metric == metric and scope.holds_programme(one.programme) and scope.holds_day(one.day)
    )
