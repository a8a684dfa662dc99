"""Acts: buttons, menus and forms, and what is said to the person after."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import forms
from adapters.chat.slack.came import Came, Spot, came, spot_of
from adapters.chat.slack.room import Room
from adapters.chat.slack.visit import TOLD, Visit, welcome
from bot.errors import NotFound
from bot.model.clicked import ACTS, ANYWAY, MOODS, UNDO, on_mention, read_code
from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.message import Actions, Button
from bot.model.signal import Act, ActName
from bot.model.views import Receipt
from bot.texts import answers as words
from bot.texts import forms as form_words
from bot.texts import slack_acts as texts
from bot.texts.workspace import FORMS, WORDS

_FREE: Final = frozenset({"value", "text"})
_LONGEST_BUTTON: Final = 1900
_FORMS: Final = "|".join((*FORMS, forms.ENTRY))
OPENS: Final = re.compile(rf"open:(?:{_FORMS})(?::[0-9]+)?")
"""The action ids of buttons that open a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicked:
    """What a button or a choice stands for."""

    name: str
    spot: Spot

    @property
    def form(self) -> str:
        """The form it opens, '' if it opens none."""
        return self.name.removeprefix("open:") if self.name.startswith("open:") else ""


def register(app: AsyncApp, room: Room) -> None:
    """The listeners for acts."""

    async def chosen(body: Mapping[str, Any]) -> bool:
        return is_act(body)

    app.action(re.compile(r"^act:"))(listener(room, clicked))
    app.action(re.compile(rf"^{OPENS.pattern}$"))(listener(room, clicked))
    app.action("menu", matchers=[chosen])(listener(room, clicked))
    app.view(re.compile(rf"^{forms.PREFIX}(?!(?:{forms.RAISE}|{forms.ACT})$)"))(listener(room, sent))


