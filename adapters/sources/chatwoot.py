"""Chatwoot: what customers write to an inbox, as service conversations.

Webhooks (`/hooks/NAME`) bring messages at once; conversations with something new are asked for besides, and those held
are looked up now and then, as a message that is deleted makes no conversation new.

Sources: https://developers.chatwoot.com/api-reference/conversations/conversations-list, .../messages/get-messages,
https://www.chatwoot.com/hc/user-guide/articles/1677693021-how-to-use-webhooks (signed since 2026) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.sources._asked import Page, fetch, fetch_or_none, listed, moment, odd, part
from adapters.sources._delivered import Delivered, Mark
from adapters.sources._desk import Case, Desk, Turn, turns
from bot.errors import Refused
from bot.ports.sources import About, Account, Hook, Item, Outside
from bot.ports.world import Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="conversations of Chatwoot", needs=("url", "secret"), every=timedelta(minutes=5), per_minute=60, rechecks=10
)
MARK: Final = Mark(header="x-chatwoot-signature", prefix="sha256=", stamp="x-chatwoot-timestamp")
PAGE: Final = 25
MOST_PAGES: Final = 20
"""Pages of messages of one conversation."""
_INCOMING, _OUTGOING, _TEMPLATE = (0, "incoming"), (1, "outgoing"), (3, "template")


def connect(account: Account, *, outside: Outside) -> Source:
    """The account at its address as its page has it (`/app/accounts/1`); the secret is an agent's access token."""
    return _Inbox(account, outside)


def hook(account: Account, *, outside: Outside) -> Hook:
    """What its webhook delivers: messages created and updated, conversations whose status changed."""
    return Delivered(account, outside, mark=MARK, events=_Events(account).items)


class _Inbox(Desk):
    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"conversations": self._page})
        self._base, self._page_url = _addresses(account.url)
        self._headers = {"api_access_token": account.secret}
        self._known: dict[str, dict[str, Any]] = {}

    async def case(self, id_: str) -> Case | None:
        """A conversation with its messages."""
        said = self._known.pop(id_, None)
        if said is None:
            url = f"{self._base}/conversations/{id_}"
            said = part(await fetch_or_none(self._outside, url, where=self.name, headers=self._headers))
        messages = await self._messages(id_) if said else None
        if messages is None:
            return None
        return _case(id_, said, [one for one in messages if isinstance(one, dict)], f"{self._page_url}/{id_}")

    async def _page(self, since: datetime, page: str) -> Page:
        """A page of conversations, those with the newest message first, down to a moment."""
        if not self._base:
            raise Refused(where=self.name, what=texts.no_account())
        said = await fetch(
            self._outside, f"{self._base}/conversations", where=self.name, headers=self._headers, status="all",
            assignee_type="all", sort_by="last_activity_at_desc", page=page or 1,
        )  # fmt: skip
        found = listed(said, "data", "payload", where=self.name)
        self._known = {str(one["id"]): one for one in found if isinstance(one, dict) and isinstance(one.get("id"), int)}
        odds = [odd("conversation", one) for one in found if not isinstance(part(one).get("id"), int)]
        times = [at for one in found if (at := moment(part(one).get("last_activity_at")))]
        # What was not changed since a moment was seen with a page before, or is older than what is wanted.
        new = [one for one, raw in self._known.items() if (moment(raw.get("last_activity_at")) or since) >= since]
        more = len(found) >= PAGE and len(new) == len(self._known)
        items = [*odds, *await self.items(list(reversed(new)))]
        return Page(items=items, newest=max(times, default=None), next=str(int(page or 1) + 1) if more else "")

    async def _messages(self, id_: str) -> list[Any] | None:
        """All messages of a conversation, oldest first; None where it is gone."""
        found: list[Any] = []
        before = ""
        for _ in range(MOST_PAGES):
            url = f"{self._base}/conversations/{id_}/messages{f'?before={before}' if before else ''}"
            said = await fetch_or_none(self._outside, url, where=self.name, headers=self._headers)
            if said is None:
                return None
            page = listed(said, "payload", where=self.name)
            found = [*page, *found]
            ids = [one["id"] for one in page if isinstance(one, dict) and isinstance(one.get("id"), int)]
            if len(page) < 20 or not ids:
                break
            before = str(min(ids))
        return found


class _Events:
    """The items of what its webhook delivers."""

    def __init__(self, account: Account) -> None:
        self._name, self._page_url = account.name, _addresses(account.url)[1]

    def items(self, said: Mapping[str, Any], kind: str) -> Sequence[Item]:
        """Of a customer's message; any other event is nothing: what became of the case is asked for."""
        conversation = part(said, "conversation")
        number = conversation.get("id") or conversation.get("display_id")
        if said.get("event") not in ("message_created", "message_updated") or not isinstance(number, int):
            return ()
        about = {**conversation, "status": "open", "last_activity_at": None}
        return turns(self._name, _case(str(number), about, [dict(said)], f"{self._page_url}/{number}"))


def _case(id_: str, said: Mapping[str, Any], messages: Sequence[Mapping[str, Any]], url: str) -> Case:
    status = str(said.get("status") or "")
    ended = None
    if status == "resolved":
        times = [at for one in messages if (at := moment(one.get("created_at")))]
        ended = moment(said.get("last_activity_at")) or max(times, default=None)
    channel = part(said, "meta").get("channel") or said.get("channel")
    return Case(
        id=id_, turns=[made for one in messages if (made := _turn(one)) is not None], url=url, status=status,
        ended=ended, changed=moment(said.get("last_activity_at")),
        channel=str(channel).removeprefix("Channel::").lower() if channel else None,
    )  # fmt: skip


def _turn(said: Mapping[str, Any]) -> Turn | None:
    """A turn of a message; None for notes among agents and for what happened of itself."""
    kind = said.get("message_type")
    if kind not in (*_INCOMING, *_OUTGOING, *_TEMPLATE) or said.get("private") or kind in _TEMPLATE:
        return None
    who, text = part(said, "sender"), str(said.get("content") or "")
    gone = part(said, "content_attributes").get("deleted") is True
    if not text and not gone and said.get("attachments"):
        return None
    changed = said.get("updated_at") if said.get("updated_at") != said.get("created_at") else None
    return Turn(
        id=str(said.get("id")), at=said.get("created_at"), text=text, author=str(who.get("id")),
        name=str(who.get("name") or ""), customer=kind in _INCOMING, gone=gone, edited=changed,
    )  # fmt: skip


def _addresses(url: str) -> tuple[str, str]:
    """The account's address in the API ('' where it names none), and that of a conversation's page."""
    parts = urlsplit(url)
    number = parts.path.partition("/accounts/")[2].partition("/")[0]
    origin = f"{parts.scheme}://{parts.netloc}"
    page = f"{origin}/app/accounts/{number}/conversations"
    return (f"{origin}/api/v1/accounts/{number}" if number.isdigit() else "", page)
