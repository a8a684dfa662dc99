"""The workspace as a chat: what the outbox posts is kept in the room and told to open browsers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Final, Protocol

from adapters.chat.workspace.body import of_message
from adapters.chat.workspace.live import Event, Live
from bot.errors import Refused
from bot.model.changes import KeepPost, RoomPost
from bot.model.delivery import Outgoing
from bot.model.people import PersonId, Place
from bot.ports.memory import Room, Writing
from bot.ports.world import Clock

BOT: Final = "earshot"
"""The author of what the bot posts."""
PLATFORM: Final = "workspace"


class Memory(Room, Writing, Protocol):
    """The part of memory that the workspace needs."""


def post_id(key: str) -> str:
    """The id of the message with this key: the same key is the same message, also after a crash."""
    return "m" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:20]


def place(channel: str) -> Place:
    """The place of a channel of this workspace."""
    return Place(platform=PLATFORM, workspace="", channel=channel)


class Workspace:
    """Obeys the port Chat."""

    def __init__(self, store: Memory, clock: Clock, live: Live) -> None:
        self._store = store
        self._clock = clock
        self._live = live

    @property
    def platform(self) -> str:
        """`workspace`."""
        return PLATFORM

    @property
    def can_find(self) -> bool:
        """The room is ours: it can be asked."""
        return True

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Keep the message and show it at once. A key that is there already is not posted again."""
        kept = RoomPost(
            id=post_id(post.key), key=post.key, place=post.place, author=BOT, at=self._clock.now(),
            body=of_message(post.message), root=thread, to=post.to,
        )  # fmt: skip
        await self.keep(kept)
        return kept.id

    async def keep(self, post: RoomPost) -> None:
        """Write a message, whoever wrote it, and tell the browsers."""
        await self._store.commit([KeepPost(post=post)])
        self._tell("edit" if post.edited else "post", post)

    async def edit(self, post: Outgoing, *, message_id: str) -> None:
        """Put the message in place of the earlier one."""
        earlier = await self._store.room_post(post=message_id)
        if earlier is None:
            raise Refused(where="The workspace", what=f"there is no message {message_id} to edit")
        await self.keep(replace(earlier, body=of_message(post.message), edited=self._clock.now()))

    @property
    def pace(self) -> timedelta:
        """None: the room is ours."""
        return timedelta()

    @property
    def rate(self) -> int:
        """As many as come."""
        return 0

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """The id of the message with this key."""
        found = await self._store.room_post(key=post.key)
        return found.id if found is not None and found.place == post.place else None

    async def members(self, place: Place) -> frozenset[str] | None:
        """None: everyone of the organisation."""
        return None

    def reacted(self, post: RoomPost, by: PersonId) -> None:
        """Tell the browsers that a message's reactions changed."""
        told = Event(
            kind="reaction", channel=post.place.channel, post=post.id, root=post.root or "", author=by, to=post.to
        )
        self._live.tell(told)

    def _tell(self, kind: str, post: RoomPost) -> None:
        told = Event(
            kind="edit" if kind == "edit" else "post", channel=post.place.channel, post=post.id,
            root=post.root or "", author=post.author, to=post.to,
        )  # fmt: skip
        self._live.tell(told)
