"""Mastodon: public posts of a server, or of one tag, as they are written; edits, deletions; who asks not to be found.

The stream has no replay: after each connection its timeline is asked for what came meanwhile, while the stream is open
already. What was changed or taken back while nobody listened is asked for by id. Posts of accounts that do not want to
be found (`indexable`, `noindex`) and posts that are not public are left out.

Sources: https://docs.joinmastodon.org/methods/streaming/, .../methods/timelines/, .../methods/statuses/#index (by id,
since 4.3), .../entities/Status/, .../entities/Account/ (300 requests in 5 minutes) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from adapters.sources._asked import deletion, fetch, item, listed, odd, part
from bot.errors import BadInput, Refused, TryLater
from bot.ports.sources import About, Account, Held, Item, Outside, Socket
from bot.ports.world import Poll, Source

ABOUT: Final = About(
    what="public posts of a Mastodon server, or of one tag there", needs=("url", "secret"),
    every=timedelta(seconds=5), per_minute=60, firehose=True, rechecks=20,
)  # fmt: skip
PAGE: Final = 40
MOST: Final = 500
FIRST_S, NEXT_S = 0.2, 0.02
"""How long a poll waits for its first message, and for each after it."""
BACK: Final = timedelta(hours=1)
"""The whole server is read from so far back; a tag as far as the settings say."""
OVERLAP: Final = timedelta(minutes=5)
"""Posts of other servers arrive late; their ids are of when they were written."""


def connect(account: Account, *, outside: Outside) -> Source:
    """The server at the account's address, or the tag (`/tags/NAME`); the secret is a token with `read:statuses`."""
    return _Mastodon(account, outside)


