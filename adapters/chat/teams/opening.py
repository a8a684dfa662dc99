"""Dialogs: what is behind a number, "More", forms; turned, narrowed, corrected, sent off."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from adapters.chat.teams import answers, forms
from adapters.chat.teams.acts import Done, do, of_data
from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.cards import more_card, parts, sentence_card
from adapters.chat.teams.commands import ask
from adapters.chat.teams.files import offer
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.names import FETCH, SUBMIT
from adapters.chat.teams.opened import key_of, read, shown_by
from adapters.chat.teams.room import Room, root_of
from adapters.chat.teams.visit import TOLD, Visit, origin_of, visit
from bot.errors import NotFound, RemoteError
from bot.model.changes import KeepToken
from bot.model.clicked import Clicked, number_of, read_code
from bot.model.message import Actions, Message
from bot.texts import drawn
from bot.texts import teams as texts
from bot.texts.windows import SHEET, What, answered, figure, narrowed, path_of, rows_of

Json = dict[str, Any]
_LARGE: Final = {"height": "large", "width": "large"}
_CORRECTIONS: Final = frozenset(("wrong_mood", "not_about_us", "undo"))
"""What is said of a row; `undo` takes back the last that was, though its dialog was closed since."""
LASTS: Final = timedelta(minutes=5)
"""How long a link into the browser is good."""


def register(listeners: Listeners, room: Room) -> None:
    """The listener for dialogs."""

    async def heard(one: Came) -> Reply | None:
        return await worked(room, one)

    for name in (FETCH, SUBMIT):
        listeners.on(name, heard)


async def worked(room: Room, one: Came) -> Reply:
    """A dialog is opened, or was sent off: the dialog as it stands then, or nothing more.

    Raises:
        RemoteError: a platform did not say who is a member.
    """
    here = await visit(room, one)
    if here is None:
        return answers.closed(texts.stranger())
    try:
        return await _worked(here, one.given)
    except TOLD as wrong:
        return answers.dialog(drawn.answer_title(), sentence_card(str(wrong)))


async def _worked(here: Visit, data: Mapping[str, Any]) -> Reply:
    key = str(data.get("k") or "")
    match str(data.get("d") or ""):
        case "more":
            title, card = more_card(await _message(here, key), key=key)
            return answers.dialog(title, card)
        case "open":
            return await _number(here, key, data)
        case "form":
            return await _form(here, of_data(data), key=key)
        case "act":
            return await _act(here, _chosen(data), key=key)
        case "send":
            return await _sent(here, data, key=key)
        case "record":
            return await forms.record(here, data)
        case other:
            return await _turned(here, other, data, key=key)


def _chosen(data: Mapping[str, Any]) -> Clicked:
    """The act of a button, or the one that was chosen from the list that the button names.

    Raises:
        NotFound: nothing that Earshot offered.
    """
    field = str(data.get("f") or "")
    if not field:
        return of_data(data)
    code = str(data.get(field) or "")
    return read_code(code) if code else Clicked(name="")


async def _message(here: Visit, key: str) -> Message:
    """The message in which something was clicked: an open dialog's, or one that was posted.

    Raises:
        Forgotten: it is not held any more.
    """
    what = shown_by(key)
    if what is not None:
        return (await read(here, what)).message
    row = await here.held(key)
    if row is None:
        raise Forgotten(words=texts.not_held())
    return row.post.message


class Forgotten(NotFound):
    """{words}"""


async def _number(here: Visit, key: str, data: Mapping[str, Any]) -> Reply:
    number = number_of(data.get("n"))
    if number is None:
        return await _again(here, key, texts.choose_first())
    what = figure(await _message(here, key), number)
    if what.kind == "answer" and what.part == SHEET:
        return await _file(here, replace(what, kind="asked"), path=path_of(what))
    return await show(here, what)


async def show(here: Visit, what: What, *, first: Sequence[Json] = ()) -> Reply:
    """The dialog that shows this; `first` goes before it."""
    try:
        page = await read(here, what)
    except (*TOLD, RemoteError) as wrong:
        return answers.dialog(drawn.answer_title(), parts.card([*first, *sentence_card(str(wrong))["body"]]))
    card = {**page.card, "body": [*first, *page.card["body"]]}
    return answers.dialog(page.title, card, **_LARGE)


async def _again(here: Visit, key: str, words: str, *acts: Actions) -> Reply:
    """What the dialog showed, below a sentence."""
    said = _said(words, acts, key=key)
    what = shown_by(key)
    if what is not None:
        return await show(here, what, first=said)
    row = await here.held(key)
    if row is None or acts:
        return answers.dialog(drawn.more(), parts.card(said))
    title, card = more_card((await here.present(row)).post.message, key=key)
    return answers.dialog(title, {**card, "body": [*said, *card["body"]]})


def _said(words: str, acts: Sequence[Actions], *, key: str) -> list[Json]:
    buttons = [parts.act(button, row, key=key, dialog=True) for row in acts for button in row.buttons]
    return [*parts.block(words, weight="Bolder"), *parts.acts(*buttons)]


# --- acts and forms -------------------------------------------------------------------------------------------------


async def _act(here: Visit, found: Clicked, *, key: str) -> Reply:
    if not found.name:
        return await _again(here, key, texts.choose_first())
    if found.form:
        return await _form(here, found, key=key)
    return await _done(here, found, await do(here, found), key=key)


async def _done(here: Visit, found: Clicked, done: Done, *, key: str) -> Reply:
    if done.ask and forms.known(done.ask):
        return forms.act_form(here, found, done.ask, key=key, given=done.given, said=done.words)
    if shown_by(key) is not None or done.acts:
        return await _again(here, key, done.words, *done.acts)
    return answers.closed(done.words)


async def _sent(here: Visit, data: Mapping[str, Any], *, key: str) -> Reply:
    found = of_data(data)
    if not forms.known(found.name) or found.name == forms.ENTRY:
        raise NotFound(what="form", id=found.name[:40])
    given, wrongs = forms.sent(found.name, data, today=here.today)
    if wrongs:
        return forms.act_form(here, found, found.name, key=key, given=given, wrongs=wrongs)
    text, form = forms.parted(given)
    filled = replace(found, value=given.get("value", found.value))
    return await _done(here, filled, await do(here, filled, text=text, form=form), key=key)


async def _form(here: Visit, found: Clicked, *, key: str) -> Reply:
    """What a button opens: a form, a page, an answer.

    Raises:
        NotAllowed, NotFound, BadInput: as the desk says.
    """
    name, value = found.form, found.value or ("" if found.insight is None else str(found.insight))
    match name:
        case forms.ENTRY:
            return await forms.entry_form(here, found.value)
        case _ if forms.known(name):
            return forms.act_form(here, found, name, key=key)
        case "rows":
            return await show(here, What(kind="rows", rows=rows_of(value)))
        case "topic" | "insight" if number_of(value) is not None:
            return await show(here, What(kind="topic" if name == "topic" else "insight", number=int(value)))
        case "ask":
            command, _, text = value.partition(" ")
            return await _asked(here, command, text)
        case "help" | "settings":
            return await _asked(here, "earshot", name)
        case "roi":
            return await _asked(here, "roi", value)
        case "share":
            return await _share(here, key)
        case "setting":
            return answers.closed(texts.set_in_file(value))
        case "board" | "import":
            out = {"type": "Action.OpenUrl", "title": texts.pages(name), "url": f"{here.room.url.rstrip('/')}/{name}"}
            links = [out] if here.room.url else []
            return answers.dialog(texts.pages(name), sentence_card(texts.only_there(texts.pages(name)), *links))
        case _:
            raise NotFound(what="page", id=name[:40])


async def _asked(here: Visit, command: str, text: str) -> Reply:
    """An answer in a dialog; one about money comes in the person's own chat."""
    if command == "roi" and not here.one.personal:
        sent = await ask(here, command, text, hint=False)
        words = texts.sent_privately(here.person.name) if sent else texts.open_own_chat(here.person.name)
        return answers.closed(words)
    return await show(here, What(kind="asked", part=command, question=text))


