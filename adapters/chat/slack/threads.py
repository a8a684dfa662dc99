"""Threads and questions: a reply under an insight is a signal, `@Earshot ...` is answered where it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import said
from adapters.chat.slack.acts import listener
from adapters.chat.slack.came import Came, Spot, came
from adapters.chat.slack.room import ChannelInfo, Room
from adapters.chat.slack.visit import TOLD, Visit, visit, welcome
from bot.errors import RemoteError
from bot.model.delivery import USE
from bot.model.insight import InsightId
from bot.model.signal import Act
from bot.model.views import Ask

UNSEEN: Final = ChannelInfo(name="", private=True, outside=True, member=False)
_SPOKEN: Final = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes under which a person says something."""


def register(app: AsyncApp, room: Room) -> None:
    """The listeners for questions, replies and direct messages. Other messages are left to other listeners."""

    async def replied_to_us(body: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
        return await is_reply(room, came(body, context))

    async def alone_with_us(body: Mapping[str, Any]) -> bool:
        event = body.get("event") or {}
        return event.get("channel_type") == "im" and event.get("subtype") in _SPOKEN and not event.get("bot_id")

    app.event("app_mention")(listener(room, asked))
    app.event("message", matchers=[alone_with_us])(listener(room, asked))
    app.event("message", matchers=[replied_to_us])(listener(room, replied))


async def is_reply(room: Room, one: Came) -> bool:
    """Whether somebody wrote, or took back, a reply under a message of ours. That it was edited changes no signal."""
    message = _message(one.event)
    thread, stamp = str(message.get("thread_ts") or ""), str(message.get("ts") or "")
    if not thread or thread == stamp or message.get("bot_id") or not message.get("user"):
        return False
    return await room.store.behind(room.place(one.team, str(one.event.get("channel") or "")), thread) is not None


def _message(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was said, or what was said and is gone."""
    if event.get("subtype") == "message_deleted":
        found = event.get("previous_message")
        return found if isinstance(found, Mapping) else {}
    return event if event.get("subtype") in _SPOKEN else {}


async def replied(room: Room, one: Came) -> None:
    """A reply under an insight is one signal, whatever becomes of its words; deleted, it is taken back.

    It may also have been said in a channel that is listened to, or have been turned into an insight.
    """
    await _count(room, one)
    await room.overhear(room.place(one.team, str(one.event.get("channel") or "")), one.event)


async def _count(room: Room, one: Came) -> None:
    message = _message(one.event)
    spot = Spot(channel=str(one.event.get("channel") or ""), message=str(message.get("thread_ts") or ""))
    row = await room.store.behind(room.place(one.team, spot.channel), spot.message)
    about = (row.post.insight or row.post.message.insight) if row is not None else None
    asks = row is not None and row.post.key.startswith(USE)
    here = await visit(room, one, spot, user=str(message.get("user") or "")) if about is not None or asks else None
    if here is None:
        return
    # The key is the reply's own, so that its deletion finds it, and a broadcast of it is no second one.
    key = f"reply:{here.place}/{message.get('ts')}"
    gone = one.event.get("subtype") == "message_deleted"
    words = said.plain(str(message.get("text") or ""), here.named)
    act = Act(
        name="unreact" if gone else "reply", key=f"{key}:gone" if gone else key, person=here.person.id, at=here.now,
        insight=None if about is None else InsightId(about), value=key if gone else "", text=words, place=here.place,
        message=spot.message,
    )  # fmt: skip
    try:
        await room.desk.act(act)
    except TOLD as wrong:
        await here.at(replace(spot, thread=spot.message)).tell(str(wrong))


async def asked(room: Room, one: Came) -> None:
    """A question is answered in its thread (in a conversation with Earshot alone: there), money to its asker alone."""
    event = one.event
    channel, stamp = str(event.get("channel") or ""), str(event.get("ts") or "")
    if not channel or event.get("edited") or event.get("bot_id") or event.get("subtype") not in _SPOKEN:
        return
    here = await welcome(room, one, Spot(channel=channel, message=stamp, thread=str(event.get("thread_ts") or "")))
    if here is not None:
        await _answer(here, text=said.asked(str(event.get("text") or ""), said.bot_of(one.body)))


async def _answer(here: Visit, *, text: str) -> None:
    root = here.spot.thread
    row = await here.room.store.behind(here.place, root) if root else None
    info = await _channel(here)
    ask = Ask(
        command="mention", text=said.plain(text, here.named), person=here.person.id, place=here.place,
        thread=root or here.spot.message, insight=(row.post.insight or row.post.message.insight) if row else None,
        channel=info.name, private=info.private, outside=info.outside, key=f"{here.one.id}:ask",
    )  # fmt: skip
    try:
        answer = await here.room.desk.ask(ask)
    except TOLD as wrong:
        await here.tell(str(wrong))
        return
    # What is counted here is not for strangers, whatever was asked.
    everyone = not answer.private and not info.outside
    # For all it opens a thread; to one person alone nothing can be shown in a thread that nobody has opened yet.
    opens = everyone and not root and not here.spot.channel.startswith("D")
    spot = replace(here.spot, thread=here.spot.message) if opens else here.spot
    await here.at(spot).answer(answer, everyone=everyone)


async def _channel(here: Visit) -> ChannelInfo:
    """What Slack says of the channel; of one that it does not show, anybody may be a member."""
    try:
        return await here.room.channel(here.one.team, here.spot.channel)
    except RemoteError:
        return UNSEEN
