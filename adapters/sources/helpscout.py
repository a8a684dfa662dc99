"""Help Scout: what customers write to a mailbox, as service conversations.

Webhooks (`/hooks/NAME`) bring conversations at once, also those that are deleted or merged away; those that changed
since are asked for besides, and those held are looked up now and then.

Sources: https://developer.helpscout.com/mailbox-api/endpoints/conversations/list/ (`modifiedSince`, threads embedded),
.../overview/authentication/ (client credentials), .../overview/rate-limiting/, https://developer.helpscout.com/webhooks/
(X-HelpScout-Signature) (read 2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.sources._asked import Page, fetch, fetch_or_none, listed, moment, odd, part
from adapters.sources._delivered import Delivered, Mark
from adapters.sources._desk import Case, Desk, Turn, turns, under
from bot.errors import TryLater, WrongCredential
from bot.ports.sources import About, Account, Hook, Item, Outside, Plain
from bot.ports.world import Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="conversations of Help Scout",
    needs=("user", "secret"),
    every=timedelta(minutes=5),
    per_minute=100,
    rechecks=10,
)
MARK: Final = Mark(header="x-helpscout-signature", digest="sha1", form="base64", kind="x-helpscout-event")
BASE: Final = "https://api.helpscout.net"
PAGES: Final = "https://secure.helpscout.net/conversation"


def connect(account: Account, *, outside: Outside) -> Source:
    """The company whose app this is: `user` is the app's id, the secret its secret."""
    return _Mailbox(account, outside)


def hook(account: Account, *, outside: Outside) -> Hook:
    """What its webhook delivers: events of conversations."""
    return Delivered(account, outside, mark=MARK, events=_Events(account, outside.plain).items)


class _Mailbox(Desk):
    def __init__(self, account: Account, outside: Outside) -> None:
        super().__init__(account, outside, {"conversations": self._page})
        self._base = (account.url or BASE).rstrip("/")
        self._token: tuple[str, datetime] | None = None

    async def case(self, id_: str) -> Case | None:
        """A conversation with its threads."""
        url = f"{self._base}/v2/conversations/{id_}?embed=threads"
        said = await fetch_or_none(self._outside, url, where=self.name, headers=await self._headers())
        return _case(part(said), self._outside.plain) if said is not None else None

    async def _page(self, since: datetime, page: str) -> Page:
        """A page of those that changed since, newest change first: what changes meanwhile comes again next time."""
        said = await fetch(
            self._outside, f"{self._base}/v2/conversations", where=self.name, headers=await self._headers(),
            status="all", modifiedSince=since.strftime("%Y-%m-%dT%H:%M:%SZ"), sortField="modifiedAt", sortOrder="desc",
            embed="threads", page=page or 1,
        )  # fmt: skip
        found = listed(said, "_embedded", "conversations", where=self.name)
        items: list[Item] = []
        for one in reversed(found):
            fits = isinstance(one, dict) and isinstance(one.get("id"), int)
            items += turns(self.name, _case(one, self._outside.plain)) if fits else [odd("conversation", one)]
        last = part(said, "page").get("totalPages")
        more = isinstance(last, int) and int(page or 1) < last
        newest = max((at for one in found for at in _times(part(one))), default=None)
        return Page(items=items, newest=newest, next=str(int(page or 1) + 1) if more else "")

    async def _headers(self) -> Mapping[str, str]:
        """Signed in, for as long as the token holds."""
        now = self._outside.clock.now()
        if self._token is None or now >= self._token[1]:
            asked = {
                "grant_type": "client_credentials", "client_id": self._account.user,
                "client_secret": self._account.secret,
            }  # fmt: skip
            said = part(await fetch(self._outside, f"{self._base}/v2/oauth2/token", where=self.name, post=asked))
            token, seconds = said.get("access_token"), said.get("expires_in")
            if not isinstance(token, str):
                raise TryLater(where=self.name, what=texts.no_json(), seconds=60.0)
            holds = seconds if isinstance(seconds, int) else 3600
            self._token = (token, now + timedelta(seconds=max(60, holds - 300)))
        return {"Authorization": f"Bearer {self._token[0]}"}

    async def poll(self, cursor: str) -> Any:
        """As every walk; a token that is refused is not used again."""
        try:
            return await super().poll(cursor)
        except WrongCredential:
            self._token = None
            raise


class _Events:
    """The items of what its webhook delivers."""

    def __init__(self, account: Account, plain: Plain) -> None:
        self._name, self._plain = account.name, plain

    def items(self, said: Mapping[str, Any], kind: str) -> Sequence[Item]:
        """Of an event of conversations; any other is nothing."""
        number = said.get("id")
        if not kind.startswith("convo.") or not isinstance(number, int):
            return ()
        return (under(str(number)),) if kind == "convo.deleted" else turns(self._name, _case(said, self._plain))


def _times(said: Mapping[str, Any]) -> Iterator[datetime]:
    """Every time that a conversation names; it was changed at the latest of them, or later."""
    threads = part(said, "_embedded").get("threads")
    raw = [said.get(one) for one in ("createdAt", "closedAt", "userUpdatedAt")]
    raw += [part(one).get("createdAt") for one in threads] if isinstance(threads, list) else []
    raw.append(part(said, "customerWaitingSince").get("time"))
    yield from (at for one in raw if (at := moment(one)) is not None)


def _case(said: Mapping[str, Any], plain: Plain) -> Case:
    threads = part(said, "_embedded").get("threads")
    each = [one for one in threads if isinstance(one, dict)] if isinstance(threads, list) else []
    each.sort(key=lambda one: str(one.get("createdAt")))  # they come newest first
    status, number = str(said.get("status") or ""), str(said.get("id"))
    closed = moment(said.get("closedAt")) or moment(said.get("userUpdatedAt"))
    return Case(
        id=number, turns=[made for one in each if (made := _turn(one, plain)) is not None], url=f"{PAGES}/{number}",
        status=status, ended=closed if status == "closed" else None, changed=max(_times(said), default=None),
        channel=str(said.get("type") or "") or None,
    )  # fmt: skip


def _turn(said: Mapping[str, Any], plain: Plain) -> Turn | None:
    """A turn of a thread; None for notes, drafts, and lines of what happened."""
    if said.get("type") not in ("customer", "message", "reply", "chat") or said.get("state") == "draft":
        return None
    who, body = part(said, "createdBy"), said.get("body")
    name = " ".join(str(who[one]) for one in ("first", "last") if who.get(one))
    return Turn(
        id=str(said.get("id")), at=said.get("createdAt"), text=plain(body) if isinstance(body, str) else "",
        author=str(who.get("id")), name=name, customer=who.get("type") == "customer",
        gone=said.get("state") == "hidden",
    )  # fmt: skip
