"""Hacker News: stories and comments in which the words of a search stand; what was deleted or flagged away goes again.

New ones come from Algolia's search (newest first, walked back until what is known); it says nothing of what was taken
back, so what is held is looked up in the official API now and then.

Sources: https://hn.algolia.com/api (1,000 hits a query, 10,000 requests an hour), https://github.com/HackerNews/API
(`deleted`, `dead`) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from adapters.sources._asked import Page, Walk, deletion, fetch, item, listed, moment, odd
from bot.errors import Refused
from bot.ports.sources import About, Account, Held, Item, Outside
from bot.ports.world import Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="stories and comments of Hacker News that hold the words of a search", needs=("url",),
    every=timedelta(minutes=15), per_minute=60, rechecks=20,
)  # fmt: skip
PAGE: Final = 200
LATE: Final = timedelta(minutes=30)
"""So late something may come into the search."""
_ITEMS: Final = "https://hacker-news.firebaseio.com"


def connect(account: Account, *, outside: Outside) -> Source:
    """The search that its page on hn.algolia.com has in its address (`?query=`)."""
    return _Search(account, outside)


class _Search(Walk):
    """Obeys the ports `Source` and `Rechecked`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"found": self._page})
        parts = urlsplit(account.url)
        asked = parse_qs(parts.query)
        self._words = (asked.get("query") or asked.get("q") or [""])[0]
        self._base = f"{parts.scheme}://{parts.netloc}"
        self._items = _ITEMS if (parts.hostname or "").endswith("algolia.com") else self._base

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was deleted, flagged away or changed (see the port)."""
        found = []
        for one in held:
            said = await fetch(self._outside, f"{self._items}/v0/item/{one.id}.json", where=self.name)
            if not isinstance(said, dict) or said.get("deleted") or said.get("dead"):
                found.append(deletion(self.name, one.id))
                continue
            text = self._text(said.get("title"), said.get("text"))
            if text and text != one.text:
                now = self._outside.clock.now().isoformat()
                root = str(said.get("parent") or one.id)
                found.append(self._item(one.id, said.get("time"), text, said.get("by"), root=root, edited=now))
        return found

    async def _page(self, since: datetime, page: str) -> Page:
        """The hits between a moment and the oldest of the page before."""
        if not self._words:
            raise Refused(where=self.name, what=texts.no_words())
        limits = [f"created_at_i>={int((since - LATE).timestamp())}", *([f"created_at_i<={page}"] if page else [])]
        said = await fetch(
            self._outside, f"{self._base}/api/v1/search_by_date", where=self.name, query=self._words,
            tags="(story,comment)", numericFilters=",".join(limits), hitsPerPage=PAGE,
        )  # fmt: skip
        hits = listed(said, "hits", where=self.name)
        times = [at for one in hits if isinstance(one, dict) and (at := moment(one.get("created_at_i")))]
        oldest = str(int(min(times).timestamp())) if times else ""
        return Page(
            items=[made for one in reversed(hits) if (made := self._hit(one)) is not None],
            newest=max(times, default=None), next=oldest if len(hits) >= PAGE and oldest != page else "",
        )  # fmt: skip

    def _hit(self, hit: Mapping[str, Any]) -> Item | None:
        if not isinstance(hit, dict) or not isinstance(hit.get("objectID"), str):
            return odd("hit", hit)
        title = None if hit.get("comment_text") else hit.get("title")
        text = self._text(title, hit.get("comment_text") or hit.get("story_text"))
        return self._item(
            hit["objectID"], hit.get("created_at_i"), text, hit.get("author"), root=str(hit.get("story_id") or ""),
            likes=hit.get("points"), replies=hit.get("num_comments"), parent=hit.get("parent_id"),
        )  # fmt: skip

    def _text(self, title: object, body: object) -> str:
        parts = [self._outside.plain(one) for one in (title, body) if isinstance(one, str)]
        return "\n".join(one for one in parts if one)

    def _item(
        self, key: str, at: object, text: str, author: object, *, root: str, edited: str | None = None,
        likes: object = None, replies: object = None, parent: object = None,
    ) -> Item:  # fmt: skip
        reach = {"likes": likes, "replies": replies}
        said = moment(at)
        return item(
            key, source=self.name, at=said.astimezone(UTC).isoformat() if said else at, text=text, edited=edited,
            author={"id": str(author), "name": str(author)} if author else None,
            url=f"https://news.ycombinator.com/item?id={key}", conversation=root or None,
            in_reply_to=str(parent) if parent else None,
            engagement={one: number for one, number in reach.items() if isinstance(number, int) and number >= 0},
        )  # fmt: skip
