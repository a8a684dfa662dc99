"""Earshot is taken out of a team, a channel is deleted or renamed: what is known of it is looked at anew."""

from __future__ import annotations

from typing import Final

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.room import PLATFORM, Room, path_to
from bot.errors import Closed
from bot.model.people import Place

_GONE: Final = frozenset({"channelDeleted", "teamDeleted", "teamHardDeleted", "channelUnshared"})
_BACK: Final = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})
_OTHER: Final = frozenset({"channelRenamed", "teamRenamed", "channelShared"}) | _BACK


def register(listeners: Listeners, room: Room) -> None:
    """The listeners for what becomes of conversations."""

    async def gone(one: Came) -> bool:
        return left(one)

    async def changed(one: Came) -> bool:
        return one.event in _OTHER

    async def looked(one: Came) -> Reply | None:
        room.forget(one.tenant)
        await look(room, one.tenant)
        return None

    async def forgotten(one: Came) -> Reply | None:
        room.forget(one.tenant)
        if one.event in _BACK:
            await room.back(one.tenant)
        return None

    for kind in ("conversationUpdate", "installationUpdate"):
        listeners.on(kind, looked, matches=gone)
        listeners.on(kind, forgotten, matches=changed)


def left(one: Came) -> bool:
    """Whether Earshot may be gone from somewhere that others read, or that place itself."""
    if one.personal:
        return False
    if one.type == "installationUpdate":
        return one.body.get("action") == "remove"
    return one.event in _GONE or any(member.get("id") == one.bot for member in one.body.get("membersRemoved") or ())


async def look(room: Room, tenant: str) -> None:
    """Close every department's channel of the tenant that takes nothing any more; whoever looks after it is told.

    Raises:
        RemoteError: Teams did not say.
    """
    for place in places(room, tenant):
        try:
            await room.clients[tenant].call("GET", f"{path_to(place.channel, 'pagedmembers')}?pageSize=1")
        except Closed as wrong:
            await room.closed(place, wrong)


def places(room: Room, tenant: str) -> list[Place]:
    """The channels of departments in a tenant."""
    found = [one for department in room.directory.departments() for one in department.channels]
    return [one for one in found if one.platform == PLATFORM and one.workspace.lower() == tenant]
