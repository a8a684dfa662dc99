"""The first message: once where Earshot is installed, with its value and three first questions."""

from __future__ import annotations

from typing import Final

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.room import PLATFORM, Room, path_to
from bot.errors import RemoteError
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.message import Actions, Button, Header, Message, Span, Text
from bot.texts import teams as texts

MOST: Final = 100
"""A larger team is not greeted: too many people would be told at once."""


def register(listeners: Listeners, room: Room) -> None:
    """The listeners for installations. What else becomes of conversations is left to other listeners."""

    async def installed(one: Came) -> bool:
        return came_in(one)

    async def heard(one: Came) -> Reply | None:
        await greet(room, one)
        return None

    for kind in ("conversationUpdate", "installationUpdate"):
        listeners.on(kind, heard, matches=installed)


def came_in(one: Came) -> bool:
    """Whether Earshot was put in there just now. Teams tells it twice."""
    if one.type == "installationUpdate":
        return one.body.get("action") == "add"
    return any(member.get("id") == one.bot for member in one.body.get("membersAdded") or ())


async def greet(room: Room, one: Came) -> None:
    """Greet the team (in the channel that was chosen for it), group chat or person, once.

    Of a team both its tellings come; the installation says which channel was chosen.
    """
    if one.type == "conversationUpdate" and (one.team or (one.personal and not one.user)):
        return
    await room.back(one.tenant)
    if not one.personal and await _crowd(room, one):
        return
    where = _chosen(one) or one.team or one.conversation
    by = "" if one.personal else await _installer(room, one)
    post = Outgoing(
        key=f"{PLATFORM}:welcome:{one.tenant}:{one.team or one.conversation}", kind="notice",
        place=room.place(one.tenant, where), due=room.clock.now(),
        message=greeting(room.organisation, personal=one.personal, by=by),
    )  # fmt: skip
    await room.store.commit([Enqueue(post=post)])


def _chosen(one: Came) -> str:
    """The channel of the team that was chosen when Earshot was installed, '' where none was."""
    chosen = (one.data.get("settings") or {}).get("selectedChannel") or {}
    return str(chosen.get("id") or "") if one.team else ""


async def _installer(room: Room, one: Came) -> str:
    """The name of who installed it, '' where Teams does not say."""
    if one.called or not one.user:
        return one.called
    try:
        said = await room.clients[one.tenant].call("GET", path_to(one.conversation, "members", one.account))
    except RemoteError:
        return ""
    return str(said.get("name") or "")


def greeting(organisation: str, *, personal: bool, by: str = "") -> Message:
    """What Earshot is for, who put it there, and three questions to begin with."""
    value = texts.welcome(organisation)
    buttons = tuple(Button(label=label, act="open:ask", value=question) for label, question in texts.prompts())
    return Message(
        blocks=(
            Header(text=texts.welcome_title()),
            Text(line=(Span(text=value),)),
            Text(line=(Span(text=texts.welcome_next(personal=personal)),)),
            *((Text(line=(Span(text=texts.installed_by(by)),), faint=True),) if by else ()),
            Actions(insight=None, buttons=buttons),
        ),
        summary=f"{texts.welcome_title()}. {value}",
    )


async def _crowd(room: Room, one: Came) -> bool:
    count = 0
    try:
        async for _ in room.members(one.tenant, one.conversation):
            count += 1
            if count > MOST:
                return True
    except RemoteError:
        return False
    return False
