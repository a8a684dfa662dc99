"""What the figures of an answer to `/roi` open: a list in the drawer, or the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from adapters.chat.workspace.site import Site, Visit
from bot.errors import BadQuestion, NotFound
from bot.model.message import Chart, Line, Message, Table, Text
from bot.ports.answers import Answers

_PATH: Final = "/answer"
_SHEET: Final = "sheet.csv"


async def opened(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /answer: the entries behind a figure, as they stood at the answer's moment."""
    part, question = visit.word("part")[:200], visit.word("q")[:500]
    found, as_of = _answers(site), _moment(visit.word("at"))
    if part == _SHEET:
        body = await found.answer_sheet(question, as_of=as_of, person=visit.person.id)
        headers = {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="answer.csv"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=body, headers=headers)
    message = await found.open_answer(question, part, as_of=as_of, person=visit.person.id)
    charts = [block for block in message.blocks if isinstance(block, Chart)]
    drawings = {chart.title: await site.drawings(chart) for chart in charts}
    return site.page(visit, "answer.html", message=message, drawings=drawings)


async def for_all(site: Site, visit: Visit, message: Message) -> Message:
    """The answer that this message holds, as a channel may see it.

    Raises:
        NotFound: it holds none.
        NotAllowed: it is not the person's to share.
    """
    for line in _lines(message):
        for span in line:
            parts = urlsplit(span.href or "")
            if parts.path == _PATH:
                words = dict(parse_qsl(parts.query))
                as_of = _moment(words.get("at", ""))
                return await _answers(site).share_answer(words.get("q", ""), as_of=as_of, person=visit.person.id)
    raise NotFound(what="answer", id="here that can be shared")


def _lines(message: Message) -> Iterator[Line]:
    for block in message.blocks:
        if isinstance(block, Text):
            yield block.line
        elif isinstance(block, Table):
            for row in block.rows:
                yield from row


def _answers(site: Site) -> Answers:
    if site.answers is None:
        raise NotFound(what="page", id=_PATH)
    return site.answers


def _moment(text: str) -> datetime:
    """The moment in an address.

    Raises:
        BadQuestion: it is none, or it names no zone.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadQuestion(what="This link cannot be read.", remedy="Open the figure again.") from error
    if found.tzinfo is None:
        raise BadQuestion(what="This link cannot be read.", remedy="Open the figure again.")
    return found
