"""Discourse: posts of a forum, with edits, deletions, and topics that are gone.

Webhooks (`/hooks/NAME`) bring them at once; the newest posts are asked for besides, and what is held is looked up now
and then. What a post quotes of another is left out.

Sources: https://docs.discourse.org/ (latest posts; 60 requests a minute for an administrator's key, 200 for an
address), https://meta.discourse.org/t/configure-webhooks-that-trigger-on-discourse-events/49045 (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from adapters.sources._asked import Page, Walk, deletion, fetch, fetch_or_none, item, listed, moment, odd, part
from adapters.sources._delivered import Delivered, Mark
from bot.errors import WrongCredential
from bot.ports.sources import About, Account, Held, Hook, Item, Outside, Plain
from bot.ports.world import Source

ABOUT: Final = About(what="posts of a forum on Discourse", needs=("url",), per_minute=50, rechecks=10)
MARK: Final = Mark(header="x-discourse-event-signature", prefix="sha256=", kind="x-discourse-event")
_QUOTE, _END_QUOTE = '<aside class="quote', "</aside>"
_REGULAR: Final = 1


def connect(account: Account, *, outside: Outside) -> Source:
    """The forum at the account's address; `user` and the secret (an API key) where it is not open to all."""
    return _Forum(account, outside)


def hook(account: Account, *, outside: Outside) -> Hook:
    """What its webhook delivers: events of posts and topics."""
    return Delivered(account, outside, mark=MARK, events=_Posts(account, outside.plain).events)


class _Posts:
    """The items of posts, as its API and its webhooks have them."""

    def __init__(self, account: Account, plain: Plain) -> None:
        self._name, self._base, self._plain = account.name, account.url.rstrip("/"), plain

    def events(self, said: Mapping[str, Any], kind: str) -> Sequence[Item]:
        """Of a webhook's event; any that is not of posts or topics is nothing."""
        topic = part(said, "topic").get("id")
        if kind == "topic_destroyed" and isinstance(topic, int):
            return (Item(position=f"{topic}/", mention=None, under=f"{topic}/"),)
        if "post" not in said or not kind.startswith("post_"):
            return ()
        made = self.item(said["post"])
        if made is not None and made.error is None and kind == "post_destroyed":
            return (deletion(self._name, made.position),)
        return (made,) if made is not None else ()

    def item(self, post: object) -> Item | None:
        """Of a post; None where nobody wrote it (what moderators did), or it is hidden."""
        if not isinstance(post, dict) or not (
            isinstance(post.get("id"), int) and isinstance(post.get("topic_id"), int)
        ):
            return odd("post", post)
        topic, key = post["topic_id"], f"{post['topic_id']}/{post['id']}"
        if post.get("post_type", _REGULAR) != _REGULAR or str(post.get("user_id")) in ("-1", "-2"):
            return None
        if post.get("deleted_at") or post.get("user_deleted") or post.get("hidden"):
            return deletion(self._name, key)
        number, version = post.get("post_number"), post.get("version")
        title = str(post.get("topic_title") or "") if number == 1 else ""
        body = self._plain(_unquoted(str(post.get("cooked") or ""))) or str(post.get("raw") or "")
        likes = next((one.get("count") for one in _actions(post) if one.get("id") == 2), None)
        return item(
            key, source=self._name, at=post.get("created_at"), text="\n".join(one for one in (title, body) if one),
            edited=post.get("updated_at") if isinstance(version, int) and version > 1 else None,
            author={"id": str(post.get("username")), "name": str(post.get("name") or post.get("username"))},
            url=f"{self._base}/t/{post.get('topic_slug') or '-'}/{topic}/{number}", conversation=str(topic),
            engagement={"likes": likes} if isinstance(likes, int) else None,
        )  # fmt: skip


class _Forum(Walk):
    """Obeys the ports `Source` and `Rechecked`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"posts": self._page})
        self._base, self._posts = account.url.rstrip("/"), _Posts(account, outside.plain)
        self._headers = {"Api-Key": account.secret, "Api-Username": account.user or "system"} if account.secret else {}

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What was changed, deleted, moved or hidden, of these (see the port)."""
        found: list[Item] = []
        for one in held:
            url = f"{self._base}/posts/{one.id.partition('/')[2]}.json"
            try:
                said = await fetch_or_none(self._outside, url, where=self.name, headers=self._headers)
            except WrongCredential:  # this post is for others now; whether we are let in at all, the next poll says
                said = None
            made = self._posts.item(said) if said is not None else None
            if made is None or made.position != one.id:
                found.append(deletion(self.name, one.id))
            if made is not None and made.mention is not None and made.mention.get("text") != one.text:
                found.append(made)
        return found

    async def _page(self, since: datetime, page: str) -> Page:
        """The newest posts, or those before one, down to a moment."""
        said = await fetch(
            self._outside, f"{self._base}/posts.json", where=self.name, headers=self._headers, before=page
        )  # fmt: skip
        posts = listed(said, "latest_posts", where=self.name)
        times = [at for one in posts if (at := moment(part(one).get("created_at")))]
        numbers = [one["id"] for one in posts if isinstance(one, dict) and isinstance(one.get("id"), int)]
        more = bool(numbers and times and min(times) >= since and min(numbers) > 1)
        items = [made for one in reversed(posts) if (made := self._posts.item(one)) is not None]
        return Page(items=items, newest=max(times, default=None), next=str(min(numbers)) if more else "")


def _actions(post: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = post.get("actions_summary")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _unquoted(html: str) -> str:
    """A post without what it quotes of others."""
    parts = []
    while (at := html.find(_QUOTE)) >= 0 and (end := html.find(_END_QUOTE, at)) >= 0:
        parts.append(html[:at])
        html = html[end + len(_END_QUOTE) :]
    return "".join([*parts, html])
