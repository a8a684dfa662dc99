"""Everything an answer to `/roi` is drawn from, and how its figures are written and opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from heapq import nsmallest
from typing import Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.model.answer import Answer, Entry, Intention, Metric, Period
from bot.model.ledger import Benefit, Cost, Ledger, PostedInsight
from bot.model.mention import Untrusted
from bot.model.message import Span, Style, Text
from bot.roi.asked import Asked
from bot.roi.changes import Changed
from bot.roi.periods import clipped
from bot.roi.prices import LAG_DAYS
from bot.roi.question import question_of
from bot.roi.rounding import PRECISE, settled
from bot.roi.scope import Scope, selected
from bot.roi.views import Split
from bot.texts import money as texts

Kind = Literal["sales", "efficiency", "retention"]
KIND_OF: Mapping[str, Kind] = {
    "sales": "sales",
    "spend_change": "sales",
    "deflection": "efficiency",
    "fix": "efficiency",
    "time_saved": "efficiency",
    "other_cash": "efficiency",
    "retention": "retention",
}
"""Which kind of worth a kind of benefit is."""
KINDS: tuple[Kind, ...] = ("sales", "efficiency", "retention")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A recorded entry as people know it: `label` what it is called, `by` who recorded it.

    `unit` is that of an aim, `category` that of a cost.
    """

    label: str = ""
    note: str = ""
    by: str = ""
    recorded: datetime | None = None
    unit: str = ""
    department: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """One act on a posted insight. Who it was stays out: influence is shown per department."""

    insight: int
    kind: str
    department: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """What people asked for: the insights that say so, those that were built, those whose customers were told."""

    voiced: tuple[int, ...] = ()
    built: tuple[int, ...] = ()
    told: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """The answer as it would be for the same days by what is known now, and which entries count differently."""

    now: Answer
    changed: tuple[tuple[str, Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question, its answer, and what the words around the figures need.

    `ledger` is what was known at `as_of`, `benefits` and `paid` (costs) its entries by id; `entered` is by (list, id);
    `costs` is what each programme cost in the same period; `idle` are the departments that acted on insights in scope
    and entered no hours. `splits` are the lines of an answer that is split, each with the question that it opens;
    `other` is the answer of the programme it is held against. `topics` are the labels of topics by number, `themes`
    their numbers by insight. `no_rate` is the currency that was asked for, where no rate into it was entered;
    `shown_rate` the rate into the currency that is shown, where that is not the base one; `changes` what was done
    differently, by day.
    """

    asked: Asked
    answer: Answer
    intention: Intention | None
    ledger: Ledger
    entered: Mapping[tuple[str, str], Entered]
    costs: Mapping[str, Decimal | None]
    as_of: datetime
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    paid: Mapping[str, Cost] = field(default_factory=dict)
    acted: tuple[Acted, ...] = ()
    idle: tuple[str, ...] = ()
    splits: tuple[tuple[Split, Asked], ...] = ()
    other: Answer | None = None
    restated: Restated | None = None
    requests: Requests = Requests()
    topics: Mapping[str, Untrusted] = field(default_factory=dict)
    themes: Mapping[int, int] = field(default_factory=dict)
    no_rate: str = ""
    shown_rate: Decimal | None = None
    changes: tuple[Changed, ...] = ()
    _of_kind: dict[Kind, list[Entry]] = field(init=False, default_factory=dict, compare=False, repr=False)
    _worth: dict[Kind, Decimal | None] = field(init=False, default_factory=dict, compare=False, repr=False)

    @property
    def today(self) -> date:
        """The local date of the answer."""
        return self.as_of.astimezone(self.zone).date()

    @property
    def currency(self) -> str:
        """The base currency."""
        return self.answer.currency

    @property
    def lag_days(self) -> int:
        """How old an insight must be to be mature."""
        own = self.ledger.settings.lag_days
        return LAG_DAYS if own is None else own

    def scope(self) -> Scope | None:
        """The scope of the answer, None where it has no period."""
        period = self.answer.period
        if period is None:
            return None
        programmes = selected(self.ledger, programme=self.asked.programme, department=self.asked.department)
        tomorrow = self.today + timedelta(days=1)
        return Scope(programmes=programmes, period=clipped(period, self.today), tomorrow=tomorrow)

    def posted(self) -> tuple[PostedInsight, ...]:
        """The insights in scope, oldest first."""
        scope = self.scope()
        if scope is None:
            return ()
        held = (
            one for one in self.ledger.insights if scope.holds_programme(one.programme) and scope.holds_day(one.posted)
        )
        return tuple(sorted(held, key=lambda one: (one.posted, one.id)))

    def benefit(self, name: str) -> Benefit | None:
        """The recorded benefit of this id."""
        return self.benefits.get(name)

    def cost(self, name: str) -> Cost | None:
        """The recorded cost of this id."""
        return self.paid.get(name)

    def label(self, name: str) -> str | Untrusted:
        """What people call a benefit or cost. A name that was typed may quote a customer: only a surface opens it."""
        for kind in ("benefits", "costs"):
            entered = self.entered.get((kind, name))
            if entered is not None and entered.label:
                return Untrusted(entered.label)
        return self.plain_name(name)

    def plain_name(self, name: str) -> str:
        """What a benefit or cost is, in our own words."""
        benefit, cost = self.benefit(name), self.cost(name)
        if benefit is not None:
            kind = texts.BENEFITS[benefit.kind]
            return name if name.startswith(f"{kind}-") else f"{kind} {name}"
        if cost is not None and cost.hours is not None:
            return texts.hours_label(cost.hours)
        return name

    def topic_of(self, name: str) -> str:
        """The number of the topic that a benefit's insight is about, `-` where there is none."""
        benefit = self.benefit(name)
        number = (benefit.insight or "").removeprefix("insight-") if benefit is not None else ""
        return str(self.themes.get(int(number), "-")) if number.isdigit() else "-"

    def channel_of(self, name: str) -> str:
        """The channel of the contacts that a benefit avoided, `-` where it avoided none."""
        benefit = self.benefit(name)
        return benefit.channel if benefit is not None and benefit.kind in ("deflection", "fix") else "-"

    def of_kind(self, kind: Kind) -> Sequence[Entry]:
        """The counted benefits of one kind of worth."""
        if not self._of_kind:
            # Asked for by every line of the answer, and there may be thousands.
            self._of_kind.update({one: [] for one in KINDS})
            for entry in self.answer.benefits:
                mine = KIND_OF.get(entry.kind)
                if mine is not None:
                    self._of_kind[mine].append(entry)
        return self._of_kind[kind]

    def largest(self, kind: Kind, most: int) -> Sequence[Entry]:
        """So many of the counted benefits of one kind of worth, the surest and largest first."""
        return nsmallest(most, self.of_kind(kind), key=lambda one: (one.grade != "measured", -one.value, one.id))

    def worth_of(self, kind: Kind) -> Decimal | None:
        """What one kind of worth comes to, None where nothing of it was entered."""
        if kind not in self._worth:
            mine = self.of_kind(kind)
            self._worth[kind] = total(entry.value for entry in mine) if mine else None
        return self._worth[kind]

    @property
    def cents(self) -> bool:
        """Whether figures need their cents to add up as they are shown."""
        answer = self.answer
        if answer.benefit is None or answer.cost is None or answer.net is None:
            return any(value is not None and abs(value) < 100 for value in (answer.benefit, answer.cost))
        kinds = [worth for kind in KINDS if (worth := self.worth_of(kind)) is not None]
        grades = answer.by_grade
        parts = [grades.measured, grades.estimated] if grades else []
        return (
            _whole(answer.benefit) - _whole(answer.cost) != _whole(answer.net)
            or sum(_whole(worth) for worth in kinds) != _whole(answer.benefit)
            or sum(_whole(part) for part in parts if part is not None) != _whole(answer.benefit)
        )

    def money(self, value: Decimal, *, cents: bool | None = None) -> str:
        """An amount in words."""
        return texts.amount(settled(value), self.currency, cents=self.cents if cents is None else cents)

    def href(self, part: str, *, asked: Asked | None = None) -> str:
        """The path that opens a part of the answer, as it was at this moment."""
        return answer_path((asked or self.asked).question, part, self.as_of)

    def figure(self, text: str | Untrusted, part: str, *, style: Style = "plain", asked: Asked | None = None) -> Span:
        """A figure that opens what it is made of."""
        return Span(text=text, style=style, href=self.href(part, asked=asked))

    def amount(self, value: Decimal | None, part: str, *, strong: bool = False) -> Span:
        """An amount that opens what it is made of."""
        text = "?" if value is None else self.money(value)
        return self.figure(text, part, style="strong" if strong else "plain")

    def about(self, programme: str, *, metric: Metric | None = None) -> Asked:
        """The same question about one programme alone; ROI where no metric is given."""
        plain = replace(
            self.asked, programme=programme, department=None, by=None, compare=None, versus=None, show=frozenset(),
            metric=metric or "roi", outcome=self.asked.outcome if metric == "unit_cost" else None, kind=None,
            topic=None, insight=None,
        )  # fmt: skip
        if metric == "benefit":
            plain = replace(plain, kind=self.asked.kind, topic=self.asked.topic, insight=self.asked.insight)
        return replace(plain, question=question_of(plain))

    def over(self, period: Period) -> Asked:
        """The same question over other days."""
        last = period.end - timedelta(days=1)
        phrase = None if period.start is None else f"{period.start.isoformat()}..{last.isoformat()}"
        plain = replace(self.asked, period=phrase, compare=None, versus=None, by=None, show=frozenset())
        return replace(plain, question=question_of(plain))


def answer_path(question: str, part: str, at: datetime) -> str:
    """The path that opens a part of the answer to a question, as it was at a moment."""
    return "/answer?" + urlencode({"q": question, "part": part, "at": at.isoformat()})


def paragraph(*parts: str | Span, faint: bool = False) -> Text:
    """Plain words and spans as one paragraph."""
    return Text(line=tuple(Span(text=part) if isinstance(part, str) else part for part in parts), faint=faint)


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    with localcontext(PRECISE):
        return sum(values, Decimal(0))


def spread(values: Sequence[Decimal], places: int) -> tuple[Decimal, ...]:
    """The values rounded so that they add up to their rounded sum: odd cents go to the largest remainders."""
    unit = Decimal(1).scaleb(-places)
    with localcontext(PRECISE):
        exact = [settled(value) for value in values]
        floors = [(value / unit).to_integral_value(ROUND_FLOOR) * unit for value in exact]
        left = int((_rounded(total(exact), unit) - total(floors)) / unit)
        order = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
        given = set(order[:left])
        return tuple(floor + unit if at in given else floor for at, floor in enumerate(floors))


def _rounded(value: Decimal, unit: Decimal) -> Decimal:
    with localcontext(PRECISE):
        return (value / unit).to_integral_value(ROUND_HALF_UP) * unit


def _whole(value: Decimal) -> Decimal:
    return _rounded(settled(value), Decimal(1))
