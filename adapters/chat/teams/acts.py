"""Acts: what a button of a card does at once, and the card that its person sees then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from adapters.chat.teams import answers
from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.cards import Look, draw
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.names import ACT, PRESS, REFRESH
from adapters.chat.teams.room import Room
from adapters.chat.teams.visit import TOLD, Visit, alone, offering, visit
from bot.errors import NotFound
from bot.model.clicked import ACTS, ANYWAY, UNDO, Clicked, number_of, of_mention, on_mention
from bot.model.delivery import Waiting
from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.message import Actions, Block, Button, Message, Span, Text
from bot.model.signal import Act, ActName
from bot.model.views import Receipt
from bot.texts import answers as words
from bot.texts import forms as form_words
from bot.texts import teams as texts
from bot.texts.workspace import FORMS, WORDS

_LONGEST_BUTTON: Final = 8000
"""Beyond that what was typed does not travel in a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an act: words, buttons under them, or (`ask`) the form that is needed first, with what is known."""

    words: str
    acts: tuple[Actions, ...] = ()
    ask: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def register(listeners: Listeners, room: Room) -> None:
    """The listener for cards."""

    async def heard(one: Came) -> Reply | None:
        return await pressed(room, one)

    listeners.on(PRESS, heard)


async def pressed(room: Room, one: Came) -> Reply:
    """A button of a card, or its refresh: the card as it stands then, for who pressed it.

    Raises:
        NotFound: nothing that Earshot offered.
    """
    here = await visit(room, one)
    if here is None:
        return answers.words(texts.stranger())
    row = await here.held(str(one.given.get("k") or ""))
    if one.verb == REFRESH:
        return answers.words(texts.not_held()) if row is None else _shown(here, await here.present(row))
    if one.verb != ACT:
        raise NotFound(what="act", id=one.verb[:40])
    found = of_data(one.given)
    done = await do(here, found)
    acts = done.acts
    if done.ask:
        # What a card sends cannot be answered with a dialog: a button below the words opens it.
        acts = (offering(found, Button(label=form_words.fill_in(), act=f"open:{done.ask}", value=_value(found))),)
    if row is None:
        return answers.card(_card(here, alone(done.words, *acts), key="")) if acts else answers.words(done.words)
    return _shown(here, await here.present(row), done.words, *acts)


def _shown(here: Visit, row: Waiting, said: str = "", *acts: Actions) -> Reply:
    """The post as it stands, below what came of the act."""
    message = row.post.message
    first: tuple[Block, ...] = (Text(line=(Span(text=said, style="strong"),)), *acts) if said else ()
    return answers.card(_card(here, replace(message, blocks=(*first, *message.blocks)), key=row.post.key))


def _card(here: Visit, message: Message, *, key: str) -> Mapping[str, Any]:
    return draw(message, key=key, look=Look(url=here.room.url)).card


def of_data(data: Mapping[str, Any]) -> Clicked:
    """What a button's data say."""
    mention, value = of_mention(str(data.get("v") or ""))
    return Clicked(
        name=str(data.get("a") or ""), insight=number_of(data.get("i")), saw=str(data.get("s") or "")[:40],
        mention=mention, value=value,
    )  # fmt: skip


def _value(found: Clicked) -> str:
    return on_mention(found.mention, found.value) if found.mention is not None else found.value


async def do(
    here: Visit, found: Clicked, *, text: str = "", form: Mapping[str, str] | None = None, message: str = "",
    force: bool = False,
) -> Done:  # fmt: skip
    """Do the act; gives what is said to the person of it. `message` is the one it is about, if not that of the card.

    Raises:
        NotFound: there is no such act.
    """
    if found.name == ANYWAY:
        return await _anyway(here, found)
    if found.name not in ACTS:
        raise NotFound(what="act", id=found.name[:40])
    act = Act(
        name=cast("ActName", found.name), key=f"{here.one.id}:act", person=here.person.id, at=here.now,
        insight=None if found.insight is None else InsightId(found.insight),
        mention=None if found.mention is None else MentionId(found.mention), value=found.value[:200],
        text=text[:8000], saw=found.saw or None, form=dict(form or {}), place=here.place,
        message=message or here.one.reply_to or None, force=force,
    )  # fmt: skip
    # After a crash the same act is told of as if it were the first time.
    before = await here.room.store.result(act.key) is not None
    try:
        receipt = await here.room.desk.act(act)
    except TOLD as wrong:
        return Done(words=str(wrong))
    if receipt.ask:
        given = {**act.form, **{name: said for name, said in (("value", act.value), ("text", act.text)) if said}}
        # What is no form of an act asks for one choice: its form is called as the act is.
        return Done(words=receipt.words, ask=receipt.ask if receipt.ask in FORMS else act.name, given=given)
    return Done(words=receipt.words, acts=_after(found, act, receipt, moved=receipt.moved or before))


def _after(found: Clicked, act: Act, receipt: Receipt, *, moved: bool) -> tuple[Actions, ...]:
    """What is offered under the words: to do it anyway, or to take it back."""
    if receipt.stale:
        said = {"name": act.name, "value": act.value, "text": act.text, "form": dict(act.form)}
        code = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        if len(code) <= _LONGEST_BUTTON:
            return (offering(found, Button(label=WORDS["anyway"], act=ANYWAY, value=code)),)
        # What was typed does not fit into a button: it is typed again, on what stands now.
        now = replace(found, saw="")
        return (offering(now, Button(label=form_words.fill_in(), act=f"open:{act.name}")),)
    if moved and act.name in UNDO:
        if act.mention is not None:
            undo = Button(label=words.undo(), act="undo", value=on_mention(act.mention, act.key))
            return (Actions(insight=None, buttons=(undo,)),)
        undo = Button(label=words.undo(), act="undo", value=act.key)
        return (Actions(insight=receipt.insight or act.insight, buttons=(undo,)),)
    return ()


async def _anyway(here: Visit, found: Clicked) -> Done:
    try:
        said = json.loads(found.value)
        name, value, text = (str(said[part]) for part in ("name", "value", "text"))
        form = {str(field_): str(given) for field_, given in said["form"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise NotFound(what="act", id=ANYWAY) from wrong
    if name not in ACTS:
        raise NotFound(what="act", id=name[:40])
    return await do(here, replace(found, name=name, value=value), text=text, form=form, force=True)
