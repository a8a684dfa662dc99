"""A question to the living ledger with its answer, and what the words around it need. Checks and audits nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, localcontext

from bot.flow.books import Books
from bot.flow.kept import Kept
from bot.flow.organisation import Organisation
from bot.flow.rights import OPEN_TO_ALL
from bot.model.answer import Answer, Entry, Period, Query
from bot.model.changes import LedgerItem
from bot.model.insight import Insight, InsightId
from bot.model.ledger import Benefit, Ledger
from bot.model.mention import Untrusted
from bot.roi.accounts import Accounts
from bot.roi.answers import answered
from bot.roi.asked import Asked
from bot.roi.case import Acted, Case, Entered, Requests, Restated
from bot.roi.changes import CHANGES, changes_of
from bot.roi.fields import end_of_day
from bot.roi.living import Posted, export
from bot.roi.prices import Absent, Prices
from bot.roi.question import question_of
from bot.roi.rounding import PRECISE
from bot.roi.views import (
    Split,
    changed_since,
    compared,
    converted,
    exchanged,
    figures_of,
    months_of,
    narrowed,
    split_entries,
)
from bot.texts.entries import CATEGORIES

_WORK = frozenset({"acknowledged", "action", "fixed", "told"})
"""Signals behind which stand hours that somebody worked."""
NO_TOPIC, NO_CHANNEL = "-", "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """The books opened for one question."""

    asked: Asked
    books: Accounts
    benefits: Mapping[str, Benefit]
    topics: Mapping[int, int]
    kept: Kept

    def answer(self, query: Query) -> Answer:
        """The answer to a query, cut to the part of worth that is asked about."""
        found = answered(self.books, query if not self.asked.part_of_worth else replace(query, compare=None))
        if not self.asked.part_of_worth:
            return found
        part = narrowed(found, self.keeps)
        if query.compare is None or part.period is None:
            return part
        phrase = self.books.other_period(part.period, query.compare, query.programme)
        other = answered(self.books, replace(query, compare=None, period=_phrase(phrase)))
        return compared(part, narrowed(other, self.keeps))

    def keeps(self, name: str) -> bool:
        """Whether a benefit is of the part that is asked about."""
        asked, benefit = self.asked, self.benefits.get(name)
        if benefit is None:
            return False
        insight = _insight(benefit)
        topic = self.topics.get(insight) if insight is not None else None
        return (
            (asked.kind is None or benefit.kind == asked.kind)
            and (asked.insight is None or insight == int(asked.insight))
            and (asked.topic is None or (topic is not None and str(topic) == asked.topic))
        )

    def topic_of(self, entry: Entry) -> str:
        """The topic that an entry's insight is about."""
        benefit = self.benefits.get(entry.id)
        insight = _insight(benefit) if benefit is not None else None
        topic = self.topics.get(insight) if insight is not None else None
        return NO_TOPIC if topic is None else str(topic)

    def channel_of(self, entry: Entry) -> str:
        """The channel of the contacts that an entry avoided."""
        benefit = self.benefits.get(entry.id)
        return benefit.channel if benefit is not None and benefit.kind in ("deflection", "fix") else NO_CHANNEL


def _insight(benefit: Benefit) -> int | None:
    number = (benefit.insight or "").removeprefix("insight-")
    return int(number) if number.isdigit() else None


def _phrase(period: Period) -> str:
    """The period as a phrase that reads back to it."""
    start = period.start or date(1900, 1, 1)
    return f"{start.isoformat()}..{(period.end - timedelta(days=1)).isoformat()}"


async def living_ledger(
    *, tools: Books, organisation: Organisation, department: str | None = None
) -> dict[str, object]:  # fmt: skip
    """The living ledger as the JSON that is evaluated. Checks and audits nothing."""
    return export(
        await tools.store.ledger(),
        settings=organisation.settings.roi,
        zone=tools.zone,
        programmes=organisation.programmes,
        insights=await posted_insights(tools, organisation),
        department=department,
    )


