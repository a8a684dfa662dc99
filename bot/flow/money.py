"""`/roi`: a typed question, the living ledger, one evaluation, one answer; and the lists that its figures open.

Money is for finance only, every read is in the audit log, and an answer is private until somebody shares it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import NotAllowed, NotFound, NotHere
from bot.flow.books import Books
from bot.flow.cases import read_case
from bot.flow.entering import enter
from bot.flow.organisation import Organisation
from bot.flow.terms import terms_of
from bot.model.answer import Answer
from bot.model.changes import KeepSetting, SettingEvent
from bot.model.message import Actions, Block, Button, Header, Message, Span, Text
from bot.model.people import Person, PersonId
from bot.model.views import Ask
from bot.roi.asked import Asked, Usage
from bot.roi.card import card, shared
from bot.roi.case import Case, paragraph
from bot.roi.download import sheet
from bot.roi.opened import opened
from bot.roi.question import parse
from bot.roi.typed import Typed
from bot.texts import money as answers
from bot.texts import questions, refusals
from bot.texts.money import STALE

_INSTEAD = {"projection": ("roi this year", "payback"), "exposure": ("sales", "retention")}
"""What can be asked in place of what is never answered."""
_RESULTS = ("no_outcome", "which_outcome")
_PARTS = ("how", "rows", "surer", "not_counted", "restated", "sheet")
"""What may be asked for in place of the answer's own lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a question came to: the message, whether it was understood, and the answer where that is money."""

    message: Message
    answer: Answer | None
    understood: bool = False


async def answer_roi(ask: Ask, *, tools: Books, organisation: Organisation) -> Message:
    """The answer to `/roi` and the words behind it, for the asker alone.

    Raises:
        NotAllowed: the person may not see money, or not record hours.
        NotHere: people of another organisation are in the place.
    """
    person = _known(ask.person, organisation)
    now = tools.clock.now()
    found = await parsed(ask.text, now, tools=tools, organisation=organisation, person=person)
    return await answer_found(found, ask, person, tools=tools, organisation=organisation)


async def answer_found(
    found: Asked | Typed | Usage, ask: Ask, person: Person, *, tools: Books, organisation: Organisation
) -> Message:
    """The answer to what the words turned out to be. Raises as above."""
    now = tools.clock.now()
    if isinstance(found, Usage):
        return usage(found, organisation)
    if not isinstance(found, Asked):
        return await enter(found, ask, person, tools=tools, organisation=organisation)
    if found.subject is not None:
        # Counts are answered in `asking`, which has the insights.
        return usage(Usage(why="not_understood", words=ask.text), organisation)
    _finance(person)
    if ask.outside:
        raise NotHere(what=refusals.money_here(), remedy=refusals.money_elsewhere())
    return (await _answered(found, now, person.id, tools=tools, organisation=organisation)).message


async def answer_as_operator(
    text: str, *, as_of: datetime, reader: PersonId, tools: Books, organisation: Organisation,
    topics: Iterable[tuple[str, str]] = (),
) -> Answered:  # fmt: skip
    """The answer for whoever runs the command line; `reader` is their name in the audit log."""
    found = await parsed(text, as_of, tools=tools, organisation=organisation, topics=topics)
    if isinstance(found, Asked) and found.subject is None:
        return await _answered(found, as_of, reader, tools=tools, organisation=organisation)
    why = found if isinstance(found, Usage) else Usage(why="not_understood", words=text)
    return Answered(message=usage(why, organisation), answer=None)


async def open_answer(
    question: str, part: str, *, as_of: datetime, person: PersonId, tools: Books, organisation: Organisation
) -> Message:
    """What a figure of an answer is made of: exactly its entries, as they stood at the answer's moment.

    Raises:
        NotAllowed: the person may not see money.
        NotFound: the question or the part is none.
    """
    case = await _audited(question, part, as_of=as_of, person=person, tools=tools, organisation=organisation)
    message = opened(case, part)
    if message is None:
        raise NotFound(what="part of an answer", id=part)
    return aged(message, case.asked, case.as_of, tools=tools)


async def share_answer(
    question: str, *, as_of: datetime, person: PersonId, outside: bool = False, tools: Books,
    organisation: Organisation,
) -> Message:  # fmt: skip
    """The answer for a channel, without what single people entered, signed with date and method. Raises as above.

    Raises:
        NotHere: people of another organisation would see it.
    """
    if outside:
        raise NotHere(what=refusals.money_here(), remedy=refusals.money_elsewhere())
    case = await _audited(question, "share", as_of=as_of, person=person, tools=tools, organisation=organisation)
    plain = replace(case, asked=replace(case.asked, show=case.asked.show & {"cash"}))
    message = aged(card(plain), case.asked, case.as_of, tools=tools)
    return shared(message, _known(person, organisation).name, plain)


def aged(message: Message, asked: Asked, at: datetime, *, tools: Books) -> Message:
    """What was answered at a moment, marked as not updated since where that is more than 90 days ago."""
    day = at.astimezone(tools.zone).date()
    days = (tools.clock.now().astimezone(tools.zone).date() - day).days
    if days <= STALE.days:
        return message
    again = Button(label=answers.ask_again(), act="open:roi", value=asked.question)
    mark: tuple[Block, ...] = (
        Text(line=(Span(text=answers.not_updated(day, days), style="strong"),)),
        Actions(insight=None, buttons=(again,)),
    )
    return replace(message, blocks=(message.blocks[0], *mark, *message.blocks[1:]))


