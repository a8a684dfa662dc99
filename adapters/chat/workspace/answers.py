"""What the figures of an answer to `/roi` open: a list in the drawer, or the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from adapters.chat.workspace.render import form_words
from adapters.chat.workspace.site import Notice, Site, Visit
from bot.errors import BadInput, BadQuestion, NotFound
from bot.model.forms import EntryForm
from bot.model.message import Line, Message, Table, Text
from bot.ports.answers import Answers

_PATH: Final = "/answer"
_SHEET: Final = "sheet.xlsx"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def opened(site: Site, visit: Visit) -> web.StreamResponse:
    """GET /answer: the entries behind a figure, as they stood at the answer's moment."""
    part, question = visit.word("part")[:200], visit.word("q")[:500]
    found, as_of = _answers(site), _moment(visit.word("at"))
    if part == _SHEET:
        body = await found.answer_sheet(question, as_of=as_of, person=visit.person.id)
        headers = {
            "Content-Type": _XLSX,
            "Content-Disposition": 'attachment; filename="answer.xlsx"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=body, headers=headers)
    message = await found.open_answer(question, part, as_of=as_of, person=visit.person.id)
    return site.page(visit, "answer.html", message=message, drawings=await site.drawn_in(message))


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


async def entry_form(site: Site, visit: Visit, value: str) -> web.Response:
    """The form of the ledger that a button names: `benefit=fix&programme=desk` says of which, and what is known."""
    form = await _answers(site).entry_form(value[:2000], person=visit.person.id)
    return _drawn(site, visit, form, known={}, error="")


async def record(site: Site, visit: Visit) -> web.StreamResponse:
    """POST /entry: keep an entry; what cannot be kept comes back with the reason, as it was typed."""
    code = visit.form.get("code", "")[:400]
    typed = {name: words[:2000] for name, words in form_words(visit.form, "f.").items()}
    key = f"{visit.session}:{visit.form.get('key') or site.secrets.token()}"
    try:
        receipt = await _answers(site).record(code, typed, key=key, person=visit.person.id)
    except BadInput as error:
        form = await _answers(site).entry_form(code, person=visit.person.id)
        return _drawn(site, visit, form, known=typed, error=str(error))
    return await site.posted(visit, Notice(words=receipt.words), f"/c/{site.home(visit.person)}")


def _drawn(site: Site, visit: Visit, form: EntryForm, *, known: Mapping[str, str], error: str) -> web.Response:
    return site.page(visit, "entry.html", form=form, known=known, error=error)
