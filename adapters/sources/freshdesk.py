"""Freshdesk: what customers write in tickets, as service conversations.

Tickets that changed since are asked for, with what was said in each; deleted ones are asked for beside them. Its
automation webhooks say neither which comment they are of nor who sent them, so nothing is taken from them.

Sources: https://developers.freshdesk.com/api/#list_all_tickets (`updated_since`, 30 days without it, 300 pages),
.../#list_all_ticket_notes (conversations), .../#ratelimit (200 to 700 requests a minute by plan) (read 2026-11)
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.sources._asked import Page, fetch, fetch_or_none, listed, moment, odd, part
from adapters.sources._desk import Case, Desk, Turn, under
from bot.ports.sources import About, Account, Outside
from bot.ports.world import Source

ABOUT: Final = About(
    what="tickets of Freshdesk", needs=("url", "secret"), every=timedelta(minutes=5), per_minute=100, rechecks=10
)
PAGE: Final = 30
PAGE_OF_COMMENTS: Final = 100
MOST_PAGES: Final = 10
_OPEN: Final = {2: "open", 3: "pending"}
_ENDED: Final = {4: "resolved", 5: "closed"}
_CHANNELS: Final = {1: "email", 2: "portal", 3: "phone", 7: "chat", 9: "widget", 10: "outbound"}


def connect(account: Account, *, outside: Outside) -> Source:
    """The help desk at the account's address; the secret is an agent's API key."""
    return _Desk(account, outside)


class _Desk(Desk):
    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"tickets": self._page, "deleted": self._deleted})
        self._base = account.url.rstrip("/")
        basic = base64.b64encode(f"{account.secret}:X".encode()).decode()
        self._headers = {"Authorization": f"Basic {basic}"}

    async def case(self, id_: str) -> Case | None:
        """A ticket with what was said in it."""
        url = f"{self._base}/api/v2/tickets/{id_}"
        said = part(
            await fetch_or_none(
                self._outside, f"{url}?include=requester,stats", where=self.name, headers=self._headers
            )
        )  # fmt: skip
        if not said or said.get("deleted") or said.get("spam"):
            return None
        comments: list[Any] = []
        for page in range(1, MOST_PAGES + 1):
            more = await fetch_or_none(
                self._outside, f"{url}/conversations?per_page={PAGE_OF_COMMENTS}&page={page}", where=self.name,
                headers=self._headers,
            )  # fmt: skip
            if more is None:
                return None
            comments += (some := listed({"all": more}, "all", where=self.name))
            if len(some) < PAGE_OF_COMMENTS:
                break
        return self._case(id_, said, [one for one in comments if isinstance(one, dict)])

    async def _page(self, since: datetime, page: str) -> Page:
        said = await self._tickets(since, page, order_by="updated_at", order_type="asc")
        ids = [str(one["id"]) for one in said if isinstance(part(one).get("id"), int)]
        odds = [odd("ticket", one) for one in said if not isinstance(part(one).get("id"), int)]
        times = [at for one in said if (at := moment(part(one).get("updated_at")))]
        return Page(
            items=[*odds, *await self.items(ids)], newest=max(times, default=None), full=len(said) >= PAGE
        )  # fmt: skip

    async def _deleted(self, since: datetime, page: str) -> Page:
        said = await self._tickets(since, page, filter="deleted", order_by="updated_at", order_type="asc")
        items = [under(str(one["id"])) for one in said if isinstance(part(one).get("id"), int)]
        times = [at for one in said if (at := moment(part(one).get("updated_at")))]
        return Page(items=items, newest=max(times, default=None), full=len(said) >= PAGE)

    async def _tickets(self, since: datetime, page: str, **query: object) -> list[Any]:
        said = await fetch(
            self._outside, f"{self._base}/api/v2/tickets", where=self.name, headers=self._headers, per_page=PAGE,
            updated_since=since.strftime("%Y-%m-%dT%H:%M:%SZ"), page=page or 1, **query,
        )  # fmt: skip
        return listed({"all": said}, "all", where=self.name)

    def _case(self, id_: str, said: Mapping[str, Any], comments: list[dict[str, Any]]) -> Case:
        who, status = said.get("requester_id"), said.get("status")
        name = str(part(said, "requester").get("name") or "")
        text = _text(said, "description")
        first = Turn(id="0", at=said.get("created_at"), text=text, author=str(who), name=name, customer=True)
        rest = [self._turn(one, who, name) for one in comments if not one.get("private")]
        stats = part(said, "stats")
        at = stats.get("closed_at") or stats.get("resolved_at") or said.get("updated_at")
        return Case(
            id=id_, turns=[first, *rest], url=f"{self._base}/a/tickets/{id_}",
            status={**_OPEN, **_ENDED}.get(status, "waiting") if isinstance(status, int) else "waiting",
            ended=moment(at) if status in _ENDED else None, changed=moment(said.get("updated_at")),
            channel=_CHANNELS.get(said["source"]) if isinstance(said.get("source"), int) else None,
        )  # fmt: skip

    def _turn(self, said: Mapping[str, Any], who: object, name: str) -> Turn:
        return Turn(
            id=str(said.get("id")), at=said.get("created_at"), text=_text(said, "body"),
            author=str(said.get("user_id")), name=name if said.get("user_id") == who else "",
            customer=said.get("incoming") is True,
            edited=said.get("updated_at") if said.get("updated_at") != said.get("created_at") else None,
        )  # fmt: skip


def _text(said: Mapping[str, Any], key: str) -> str:
    """The plain form of a text, with the subject before the first."""
    body = str(said.get(f"{key}_text") or "").strip()
    subject = str(said.get("subject") or "").strip() if key == "description" else ""
    return "\n".join(one for one in (subject, body) if one)