async def read_case(asked: Asked, *, as_of: datetime, tools: Books, organisation: Organisation) -> Case:
    """The question with its answer as of a moment (earlier where the question names a day)."""
    now, at = as_of, as_of
    if asked.as_of is not None:
        at = min(as_of, end_of_day(asked.as_of, tools.zone))
    insights = await tools.store.insights()
    ledger = _credited_as(asked, await tools.kept.read(
        tools.store, settings=organisation.settings.roi, zone=tools.zone, programmes=organisation.programmes,
        insights=_posted(insights, await tools.store.first_posted(), organisation), department=asked.department,
    ))  # fmt: skip
    topics = {int(one.id): int(one.theme) for one in insights if one.theme is not None}
    books = tools.kept.books(ledger, at)
    desk = _Desk(asked=asked, books=books, benefits=books.benefits, topics=topics, kept=tools.kept)
    query = asked.query(at)
    answer = desk.answer(query)
    known = desk.books.ledger
    # Aims and costs do not depend on what came of it: the short way on a long ledger.
    spent = books.without_benefits()
    aims = answered(spent, replace(query, metric="intention", compare=None, by=None, view=None))
    entered = Entries(tools.kept.items, organisation)
    case = Case(
        asked=asked,
        answer=answer,
        intention=aims.intention,
        ledger=known,
        benefits=desk.benefits,
        paid=books.costs,
        entered=entered,
        costs=_costs(spent, answer, query),
        as_of=at,
        zone=tools.zone,
        names={one.id: one.name for one in ledger.programmes},
        splits=tuple(_splits(desk, answer, query)),
        other=_other(desk, query),
        restated=_restated(desk, ledger, answer, now) if _wants_restated(asked) else None,
        topics=_labels(insights),
        themes=topics,
        changes=changes_of((await tools.kept.entries(
            tools.store, currency=organisation.settings.roi.base_currency, zone=tools.zone
        )).lists.get(CHANGES, ()), at),
    )  # fmt: skip
    return await _with_acts(_converted(case), insights, entered, tools=tools)


def _credited_as(asked: Asked, ledger: Ledger) -> Ledger:
    """The ledger with orders credited as the question says."""
    if not asked.credit:
        return ledger
    return replace(ledger, settings=replace(ledger.settings, attribution=asked.credit[0]))


def _wants_restated(asked: Asked) -> bool:
    return asked.as_of is not None or "restated" in asked.show


def _restated(desk: _Desk, ledger: Ledger, answer: Answer, now: datetime) -> Restated | None:
    """The same days by what is known now."""
    if answer.period is None:
        return None
    end = min(answer.period.end, desk.books.tomorrow)
    cut = Period(start=answer.period.start, end=end)
    later = replace(desk, books=desk.kept.books(ledger, now))
    query = replace(desk.asked.query(now), period=_phrase(cut), compare=None, by=None)
    found = later.answer(query)
    then, after = ({one.id: one for one in (*each.benefits, *each.costs)} for each in (answer, found))
    return Restated(now=found, changed=changed_since(then, after))


def _other(desk: _Desk, query: Query) -> Answer | None:
    """The answer of the programme it is held against."""
    versus = desk.asked.versus
    if versus is None or query.metric == "unit_cost":
        return None
    return desk.answer(replace(query, programme=versus, department=None, compare=None, by=None))


