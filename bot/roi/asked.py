"""What a typed question can turn out to be: a question, hours to be kept, or a need of help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from bot.model.answer import Metric, Query

Show: TypeAlias = Literal["cash", "how", "rows", "sources", "sheet", "surer"]
Why: TypeAlias = Literal[
    "help", "not_understood", "did_you_mean", "ambiguous", "twice", "not_answered", "compare", "hours", "day"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was understood. `canonical` says it in full; `question` reads back to the same question."""

    metric: Metric
    programme: str | None = None
    department: str | None = None
    period: str | None = None
    compare: str | None = None
    by: Literal["programme"] | None = None
    cohort: bool = False
    show: frozenset[Show] = frozenset()
    canonical: str = ""
    question: str = ""

    def query(self, as_of: date | datetime) -> Query:
        """The same question as the evaluator takes it."""
        return Query(
            metric=self.metric,
            as_of=as_of,
            programme=self.programme,
            department=self.department,
            period=self.period,
            compare=self.compare,
            view="cohort" if self.cohort else None,
            by=self.by,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Hours that somebody worked, to be kept as a cost. `programme` None is the default one."""

    hours: Decimal
    programme: str | None
    day: date
    rate: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Why there is no question: `words` as they were typed, `nearest` whole questions or phrases instead.

    With `twice` they are the two things that were named, with `ambiguous` and `did_you_mean` whole questions.
    """

    why: Why
    words: str = ""
    nearest: tuple[str, ...] = ()
