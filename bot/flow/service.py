"""What service conversations about a topic came to, for its page: the same in every chat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.flow.tools import Tools
from bot.insights.service import Service, service_of
from bot.listening.privacy import redact
from bot.model.mention import Untrusted
from bot.model.message import Block, Line, Message, Quote, Span, Text
from bot.model.rows import Rows
from bot.ports.memory import Visible
from bot.texts import pages
from bot.texts import service as words

NAMED, QUOTED, LONGEST = 5, 3, 400
"""So many customers are named, so many messages quoted, so many characters of each."""


async def service(rows: Rows, *, visible: Visible, tools: Tools) -> Message | None:
    """What came of the service conversations in the set, personal data hidden; None where there is none."""
    theirs = replace(rows, kind="service")
    found = service_of(await tools.store.turns(theirs, visible=visible))
    if not found.turns:
        return None
    return Message(blocks=tuple(_blocks(found, theirs, tools)), summary=words.title())


def _blocks(found: Service, rows: Rows, tools: Tools) -> Iterator[Block]:
    yield Text(
        line=(
            Span(text=words.messages(found.turns), opens=rows),
            Span(text=words.summary(found.cases, found.ended, len(found.unanswered))),
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
        hidden = redact(text.raw).text
        shown = hidden if len(hidden) <= LONGEST else f"{hidden[: LONGEST - 1].rstrip()}…"
        yield Quote(text=Untrusted(shown), origin=(Span(text=origin),))