def _splits(desk: _Desk, answer: Answer, query: Query) -> Iterator[tuple[Split, Asked]]:
    """The lines of an answer that is split, each with the question it opens."""
    asked, plain = desk.asked, replace(query, by=None, compare=None)
    if answer.period is None:
        return
    if len(asked.credit) > 1:
        for one in asked.credit:
            own = replace(asked, credit=(one,))
            ledger = _credited_as(own, desk.books.source)
            books = desk.kept.books(ledger, desk.books.at)
            other = replace(desk, asked=own, books=books, benefits=books.benefits).answer(plain)
            yield Split(key=one, figures=figures_of(other)), _written(own)
    if asked.by == "department":
        names = dict.fromkeys(one.department for one in desk.books.ledger.programmes if one.department)
        for name in names:
            found = desk.answer(replace(plain, department=name))
            if found.period is not None:
                yield _line(name, found), _written(replace(asked, department=name, by=None))
        # The lines add up to the whole: what belongs to no department stands by its programme.
        for programme in desk.books.ledger.programmes:
            if programme.department is None and asked.department is None and asked.programme in (None, programme.id):
                found = desk.answer(replace(plain, programme=programme.id))
                yield _line(programme.name, found), _written(replace(asked, programme=programme.id, by=None))
    if asked.by == "month":
        for start, end in months_of(_first_day(desk, answer), min(answer.period.end, desk.books.tomorrow)):
            phrase = _phrase(Period(start=start, end=end))
            yield (
                _line(f"{start:%Y-%m}", desk.answer(replace(plain, period=phrase))),
                _written(replace(asked, period=phrase, by=None)),
            )
    keys: Mapping[str, Callable[[Entry], str]] = {
        "kind": lambda entry: entry.kind, "topic": desk.topic_of, "channel": desk.channel_of,
    }  # fmt: skip
    if asked.by is not None and asked.by in keys:
        worth = asked.metric == "benefit"
        entries = answer.benefits if worth else answer.costs
        for line in split_entries(entries, keys[asked.by], worth=worth):
            yield line, _written(replace(asked, by=None))


def _line(key: str, found: Answer) -> Split:
    ends = (found.benefit_low, found.benefit_high)
    return Split(key=key, figures=figures_of(found), early="TOO_EARLY" in found.warnings, ends=ends)


def _written(asked: Asked) -> Asked:
    plain = replace(asked, show=frozenset(), compare=None)
    return replace(plain, question=question_of(plain))


def _first_day(desk: _Desk, answer: Answer) -> date:
    """Where the answer's days begin; in all time, with its first entry."""
    if answer.period is not None and answer.period.start is not None:
        return answer.period.start
    costs = {one.id: one for one in desk.books.ledger.costs}
    days = [found.when.start for one in answer.benefits if (found := desk.benefits.get(one.id)) is not None]
    days += [paid.when.start for one in answer.costs if (paid := costs.get(one.id)) is not None]
    return min(days, default=desk.books.today)


def _converted(case: Case) -> Case:
    """The case in the currency that was asked for, if a rate was entered."""
    currency = case.asked.currency
    if currency is None or currency == case.answer.currency:
        return case
    prices = Prices(settings=case.ledger.settings, fx=case.ledger.fx)
    try:
        with localcontext(PRECISE):
            rate = 1 / prices.exchange(currency, case.today)
    except Absent:
        return replace(case, no_rate=currency)
    return replace(
        case,
        answer=converted(case.answer, rate, currency),
        shown_rate=rate,
        splits=tuple((exchanged(line, rate), asked) for line, asked in case.splits),
        other=case.other and converted(case.other, rate, currency),
        costs={name: None if cost is None else cost * rate for name, cost in case.costs.items()},
        restated=case.restated and replace(case.restated, now=converted(case.restated.now, rate, currency)),
    )


