"""Zendesk: the contract on a help desk of our own, and what its answers and events become."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.sources import zendesk
from bot.compose.clock import StoryClock
from bot.errors import BadInput, WrongCredential
from bot.listening.strict_json import read_json
from bot.model.rows import Rows
from bot.ports.sources import NOTHING, Account, Answer, Hook, Outside, Socket
from bot.testing.source_contract import (
    NAME,
    NOON,
    Counterpart,
    Event,
    HookContract,
    Listener,
    Said,
    SourceContract,
)

USERS = {"ana": 11, "ben": 12, "cleo": 13}
AGENT = 99


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Desk(Counterpart):
    """A help desk: each thing said is the first comment of a ticket of its own; changes are listed in their order."""

    changes: list[str] = field(default_factory=list)
    solved: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)
    small: int = 3
    forgets: bool = False
    credentials: list[str] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        """The export and the comments of a ticket."""
        return [
            web.get("/api/v2/incremental/tickets/cursor.json", self._export),
            web.get("/api/v2/tickets/{id}/comments.json", self._comments),
        ]

    def say(self, said: Said) -> None:
        Counterpart.say(self, said)
        self.changes.append(said.id)

    def take_back(self, id_: str) -> None:
        Counterpart.take_back(self, id_)
        self.changes.append(id_)

    def solve(self, id_: str, answer: str) -> None:
        """An agent answers, and the ticket is solved."""
        self.solved[id_] = answer
        self.changes.append(id_)

    @property
    def standing(self) -> dict[str, str]:
        return {f"{_number(one.id)}/{_number(one.id)}1": one.text for one in self.said.values() if not one.gone}

    async def _export(self, request: web.Request) -> web.Response:
        self.credentials.append(request.headers.get("Authorization", ""))
        if self.forgets and "cursor" in request.query:
            return web.json_response({"error": "InvalidCursor"}, status=400)
        at = int(request.query.get("cursor") or 0)
        page = self.changes[at : at + self.small]
        tickets: list[object] = [self._ticket(one) for one in page]
        if self.bad and at == 0:
            tickets.append({"id": "not a number", "status": "open", "updated_at": "2026-10-05T11:00:00Z"})
        after = at + len(page)
        return web.json_response(
            {"tickets": tickets, "after_cursor": str(after), "end_of_stream": after == len(self.changes)}
        )

    def _ticket(self, id_: str) -> dict[str, Any]:
        one = self.said[id_]
        status = "deleted" if one.gone else "solved" if id_ in self.solved else "open"
        later = timedelta(hours=2) if id_ in self.solved else timedelta(minutes=30 if id_ in self.answered else 0)
        return {
            "id": _number(id_), "status": status, "requester_id": USERS[one.author], "via": {"channel": "email"},
            "created_at": _written(one.at), "updated_at": _written(one.at + later),
            "satisfaction_rating": {"score": "bad"} if id_ in self.solved else {"score": "unoffered"},
        }  # fmt: skip

    async def _comments(self, request: web.Request) -> web.Response:
        id_ = next((one for one in self.said if str(_number(one)) == request.match_info["id"]), None)
        if id_ is None or self.said[id_].gone:
            return web.json_response({"error": "RecordNotFound"}, status=404)
        one, number = self.said[id_], _number(id_)
        comments = [self._comment(number * 10 + 1, USERS[one.author], one.text, one.at)]
        comments.append(self._comment(number * 10 + 2, AGENT, "an internal note", one.at) | {"public": False})
        if id_ in self.solved or id_ in self.answered:
            answer = self.solved.get(id_) or self.answered[id_]
            comments.append(self._comment(number * 10 + 3, AGENT, answer, one.at + timedelta(minutes=30)))
        users = [{"id": number, "name": name, "role": "end-user"} for name, number in USERS.items()]
        return web.json_response(
            {
                "comments": comments,
                "users": [*users, {"id": AGENT, "name": "Agent", "role": "agent"}],
                "next_page": None,
            }
        )

    def _comment(self, number: int, author: int, text: str, at: datetime) -> dict[str, Any]:
        return {
            "id": number, "type": "Comment", "author_id": author, "plain_body": text, "public": True,
            "created_at": _written(at), "via": {"channel": "web"},
        }  # fmt: skip


def _number(id_: str) -> int:
    return 100 + int(id_.removeprefix("i"))


class TestZendesk(SourceContract):
    about, place, connect = zendesk.ABOUT, Desk, staticmethod(zendesk.connect)
    edits = False  # a comment is never changed, but for what is redacted in it

    def account(self, there: Counterpart) -> Account:
        return Account(
            name=NAME, since=NOON - timedelta(days=30), url=there.base, user="ana@lumo.example", secret="t0ken"
        )

    def key(self, there: Counterpart, id_: str) -> str:
        return f"{_number(id_)}/{_number(id_)}1"

    def author(self, name: str) -> str:
        return str(USERS[name])

    async def test_it_signs_in_with_the_token_of_its_account(self, here: Listener, there: Desk) -> None:
        await here.settle(turns=1)
        kind, _, said = there.credentials[0].partition(" ")
        assert (kind, base64.b64decode(said)) == ("Basic", b"ana@lumo.example/token:t0ken")

    async def test_a_solved_ticket_tells_how_it_went(self, here: Listener, there: Desk) -> None:
        there.say(self.said(0, here))
        await here.settle(turns=2)
        there.solve("i0", "We sent a new one.")
        await here.settle(turns=2)
        (mention,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
        assert mention.rest["service"] == {
            "status": "solved", "turns": 2, "first_response_minutes": 30, "resolution_minutes": 120,
            "answer": "We sent a new one.", "satisfaction": "bad",
        }  # fmt: skip
        assert (mention.kind, mention.conversation, mention.channel) == ("service", "100", "web")

    async def test_an_open_ticket_tells_how_it_stands(self, here: Listener, there: Desk) -> None:
        there.say(self.said(0, here))
        await here.settle(turns=2)
        assert await _service(here) == {"status": "open", "turns": 1}
        there.answered["i0"] = "Please restart it."
        there.changes.append("i0")
        await here.settle(turns=2)
        assert await _service(here) == {"status": "open", "turns": 2, "first_response_minutes": 30}

    async def test_what_was_redacted_reads_so_here(self, here: Listener, there: Desk) -> None:
        said = self.said(0, here)
        there.say(said)
        await here.settle(turns=2)
        said.text, said.at = "My card is \u2587\u2587\u2587\u2587", said.at
        there.say(said)
        there.solved["i0"] = "Thanks"
        await here.settle(turns=2)
        assert await here.held() == there.standing

    async def test_a_cursor_that_the_export_no_longer_knows_is_replaced_by_a_time(
        self, here: Listener, there: Desk
    ) -> None:
        for number in range(5):
            there.say(self.said(number, here))
        await here.settle(turns=2)
        stand = await here.state()
        assert stand.cursor is not None and stand.done == 1.0
        there.forgets, there.small = True, 100
        there.say(self.said(5, here))
        await here.settle(turns=2)
        assert await here.held() == there.standing
        assert (await here.store.count(Rows(source=NAME))).mentions == 6


async def _service(here: Listener) -> object:
    (mention,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
    return mention.rest.get("service")


class TestZendeskHook(HookContract):
    about, hook, stamped = zendesk.ABOUT, staticmethod(zendesk.hook), True
    edits = False

    def key(self, id_: str) -> str:
        return f"{_number(id_)}/{_number(id_)}1"

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        mark = hmac.digest(secret.encode(), _written(at).encode() + body, hashlib.sha256)
        return {
            "x-zendesk-webhook-signature": base64.b64encode(mark).decode(),
            "x-zendesk-webhook-signature-timestamp": _written(at),
        }

    def event(self, said: Said) -> Event:
        author = {"id": str(USERS[said.author]), "is_staff": False, "name": said.author}
        number = _number(said.id)
        comment = {"id": f"{number}1", "body": said.text, "is_public": True, "author": author}
        body = {
            "type": "zen:event-type:ticket.comment_added", "id": f"c{number}", "time": _written(said.at),
            "zendesk_event_version": "2022-11-06", "detail": {"id": str(number), "requester_id": author["id"]},
            "event": {"comment": comment},
        }  # fmt: skip
        return Event(body=body, headers={})

    def taken_back(self, said: Said) -> Event:
        number = str(_number(said.id))
        body = {
            "type": "zen:event-type:ticket.soft_deleted", "id": f"d{number}", "time": _written(NOON),
            "detail": {"id": number}, "event": {},
        }  # fmt: skip
        return Event(body=body, headers={})


class Nowhere:
    """A client that is not to be used."""

    async def ask(self, url: str, *, method: str = "GET", headers: object = NOTHING, body: bytes = b"") -> Answer:
        raise AssertionError(url)

    async def open(self, url: str, *, headers: object = NOTHING, protocols: object = ()) -> Socket:
        raise AssertionError(url)


@pytest.fixture
def hook() -> Hook:
    desk = Account(name="desk", since=NOON, url="https://lumo.zendesk.example", signing_secret="s3cret")
    outside = Outside(http=Nowhere(), clock=StoryClock(NOON), read=read_json, plain=str)
    return zendesk.hook(desk, outside=outside)


def _event(kind: str, **event: object) -> str:
    return json.dumps({
        "type": f"zen:event-type:ticket.{kind}", "id": "e1", "time": "2026-10-05T11:59:00Z", "detail": {"id": "35"},
        "event": event,
    })  # fmt: skip


def _comment(*, staff: bool = False, public: bool = True) -> dict[str, object]:
    author = {"id": "11", "is_staff": staff, "name": "Ana"}
    return {"id": "7", "body": "It broke again", "is_public": public, "author": author}


def test_a_comment_that_is_delivered_is_the_mention_that_the_export_would_bring(hook: Hook) -> None:
    (item,) = hook.items(_event("comment_added", comment=_comment()))
    assert item.mention is not None
    assert (item.mention["id"], item.mention["text"], item.mention["conversation"]) == ("35/7", "It broke again", "35")


@pytest.mark.parametrize(
    "body",
    [_event("comment_added", comment=_comment(staff=True)), _event("comment_added", comment=_comment(public=False)),
     _event("status_changed", current="open"), _event("comment_added"), "{}"],
)  # fmt: skip
def test_what_no_customer_said_is_nothing(hook: Hook, body: str) -> None:
    assert hook.items(body) == ()


def test_a_ticket_that_was_deleted_takes_all_along(hook: Hook) -> None:
    assert [one.under for one in hook.items(_event("soft_deleted"))] == ["35/"]


def test_only_what_is_signed_and_in_time_is_taken(hook: Hook) -> None:
    body = _event("comment_added", comment=_comment()).encode()

    def headers(at: datetime, key: bytes = b"s3cret") -> dict[str, str]:
        mark = hmac.digest(key, at.isoformat().encode() + body, hashlib.sha256)
        return {
            "x-zendesk-webhook-signature": base64.b64encode(mark).decode(),
            "x-zendesk-webhook-signature-timestamp": at.isoformat(),
        }

    assert hook.event(headers(NOON), body) == hook.event(headers(NOON + timedelta(minutes=1)), body)
    for wrong in (headers(NOON, b"other"), headers(NOON - timedelta(minutes=6)), {}):
        with pytest.raises(WrongCredential):
            hook.event(wrong, body)
    with pytest.raises(BadInput):
        hook.items("[]")
