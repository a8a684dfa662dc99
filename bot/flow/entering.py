"""What is recorded by typing it after `/roi`, and what the person is told then: what it changes, what it bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bot.errors import NeedsConfirming
from bot.flow.books import Books
from bot.flow.organisation import Organisation
from bot.flow.recording import CONFIRMED, Recording, books_now, record
from bot.model.answer import Query
from bot.model.insight import InsightId
from bot.model.ledger import Span as Days
from bot.model.message import Actions, Block, Button, Message, Span, Text
from bot.model.people import Person
from bot.model.views import Ask, Receipt
from bot.roi import Accounts, answered
from bot.roi.typed import Changed, Paid, Typed
from bot.texts import entries as words
from bot.texts import money, questions, recording

ANYWAY = "anyway"
"""The last word of an entry that is recorded although a pilot's cost cap is reached."""


async def enter(entry: Typed, ask: Ask, person: Person, *, tools: Books, organisation: Organisation) -> Message:
    """Keep what was typed, and tell what it changes.

    Raises:
        NotAllowed: hours and changes are for editors, money for finance.
        BadLedger: it cannot be kept.
    """
    text = ask.text.strip()
    recording_ = _recording(entry, person, ask.key, organisation)
    if text.casefold().endswith(f" {ANYWAY}"):
        recording_ = replace(recording_, form={**recording_.form, CONFIRMED: "yes"})
    finance = person.may("finance") and not ask.outside and not isinstance(entry, Changed)
    before = await books_now(tools, organisation) if finance else None
    try:
        receipt = await record(recording_, tools=tools, organisation=organisation)
    except NeedsConfirming as wrong:
        again = Button(label=words.confirm_cap(), act="open:roi", value=f"{text} {ANYWAY}")
        return _message(str(wrong), [], Actions(insight=None, buttons=(again,)))
    said = replace(receipt, words=_said(entry, receipt, organisation))
    if isinstance(entry, Changed):
        return _message(said.words, [recording.change_shows()], _mending("changes", receipt))
    programme = entry.programme or organisation.programmes[0].id
    effect = _Effect(
        before=before, after=await books_now(tools, organisation), day=entry.day, programme=programme
    )  # fmt: skip
    lines = await _changes(effect, tools=tools, organisation=organisation)
    return _message(said.words, lines, _mending("costs", receipt))


def _recording(entry: Typed, person: Person, key: str, organisation: Organisation) -> Recording:
    form = {"date": entry.day.isoformat()} | ({"programme": entry.programme} if entry.programme else {})
    if isinstance(entry, Changed):
        return Recording(kind="change", person=person.id, form={"what": entry.what, **form}, key=key)
    form |= {"category": entry.category} if entry.category else {}
    if isinstance(entry, Paid):
        form |= {"type": "cash", "amount": f"{entry.amount:f}"}
        form |= {"currency": entry.currency} if entry.currency != organisation.settings.roi.base_currency else {}
        form |= {"label": _bare(entry.what)} if _bare(entry.what) else {}
    else:
        form |= {"type": "time", "hours": f"{entry.hours:f}"}
        form |= {"note": _bare(entry.note)} if _bare(entry.note) else {}
        form |= {"rate": f"{entry.rate:f}"} if entry.rate is not None else {}
    return Recording(kind="cost", person=person.id, form=form, key=key)


def _bare(note: str) -> str:
    return note[: -len(ANYWAY)].strip() if note.casefold().endswith(ANYWAY) else note


def _said(entry: Typed, receipt: Receipt, organisation: Organisation) -> str:
    """What was kept, in the words it was typed in."""
    names = {one.id: one.name for one in organisation.programmes}
    day = questions.day_words(entry.day)
    if isinstance(entry, Changed):
        return recording.kept_change(entry.what, day)
    programme = names[entry.programme or organisation.programmes[0].id]
    category = words.CATEGORIES.get(entry.category or "", "")
    what = (
        money.amount(entry.amount, entry.currency, cents=True) if isinstance(entry, Paid)
        else money.hours_label(entry.hours)
    )  # fmt: skip
    lacking = receipt.words[receipt.words.index(".") + 1 :] if receipt.words.count(".") > 1 else ""
    return recording.kept_spending(what, day, programme, category) + lacking


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """The accounts before and after an entry, its day and programme. `before` None: its reader may see no amounts."""

    before: Accounts | None
    after: Accounts
    day: date
    programme: str


