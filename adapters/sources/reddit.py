"""Reddit: posts and comments of a community, or posts that a search finds; edits, deletions, what moderators removed.

New ones are read from the newest back to what is known; Reddit does not say what was changed or taken back, so what is
held is asked for again in turn.

Sources: https://www.reddit.com/dev/api (`/r/NAME/new`, `/r/NAME/comments`, `/search`, `/api/info`; a listing ends after
1,000), https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki (100 requests a minute;
X-Ratelimit-Remaining, X-Ratelimit-Reset in seconds; what its users deleted must be deleted),
https://support.reddithelp.com/hc/en-us/articles/42728983564564-Responsible-Builder-Policy (approval) (read 2026-11)
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from adapters.sources._asked import Lane, Page, Walk, deletion, fetch, item, listed, moment, odd, part, read, written
from bot.errors import Refused, TryLater, WrongCredential
from bot.ports.sources import About, Account, Held, Item, Outside
from bot.ports.world import Poll, Source
from bot.texts import duties
from bot.texts import sources as texts

ABOUT: Final = About(
    what="posts and comments of a community on Reddit, after Reddit's approval", needs=("url", "user", "secret"),
    every=timedelta(minutes=15), per_minute=60, rechecks=100, longest_days=30, duty=duties.reddit_duty(),
)  # fmt: skip
BASE, TOKENS, PAGES = "https://oauth.reddit.com", "https://www.reddit.com", "https://www.reddit.com"
PAGE: Final = 100
POST, COMMENT = "t3", "t1"
_GONE: Final = ("[deleted]", "[removed]")


def connect(account: Account, *, outside: Outside) -> Source:
    """The community (`https://www.reddit.com/r/NAME`) or the search (`https://www.reddit.com/search/?q=WORDS`).

    `user` and the secret are the id and the secret of the app that Reddit approved.
    """
    return _Place(account, outside)


class _Place(Walk):
    """Obeys the ports `Source` and `Rechecked`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        parts = urlsplit(account.url)
        theirs = (parts.hostname or "").endswith("reddit.com")
        origin = f"{parts.scheme}://{parts.netloc}"
        self._base, self._tokens = (BASE, TOKENS) if theirs else (origin, origin)
        self._words = (parse_qs(parts.query).get("q") or [""])[0]
        community = parts.path.partition("/r/")[2].partition("/")[0]
        self._there = f"/r/{community}" if community else ""
        self._token: tuple[str, datetime] | None = None
        super().__init__(account, outside, self._lanes_of())

    async def poll(self, cursor: str) -> Poll:
        """As every walk; a token that is refused is not used again."""
        if not self._there and not self._words:
            raise Refused(where=self.name, what=texts.no_community())
        try:
            return await super().poll(cursor)
        except WrongCredential:
            self._token = None
            raise

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was changed, deleted or removed, of these (see the port)."""
        said = await self._get("/api/info", id=",".join(one.id for one in held))
        there = {key: one for one in _children(said, self.name) if (key := part(one, "data").get("name"))}
        found = []
        for one in held:
            made = self._item(there[one.id]) if one.id in there else None
            if made is None:
                found.append(deletion(self.name, one.id))
            elif made.error is None and (made.mention is None or made.mention.get("text") != one.text):
                found.append(made)
        return found

    def _lanes_of(self) -> Mapping[str, Lane]:
        if self._words:
            return {"found": partial(self._page, f"{self._there}/search")}
        paths = {"posts": f"{self._there}/new", "comments": f"{self._there}/comments"}
        return {name: partial(self._page, path) for name, path in paths.items()}

    async def _page(self, path: str, since: datetime, page: str) -> Page:
        """A page, the newest first, down to a moment."""
        search = {"q": self._words, "sort": "new", "type": "link", "restrict_sr": "1" if self._there else None}
        said = await self._get(path, limit=PAGE, after=page, **(search if self._words else {}))
        found = _children(said, self.name)
        times = [at for one in found if (at := moment(part(one, "data").get("created_utc")))]
        on = str(part(said, "data").get("after") or "")
        more = bool(times) and min(times) >= since
        items = [made for one in reversed(found) if (made := self._item(one)) is not None]
        return Page(items=items, newest=max(times, default=None), next=on if more else "")

    async def _get(self, path: str, **query: object) -> Any:
        headers = {"Authorization": f"Bearer {await self._signed_in()}"}
        return await fetch(
            self._outside, f"{self._base}{path}", where=self.name, headers=headers, raw_json="1", **query
        )  # fmt: skip

    async def _signed_in(self) -> str:
        """A token, for as long as it holds."""
        now = self._outside.clock.now()
        if self._token is None or now >= self._token[1]:
            basic = base64.b64encode(f"{self._account.user}:{self._account.secret}".encode()).decode()
            answer = await self._outside.http.ask(
                f"{self._tokens}/api/v1/access_token", method="POST", body=b"grant_type=client_credentials",
                headers={"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"},
            )  # fmt: skip
            said = part(read(self._outside, answer.body, where=self.name))
            token, seconds = said.get("access_token"), said.get("expires_in")
            if not isinstance(token, str):
                raise TryLater(where=self.name, what=texts.no_json(), seconds=60.0)
            holds = seconds if isinstance(seconds, int) else 3600
            self._token = (token, now + timedelta(seconds=max(60, holds - 300)))
        return self._token[0]

    def _item(self, said: object) -> Item | None:
        """Of a post or a comment; None where it was deleted or removed."""
        one = part(said, "data")
        key, kind = one.get("name"), part(said).get("kind")
        if not isinstance(key, str) or kind not in (POST, COMMENT):
            return odd(key, said)
        body, title = str(one.get("selftext" if kind == POST else "body") or ""), str(one.get("title") or "")
        if one.get("author") in (None, *_GONE) or body in _GONE or one.get("removed_by_category"):
            return None
        text = "\n".join(each for each in (title if kind == POST else "", body) if each)
        edited = moment(one.get("edited"))
        reach = {"likes": one.get("score"), "replies": one.get("num_comments")}
        root = key if kind == POST else str(one.get("link_id") or key)
        return item(
            key, source=self.name, at=written(one.get("created_utc")), text=text, conversation=root,
            edited=edited.isoformat() if edited else None, url=f"{PAGES}{one.get('permalink') or ''}",
            author={"id": str(one.get("author_fullname") or one["author"]), "name": str(one["author"])},
            in_reply_to=str(one.get("parent_id")) if kind == COMMENT and one.get("parent_id") else None,
            engagement={name: value for name, value in reach.items() if isinstance(value, int) and value >= 0},
        )  # fmt: skip


def _children(said: object, where: str) -> list[Any]:
    return listed(said, "data", "children", where=where)
