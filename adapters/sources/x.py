"""X: posts that a search finds, as they are written; what is changed, deleted or hidden there goes here too.

Every post that is read costs money, so that nothing is read twice without a reason: a search goes on from the newest
post that is older than two minutes (what is younger may not all be in the search yet), and each held post is asked for
again once a day. The search reaches back seven days; after a longer gap the rest cannot be had any more.

Sources: https://docs.x.com/x-api/posts/search-recent-posts (`since_id`, seven days, 100 a page),
.../posts/get-posts-by-ids (100 at once; what is gone is among the errors), .../fundamentals/edit-posts (each version
has an id of its own), .../x-api/compliance (deletions must be followed), .../fundamentals/rate-limits
(x-rate-limit-remaining, x-rate-limit-reset), https://docs.x.com/x-api/getting-started/pricing (read 2026-11)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from adapters.sources._asked import deletion, fetch, item, listed, moment, odd, part
from bot.errors import Refused
from bot.ports.sources import About, Account, Held, Item, Outside
from bot.ports.world import Poll, Source
from bot.texts import duties
from bot.texts import sources as texts

ABOUT: Final = About(
    what="posts on X that a search finds; each post that is read costs money", needs=("url", "secret"),
    every=timedelta(minutes=15), per_minute=30, rechecks=25, round=timedelta(hours=24), longest_days=30,
    duty=duties.x_duty(),
)  # fmt: skip
BASE: Final = "https://api.x.com"
PAGE, MOST_IDS = 100, 100
BACK: Final = timedelta(days=7)
LATE: Final = timedelta(minutes=2)
"""So late a post may come into the search."""
NO_REPOSTS: Final = "-is:retweet"
"""Reposts say nothing of their own, and cost as much as posts."""
GONE: Final = ("/resource-not-found", "/not-authorized-for-resource", "/disallowed-resource")
"""Ends of the types of errors that say that a post is no longer to be seen."""
_ASK_AGAIN: Final = (400, 422)
"""Answers to a `since_id` that is older than the search reaches back."""
_FIELDS: Final = {
    "tweet.fields": "author_id,conversation_id,created_at,edit_history_tweet_ids,lang,public_metrics,referenced_tweets",
    "expansions": "author_id",
    "user.fields": "name,public_metrics,username",
}


def connect(account: Account, *, outside: Outside) -> Source:
    """The search that its page has in its address (`https://x.com/search?q=WORDS`); the secret is a bearer token."""
    return _Search(account, outside)


class _Search:
    """Obeys the ports `Source` and `Rechecked`.

    The cursor is JSON: `since` (an id) and `at` (its time, seconds); of the walk that is going `next` (a page's token),
    `start` (a time, where it does not go on from an id), and the `newest` id that will be gone on from, with its time.
    """

    def __init__(self, account: Account, outside: Outside) -> None:
        self._account, self._outside = account, outside
        parts = urlsplit(account.url)
        theirs = (parts.hostname or "").endswith(("x.com", "twitter.com"))
        self._base = f"{BASE if theirs else f'{parts.scheme}://{parts.netloc}'}/2/tweets"
        asked = parse_qs(parts.query)
        self._words = (asked.get("q") or asked.get("query") or [""])[0]

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """A page of the search (see the port)."""
        if not self._words:
            raise Refused(where=self.name, what=texts.no_words())
        now = self._outside.clock.now()
        state: dict[str, Any] = json.loads(cursor) if cursor else {"at": self._account.since.timestamp()}
        said, lost = await self._page(state, now)
        posts = listed({"data": [], **part(said)}, "data", where=self.name)
        people = _people(said)
        for one in posts:
            at = moment(part(one).get("created_at"))
            if at is not None and at <= now - LATE and _later(part(one).get("id"), state.get("newest", "")):
                state |= {"newest": part(one)["id"], "newest_at": at.timestamp()}
        state["next"] = str(part(said, "meta").get("next_token") or "")
        more = bool(state["next"])
        if not more:
            state.pop("start", None)
        if not more and state.get("newest"):
            state |= {"since": state.pop("newest"), "at": state.pop("newest_at")}
        items = tuple(self._item(one, people) for one in reversed(posts))
        return Poll(items=items, cursor=json.dumps(state), more=more, lost=lost)

    async def close(self) -> None:
        """Nothing is open."""

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was changed, deleted or hidden, of these (see the port); a changed one is read in its last version."""
        said = await self._read([one.id for one in held])
        people, gone = _people(said), _gone(said)
        there = {str(part(one).get("id")): one for one in listed({"data": [], **part(said)}, "data", where=self.name)}
        newer = {key: last for key, one in there.items() if (last := _versions(one)[-1]) != key}
        if newer:
            said = await self._read(sorted(newer.values()))
            people |= _people(said)
            latest = {str(part(one).get("id")): one for one in listed({"data": [], **part(said)}, "data", where="")}
            there |= {key: latest[last] for key, last in newer.items() if last in latest}
            gone |= {key for key, last in newer.items() if last in _gone(said)}
        found = [deletion(self.name, one.id) for one in held if one.id in gone]
        for one in held:
            made = self._item(there[one.id], people) if one.id in there and one.id not in gone else None
            if made is not None and made.mention is not None and made.mention.get("text") != one.text:
                found.append(made)
        return found

    async def _page(self, state: dict[str, Any], now: datetime) -> tuple[Any, datetime | None]:
        """A page of the search, and from when on it could be searched, where that is later than was wanted."""
        if state.get("start"):
            return await self._ask(state, start_time=state["start"]), None
        reaches = now - BACK + timedelta(minutes=1)
        wanted = datetime.fromtimestamp(state["at"], UTC)
        lost = reaches if wanted < reaches and state.get("since") else None
        if state.get("since") and lost is None:
            try:
                return await self._ask(state, since_id=state["since"]), None
            except Refused as wrong:
                if wrong.data.get("status") not in _ASK_AGAIN or state.get("next"):
                    raise
        state["start"] = max(wanted, reaches).strftime("%Y-%m-%dT%H:%M:%SZ")
        return await self._ask(state, start_time=state["start"]), lost

    async def _ask(self, state: Mapping[str, Any], **since: str) -> Any:
        return await fetch(
            self._outside, f"{self._base}/search/recent", where=self.name, headers=self._headers,
            query=f"({self._words}) {NO_REPOSTS}", max_results=PAGE, next_token=state.get("next"), **since, **_FIELDS,
        )  # fmt: skip

    async def _read(self, ids: Sequence[str]) -> Any:
        """Posts by their ids, what is gone among the errors."""
        return await fetch(
            self._outside, self._base, where=self.name, headers=self._headers, ids=",".join(ids[:MOST_IDS]), **_FIELDS
        )  # fmt: skip

    @property
    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._account.secret}"}

    def _item(self, said: object, people: Mapping[str, Mapping[str, Any]]) -> Item:
        one = part(said)
        key = one.get("id")
        if not isinstance(key, str) or not key.isdigit() or not isinstance(one.get("text"), str):
            return odd(key, said)
        versions, reach, answers = _versions(one), part(one, "public_metrics"), one.get("referenced_tweets")
        to = [part(each).get("id") for each in answers if part(each).get("type") == "replied_to"] if answers else []
        who, language = people.get(str(one.get("author_id")), {}), str(one.get("lang") or "")
        counts = {"likes": "like_count", "reposts": "retweet_count", "replies": "reply_count"}
        author = {"id": str(one.get("author_id")), "name": str(who.get("name") or who.get("username") or "")}
        followers = part(who, "public_metrics").get("followers_count")
        return item(
            versions[0], source=self.name, at=one.get("created_at"), text=one["text"],
            edited=one.get("created_at") if len(versions) > 1 else None,
            author={**author, **({"followers": followers} if isinstance(followers, int) else {})},
            url=f"https://x.com/{who.get('username') or 'i'}/status/{key}", in_reply_to=str(to[0]) if to else None,
            conversation=one.get("conversation_id"), language=language if len(language) == 2 else None,
            engagement={name: reach[field] for name, field in counts.items() if isinstance(reach.get(field), int)},
        )  # fmt: skip


def _versions(post: object) -> list[str]:
    """The ids of a post's versions, the first one first; it is known by that."""
    one = part(post)
    told = one.get("edit_history_tweet_ids")
    known = [str(each) for each in told] if isinstance(told, list) else []
    return known or [str(one.get("id"))]


def _people(said: object) -> dict[str, Mapping[str, Any]]:
    told = part(said, "includes").get("users")
    return {str(part(one).get("id")): part(one) for one in told} if isinstance(told, list) else {}


def _gone(said: object) -> set[str]:
    """The ids of which an answer says that nobody, or not everybody, may see them any more."""
    told = part(said).get("errors")
    each = [part(one) for one in told] if isinstance(told, list) else []
    return {str(one.get("resource_id") or one.get("value")) for one in each if str(one.get("type")).endswith(GONE)}


def _later(id_: object, other: str) -> bool:
    """Whether an id was given later than another: ids of posts grow."""
    return isinstance(id_, str) and id_.isdigit() and (len(id_), id_) > (len(other), other)
