"""What was done differently from a day on: it stands in charts, and beside the question whether a fix worked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.changes import LedgerItem
from bot.roi.shelf import standing, text

CHANGES = "changes"
"""The list of the ledger in which they are recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One change. `programme`, `department` and `insight` are '' where it concerns all of them."""

    id: str
    what: str
    day: date
    programme: str = ""
    department: str = ""
    owner: str = ""
    insight: str = ""
    metric: str = ""
    before: str = ""
    after: str = ""


def changes_of(items: Iterable[LedgerItem], at: datetime) -> tuple[Changed, ...]:
    """The changes that were known at a moment, by day."""
    found = [
        Changed(
            id=one.id, what=text(one, "what"), day=date.fromisoformat(text(one, "date")),
            programme=text(one, "programme"), department=text(one, "department"), owner=text(one, "owner"),
            insight=text(one, "insight").removeprefix("insight-"), metric=text(one, "metric"),
            before=text(one, "before"), after=text(one, "after"),
        )
        for one in standing(items, CHANGES, at)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.day, one.id)))


def within(
    changes: Sequence[Changed], since: date, until: date, *, insights: Collection[int] | None = None,
    programme: str | None = None,
) -> list[Changed]:  # fmt: skip
    """The changes of half-open days that may have moved what is looked at.

    Left out are those of another insight than `insights`, and of another programme than `programme`.
    """
    own = None if insights is None else {str(one) for one in insights}
    return [
        one
        for one in changes
        if since <= one.day < until
        and (own is None or not one.insight or one.insight in own)
        and (programme is None or one.programme in ("", programme))
    ]
