"""Channels in which customers are served, and messages that were turned into an insight: what is said there goes on."""

from __future__ import annotations

from typing import Any

from adapters.chat.teams import said
from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.room import Room


def register(listeners: Listeners, room: Room) -> None:
    """The listener for every message that no other one takes: the edge let in only those that are wanted."""

    async def heard(one: Came) -> Reply | None:
        await overheard(room, one)
        return None

    for kind in ("message", "messageUpdate", "messageDelete"):
        listeners.on(kind, heard)


async def overheard(room: Room, one: Came) -> None:
    """A message was written, edited or taken back.

    Raises:
        RemoteError: Teams did not say whether its author is of the organisation.
    """
    if one.personal:
        return
    place = room.place(one.tenant, one.conversation)
    outside = room.listens(place) and one.type != "messageDelete" and await room.outsider(one)
    await room.overhear(place, spoken(one, outside=outside))


def spoken(one: Came, *, outside: bool) -> dict[str, Any]:
    """What was said, as sources take it: `kind` said, edited or deleted; `outside`: by no one of the organisation."""
    kind = {"message": "said", "messageUpdate": "edited"}.get(one.type, "deleted")
    return {
        "kind": kind, "id": one.activity, "thread": one.thread, "author": one.user or one.account, "outside": outside,
        "at": str(one.body.get("timestamp") or ""), "to_us": one.mentioned,
        "text": said.plain(one.text, xml=one.body.get("textFormat") == "xml"),
    }  # fmt: skip
