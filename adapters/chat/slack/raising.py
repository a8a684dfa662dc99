"""The message shortcut that turns what somebody wrote into an insight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import forms, said
from adapters.chat.slack.acts import do, listener
from adapters.chat.slack.came import Came, spot_of
from adapters.chat.slack.names import RAISE
from adapters.chat.slack.room import ChannelInfo, Room
from adapters.chat.slack.visit import Visit, welcome
from bot.errors import Refused, RemoteError, WrongCredential
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
    turns = await _turns(here, one.body.get("message") or {}, member=info.member)
    text = "\n".join(words for words in turns.values() if words)
    closed = "private" if info.private or info.outside else ""
    spot = replace(here.spot, private=closed, turns=",".join(turns) if len(turns) > 1 else "")
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


async def _turns(here: Visit, message: Mapping[str, Any], *, member: bool) -> Mapping[str, str]:
    """What the message says, by its id; of a conversation's first message, what its author said in the thread too."""
    chosen = here.spot.message
    found = {chosen: said.plain(str(message.get("text") or ""), here.named)}
    if member and message.get("reply_count"):
        try:
            replies = await _replies(here)
        except RemoteError:
            return found
        author = message.get("user")
        found |= {
            str(turn["ts"]): said.plain(str(turn.get("text") or ""), here.named)
            for turn in replies
            if turn.get("ts") != chosen and turn.get("user") == author and not turn.get("bot_id")
        }
    return found


async def _replies(here: Visit) -> Sequence[Mapping[str, Any]]:
    """The first messages of the conversation, its root among them."""
    found = await here.room.clients[here.one.team].call(
        "conversations.replies", channel=here.spot.channel, ts=here.spot.message, limit=_TURNS
    )
    return [turn for turn in found.get("messages") or () if turn.get("ts")]


async def _said(here: Visit) -> Mapping[str, str]:
    """In the form of the act: what each message of the conversation says, so that its edits are followed.

    Raises:
        TryLater: Slack cannot say now.
    """
    turns = here.spot.turns.split(",") if here.spot.turns else []
    try:
        replies = await _replies(here) if turns else []
    except (Refused, WrongCredential):
        return {}
    return {
        f"{forms.TURN}{turn['ts']}": said.plain(str(turn.get("text") or ""), here.named)
        for turn in replies
        if turn["ts"] in turns
    }


async def sent(room: Room, one: Came) -> None:
    """The form was sent: the words are raised, for the readers that were chosen."""
    here = await welcome(room, one, replace(spot_of(one.body), modal=False))
    if here is None:
        return
    given = forms.typed(one.body["view"])
    audience = given.get(forms.AUDIENCE, "members") if here.spot.private else ""
    await do(
        here.at(replace(here.spot, value=given.get("value", ""), insight=None)), "raise", text=given.get("text", ""),
        form={**await _said(here), **({forms.AUDIENCE: audience} if audience else {})},
    )  # fmt: skip