async def _share(here: Visit, key: str) -> Reply:
    """Show the answer in which the button stands to the channel in which it was asked for.

    Raises:
        NotFound: there is none here.
        NotAllowed: it is not theirs to share, or not to be shared there.
    """
    row = await here.held(key)
    what = answered(row.post.message) if row is not None else None
    origin = origin_of(row) if row is not None else ""
    if what is None or not origin:
        return answers.closed(texts.nothing_to_share())
    place = here.room.place(here.one.tenant, origin)
    try:
        info = await here.room.channel(place.workspace, place.channel, fresh=True)
        outside = info.outside
    except RemoteError:
        outside = True
    message = await here.room.answers.share_answer(
        what.question, as_of=what.moment, person=here.person.id, outside=outside
    )  # fmt: skip
    await here.room.answer(
        here.one.id, message, place=place, person=None, thread=root_of(origin), part="share"
    )  # fmt: skip
    return answers.closed(texts.shared())


# --- within a dialog that shows something ---------------------------------------------------------------------------


async def _turned(here: Visit, name: str, data: Mapping[str, Any], *, key: str) -> Reply:
    """Another page, a narrower list, a file, a correction of a row, a customer who was told.

    Raises:
        NotFound: nothing that Earshot offered.
    """
    what = shown_by(key)
    if what is None:
        raise NotFound(what="page", id=name[:40])
    match name:
        case "page":
            return await show(here, replace(what, page=number_of(data.get("p")) or 1))
        case "narrow":
            return await show(here, narrowed(what, str(data.get("facet") or "")))
        case "insight":
            number = number_of(data.get("insight"))
            return await show(here, replace(What(kind="insight"), number=number) if number else what)
        case "csv":
            return await _file(here, what, path=path_of(what))
        case "correct":
            return await _corrected(here, what, data, key=key)
        case "told":
            return await _told(here, what, data, key=key)
        case _:
            raise NotFound(what="page", id=name[:40])