class Entries(Mapping[tuple[str, str], Entered]):
    """The recorded entries as people know them, by list and id; each is looked up when it is asked for."""

    def __init__(self, items: Mapping[tuple[str, str], LedgerItem], organisation: Organisation) -> None:
        self._items = items
        self._people = {name: one for one in organisation.all_people for name in one.ids}

    def __getitem__(self, key: tuple[str, str]) -> Entered:
        item = self._items[key]
        person = self._people.get(item.person) if item.person is not None else None
        words = {key: str(item.item.get(key) or "") for key in ("label", "note", "unit")}
        return Entered(
            label=words["label"],
            note=words["note"],
            unit=words["unit"],
            by=person.name if person else "",
            recorded=item.recorded,
            department=self.department(key),
            category=CATEGORIES.get(str(item.item.get("category") or ""), ""),
        )

    def department(self, key: tuple[str, str]) -> str:
        """The department that an entry belongs to: what it says itself, else that of who recorded it."""
        item = self._items.get(key)
        if item is None:
            return ""
        person = self._people.get(item.person) if item.person is not None else None
        return str(item.item.get("department") or (person.department if person else None) or "")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def _costs(books: Accounts, answer: Answer, query: Query) -> dict[str, Decimal | None]:
    """What each programme cost in the days of the answer."""
    if answer.period is None or not books.ledger.outcomes:
        return {}
    phrase = None if answer.period.start is None else _phrase(answer.period)
    spent = answered(books, Query(metric="cost", as_of=query.as_of, period=phrase, by="programme"))
    return {name: figures.cost for name, figures in (spent.by or {}).items()}


async def posted_insights(tools: Books, organisation: Organisation) -> list[Posted]:
    """Every insight that stands in a channel, with when it first did."""
    return _posted(await tools.store.insights(), await tools.store.first_posted(), organisation)


def _posted(
    insights: Sequence[Insight], first: Mapping[InsightId, datetime], organisation: Organisation
) -> list[Posted]:  # fmt: skip
    usual = organisation.programmes[0].id
    return [
        Posted(insight=one.id, programme=one.programme or usual, at=first[one.id])
        for one in insights
        if one.id in first
    ]


def _labels(insights: Sequence[Insight]) -> dict[str, Untrusted]:
    """What each topic is called, from its latest insight that everyone may read."""
    mine = [one for one in insights if one.theme is not None and one.visibility in OPEN_TO_ALL]
    # What a colleague raised is one message of the topic: the others say better what it is about.
    mine.sort(key=lambda one: (one.kind != "raised", one.id))
    return {str(one.theme): one.label for one in mine}


async def _with_acts(case: Case, insights: Sequence[Insight], entered: Entries, *, tools: Books) -> Case:
    """The case with the acts on its insights, the departments behind them without hours, and what people asked for."""
    # Aims are about no insight.
    mine = case.posted() if case.asked.metric != "intention" else ()
    posted = {int(one.id.removeprefix("insight-")) for one in mine}
    # Nobody acts on what is not posted yet; a day more, because the first day began in another zone.
    since = datetime.combine(mine[0].posted - timedelta(days=1), time(), case.zone) if mine else case.as_of
    acts = tuple(
        Acted(insight=one.insight, kind=one.kind, department=one.department or "", at=one.at)
        for one in (await tools.store.signals(since=since) if posted else ())
        if one.insight in posted and one.removed is None and one.kind != "seen" and one.at <= case.as_of
    )
    idle = _without_hours({one.department for one in acts if one.kind in _WORK and one.department}, case, entered)
    asked_for = [one.id for one in insights if one.kind == "request" and one.visibility in OPEN_TO_ALL]
    return replace(case, acted=acts, idle=tuple(sorted(idle)), requests=_requests(posted & set(asked_for), acts))


def _without_hours(departments: set[str], case: Case, entered: Entries) -> set[str]:
    """Those of the departments that entered nothing in the days of the answer."""
    left = set(departments)
    # Newest first: whoever works at it wrote down something lately, and thousands of entries need not be looked at.
    for cost in reversed(case.answer.costs):
        if not left:
            break
        left.discard(entered.department(("costs", cost.id)))
    return left


def _requests(voiced: Collection[int], acts: Sequence[Acted]) -> Requests:
    """What people asked for, and what became of it by then."""
    told = {one.insight for one in acts if one.kind == "told" and one.insight in voiced}
    built = {one.insight for one in acts if one.kind == "fixed" and one.insight in voiced} | told
    return Requests(voiced=tuple(sorted(voiced)), built=tuple(sorted(built)), told=tuple(sorted(told)))