class _Mastodon:
    """Obeys the ports `Source` and `Rechecked`. The cursor is the largest id of a post that was given."""

    def __init__(self, account: Account, outside: Outside) -> None:
        self._account, self._outside = account, outside
        parts = urlsplit(account.url)
        self._base, self._host = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
        self._tag = parts.path.rstrip("/").rpartition("/tags/")[2] if "/tags/" in parts.path else ""
        self._headers = {"Authorization": f"Bearer {account.secret}"}
        self._socket: Socket | None = None
        self._behind = True

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """What the timeline had since the cursor, then what the stream brings (see the port)."""
        least = int(cursor) if cursor.isdigit() else 0
        if self._socket is None:
            self._socket = await self._opened()
            self._behind, least = True, self._back(least)
        if self._behind:
            return await self._caught_up(least, cursor)
        items, last = await self._streamed()
        return Poll(items=tuple(items), cursor=str(max(least, last)) if last else cursor, more=len(items) >= MOST)

    async def close(self) -> None:
        """End the connection; the next poll opens it again."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was changed or taken back, of these (see the port)."""
        query = urlencode([("id[]", one.id) for one in held])
        try:
            said = await fetch(
                self._outside, f"{self._base}/api/v1/statuses?{query}", where=self.name, headers=self._headers
            )
        except Refused:  # a server older than 4.3
            return ()
        found = {one.get("id"): one for one in listed({"all": said}, "all", where=self.name) if isinstance(one, dict)}
        items: list[Item] = []
        for one in held:
            made = self._item(found[one.id]) if one.id in found else None
            if made is None:
                items.append(deletion(self.name, one.id))
            elif made.mention is not None and made.mention.get("text") != one.text:
                items.append(made)
        return items

    async def _opened(self) -> Socket:
        query = urlencode({"stream": "hashtag", "tag": self._tag} if self._tag else {"stream": "public"})
        url = f"{self._base.replace('http', 'ws', 1)}/api/v1/streaming?{query}"
        return await self._outside.http.open(url, headers=self._headers)

    async def _caught_up(self, least: int, cursor: str) -> Poll:
        """A page of the timeline since an id, its oldest posts first."""
        path = f"tag/{self._tag}" if self._tag else "public"
        said = await fetch(
            self._outside, f"{self._base}/api/v1/timelines/{path}", where=self.name, headers=self._headers,
            limit=PAGE, min_id=str(least),
        )  # fmt: skip
        posts = listed({"all": said}, "all", where=self.name)
        items = [made for one in reversed(posts) if (made := self._item(one)) is not None]
        last = max([least, *(_id(one) for one in posts)])
        self._behind = len(posts) >= PAGE and last > least
        after = max(last, int(cursor) if cursor.isdigit() and not self._behind else 0)
        return Poll(items=tuple(items), cursor=str(after), more=self._behind)

    async def _streamed(self) -> tuple[list[Item], int]:
        """What came over the stream, at most so much, and the largest id in it."""
        items: list[Item] = []
        last = 0
        assert self._socket is not None
        while len(items) < MOST:
            try:
                said = await self._socket.receive(NEXT_S if items else FIRST_S)
            except TryLater:
                await self.close()
                if not items:
                    raise
                break
            if said is None:
                break
            made, id_ = self._frame(said)
            items += [made] if made is not None else []
            last = max(last, id_)
        return items, last

    def _frame(self, said: str | bytes) -> tuple[Item | None, int]:
        """The item of a message of the stream, and the id of its post."""
        try:
            event = self._outside.read(said)
            kind, payload = part(event).get("event"), part(event).get("payload")
            if kind == "delete":
                return deletion(self.name, str(payload)), 0
            if kind not in ("update", "status.update") or not isinstance(payload, str):
                return None, 0
            post = self._outside.read(payload)
        except BadInput as wrong:
            return Item(position="stream", mention=None, error=wrong), 0
        made = self._item(post)
        if made is None and kind == "status.update":  # its author no longer wants it to be found
            return deletion(self.name, str(part(post).get("id"))), 0
        return made, _id(post) if kind == "update" else 0

    def _back(self, least: int) -> int:
        """The id to ask from: of a while before the cursor, or of the beginning. Ids begin with milliseconds."""
        if least:
            return max(0, ((least >> 16) - int(OVERLAP.total_seconds() * 1000)) << 16)
        begun = self._account.since
        begun = begun if self._tag else max(begun, self._outside.clock.now() - BACK)
        return int(begun.timestamp() * 1000) << 16

    def _item(self, post: object) -> Item | None:
        """The item of a post; None where it is nobody's own words, is not public or is not to be found."""
        if not isinstance(post, dict) or not isinstance(post.get("id"), str):
            return odd("post", post)
        who = part(post, "account")
        if post.get("reblog") or post.get("visibility") not in ("public", "unlisted"):
            return None
        if who.get("indexable") is False or who.get("noindex") is True:
            return None
        warning, body = str(post.get("spoiler_text") or ""), post.get("content")
        text = "\n".join(one for one in (warning, self._outside.plain(body) if isinstance(body, str) else "") if one)
        if not text and post.get("media_attachments"):
            return None
        return item(
            post["id"], source=self.name, at=post.get("created_at"), text=text, url=post.get("url"),
            author=self._author(who), language=post.get("language"), edited=post.get("edited_at"),
            in_reply_to=post.get("in_reply_to_id"), engagement=_reach(post),
        )  # fmt: skip

    def _author(self, who: Mapping[str, Any]) -> dict[str, object] | None:
        if not isinstance(who.get("acct"), str):
            return None
        full = who["acct"] if "@" in who["acct"] else f"{who['acct']}@{self._host}"
        found: dict[str, object] = {"id": full, "name": str(who.get("display_name") or full)}
        if isinstance(who.get("followers_count"), int) and who["followers_count"] >= 0:
            found["followers"] = who["followers_count"]
        return found


def _id(post: object) -> int:
    said = part(post).get("id")
    return int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 20 else 0


def _reach(post: Mapping[str, Any]) -> dict[str, int]:
    names = {"likes": "favourites_count", "reposts": "reblogs_count", "replies": "replies_count"}
    return {one: post[key] for one, key in names.items() if isinstance(post.get(key), int) and post[key] >= 0}
