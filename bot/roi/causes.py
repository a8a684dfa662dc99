"""How old the causes of today's results are: from the day an insight was posted to the first day of what it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from bot.model.message import Line, Span
from bot.roi.case import Case
from bot.roi.rounding import percent
from bot.texts import worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A counted benefit that names its insight: the days between them, 0 where it came no later than the insight."""

    entry: str
    insight: str
    posted: date
    begins: date

    @property
    def days(self) -> int:
        """Days from insight to result."""
        return max((self.begins - self.posted).days, 0)


def causes(case: Case) -> tuple[Cause, ...]:
    """The counted benefits of the answer whose insight was posted, whenever that was; the oldest cause first."""
    posted = {one.id: one.posted for one in case.ledger.insights}
    found = []
    for entry in case.answer.benefits:
        benefit = case.benefit(entry.id)
        day = posted.get(benefit.insight or "") if benefit is not None else None
        if benefit is not None and benefit.insight is not None and day is not None:
            found.append(Cause(entry=entry.id, insight=benefit.insight, posted=day, begins=benefit.when.start))
    return tuple(sorted(found, key=lambda one: (-one.days, one.entry)))


def causes_line(case: Case) -> Line:
    """The median days from insight to result, and how many results name an insight; nothing where none does."""
    found = causes(case)
    if not found:
        return ()
    middle = percent(Decimal(str(median(one.days for one in found))))
    figure = case.figure(worth.days_after(middle), "causes")
    rest = worth.named_causes(len(found), len(case.answer.benefits))
    return (Span(text=f"{worth.causes_head()}   ", style="strong"), figure, Span(text=rest))
