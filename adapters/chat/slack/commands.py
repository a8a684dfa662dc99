"""`/roi` and `/earshot`: answered to the asker alone, at the address that came with the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import said
from adapters.chat.slack.acts import listener
from adapters.chat.slack.came import Came, Spot
from adapters.chat.slack.names import COMMANDS
from adapters.chat.slack.room import PLATFORM, ChannelInfo, Room
from adapters.chat.slack.visit import TOLD, Visit, visit
from bot.errors import NotFound, RemoteError
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.people import PersonId
from bot.model.views import Ask
from bot.texts import slack as texts

LINK: Final = "link"
"""The word before a code that was given to somebody where they are known."""
_UNKNOWN: Final = ChannelInfo(name="", private=True, outside=True, member=False)
"""A channel of which Slack tells us nothing may hold anybody."""


def register(app: AsyncApp, room: Room) -> None:
    """The listeners of the commands."""
    for name in COMMANDS:
        app.command(name)(listener(room, asked))


async def asked(room: Room, one: Came) -> None:
    """A command was typed.

    Raises:
        NotFound: it is none of ours.
    """
    body = one.body
    spot = Spot(channel=str(body["channel_id"]), via=str(body.get("response_url") or ""))
    here = await visit(room, one, spot, user=str(body["user_id"]))
    if here is None:
        await _stranger(room, one, spot)
        return
    name = str(body["command"])
    if name not in COMMANDS:
        raise NotFound(what="command", id=name[:40])
    await ask(here, name.removeprefix("/"), said.plain(str(body.get("text") or ""), here.named))


async def ask(here: Visit, command: str, text: str) -> None:
    """Put a question to the desk and answer the person alone, where they asked."""
    info = await around(here, money=command == "roi")
    question = Ask(
        command="roi" if command == "roi" else "earshot", text=text, person=here.person.id, place=here.place,
        thread=here.spot.thread or None, channel=info.name, private=info.private, outside=info.outside, key=here.one.id,
    )  # fmt: skip
    try:
        answer = await here.room.desk.ask(question)
    except TOLD as wrong:
        answer = _plain(str(wrong))
    # Not `here.answer`: a conversation whose id begins with D may be one of two colleagues, not ours.
    await here.room.answer(
        here.one.id, answer, place=here.place, person=here.person, thread=here.spot.thread, via=here.spot.via
    )


async def around(here: Visit, *, money: bool = False) -> ChannelInfo:
    """The channel in which something was asked; one that Slack does not show us may hold anybody.

    Where it is about money, Slack is asked each time: strangers may have come a minute ago.
    """
    try:
        return await here.room.channel(here.one.team, here.spot.channel, fresh=money)
    except RemoteError:
        return _UNKNOWN


def _plain(words: str) -> Message:
    return Message(blocks=(Text(line=(Span(text=words),)),), summary=words, private=True)


async def _stranger(room: Room, one: Came, spot: Spot) -> None:
    """Answer somebody who is not known, alone: a code makes a colleague of them, all else is refused."""
    body: Mapping[str, Any] = one.body
    user, verb, code = str(body["user_id"]), *_words(body)
    message = _plain(texts.stranger())
    if body["command"] == "/earshot" and verb == LINK and code and not room.enrol:
        called = await room.colleague(one.team, user)
        message = message if called is None else await _introduced(room, one, called, code)
    post = Outgoing(
        key=f"{one.id}:answer", kind="answer", place=room.place(one.team, spot.channel), message=message,
        due=room.clock.now(), via=spot.via, to=PersonId(f"{PLATFORM}:{one.team}/{user}"),
    )  # fmt: skip
    await room.store.commit([Enqueue(post=post)])


def _words(body: Mapping[str, Any]) -> tuple[str, str]:
    verb, _, rest = said.plain(str(body.get("text") or "")).partition(" ")
    return verb.lower(), rest.strip()


async def _introduced(room: Room, one: Came, called: str, code: str) -> Message:
    try:
        return await room.desk.introduce(called, f"{PLATFORM}:{one.team}/{one.body['user_id']}", code)
    except TOLD as wrong:
        return _plain(str(wrong))
