"""The actions in the menu of a message: turn it into an insight; do something with the insight it is about.

They are there wherever the app is, also in chats that Earshot is not in: such a chat counts as private.
Source: learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/define-action-command
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.chat.teams import answers, opening, said
from adapters.chat.teams.acts import do
from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.cards import choice_input, form_card, more_card, sentence_card, text_input
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.names import ACT_ON, EXTENDED, EXTENSION, RAISE
from adapters.chat.teams.room import Room
from adapters.chat.teams.visit import UNSEEN, Visit, visit
from bot.errors import Refused
from bot.model.clicked import Clicked
from bot.texts import drawn, raising
from bot.texts import forms as words
from bot.texts import teams as texts
from bot.texts.workspace import FORMS, WORDS

_MOST: Final = 3000
_AUDIENCE: Final = "audience"
_READERS: Final = ("members", "everyone")


def register(listeners: Listeners, room: Room) -> None:
    """The listeners for these actions and their dialogs."""

    async def wanted(one: Came) -> Reply | None:
        return await begin(room, one)

    async def filled(one: Came) -> Reply | None:
        return await sent(room, one)

    listeners.on(EXTENDED, wanted)
    listeners.on(EXTENSION, filled)


async def begin(room: Room, one: Came) -> Reply:
    """The dialog of the action: a form with the message's words, or all that can be done with its insight."""
    here = await _visit(room, one)
    if here is None:
        return answers.closed(texts.stranger())
    message = _message(one)
    if one.value.get("commandId") == ACT_ON:
        row = await room.store.behind(here.place, str(message.get("id") or ""))
        if row is None:
            return answers.dialog(drawn.answer_title(), sentence_card(texts.not_an_insight()))
        title, card = more_card((await here.present(row)).post.message, key=row.post.edits or row.post.key)
        return answers.dialog(title, card)
    body = message.get("body") or {}
    text = said.of_html(str(body.get("content") or ""), html=body.get("contentType") != "text")
    return await _form(here, str(message.get("id") or ""), {"text": text})


async def sent(room: Room, one: Came) -> Reply:
    """The form was sent: the words are raised, for the readers that were chosen. All else is a dialog like others."""
    data = one.given
    if data.get("d") != RAISE:
        return await opening.worked(room, one)
    here = await _visit(room, one)
    if here is None:
        return answers.closed(texts.stranger())
    message = str(data.get("m") or "")
    given = {name: str(data.get(name) or "").strip() for name in ("text", "value", _AUDIENCE)}
    closed = await _closed(here)
    if not given["text"] or (closed and given[_AUDIENCE] not in _READERS):
        missing = words.wrongs(RAISE, given, today=here.today).get("text", "")
        wrong = texts.choose_readers() if given["text"] else missing
        return await _form(here, message, given, problem=wrong)
    done = await do(
        here, Clicked(name="raise", value=given["value"]), text=given["text"], message=message,
        form={_AUDIENCE: given[_AUDIENCE]} if closed else {},
    )  # fmt: skip
    return answers.closed(done.words)


async def _visit(room: Room, one: Came) -> Visit | None:
    """The visit of a colleague; of somebody new where Earshot is not, nothing can be known."""
    try:
        return await visit(room, one)
    except Refused:
        return None


def _message(one: Came) -> Mapping[str, Any]:
    found = one.value.get("messagePayload")
    return found if isinstance(found, Mapping) else {}


async def _closed(here: Visit) -> bool:
    """Whether not every colleague reads along there."""
    info = await here.channel()
    return info.private or info.outside


async def _form(here: Visit, message: str, given: Mapping[str, str], *, problem: str = "") -> Reply:
    """The form; what not everyone may read asks who may."""
    question, ((_, label, _, _),) = FORMS[RAISE]
    info = await here.channel()
    text = text_input(
        "text", label, value=given.get("text", ""), required=True, lines=True, most=_MOST, hint=raising.text_hint()
    )  # fmt: skip
    names = [(name, name) for name in here.departments]
    fields = [text, choice_input("value", raising.departments(), names, value=given.get("value", ""), several=True)]
    intro = f"{question}. {raising.text_hint()}"
    if info.private or info.outside:
        member = info.member and info != UNSEEN
        readers = [("members", raising.members_only())] if member else []
        offered = [(title, code) for code, title in (*readers, ("everyone", raising.everyone_here()))]
        fields.append(choice_input(
            _AUDIENCE, raising.who_may_read(), offered, value=given.get(_AUDIENCE, ""), required=True, open_=True
        ))  # fmt: skip
        intro = f"{intro} {raising.private_hint(outside=info.outside and member, member=member)}"
    card = form_card(fields, title=WORDS["save"], data={"d": RAISE, "m": message}, intro=intro, problem=problem)
    return answers.dialog(words.form_title(RAISE), card)
