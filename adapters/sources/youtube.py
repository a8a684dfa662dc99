"""YouTube: comments under the videos of a channel, or under one video, and the replies to them; edits, deletions.

Google asks that what its API gave is refreshed or deleted within 30 days: what is held is asked for again in turn, and
`retention_days` must be 30 or less.

Sources: https://developers.google.com/youtube/v3/docs/commentThreads/list, .../comments/list (1 unit each, 10,000 units
a day), https://developers.google.com/youtube/terms/developer-policies (III.E.4) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from adapters.sources._asked import Page, Walk, deletion, fetch, item, listed, moment, odd, part
from bot.errors import Refused
from bot.ports.sources import About, Account, Held, Item, Outside
from bot.ports.world import Source
from bot.texts import duties
from bot.texts import sources as texts

ABOUT: Final = About(
    what="comments under YouTube videos, and the replies to them", needs=("url", "secret"),
    every=timedelta(minutes=30), per_minute=30, rechecks=50, duty=duties.youtube_duty(),
    longest_days=30,
)  # fmt: skip
BASE: Final = "https://www.googleapis.com"
PAGE: Final = 100


def connect(account: Account, *, outside: Outside) -> Source:
    """The channel (`https://www.youtube.com/channel/ID`) or the video (`.../watch?v=ID`); the secret is an API key."""
    return _Comments(account, outside)


class _Comments(Walk):
    """Obeys the ports `Source` and `Rechecked`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"threads": self._page})
        parts = urlsplit(account.url)
        theirs = (parts.hostname or "").endswith(("youtube.com", "youtu.be"))
        self._base = f"{BASE if theirs else f'{parts.scheme}://{parts.netloc}'}/youtube/v3"
        video = (parse_qs(parts.query).get("v") or [""])[0]
        channel = parts.path.partition("/channel/")[2].partition("/")[0]
        self._about = {"videoId": video} if video else {"allThreadsRelatedToChannelId": channel} if channel else {}

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was changed or taken back, of these (see the port)."""
        said = await self._get("comments", part="snippet", id=",".join(one.id for one in held), textFormat="plainText")
        there = {part(one).get("id"): one for one in listed(said, "items", where=self.name)}
        found = []
        for one in held:
            made = self._item(there[one.id]) if one.id in there else deletion(self.name, one.id)
            if made.error is None and (made.mention is None or made.mention.get("text") != one.text):
                found.append(made)
        return found

    async def _page(self, since: datetime, page: str) -> Page:
        """A page of threads, those with the newest comment first, down to a moment."""
        if not self._about:
            raise Refused(where=self.name, what=texts.no_channel())
        said = await self._get(
            "commentThreads", part="snippet,replies", order="time", maxResults=PAGE, pageToken=page,
            textFormat="plainText", **self._about,
        )  # fmt: skip
        threads = listed(said, "items", where=self.name)
        items: list[Item] = []
        times: list[datetime] = []
        for thread in reversed(threads):
            first = part(thread, "snippet").get("topLevelComment")
            replies = part(thread, "replies").get("comments")
            for one in (first, *(replies if isinstance(replies, list) else ())):
                items.append(self._item(one))
                at = moment(part(one, "snippet").get("publishedAt"))
                times += [at] if at is not None else []
        on = str(part(said).get("nextPageToken") or "")
        more = bool(times) and min(times) >= since
        return Page(items=items, newest=max(times, default=None), next=on if more else "")

    async def _get(self, path: str, **query: object) -> Any:
        headers = {"X-Goog-Api-Key": self._account.secret}
        return await fetch(self._outside, f"{self._base}/{path}", where=self.name, headers=headers, **query)

    def _item(self, said: object) -> Item:
        one: Mapping[str, Any] = part(said, "snippet")
        key = part(said).get("id")
        if not isinstance(key, str) or not one:
            return odd("comment", said)
        who, likes = part(one, "authorChannelId").get("value"), one.get("likeCount")
        video, published, updated = one.get("videoId"), one.get("publishedAt"), one.get("updatedAt")
        return item(
            key, source=self.name, at=published, text=str(one.get("textDisplay") or ""),
            edited=updated if updated != published else None, in_reply_to=one.get("parentId"),
            author={"id": str(who), "name": str(one.get("authorDisplayName") or who)} if who else None,
            conversation=str(one.get("parentId") or key),
            url=f"https://www.youtube.com/watch?v={video}&lc={key}" if video else None,
            engagement={"likes": likes} if isinstance(likes, int) and likes > 0 else None,
        )  # fmt: skip
