"""The local workspace's own messages, reactions and logins (port `Room`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model.changes import RoomPost
from bot.model.people import PersonId, Place
from store.asking.evidence import ALL_ROWS
from store.asking.reading import Reads
from store.codec import load
from store.columns import as_list, instant, instant_or_none, micros


class RoomReads(Reads):
    """What stands in the local workspace, and who may come in."""

    async def posts(self, place: Place, *, person: PersonId | None, limit: int = 100) -> Sequence[RoomPost]:
        """The newest root messages of a channel, oldest first (see the port)."""
        rows = await self._ask(
            lambda view: view.rows(
                "room.posts", platform=place.platform, workspace=place.workspace, channel=place.channel, person=person,
                limit=limit or ALL_ROWS,
            )
        )  # fmt: skip
        return [_post(row) for row in reversed(rows)]

    async def thread(self, root: str, *, person: PersonId | None) -> Sequence[RoomPost]:
        """The root and its replies (see the port)."""
        rows = await self._ask(lambda view: view.rows("room.thread", root=root, person=person))
        return [_post(row) for row in rows]

    async def room_post(self, *, post: str = "", key: str = "") -> RoomPost | None:
        """A message by its id or by its poster's key (see the port)."""
        row = await self._ask(
            lambda view: view.row("room.by_id", id=post) if post else view.row("room.by_key", key=key)
        )
        return None if row is None else _post(row)

    async def saying(self, pieces: Collection[str]) -> Sequence[RoomPost]:
        """Messages in which one of these pieces stands (see the port)."""
        wanted = as_list([piece for piece in pieces if piece])
        return [_post(row) for row in await self._ask(lambda view: view.rows("room.saying", pieces=wanted))]

    async def reactions(self, posts: Collection[str]) -> Sequence[tuple[str, str, PersonId]]:
        """Reactions that are there (see the port)."""
        rows = await self._ask(lambda view: view.rows("room.reactions", posts=as_list(sorted(posts))))
        return [(post, emoji, PersonId(person)) for post, emoji, person in rows]

    async def reply_counts(self, posts: Collection[str]) -> Mapping[str, int]:
        """How many replies each message has (see the port); private ones do not count."""
        return dict(await self._ask(lambda view: view.rows("room.reply_counts", posts=as_list(sorted(posts)))))

    async def token(self, digest: str, kind: str, now: datetime) -> tuple[PersonId, Mapping[str, object]] | None:
        """Whose token this is and what it grants (see the port)."""
        row = await self._ask(lambda view: view.row("room.token", digest=digest, kind=kind, now=micros(now)))
        return None if row is None else (PersonId(row[0]), load(row[1]))


def _post(row: tuple[Any, ...]) -> RoomPost:
    number, key, platform, workspace, channel, author, at, body, root, recipient, edited = row
    return RoomPost(
        id=number, key=key, place=Place(platform=platform, workspace=workspace, channel=channel), author=author,
        at=instant(at), body=load(body), root=root, to=recipient, edited=instant_or_none(edited),
    )  # fmt: skip
