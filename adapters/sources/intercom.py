"""Intercom: what customers write in conversations, as service conversations with their rating.

Webhooks (`/hooks/NAME`) bring them at once; conversations that changed since are searched for besides, and those held
are looked up now and then.

Sources: https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations (search, retrieve),
https://developers.intercom.com/docs/webhooks/webhook-notifications (X-Hub-Signature), .../rate-limiting (10,000 a
minute, in windows of ten seconds) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.sources._asked import Page, fetch, fetch_or_none, listed, moment, odd, part
from adapters.sources._delivered import Delivered, Mark
from adapters.sources._desk import Case, Desk, Turn, turns, under
from bot.ports.sources import About, Account, Hook, Item, Outside, Plain
from bot.ports.world import Source

ABOUT: Final = About(
    what="conversations of Intercom", needs=("secret",), every=timedelta(minutes=5), per_minute=200, rechecks=10
)
MARK: Final = Mark(header="x-hub-signature", digest="sha1", prefix="sha1=")
BASE: Final = "https://api.intercom.io"
PAGE: Final = 25
_CUSTOMERS: Final = ("user", "lead", "contact")


def connect(account: Account, *, outside: Outside) -> Source:
    """The workspace that the access token is of; the address names another region (https://api.eu.intercom.io)."""
    return _Inbox(account, outside)


def hook(account: Account, *, outside: Outside) -> Hook:
    """What its webhook delivers: topics of conversations. The signing secret is the app's client secret."""
    return Delivered(account, outside, mark=MARK, events=_Events(account, outside.plain).items)


class _Inbox(Desk):
    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"conversations": self._page})
        self._base = (account.url or BASE).rstrip("/")
        self._headers = {"Authorization": f"Bearer {account.secret}", "Intercom-Version": "2.14"}

    async def case(self, id_: str) -> Case | None:
        """A conversation with its parts."""
        url = f"{self._base}/conversations/{id_}?display_as=plaintext"
        said = await fetch_or_none(self._outside, url, where=self.name, headers=self._headers)
        return _case(part(said), self._outside.plain) if said is not None else None

    async def _page(self, since: datetime, page: str) -> Page:
        """Conversations that changed since, oldest change first."""
        query = {"field": "updated_at", "operator": ">", "value": int(since.timestamp()) - 1}
        paging: dict[str, object] = {"per_page": PAGE, **({"starting_after": page} if page else {})}
        said = await fetch(
            self._outside, f"{self._base}/conversations/search", where=self.name, headers=self._headers,
            post={
                "query": query, "pagination": paging, "sort": {"field": "updated_at", "order": "ascending"}
            },
        )  # fmt: skip
        found = listed(said, "conversations", where=self.name)
        ids = [str(one["id"]) for one in found if isinstance(one, dict) and one.get("id")]
        odds = [odd("conversation", one) for one in found if not part(one).get("id")]
        times = [at for one in found if (at := moment(part(one).get("updated_at")))]
        after = str(part(said, "pages", "next").get("starting_after") or "")
        return Page(items=[*odds, *await self.items(ids)], newest=max(times, default=None), next=after)


class _Events:
    """The items of what its webhook delivers."""

    def __init__(self, account: Account, plain: Plain) -> None:
        self._name, self._plain = account.name, plain

    def items(self, said: Mapping[str, Any], kind: str) -> Sequence[Item]:
        """Of a topic of conversations; any other is nothing."""
        topic, about = str(said.get("topic")), part(said, "data", "item")
        number = about.get("id") or about.get("conversation_id")
        if not topic.startswith(("conversation.", "conversation_part.")) or not number:
            return ()
        if topic == "conversation.deleted":
            return (under(str(number)),)
        # What became of it is asked for: an event may be older than what is known.
        return turns(self._name, _case({**about, "id": number, "state": "open", "updated_at": None}, self._plain))


def _case(said: Mapping[str, Any], plain: Plain) -> Case:
    parts = part(said, "conversation_parts").get("conversation_parts")
    first = {**part(said, "source"), "created_at": said.get("created_at"), "part_type": "comment"}
    each = [first, *(one for one in parts if isinstance(one, dict))] if isinstance(parts, list) else [first]
    closed = said.get("state") == "closed"
    statistics, rating = part(said, "statistics"), part(said, "conversation_rating").get("rating")
    return Case(
        id=str(said.get("id")), turns=[made for one in each if (made := _turn(one, plain)) is not None],
        url=str(part(said, "links").get("conversation_web") or ""), status=str(said.get("state") or ""),
        channel=str(part(said, "source").get("type") or "") or None,
        ended=(moment(statistics.get("last_close_at")) or moment(said.get("updated_at"))) if closed else None,
        changed=moment(said.get("updated_at")), satisfaction=f"{rating} of 5" if isinstance(rating, int) else None,
    )  # fmt: skip


def _turn(said: Mapping[str, Any], plain: Plain) -> Turn | None:
    """A turn of a part; None for notes, assignments and what bots say."""
    who, body = part(said, "author"), said.get("body")
    gone = said.get("redacted") is True
    if who.get("type") == "bot" or "note" in str(said.get("part_type")) or not (gone or isinstance(body, str)):
        return None
    text = plain(body) if isinstance(body, str) else ""
    if not (gone or text) and said.get("part_type") != "comment":
        return None
    if not text and said.get("attachments"):
        return None
    return Turn(
        id=str(said.get("id")), at=said.get("created_at"), text=text, author=str(who.get("id")), gone=gone,
        name=str(who.get("name") or ""), customer=who.get("type") in _CUSTOMERS,
    )  # fmt: skip
