"""Zendesk: what customers write in tickets, as service conversations, with their status and satisfaction.

Changed tickets come from the incremental export, page by page; of each the public comments of people who are no agents
are taken, one mention a comment. A ticket that is solved tells with its first comment how long it took, what was
answered last, and how satisfied its customer was. Deleted tickets take all along; a comment that was redacted is taken
over as it reads now. Its webhooks (`/hooks/NAME`) bring comments at once; the export brings whatever they missed.

Sources: https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/ (10 requests a
minute; the last minute is withheld; deleted tickets stay in it), .../tickets/ticket_comments/,
https://developer.zendesk.com/documentation/webhooks/verifying/ (read 2026-11)
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from adapters.sources._delivered import Delivered, Mark
from bot.errors import BadInput, BadMention, Refused, TryLater
from bot.ports.sources import About, Account, Hook, Outside
from bot.ports.world import Item, Poll, Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="Zendesk tickets as service conversations", needs=("url", "secret"), every=timedelta(minutes=5), per_minute=100
)
PAGE: Final = 25
"""Tickets of one poll; the comments of each are one request more."""
MOST_COMMENTS: Final = 500
WITHHELD: Final = timedelta(minutes=1)
MARK: Final = Mark(
    header="x-zendesk-webhook-signature", form="base64", stamp="x-zendesk-webhook-signature-timestamp", stamped=""
)
REDACTED: Final = "\u2587"
"""What stands in a comment where something was redacted."""


def connect(account: Account, *, outside: Outside) -> Source:
    """The help desk at the account's address; without a `user` the secret is an OAuth token."""
    return _Export(account, outside)


def hook(account: Account, *, outside: Outside) -> Hook:
    """What its webhooks deliver."""
    return Delivered(account, outside, mark=MARK, events=_Events(account).items)


class _Export:
    """Obeys the port `Source`. The cursor is JSON: `after` as the export gave it, `from` and `at` (seconds)."""

    def __init__(self, account: Account, outside: Outside) -> None:
        self._account, self._outside = account, outside
        self._base = account.url.rstrip("/")

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """A page of changed tickets with their comments (see the port)."""
        now = self._outside.clock.now()
        state: dict[str, Any] = json.loads(cursor) if cursor else {"from": int(self._account.since.timestamp())}
        page = await self._page(state)
        tickets = [one for one in _list(page, "tickets") if isinstance(one, dict)]
        items: list[Item] = []
        for ticket in tickets:
            items += await self._items(ticket)
        ended = page.get("end_of_stream") is not False
        at = max([int(state.get("at") or state["from"]), *(int(_stamp(one)) for one in tickets)])
        at = min(at, int(now.timestamp()))
        after = {"after": page.get("after_cursor") or state.get("after"), "from": state["from"], "at": at}
        begun, whole = state["from"], max(1.0, now.timestamp() - state["from"])
        return Poll(
            items=tuple(items), cursor=json.dumps(after), more=not ended,
            through=now - WITHHELD if ended else datetime.fromtimestamp(at, UTC),
            done=1.0 if ended else max(0.0, min(1.0, (at - begun) / whole)),
        )  # fmt: skip

    async def close(self) -> None:
        """Nothing is open."""

    async def _page(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """A page of the export; from its time where the export no longer knows the cursor."""
        start = int(state.get("at") or state["from"]) - int(WITHHELD.total_seconds())
        if state.get("after"):
            try:
                return await self._get("incremental/tickets/cursor.json", cursor=state["after"], per_page=PAGE)
            except Refused as wrong:
                if wrong.data.get("status") not in (400, 404, 410, 422):
                    raise
        return await self._get("incremental/tickets/cursor.json", start_time=start, per_page=PAGE)

    async def _get(self, path: str, **query: object) -> dict[str, Any]:
        user, secret = self._account.user, self._account.secret
        basic = base64.b64encode(f"{user}/token:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}" if user else f"Bearer {secret}", "Accept": "application/json"}
        answer = await self._outside.http.ask(f"{self._base}/api/v2/{path}?{urlencode(query)}", headers=headers)
        try:
            found = self._outside.read(answer.body)
        except BadInput as wrong:
            raise TryLater(where=self.name, what=texts.no_json(), seconds=60.0) from wrong
        if not isinstance(found, dict):
            raise TryLater(where=self.name, what=texts.no_json(), seconds=60.0)
        return found

    async def _items(self, ticket: dict[str, Any]) -> list[Item]:
        number = ticket.get("id")
        if not isinstance(number, int):
            wrong = BadMention(where="ticket", what="id", found=repr(number)[:40], expected=texts.number_wanted())
            return [Item(position=str(number)[:40], mention=None, error=wrong)]
        if ticket.get("status") == "deleted":
            return [Item(position=str(number), mention=None, under=f"{number}/")]
        try:
            comments, users = await self._comments(number)
        except Refused as wrong:
            if wrong.data.get("status") not in (404, 410):
                raise
            return [Item(position=str(number), mention=None, under=f"{number}/")]
        return self._turns(ticket, comments, users)

    async def _comments(self, number: int) -> tuple[list[dict[str, Any]], dict[object, dict[str, Any]]]:
        """All comments of a ticket, oldest first, and who wrote them."""
        found: list[dict[str, Any]] = []
        users: dict[object, dict[str, Any]] = {}
        page = 1
        while len(found) < MOST_COMMENTS:
            said = await self._get(f"tickets/{number}/comments.json", include="users", page=page, per_page=100)
            found += [one for one in _list(said, "comments") if isinstance(one, dict)]
            users |= {one.get("id"): one for one in _list(said, "users") if isinstance(one, dict)}
            if not said.get("next_page"):
                break
            page += 1
        return found, users

    def _turns(
        self, ticket: dict[str, Any], comments: Sequence[dict[str, Any]], users: Mapping[object, dict[str, Any]]
    ) -> list[Item]:
        """The customers' turns of a ticket; what became of it stands with the first."""
        public = [one for one in comments if one.get("public") is not False]
        theirs = [one for one in public if _is_customer(one, ticket, users)]
        answers = [one for one in public if not _is_customer(one, ticket, users)]
        items = []
        for place, comment in enumerate(theirs):
            outcome = _outcome(ticket, theirs, answers) if place == 0 else {}
            items.append(self._turn(ticket, comment, users.get(comment.get("author_id"), {}), outcome))
        return items

    def _turn(
        self, ticket: dict[str, Any], comment: dict[str, Any], user: Mapping[str, Any], outcome: dict[str, object]
    ) -> Item:
        number, key = ticket["id"], f"{ticket['id']}/{comment.get('id')}"
        text = str(comment.get("plain_body") or comment.get("body") or "").strip()
        mention: dict[str, object] = {
            "source": self.name, "id": key, "at": comment.get("created_at"), "text": text, "kind": "service",
            "author": {"id": str(comment.get("author_id")), "name": str(user.get("name") or comment.get("author_id"))},
            "conversation": str(number), "url": f"{self._base}/agent/tickets/{number}", "visibility": "internal",
            "channel": str((comment.get("via") or ticket.get("via") or {}).get("channel") or "") or None,
        }  # fmt: skip
        if outcome or REDACTED in text:
            mention["edited"] = ticket.get("updated_at")
        mention |= outcome
        return Item(position=key, mention={name: value for name, value in mention.items() if value is not None})


def _is_customer(
    comment: Mapping[str, Any], ticket: Mapping[str, Any], users: Mapping[object, Mapping[str, Any]]
) -> bool:  # fmt: skip
    author = comment.get("author_id")
    role = users.get(author, {}).get("role")
    return role == "end-user" if role is not None else author == ticket.get("requester_id")


def _outcome(
    ticket: Mapping[str, Any], theirs: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]
) -> dict[str, object]:
    """What became of a ticket so far: times in minutes, the satisfaction; once it is over what was answered last."""
    over, begun = ticket.get("status") in ("solved", "closed"), _moment(theirs[0].get("created_at"))
    found: dict[str, object] = {"status": str(ticket.get("status") or "open"), "turns": len(theirs) + len(answers)}
    replied = next((at for one in answers if (at := _moment(one.get("created_at"))) and begun and at >= begun), None)
    solved = _moment(ticket.get("updated_at"))
    if begun and replied:
        found["first_response_minutes"] = round((replied - begun).total_seconds() / 60)
    if begun and solved and over:
        found["resolution_minutes"] = max(0, round((solved - begun).total_seconds() / 60))
    if answers and over:
        found["answer"] = str(answers[-1].get("plain_body") or answers[-1].get("body") or "")
    rated = ticket.get("satisfaction_rating")
    score = rated.get("score") if isinstance(rated, dict) else None
    if score in ("good", "bad"):
        found["satisfaction"] = score
    return {"service": found}