def listener(room: Room, work: Callable[[Room, Came], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A listener of bolt that does the work; what it came with was acknowledged long ago."""

    async def listen(body: Mapping[str, Any], context: Mapping[str, Any], ack: Callable[..., Any]) -> None:
        await ack()
        await work(room, came(body, context))

    return listen


def is_act(body: Mapping[str, Any]) -> bool:
    """Whether what was clicked is an act or a form, and not a figure or a page that is opened."""
    try:
        found = read(body)
    except NotFound:
        return False
    return found.name in ACTS or found.name == ANYWAY or bool(OPENS.fullmatch(found.name))


def read(body: Mapping[str, Any]) -> Clicked:
    """What was clicked.

    Raises:
        NotFound: nothing that stands for an act.
    """
    action = (body.get("actions") or [{}])[0]
    chosen = action.get("selected_option")
    code = str(chosen.get("value") or "") if isinstance(chosen, Mapping) else str(action.get("value") or "")
    key = str(action.get("block_id") or "").partition("|")[2]
    spot = replace(spot_of(body), key=key)
    name = str(action.get("action_id") or "")
    if OPENS.fullmatch(name) and not (code.startswith("open:") and "|" in code):
        return Clicked(name=":".join(name.split(":")[:2]), spot=replace(spot, insight=None, saw="", value=code))
    said = read_code(code)
    spot = replace(spot, insight=said.insight, saw=said.saw, mention=said.mention, value=said.value)
    return Clicked(name=said.name, spot=spot)


async def clicked(room: Room, one: Came) -> None:
    """A button or a choice: the act is done, or its form opened.

    Raises:
        NotFound: nothing that Earshot offered.
    """
    found = read(one.body)
    here = await welcome(room, one, found.spot)
    if here is None:
        return
    if found.form == forms.ENTRY:
        await _open_entry(here)
    elif found.form:
        await open_form(here, found.form)
    elif found.name == ANYWAY:
        await _anyway(here)
    else:
        await do(here, found.name)


async def do(
    here: Visit, name: str, *, text: str = "", form: Mapping[str, str] | None = None, force: bool = False
) -> None:
    """Do the act and say to the person what came of it.

    Raises:
        NotFound: there is no such act.
    """
    if name not in ACTS:
        raise NotFound(what="act", id=name[:40])
    spot = here.spot
    act = Act(
        name=cast("ActName", name), key=f"{here.one.id}:act", person=here.person.id, at=here.now,
        insight=None if spot.insight is None else InsightId(spot.insight),
        mention=None if spot.mention is None else MentionId(spot.mention), value=spot.value[:200], text=text[:8000],
        saw=spot.saw or None, form=dict(form or {}), place=here.place if spot.channel else None,
        message=spot.message or None, force=force,
    )  # fmt: skip
    # After a crash the same act is told of as if it were the first time.
    before = await here.room.store.result(act.key) is not None
    try:
        receipt = await here.room.desk.act(act)
    except TOLD as wrong:
        await here.tell(str(wrong))
        return
    if receipt.ask:
        await _asked(here, act, receipt)
    else:
        await here.tell(receipt.words, *_after(here, act, receipt, moved=receipt.moved or before))


def _after(here: Visit, act: Act, receipt: Receipt, *, moved: bool) -> list[Actions]:
    """What is offered under the words: to do it anyway, or to take it back."""
    if receipt.stale:
        said = {"name": act.name, "value": act.value, "text": act.text, "form": dict(act.form)}
        code = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        if len(code) <= _LONGEST_BUTTON:
            return [here.offering(Button(label=WORDS["anyway"], act=ANYWAY, value=code))]
        # What was typed does not fit into a button: it is typed again, on what stands now.
        now = here.at(replace(here.spot, saw=""))
        return [now.offering(Button(label=form_words.fill_in(), act=f"open:{act.name}"))]
    if moved and act.name in UNDO:
        if act.mention is not None:
            undo = Button(label=words.undo(), act="undo", value=on_mention(act.mention, act.key))
            return [Actions(insight=None, buttons=(undo,))]
        return [Actions(insight=receipt.insight or act.insight,
                        buttons=(Button(label=words.undo(), act="undo", value=act.key),))]  # fmt: skip
    return []


async def _anyway(here: Visit) -> None:
    try:
        said = json.loads(here.spot.value)
        name, value, text = (str(said[part]) for part in ("name", "value", "text"))
        form = {str(field): str(given) for field, given in said["form"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise NotFound(what="act", id=ANYWAY) from wrong
    await do(here.at(replace(here.spot, value=value)), name, text=text, form=form, force=True)


async def _asked(here: Visit, act: Act, receipt: Receipt) -> None:
    """An act that needs words first: its form, or for a mood the four there are."""
    if receipt.ask in FORMS:
        given = {**act.form, **{field: said for field, said in (("value", act.value), ("text", act.text)) if said}}
        await open_form(here, receipt.ask, said=receipt.words, given=given)
        return
    moods = [
        Button(label=WORDS[f"mood_{mood}"], act="wrong_mood", value=on_mention(act.mention or 0, mood))
        for mood in MOODS
    ]
    await here.tell(receipt.words, here.offering(*moods))


async def open_form(here: Visit, name: str, *, said: str = "", given: Mapping[str, str] | None = None) -> None:
    """Open the form of an act; where it is too late for that, offer it with a button."""
    spot = replace(here.spot, today=here.today)
    view = forms.act_form(name, spot, departments=here.departments, given=given, words=said)
    if not await forms.show(here.room, here.one, view, over=spot.modal):
        button = Button(label=form_words.fill_in(), act=f"open:{name}", value=spot.value)
        await here.tell(said or texts.form_waits(), here.offering(button))


async def _open_entry(here: Visit) -> None:
    """The form of the ledger that a button names: `benefit=fix&programme=desk` says of which, and what is known."""
    code = here.spot.value
    try:
        form = await here.room.answers.entry_form(code, person=here.person.id)
    except TOLD as wrong:
        await here.tell(str(wrong))
        return
    if not await forms.show(here.room, here.one, forms.entry_form(form, here.spot), over=here.spot.modal):
        await here.tell(texts.form_waits(), _entry_button(code))


def _entry_button(value: str) -> Actions:
    button = Button(label=form_words.fill_in(), act=f"open:{forms.ENTRY}", value=value)
    return Actions(insight=None, buttons=(button,))


async def sent(room: Room, one: Came) -> None:
    """A form was sent: its act is done, or its entry kept."""
    name, spot = forms.name_of(one.body), replace(spot_of(one.body), modal=False)
    here = await welcome(room, one, spot)
    if here is None:
        return
    given = forms.typed(one.body["view"])
    if name.partition(":")[0] == forms.ENTRY:
        await _record(here, name, given)
        return
    form = {field: said for field, said in given.items() if field not in _FREE}
    await do(here.at(replace(spot, value=given.get("value", spot.value))), name, text=given.get("text", ""), form=form)


async def _record(here: Visit, name: str, given: Mapping[str, str]) -> None:
    """Keep an entry; what cannot be kept is told with the reason and the form again, as it was typed."""
    code = name.partition(":")[2]
    typed = {field: said[:2000] for field, said in given.items()}
    try:
        receipt = await here.room.answers.record(code, typed, key=f"{here.one.id}:entry", person=here.person.id)
    except TOLD as wrong:
        again = "&".join((code, urlencode({field: said for field, said in typed.items() if said})))
        await here.tell(str(wrong), _entry_button(again if len(again) <= _LONGEST_BUTTON else code))
        return
    await here.tell(receipt.words)
