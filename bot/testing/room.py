"""A room that forgets when the process ends: for tests of chats, and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.model.changes import Change, KeepPost, KeepReaction, KeepToken, RoomPost
from bot.model.people import PersonId, Place


class MemoryRoom:
    """Obeys the ports Room and Writing for what a room keeps; other changes are remembered as they came."""

    def __init__(self) -> None:
        self.others: list[Change] = []
        self._posts: dict[str, RoomPost] = {}
        self._given: dict[tuple[str, str, PersonId], datetime] = {}
        self._tokens: dict[tuple[str, str], KeepToken] = {}

    async def commit(self, changes: Sequence[Change]) -> None:
        """Write all changes, in order."""
        for change in changes:
            match change:
                case KeepPost(post=post):
                    self._keep(post)
                case KeepReaction():
                    spot = (change.post, change.emoji, change.person)
                    if change.there:
                        self._given.setdefault(spot, change.at)
                    else:
                        self._given.pop(spot, None)
                case KeepToken():
                    self._tokens[(change.digest, change.kind)] = change
                case _:
                    self.others.append(change)

    def _keep(self, post: RoomPost) -> None:
        known = {kept.key: kept.id for kept in self._posts.values()}
        if post.id in self._posts or post.key not in known:
            self._posts[post.id] = post

    def highest(self, kind: str) -> int:
        """0: a room numbers nothing."""
        return 0

    async def posts(self, place: Place, *, person: PersonId | None, limit: int = 100) -> Sequence[RoomPost]:
        """The newest root messages, oldest first."""
        roots = [post for post in self._seen(person) if post.place == place and post.root is None]
        return roots[-limit:]

    async def thread(self, root: str, *, person: PersonId | None) -> Sequence[RoomPost]:
        """The root and its replies, oldest first."""
        top = self._posts.get(root)
        if top is None or top not in self._seen(person):
            return []
        return [top, *(post for post in self._seen(person) if post.root == root)]

    async def saying(self, pieces: Collection[str]) -> Sequence[RoomPost]:
        """Messages in which one of these pieces stands, oldest first."""
        found = {post.id: json.dumps(post.body, ensure_ascii=False, default=str) for post in self._posts.values()}
        return [self._posts[name] for name, text in found.items() if any(piece in text for piece in pieces if piece)]

    def _seen(self, person: PersonId | None) -> list[RoomPost]:
        found = [post for post in self._posts.values() if post.to is None or post.to == person]
        return sorted(found, key=lambda post: post.at)

    async def room_post(self, *, post: str = "", key: str = "") -> RoomPost | None:
        """A message by its id or its key."""
        if post:
            return self._posts.get(post)
        return next((kept for kept in self._posts.values() if kept.key == key), None)

    async def reactions(self, posts: Collection[str]) -> Sequence[tuple[str, str, PersonId]]:
        """(message, emoji, person), by first use."""
        return [spot for spot, _ in sorted(self._given.items(), key=lambda pair: pair[1]) if spot[0] in posts]

    async def reply_counts(self, posts: Collection[str]) -> Mapping[str, int]:
        """How many replies each has."""
        counts: dict[str, int] = {}
        for post in self._posts.values():
            if post.root in posts:
                counts[str(post.root)] = counts.get(str(post.root), 0) + 1
        return counts

    async def token(self, digest: str, kind: str, now: datetime) -> tuple[PersonId, Mapping[str, object]] | None:
        """Whose token this is, if it has not ended or expired."""
        kept = self._tokens.get((digest, kind))
        if kept is None or kept.ended or kept.until <= now:
            return None
        return kept.person, kept.grant
