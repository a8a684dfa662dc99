"""App Home: what is open for a person, what their department took up, what they can do, what is set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import forms
from adapters.chat.slack.acts import listener
from adapters.chat.slack.blocks import Look, draw, parts
from adapters.chat.slack.came import Came, Spot, spot_of
from adapters.chat.slack.opened import KEY
from adapters.chat.slack.opening import OF_INSIGHT
from adapters.chat.slack.room import Room
from adapters.chat.slack.visit import TOLD, Visit, visit
from bot.model.message import Actions, Line, Message, Span
from bot.model.views import Ask, Home, SettingChange, SettingLine, Step
from bot.texts import home as words
from bot.texts import slack as texts
from bot.texts.workspace import WORDS

Json = dict[str, Any]
MOST: Final = 100
SAID: Final = f"{KEY}:said"
FEEDBACK: Final = "home:feedback"
HOUR: Final = "home:hour"
FIELD: Final = "v"
_LINES: Final = 10
_LOOK: Final = Look(charts="text", tables=False, most=18)
"""A card on App Home: charts as text, and short enough that five of them fit."""
_CLOCK: Final = re.compile(r"[0-2][0-9]:[0-5][0-9]")


def register(app: AsyncApp, room: Room) -> None:
    """The listeners of App Home."""

    async def on_home(event: Mapping[str, Any]) -> bool:
        return str(event.get("tab") or "home") == "home"

    app.event("app_home_opened", matchers=[on_home])(listener(room, looked))
    app.action(re.compile(r"^open:(?:feedback|hour)(?::[0-9]+)?$"))(listener(room, asked))
    app.view(FEEDBACK)(listener(room, told))
    app.view(HOUR)(listener(room, moved))


async def looked(room: Room, one: Came) -> None:
    """Somebody opened App Home."""
    await refresh(room, one.team, one.user)


def speaking(room: Room) -> Room:
    """The room, in which what was done on App Home is answered there."""
    return replace(room, at_home=partial(_tell, room))


async def _tell(room: Room, team: str, user: str, said: Message) -> None:
    await refresh(room, team, user, said=said)


async def refresh(room: Room, team: str, user: str, *, said: Message | None = None) -> None:
    """Draw a person's App Home anew; `said` stands on top of it. Who is no colleague reads that alone.

    Raises:
        NotAllowed: the person was removed.
        RemoteError: Slack did not take it.
    """
    person = await room.person(team, user)
    blocks = view(await room.desk.home(person.id), said=said) if person is not None else [_line(texts.stranger())]
    await room.clients[team].call("views.publish", user_id=user, view={"type": "home", "blocks": blocks})


def view(home: Home, *, said: Message | None = None) -> list[Json]:
    """The page as blocks, at most a hundred; what must be there comes before the cards."""
    top = draw(said, key=SAID, look=_LOOK).blocks if said is not None else ()
    head: list[Json] = [
        *(dict(block) for block in top),
        *parts.rich(parts.part("section", parts.said(home.value))),
        *_steps(home.steps),
        parts.header(words.actions_title()),
        *parts.actions(
            "do", [parts.button(one.label, one.act, one.value, primary=one.primary) for one in home.actions]
        ),
        *_list(words.notices_title(), [(Span(text=notice),) for notice in home.notices[:_LINES]]),
    ]
    tail = [*_taken(home), *_settings(home.settings, home.digest), *_help(home)]
    return [*head, *_cards(home, MOST - len(head) - len(tail)), *tail][:MOST]


def _line(text: str) -> Json:
    return {"type": "section", "text": parts.label(text, parts.SECTION)}


def _list(title: str, lines: Sequence[Line]) -> list[Json]:
    return [parts.header(title), *parts.rich(parts.bullets(lines))] if lines else []


def _steps(steps: Sequence[Step]) -> list[Json]:
    if not steps:
        return []
    found = [parts.header(words.steps_title())]
    for step in steps:
        line = _line(f"{'✓' if step.done else '○'}  {step.words}")
        if step.button is not None and not step.done:
            line["accessory"] = parts.button(step.button.label, step.button.act, step.button.value)
        found.append(line)
    return found


def _cards(home: Home, room: int) -> list[Json]:
    """The open insights with their acts, as many as there is room for."""
    found = [parts.header(words.insights_title(home.department))]
    if not home.insights:
        return [*found, *parts.context(parts.plain(words.no_insights(), parts.SECTION))]
    left = home.more
    for at, card in enumerate(home.insights):
        drawn = [parts.divider(), *draw(_calm(card), key=f"{OF_INSIGHT}{card.insight}", look=_LOOK).blocks]
        if len(found) + len(drawn) >= room:
            left += len(home.insights) - at
            break
        found += [dict(block) for block in drawn]
    return [*found, *(_more(left) if left else [])]


def _more(left: int) -> list[Json]:
    """How many are open besides, with the way to them."""
    return [
        {**_line(words.more(left)), "accessory": parts.button(words.see_insights(), "open:ask", "earshot insights")}
    ]


def _calm(card: Message) -> Message:
    """The card without green buttons: five below each other would say that nothing is urgent."""
    blocks = tuple(
        replace(block, buttons=tuple(replace(one, primary=False) for one in block.buttons))
        if isinstance(block, Actions)
        else block
        for block in card.blocks
    )
    return replace(card, blocks=blocks)


def _taken(home: Home) -> list[Json]:
    if not home.department:
        return []
    found = [parts.header(words.taken_title(home.department))]
    if not home.taken:
        return [*found, *parts.context(parts.plain(words.nothing_taken(), parts.SECTION))]
    for line in home.taken:
        shown: Json = {"type": "section", "text": parts.label(parts.words(line), parts.SECTION)}
        topic = next((span.topic for span in line if span.topic is not None), None)
        if topic is not None:
            shown["accessory"] = parts.button(texts.about_topic(), "open:topic", str(topic), about=parts.words(line))
        found.append(shown)
    return found


def _settings(lines: Sequence[SettingLine], digest: str) -> list[Json]:
    said = [
        (Span(text=f"{one.key}: "), Span(text=one.value, style="strong"), Span(text=f" · {one.origin}"))
        for one in lines
    ]
    change = [parts.button(texts.change_hour(), "open:hour", digest)] if digest else []
    return [*_list(words.settings_title(), said), *parts.actions("settings", change)]


def _help(home: Home) -> list[Json]:
    buttons = [parts.button(one.label, one.act, one.value) for one in home.buttons]
    return [
        parts.header(words.help_title()),
        *parts.context(parts.plain(home.help, parts.SECTION)),
        *parts.actions("help", buttons),
    ]


async def asked(room: Room, one: Came) -> None:
    """A button of App Home that opens a form."""
    here = await visit(room, one, spot_of(one.body))
    if here is None:
        return
    action = one.body["actions"][0]
    form = _hour_form(here, str(action.get("value") or "")) if "hour" in action["action_id"] else _feedback_form()
    if not await forms.show(room, one, form, over=here.spot.modal):
        await here.tell(texts.opens_too_late())


def _form(callback: str, title: str, element: Json, label: str, *, metadata: str = "") -> Json:
    field = {"type": "input", "block_id": FIELD, "label": parts.label(label, 2000), "element": element}
    return {
        "type": "modal", "callback_id": callback, "title": parts.label(title, 24), "blocks": [field],
        "submit": parts.label(texts.send() if callback == FEEDBACK else WORDS["save"], 24),
        "close": parts.label(WORDS["cancel"], 24), "private_metadata": metadata,
    }  # fmt: skip


def _feedback_form() -> Json:
    title, label = texts.home_feedback()
    element = {"type": "plain_text_input", "action_id": FIELD, "multiline": True, "max_length": 2000}
    return _form(FEEDBACK, title, element, label)


def _hour_form(here: Visit, department: str) -> Json:
    title, label = texts.home_hour(department)
    known = next((one.digest for one in here.room.directory.departments() if one.name == department), "")
    element: Json = {"type": "timepicker", "action_id": FIELD}
    if _CLOCK.fullmatch(known):
        element["initial_time"] = known
    return _form(HOUR, title, element, label, metadata=Spot(value=department).packed())


async def told(room: Room, one: Came) -> None:
    """Feedback was sent."""
    here = await visit(room, one, Spot())
    if here is None:
        return
    text = _typed(one.body).strip()
    ask = Ask(command="earshot", text=f"feedback {text}", person=here.person.id, key=one.id)
    try:
        await here.answer(await room.desk.ask(ask))
    except TOLD as wrong:
        await here.tell(str(wrong))


async def moved(room: Room, one: Came) -> None:
    """The digest was moved to another hour."""
    here = await visit(room, one, Spot.unpacked(str(one.body["view"].get("private_metadata") or "")))
    if here is None:
        return
    change = SettingChange(
        person=here.person.id, subject=f"digest:{here.spot.value}", form={"digest": _typed(one.body)}
    )
    try:
        await here.tell((await room.desk.settings(here.person.id, change)).words)
    except TOLD as wrong:
        await here.tell(str(wrong))


def _typed(body: Mapping[str, Any]) -> str:
    """What the one field of a form holds."""
    field = body["view"]["state"]["values"].get(FIELD, {}).get(FIELD, {})
    return str(field.get("value") or field.get("selected_time") or "")