class _Events:
    """The items of what its webhooks deliver."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def items(self, said: Mapping[str, Any], kind: str) -> Sequence[Item]:
        """A customer's comment, or a ticket that was deleted; any other event is nothing."""
        kind, detail, event = str(said.get("type")), said.get("detail"), said.get("event")
        number = str(detail.get("id") or "") if isinstance(detail, dict) else ""
        if kind.endswith(("ticket.soft_deleted", "ticket.permanently_deleted")) and number:
            return (Item(position=number, mention=None, under=f"{number}/"),)
        comment = event.get("comment") if isinstance(event, dict) else None
        if not kind.endswith("ticket.comment_added") or not isinstance(comment, dict) or not number:
            return ()
        author = comment.get("author")
        if not isinstance(author, dict) or author.get("is_staff") is not False or comment.get("is_public") is False:
            return ()
        at = _moment(said.get("time"))
        mention = {
            "source": self._account.name, "id": f"{number}/{comment.get('id')}", "at": said.get("time"),
            "kind": "service", "text": str(comment.get("body") or "").strip(), "conversation": number,
            "visibility": "internal",
            "author": {"id": str(author.get("id")), "name": str(author.get("name") or author.get("id"))},
            "url": f"{self._account.url.rstrip('/')}/agent/tickets/{number}",
        }  # fmt: skip
        if at is not None:  # what the export says of the same comment has more in it, and wins
            mention["edited"] = (at - timedelta(days=1)).isoformat()
        return (Item(position=str(mention["id"]), mention=mention),)


def _list(said: Mapping[str, Any], key: str) -> list[Any]:
    value = said.get(key)
    return value if isinstance(value, list) else []


def _stamp(ticket: Mapping[str, Any]) -> float:
    """When a ticket last changed, as the export counts it; 0 where it does not say."""
    stamp, at = ticket.get("generated_timestamp"), _moment(ticket.get("updated_at"))
    return float(stamp) if isinstance(stamp, int) else at.timestamp() if at else 0.0


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None
