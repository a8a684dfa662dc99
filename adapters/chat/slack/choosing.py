"""The message shortcut on an insight: which act shall be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import forms
from adapters.chat.slack.acts import do, listener, open_form
from adapters.chat.slack.came import Came, spot_of
from adapters.chat.slack.names import ACT_ON
from adapters.chat.slack.room import Room
from adapters.chat.slack.visit import Visit, welcome
from bot.model.clicked import number_of
from bot.model.insight import Insight, Status
from bot.model.message import Button
from bot.texts import forms as form_words
from bot.texts import slack_acts as texts
from bot.texts.cards import labels
from bot.texts.workspace import NEED_FORM

_STEPS: Final[Mapping[Status, tuple[str, ...]]] = {
    "new": ("take", "in_work", "fixed", "decline"), "acknowledged": ("take", "in_work", "fixed", "decline"),
    "in_work": ("take", "fixed", "decline"), "fixed": ("told", "reopen"), "told": ("reopen",),
    "measured": ("reopen",), "declined": ("reopen",),
}  # fmt: skip
_ALWAYS: Final = ("tag", "not_ours", "watch", "link", "rename", "useful", "not_useful", "mute", "less")
_WITH_FORM: Final = NEED_FORM | {"not_ours"}


def register(app: AsyncApp, room: Room) -> None:
    """The listeners of the shortcut."""
    app.shortcut(ACT_ON)(listener(room, act_on))
    app.view(f"{forms.PREFIX}{forms.ACT}")(listener(room, chosen))


async def act_on(room: Room, one: Came) -> None:
    """The shortcut was used on a message: its insight's acts are offered, on a digest after the insight."""
    here = await welcome(room, one, spot_of(one.body))
    if here is None:
        return
    held, several = await _meant(here)
    if not held:
        await here.tell(texts.not_an_insight())
        return
    if not several:
        here = here.at(
            replace(here.spot, insight=int(next(iter(held.values())).id), saw=next(iter(held.values())).status)
        )
    acts = _acts(held)
    insights = [(str(one_.id), f"{at}. {one_.label.raw}") for at, one_ in held.items()] if several else []
    if not await forms.show(room, one, forms.choice_form(here.spot, acts, insights)):
        menu = [Button(label=label, act=f"open:{name}" if name in _WITH_FORM else name) for name, label in acts]
        await here.tell(texts.form_waits(), *(() if several else (here.offering(menu=menu),)))


async def _meant(here: Visit) -> tuple[Mapping[int, Insight], bool]:
    """The insights behind the message or the thread it stands in, by number; and whether one is to be chosen."""
    for stamp in (here.spot.message, here.spot.thread):
        row = await here.room.store.behind(here.place, stamp) if stamp else None
        if row is None:
            continue
        about = row.post.insight or row.post.message.insight
        numbered = {0: about} if about is not None else dict(row.post.message.numbered)
        held = {at: found for at, one in numbered.items() if (found := await here.room.store.insight(one)) is not None}
        if held:
            return held, about is None
    return {}, False


def _acts(held: Mapping[int, Insight]) -> Sequence[tuple[str, str]]:
    known = labels()
    own = {"rename": f"{form_words.form_title('rename')} …", "not_ours": known["open:not_ours"]}
    names = dict.fromkeys(step for insight in held.values() for step in _STEPS[insight.status])
    return [(name, own.get(name) or known.get(name) or known[f"open:{name}"]) for name in (*names, *_ALWAYS)]


async def chosen(room: Room, one: Came) -> None:
    """An act was chosen: it is done, or its form opened."""
    here = await welcome(room, one, replace(spot_of(one.body), modal=False))
    if here is None:
        return
    given = forms.typed(one.body["view"])
    insight, name = number_of(given.get("insight")), given.get("act", "")
    if insight is not None:
        here = here.at(replace(here.spot, insight=insight))
    if name in _WITH_FORM:
        await open_form(here, name)
    else:
        await do(here, name)