async def _changes(effect: _Effect, *, tools: Books, organisation: Organisation) -> list[str]:
    """Which period the entry changes, what its hours bought so far, and (for finance) the figure before and after."""
    name = next(one.name for one in organisation.programmes if one.id == effect.programme)
    start_month = organisation.settings.roi.fiscal_year_start_month
    quarter = quarter_of(effect.day, start_month)
    after = effect.after
    hours = sum((one.hours or Decimal(0) for one in after.ledger.costs
                 if one.programme == effect.programme and one.when.meets(quarter)), Decimal(0))  # fmt: skip
    period = questions.days_words(quarter.start, quarter.end)
    lines = [recording.changes_period(period, name, money.hours_label(hours) if hours else "")]
    bought = await _bought(effect, after, quarter, tools=tools, organisation=organisation)
    lines.append(recording.bought(bought))
    if effect.before is not None:
        figures = [_roi(books, effect.programme, quarter) for books in (effect.before, after)]
        lines.append(recording.roi_moves(*figures))
    return lines


def quarter_of(day: date, start_month: int) -> Days:
    """The quarter of the organisation's year that holds the day."""
    into = (day.month - start_month) % 3
    first = _months_on(day.replace(day=1), -into)
    return Days(start=first, end=_months_on(first, 3))


def _months_on(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _roi(books: Accounts, programme: str, quarter: Days) -> str:
    last = quarter.end - timedelta(days=1)
    query = Query(
        metric="roi", as_of=books.at, programme=programme, period=f"{quarter.start.isoformat()}..{last.isoformat()}"
    )  # fmt: skip
    found = answered(books, query).roi_pct
    return "" if found is None else money.percent(found)


async def _bought(
    effect: _Effect, books: Accounts, quarter: Days, *, tools: Books, organisation: Organisation
) -> list[str]:
    """What came of the programme in the quarter, counted: insights posted, what was done with them, results."""
    usual = organisation.programmes[0].id
    mine = {one.id for one in await tools.store.insights() if (one.programme or usual) == effect.programme}
    first = {name: at.astimezone(tools.zone).date() for name, at in (await tools.store.first_posted()).items()}
    posted = {name for name, day in first.items() if name in mine and quarter.start <= day < quarter.end}
    acts: dict[str, set[InsightId]] = {}
    # Nobody acts on what is not posted yet; a day more, because the first day began in another zone.
    since = datetime.combine(quarter.start - timedelta(days=1), time(), tools.zone)
    for signal in await tools.store.signals(since=since) if posted else ():
        if signal.insight in posted and signal.removed is None:
            acts.setdefault(signal.kind, set()).add(signal.insight)
    results: dict[str, Decimal] = {}
    for outcome in books.ledger.outcomes:
        if outcome.programme == effect.programme and outcome.count and quarter.start <= outcome.day < quarter.end:
            results[outcome.metric] = results.get(outcome.metric, Decimal(0)) + outcome.count
    taken = recording.insights_and_acts(len(posted), {kind: len(ids) for kind, ids in acts.items()})
    return [*taken, *(money.learned(count, metric) for metric, count in results.items())]


def _mending(kind: str, receipt: Receipt) -> Actions:
    """What is offered under an entry: to change it, or to take it back."""
    value = f"{kind}/{receipt.entry}"
    change = Button(label=words.change_it(), act="open:entry", value=f"edit={value}")
    back = Button(label=words.take_back(), act="open:entry", value=f"void={value}")
    return Actions(insight=None, buttons=(change, back))


def _message(said: str, lines: Sequence[str], actions: Actions) -> Message:
    blocks: list[Block] = [Text(line=(Span(text=said, style="strong"),))]
    blocks += [Text(line=(Span(text=line),)) for line in lines if line]
    return Message(blocks=(*blocks, actions), summary=said, private=True)
