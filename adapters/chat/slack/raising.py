"""The message shortcut that turns what somebody wrote into an insight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import forms, said
from adapters.chat.slack.acts import do, listener
from adapters.chat.slack.came import Came, spot_of
from adapters.chat.slack.names import RAISE
from adapters.chat.slack.room import ChannelInfo, Room
from adapters.chat.slack.visit import Visit, welcome
from bot.errors import RemoteError
from bot.texts import slack_acts as texts

_TURNS: Final = 20
_UNKNOWN: Final = ChannelInfo(name="", private=True, outside=False, member=False)
"""A channel of which Slack tells us nothing is one we are not in: it may be private."""


def register(app: AsyncApp, room: Room) -> None:
    """The listeners of the shortcut."""
    app.shortcut(RAISE)(listener(room, begin))
    app.view(f"{forms.PREFIX}{forms.RAISE}")(listener(room, sent))


async def begin(room: Room, one: Came) -> None:
    """The shortcut was used: its form shows the words, which may be shortened, and asks who may read them."""
    here = await welcome(room, one, spot_of(one.body))
    if here is None:
        return
    info = await _channel(here)
    if info.member:
        here = here.at(replace(here.spot, via=""))
    text = await _words(here, one.body.get("message") or {}, member=info.member)
    spot = replace(here.spot, private="private" if info.private or info.outside else "")
    view = forms.raise_form(
        spot, text=text, departments=here.departments, member=info.member, outside=info.outside
    )  # fmt: skip
    if not await forms.show(room, one, view):
        await here.tell(texts.too_late())


async def _channel(here: Visit) -> ChannelInfo:
    try:
        return await here.room.channel(here.one.team, here.spot.channel)
    except RemoteError:
        return _UNKNOWN


async def _words(here: Visit, message: Mapping[str, Any], *, member: bool) -> str:
    """What the message says; of a conversation's first message, what its author said in the thread too."""
    author, texts_ = message.get("user"), [str(message.get("text") or "")]
    if member and message.get("reply_count"):
        try:
            found = await here.room.clients[here.one.team].call(
                "conversations.replies", channel=here.spot.channel, ts=here.spot.message, limit=_TURNS
            )
        except RemoteError:
            found = {}
        replies = found.get("messages") or ()
        texts_ += [
            str(turn.get("text") or "")
            for turn in replies
            if turn.get("ts") != message.get("ts") and turn.get("user") == author and not turn.get("bot_id")
        ]
    return "\n".join(words for text in texts_ if (words := said.plain(text, here.named)))


async def sent(room: Room, one: Came) -> None:
    """The form was sent: the words are raised, for the readers that were chosen."""
    here = await welcome(room, one, replace(spot_of(one.body), modal=False))
    if here is None:
        return
    given = forms.typed(one.body["view"])
    audience = given.get(forms.AUDIENCE, "members") if here.spot.private else ""
    await do(
        here.at(replace(here.spot, value=given.get("value", ""), insight=None)), "raise", text=given.get("text", ""),
        form={forms.AUDIENCE: audience} if audience else {},
    )  # fmt: skip