async def _corrected(here: Visit, what: What, data: Mapping[str, Any], *, key: str) -> Reply:
    mention = number_of(data.get("row"))
    name, _, mood = str(data.get("wrong") or "").partition("|")
    if mention is None or not name:
        return await _again(here, key, texts.choose_first())
    if name not in _CORRECTIONS:
        raise NotFound(what="act", id=name[:40])
    insight = what.set.insight if what.kind == "rows" and name != "undo" else None
    done = await do(here, Clicked(name=name, insight=insight, mention=mention, value=mood))
    return await _again(here, key, done.words, *done.acts)


async def _told(here: Visit, what: What, data: Mapping[str, Any], *, key: str) -> Reply:
    chosen, _, told = str(data.get("told") or "").partition("|")
    mention = number_of(chosen)
    if mention is None or told not in ("yes", "no"):
        return await _again(here, key, texts.choose_first())
    found = Clicked(name="told_customer", insight=what.number, mention=mention, value=told)
    done = await do(here, found, text=forms.typed(data, "draft"))
    return await _again(here, key, done.words)


async def _file(here: Visit, what: What, *, path: str) -> Reply:
    """The file is offered in the person's own chat; where there is a workspace, a page there has it too.

    The way to that page is good once, for five minutes, for this person.
    """
    name = await offer(here, what)
    back = parts.turn(texts.back(), {"k": key_of(what), "d": "page", "p": what.page})
    said = [texts.file_waits(name) if name else texts.no_chat_for_files()]
    url, out = here.room.url.rstrip("/"), []
    if url and path:
        token = here.room.secrets.token()
        kept = KeepToken(
            digest=hashlib.sha256(token.encode()).hexdigest(), kind="open", person=here.person.id,
            until=here.now + LASTS, grant={"path": path},
        )  # fmt: skip
        await here.room.store.commit([kept])
        said.append(texts.file_there())
        title = texts.your_browser(round(LASTS / timedelta(minutes=1)))
        out = [{"type": "Action.OpenUrl", "title": title, "url": f"{url}/once/{token}"}]
    return answers.dialog(drawn.answer_title(), sentence_card(" ".join(said), *out, back))
