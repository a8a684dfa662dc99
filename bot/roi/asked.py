"""What a typed question can turn out to be: a question, or a need of help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

from bot.model.answer import Metric, Query
from bot.model.ledger import BenefitKind

Show: TypeAlias = Literal["cash", "how", "rows", "sources", "sheet", "surer", "not_counted", "restated"]
Subject: TypeAlias = Literal[
    "better", "changes", "contacts", "effect", "funnel", "hours", "influence", "learned", "mood", "relationships",
    "repeats", "times", "untold",
]  # fmt: skip
"""What is asked about that is no money."""
By: TypeAlias = Literal["programme", "department", "kind", "channel", "month", "topic", "hour"]
Credit: TypeAlias = Literal["last", "first", "linear"]
Why: TypeAlias = Literal[
    "help", "not_understood", "did_you_mean", "ambiguous", "twice", "together", "compare", "hours", "day",
    "projection", "exposure", "no_outcome", "which_outcome", "no_own",
]  # fmt: skip
SUBJECTS: tuple[Subject, ...] = get_args(Subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was understood. `canonical` says it in full; `question` reads back to the same question.

    With a `subject` it is a question about counts, and `metric` says nothing. `versus` is another programme, `credit`
    how orders are credited (several: one answer beside the other), `as_of` an earlier day whose answer is wanted.
    """

    metric: Metric = "roi"
    subject: Subject | None = None
    programme: str | None = None
    department: str | None = None
    topic: str | None = None
    insight: str | None = None
    group: str | None = None
    change: str | None = None
    outcome: str | None = None
    role: str | None = None
    kind: BenefitKind | None = None
    period: str | None = None
    compare: str | None = None
    versus: str | None = None
    by: By | None = None
    currency: str | None = None
    credit: tuple[Credit, ...] = ()
    cohort: bool = False
    as_of: date | None = None
    show: frozenset[Show] = frozenset()
    canonical: str = ""
    question: str = ""

    @property
    def part_of_worth(self) -> bool:
        """Whether only some of the counted benefits are asked about."""
        return (self.kind or self.topic or self.insight) is not None

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
            by="programme" if self.by in ("programme", "department") else None,
            outcome=self.outcome,
            versus_programme=self.versus if self.metric == "unit_cost" else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Why there is no question: `words` as they were typed, `nearest` whole questions or phrases instead.

    With `twice` and `together` they are the things that were named, with `ambiguous` and `did_you_mean` whole
    questions, with `no_outcome` and `which_outcome` the results that are counted.
    """

    why: Why
    words: str = ""
    nearest: tuple[str, ...] = ()