async def answer_sheet(
    question: str, *, as_of: datetime, person: PersonId, tools: Books, organisation: Organisation
) -> bytes:
    """The sheet of an answer as a workbook, for the person alone. Raises as above."""
    return sheet(await _audited(question, "sheet", as_of=as_of, person=person, tools=tools, organisation=organisation))


def usage(why: Usage, organisation: Organisation) -> Message:
    """What can be asked, with what was not understood and the nearest questions as buttons."""
    blocks: list[Block] = [Header(text=questions.usage_title())]
    said = questions.why_usage(why.why, why.nearest)
    if said:
        blocks.append(paragraph(f"{said} ", Span(text=why.words, style="strong")))
    if why.why in ("did_you_mean", "ambiguous", "compare") and why.nearest:
        offers = tuple(Button(label=f"/roi {one}", act="open:roi", value=one) for one in why.nearest)
        blocks += [paragraph(questions.did_you_mean()), Actions(insight=None, buttons=offers)]
    elif why.why in _INSTEAD or why.why in _RESULTS:
        blocks.append(Actions(insight=None, buttons=_instead(why)))
    elif why.why == "not_understood" and why.nearest:
        blocks.append(paragraph(questions.nearest_words(why.nearest)))
    names = [one.name for one in organisation.programmes]
    blocks += [paragraph(line) for line in questions.usage_lines(names)]
    examples = tuple(Button(label=f"/roi {one}", act="open:roi", value=one) for one in questions.EXAMPLES[:3])
    blocks.append(Actions(insight=None, buttons=examples))
    words = f"{said} {why.words}".strip() or questions.usage_lines(names)[0]
    return Message(blocks=tuple(blocks), summary=f"{questions.usage_title()}. {words}", private=True)


def _instead(why: Usage) -> tuple[Button, ...]:
    """Questions that can be asked instead, and the entry that would make this one answerable."""
    asks = [f"unit cost {name.casefold()}" for name in why.nearest[:3]] if why.why in _RESULTS else _INSTEAD[why.why]
    offers = tuple(Button(label=f"/roi {questions.tame(one)}", act="open:roi", value=one) for one in asks)
    if why.why not in _RESULTS:
        return offers
    return (*offers, Button(label=questions.add_result(), act="open:entry", value="outcome="))


async def _answered(
    asked: Asked, as_of: datetime, reader: PersonId, *, tools: Books, organisation: Organisation
) -> Answered:
    case = await read_case(asked, as_of=as_of, tools=tools, organisation=organisation)
    await _audit(asked.question, "", as_of, reader, tools=tools)
    parts = [part for part in _PARTS if part in asked.show]
    if "sources" in asked.show and "rows" not in parts:
        parts.append("rows")
    message = card(case)
    if parts:
        lists = [found for part in parts if (found := opened(case, part)) is not None]
        # Header and canonical line stand above already.
        body = [
            block for one in lists for block in (Text(line=(Span(text=_title(one), style="strong"),)), *one.blocks[2:])
        ]
        message = replace(message, blocks=(message.blocks[0], *body), summary=lists[0].summary)
    return Answered(message=message, answer=case.answer, understood=True)


def _title(message: Message) -> str:
    first = message.blocks[0]
    return first.text if isinstance(first, Header) else ""


async def parsed(
    text: str, at: datetime, *, tools: Books, organisation: Organisation, person: Person | None = None,
    topics: Iterable[tuple[str, str]] = (),
) -> Asked | Typed | Usage:  # fmt: skip
    """What the words ask or record. `topics` are the numbers and labels that may be named."""
    currency = organisation.settings.roi.base_currency
    entries = await tools.kept.entries(tools.store, currency=currency, zone=tools.zone)
    terms = terms_of(entries, organisation, at=at, person=person, topics=topics)
    return parse(
        text,
        programmes=organisation.programmes,
        departments=organisation.departments(),
        today=at.astimezone(tools.zone).date(),
        fiscal_start=organisation.settings.roi.fiscal_year_start_month,
        terms=terms,
    )


def _known(name: PersonId, organisation: Organisation) -> Person:
    person = organisation.person(name)
    if person is None:
        raise NotAllowed(what=refusals.money_role(), role="finance", remedy=refusals.money_remedy())
    return person


def _finance(person: Person) -> None:
    if not person.may("finance"):
        raise NotAllowed(what=refusals.money_role(), role="finance", remedy=refusals.money_remedy())


async def _audited(
    question: str, part: str, *, as_of: datetime, person: PersonId, tools: Books, organisation: Organisation
) -> Case:
    """The case behind an earlier answer, for somebody who may see money; the read is kept."""
    _finance(_known(person, organisation))
    moment = min(as_of, tools.clock.now())
    asked = await parsed(question, moment, tools=tools, organisation=organisation)
    if not isinstance(asked, Asked) or asked.subject is not None:
        raise NotFound(what="question", id=question)
    case = await read_case(asked, as_of=moment, tools=tools, organisation=organisation)
    await _audit(asked.question, part, moment, person, tools=tools)
    return case


async def _audit(question: str, part: str, as_of: datetime, reader: PersonId, *, tools: Books) -> None:
    read = {"question": question, "as_of": as_of.isoformat()} | ({"part": part} if part else {})
    event = SettingEvent(subject="money", person=reader, at=tools.clock.now(), new=read)
    await tools.store.commit([KeepSetting(event=event)])
