"""What service conversations about a topic came to, for its page: the same in every chat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.flow.tools import Tools
from bot.insights.conversations import Conversation, conversations_of
from bot.insights.service import Service, service_of
from bot.listening.privacy import redact
from bot.model.mention import Untrusted
from bot.model.message import Block, Line, Message, Quote, Span, Text
from bot.model.rows import Rows
from bot.ports.memory import Visible
from bot.texts import pages
from bot.texts import service as words

NAMED, QUOTED, SHORT, LONGEST = 5, 3, 3, 400
"""So many customers are named, messages quoted, conversations told in short, and characters of each quote."""


async def service(rows: Rows, *, visible: Visible, tools: Tools) -> Message | None:
    """What came of the service conversations in the set, personal data hidden; None where there is none."""
    theirs = replace(rows, kind="service")
    turns = await tools.store.turns(theirs, visible=visible)
    found = service_of(turns)
    if not found.turns:
        return None
    short = conversations_of(turns)[:SHORT]
    blocks = (*_blocks(found, theirs, tools), *_conversations(short, found.cases, theirs, tools))
    return Message(blocks=blocks, summary=words.title())


async def standing_of(rows: Rows, *, visible: Visible, tools: Tools) -> str:
    """How the conversation in the set stands, '' where the desk does not say."""
    turns = await tools.store.turns(rows, visible=visible)
    return next((said for one in conversations_of(turns) if (said := _standing(one))), "")


def _standing(one: Conversation) -> str:
    told = one.outcome
    if told is None:
        return ""
    return words.standing(told.first_response, told.resolution, told.satisfaction, ended=told.ended)


def _blocks(found: Service, rows: Rows, tools: Tools) -> Iterator[Block]:
    yield Text(
        line=(
            Span(text=words.messages(found.turns), opens=rows),
            Span(
                text=words.summary(
                    found.cases, found.ended, len(found.unanswered), left=found.open, waiting=found.waiting
                )
            ),
        )
    )
    rest = " ".join(
        part
        for part in (words.times(found.first_response, found.resolution), words.moods(found.good, found.bad))
        if part
    )
    if rest:
        yield Text(line=(Span(text=rest),))
    if found.returned:
        yield Text(line=_returned(found, rows))
    answered = [
        (one.answer, f"{words.ended(one.cases)}{pages.when(one.last.at, tools.zone, day=True)}")
        for one in found.answers
    ]
    yield from _quotes(words.known_answers(), answered)
    left = [
        (one.text, f"{pages.source_name(one.case[0])} · {pages.when(one.at, tools.zone, day=True)}")
        for one in found.unanswered
    ]
    yield from _quotes(words.unanswered(), left)


def _returned(found: Service, rows: Rows) -> Line:
    line = [Span(text=words.returned())]
    for at, one in enumerate(found.returned[:NAMED]):
        line += [
            Span(text=", " if at else ""), Span(text=one.author or words.somebody()), Span(text=": "),
            Span(text=words.messages(one.turns), opens=replace(rows, voice=one.voice)),
            Span(text=words.came_back(one.cases)),
        ]  # fmt: skip
    return (*line, Span(text=words.more(len(found.returned) - NAMED)))


def _quotes(title: str, said: Sequence[tuple[Untrusted, str]]) -> Iterator[Block]:
    if said:
        yield Text(line=(Span(text=title, style="strong"), Span(text=words.more(len(said) - QUOTED))))
    for text, origin in said[:QUOTED]:
        yield _quote(text, origin)


def _quote(text: Untrusted, origin: str) -> Quote:
    hidden = redact(text.raw).text
    shown = hidden if len(hidden) <= LONGEST else f"{hidden[: LONGEST - 1].rstrip()}…"
    return Quote(text=Untrusted(shown), origin=(Span(text=origin),))


def _conversations(short: Sequence[Conversation], cases: int, rows: Rows, tools: Tools) -> Iterator[Block]:
    """Each in short: who, by what, how it stands; asked, tried, ended, in the words that were said."""
    if short:
        title = Span(text=words.conversations(), style="strong")
        yield Text(line=(title, Span(text=words.more(cases - len(short)))))
    for one in short:
        source, key = one.case
        desk = [one.channel or "", one.outcome.status if one.outcome is not None else ""]
        facts: list[Span] = [Span(text=Untrusted(word)) for word in desk if word]
        if not key.startswith("#"):  # a turn that belongs to no conversation is told by its quote
            opens = replace(rows, source=source, conversation=key)
            facts.insert(0, Span(text=words.messages(one.turns), opens=opens))
        told = (_standing(one), pages.when(one.last, tools.zone, day=True))
        facts += [Span(text=part) for part in told if part]
        parted = [each for fact in facts for each in (Span(text=" · "), fact)]
        yield Text(line=(Span(text=one.author or words.somebody()), *parted))
        parts = ((one.asked, words.ASKED), (one.tried, words.TRIED), (one.ended, words.ENDED))
        yield from (_quote(text, name) for text, name in parts if text is not None)
