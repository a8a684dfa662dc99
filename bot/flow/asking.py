"""`/roi` as it is asked: money for finance, counts for everyone, entries for who may record them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.errors import NotFound, NotHere
from bot.flow import deeds, money, sayings, worked
from bot.flow.effects import EFFECTS, newest
from bot.flow.influence import About, foretold_of, influence_card, influence_list, influence_of
from bot.flow.inquiry import Inquiry, inquiry, posted_stories, title_of
from bot.flow.relations import relationships
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.flow.written import written
from bot.model.insight import InsightId
from bot.model.message import Actions, Block, Button, Header, Message, Span, Table, Text
from bot.model.people import Person, PersonId
from bot.model.views import Ask
from bot.roi.asked import Asked, Subject
from bot.roi.case import answer_path
from bot.roi.effect.benefit import MARK
from bot.roi.fields import end_of_day
from bot.roi.prices import LAG_DAYS
from bot.roi.shelf import text
from bot.signals.influence import Influence
from bot.texts import effects as verdicts
from bot.texts import money as money_words
from bot.texts import refusals
from bot.texts import subjects as words

WHOLE = "whole"
"""The part of an answer about counts that is all of it."""
_ANSWERS: Mapping[Subject, Callable[[Inquiry], Awaitable[list[Block]]]] = {
    "better": deeds.better,
    "changes": deeds.changes,
    "contacts": sayings.contacts,
    "effect": deeds.effects,
    "funnel": deeds.funnel,
    "hours": sayings.hours,
    "learned": deeds.learned,
    "mood": sayings.moods,
    "relationships": relationships,
    "repeats": deeds.repeats,
    "times": deeds.times,
    "untold": deeds.untold,
}


async def answer(ask: Ask, person: Person, *, tools: Tools, standing: Standing) -> Message:
    """The answer to `/roi`, for the asker alone.

    Raises:
        NotAllowed: the person may not record what they typed.
        NotHere: people of another organisation are in the place.
    """
    now = tools.clock.now()
    found = await money.parsed(
        ask.text, now, tools=tools, organisation=standing.organisation, person=person, topics=topics(standing)
    )
    if isinstance(found, Asked) and (found.subject is not None or not person.may("finance")):
        one = _inquiry(found, now, tools=tools, standing=standing)
        return await (_counted(one) if found.subject is not None else _without_money(one))
    return await money.answer_found(found, ask, person, tools=tools, organisation=standing.organisation)


async def answer_as_operator(
    text: str, *, as_of: datetime, reader: PersonId, tools: Tools, standing: Standing
) -> money.Answered:
    """The answer for whoever runs the command line; `reader` is their name in the audit log."""
    organisation = standing.organisation
    found = await money.parsed(text, as_of, tools=tools, organisation=organisation, topics=topics(standing))
    if isinstance(found, Asked) and found.subject is not None:
        message = await _counted(_inquiry(found, as_of, tools=tools, standing=standing))
        return money.Answered(message=message, answer=None, understood=True)
    return await money.answer_as_operator(
        text, as_of=as_of, reader=reader, tools=tools, organisation=organisation, topics=topics(standing)
    )


async def open_answer(
    question: str, part: str, *, as_of: datetime, person: PersonId, tools: Tools, standing: Standing
) -> Message:
    """What a figure of an answer is made of. Counts open for everyone; a fix opens what its effect was judged by.

    Raises:
        NotAllowed: it is money, and not theirs to see.
        NotFound: the question or the part is none.
    """
    organisation = standing.organisation
    moment = min(as_of, tools.clock.now())
    found = await _counts_asked(question, moment, person, tools=tools, standing=standing)
    if found is None:
        opened = await money.open_answer(
            question, part, as_of=as_of, person=person, tools=tools, organisation=organisation
        )  # fmt: skip
        return await _with_effect(opened, part, moment, tools=tools, standing=standing)
    one = _inquiry(found, moment, tools=tools, standing=standing)
    if part == WHOLE:
        return await _answered(replace(one, whole=True))
    message = influence_list(await _influence(one), part, _about(one)) if found.subject == "influence" else None
    if message is None:
        raise NotFound(what="part of an answer", id=part)
    return message


async def share_answer(
    question: str, *, as_of: datetime, person: PersonId, outside: bool = False, tools: Tools, standing: Standing
) -> Message:
    """The answer for a channel, signed with who, when and how.

    Raises:
        NotAllowed: it is money, and not theirs to see.
        NotHere: people of another organisation would see it.
        NotFound: there is no such question.
    """
    organisation = standing.organisation
    moment = min(as_of, tools.clock.now())
    found = await _counts_asked(question, moment, person, tools=tools, standing=standing)
    if found is None:
        return await money.share_answer(
            question, as_of=as_of, person=person, outside=outside, tools=tools, organisation=organisation
        )
    if outside:
        raise NotHere(what=refusals.counts_here(), remedy=refusals.money_elsewhere())
    one = _inquiry(found, moment, tools=tools, standing=standing)
    whole, by = await _answered(one), organisation.person(person)
    signed = words.shared(by.name if by is not None else "", moment.astimezone(tools.zone).date())
    blocks = tuple(block for block in whole.blocks if not isinstance(block, Actions))
    return replace(whole, blocks=(*blocks, Text(line=(Span(text=signed),), faint=True)), private=False)


async def _counts_asked(
    question: str, at: datetime, person: PersonId, *, tools: Tools, standing: Standing
) -> Asked | None:  # fmt: skip
    """The question, where it is about counts and somebody who is known asks it."""
    organisation = standing.organisation
    found = await money.parsed(question, at, tools=tools, organisation=organisation, topics=topics(standing))
    counts = isinstance(found, Asked) and found.subject is not None and organisation.person(person) is not None
    return found if isinstance(found, Asked) and counts else None


async def _with_effect(opened: Message, part: str, at: datetime, *, tools: Tools, standing: Standing) -> Message:
    """The opened entry of a fix with what its effect was judged by, as it was known then; any other as it is."""
    head, _, name = part.partition(":")
    entry = tools.kept.items.get(("benefits", name)) if head == "entry" else None
    number = text(entry, "insight").removeprefix("insight-") if entry is not None else ""
    if entry is None or not number.isdigit():
        return opened
    known = min(at, entry.recorded) if entry.item.get(MARK) else at
    effect = newest(await written(tools, EFFECTS), InsightId(int(number)), as_of=known)
    if effect is None:
        return opened
    shown, last = list(opened.blocks), list[Block]()
    while shown and isinstance(shown[-1], Actions):
        last.insert(0, shown.pop())
    return replace(opened, blocks=(*shown, *worked.blocks(effect, standing=standing), *last))


def topics(standing: Standing) -> list[tuple[str, str]]:
    """The numbers and labels of topics, the latest heard first."""
    known = [one for one in standing.themes() if one.state == "theme"]
    known.sort(key=lambda one: (-one.seen.timestamp(), one.id))
    return [(str(one.id), one.name or one.label.raw) for one in known]


def _inquiry(asked: Asked, at: datetime, *, tools: Tools, standing: Standing) -> Inquiry:
    moment = at if asked.as_of is None else min(at, end_of_day(asked.as_of, tools.zone))
    return inquiry(asked, moment, tools=tools, standing=standing)


async def _counted(one: Inquiry) -> Message:
    """The answer to a question about counts, which can be opened again as it stands, and shared."""
    message = await _answered(one)
    moment = Span(text=words.as_it_stands(one.today), href=answer_path(one.asked.question, WHOLE, one.at))
    share = Actions(insight=None, buttons=(Button(label=money_words.BUTTONS["share"], act="open:share"),))
    return replace(message, blocks=(*message.blocks, Text(line=(moment,), faint=True), share))


async def _answered(one: Inquiry) -> Message:
    subject = one.asked.subject
    assert subject is not None
    if subject == "influence":
        told = await foretold_of(as_of=one.at, lag_days=LAG_DAYS, tools=one.tools)
        return influence_card(await _influence(one), _about(one), told)
    blocks: list[Block] = await _ANSWERS[subject](one)
    if subject in ("untold", "better"):
        blocks = [*blocks, *await sayings.told_and_untold(one)]
    blocks = blocks or [Text(line=(Span(text=words.nothing(subject)),))]
    return _message(one.asked.canonical, blocks)


def _message(title: str, blocks: list[Block]) -> Message:
    spoken = next((_said(block) for block in blocks if isinstance(block, Text)), "")
    return Message(blocks=(Header(text=title), *blocks), summary=f"{title}. {spoken}".strip(), private=True)


def _said(block: Text) -> str:
    return "".join(span.text for span in block.line if isinstance(span.text, str))


async def _influence(one: Inquiry) -> Influence:
    return await influence_of(
        since=one.since, until=one.until, as_of=one.at, tools=one.tools, department=one.asked.department
    )  # fmt: skip


def _about(one: Inquiry) -> About:
    def figure(text: str, part: str) -> Span:
        return Span(text=text, href=answer_path(one.asked.question, part, one.at))

    return About(title=one.asked.canonical, zone=one.tools.zone, figure=figure)


async def _without_money(one: Inquiry) -> Message:
    """What somebody may see who asked for money and may not see it: counts, and whether fixes worked."""
    people = one.organisation.people()
    finance = [each.name for each in people if each.may("finance") and not each.may("admin")]
    blocks: list[Block] = [Text(line=(Span(text=words.money_is_for_finance(finance[:3])),))]
    mine = await posted_stories(one)
    steps = [sum(each.step(name) is not None for each in mine) for name in ("taken", "fixed", "told")]
    blocks.append(Text(line=(Span(text=words.counts(len(mine), *steps)),)))
    blocks += await deeds.funnel(one)
    items = await written(one.tools, EFFECTS)
    rows = []
    for each in mine:
        effect = newest(items, each.insight.id, as_of=one.at) if each.fixed is not None else None
        if effect is not None:
            rows.append(((title_of(each.insight, one),), (Span(text=verdicts.verdict(effect)),)))
    blocks += [Table(head=words.EFFECTS_HEAD, rows=tuple(rows[: deeds.SHOWN]))] if rows else []
    blocks += await deeds.times(one)
    return _message(one.asked.canonical, blocks)
