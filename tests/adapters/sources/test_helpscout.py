"""Help Scout: the contract on a mailbox of our own and on its deliveries, and what became of a case."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from aiohttp import web

from adapters.sources import helpscout
from bot.ports.sources import Account
from bot.testing.source_contract import (
    NAME,
    NOON,
    Changing,
    Counterpart,
    Event,
    HookContract,
    Listener,
    Said,
    SourceContract,
)


def _number(id_: str) -> int:
    return 1 + int(id_.removeprefix("i"))


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _conversation(one: Said) -> dict[str, Any]:
    """A conversation with its threads, newest first: a note, and what the customer said."""
    who = {"id": 7, "type": "customer", "first": one.author.title(), "last": "", "email": "x@place.example"}
    threads = [
        {"id": 2, "type": "note", "body": "VIP", "createdAt": _written(one.at), "createdBy": {"type": "user", "id": 1}},
        {
            "id": 1,
            "type": "customer",
            "body": f"<p>{escape(one.text)}</p>",
            "createdAt": _written(one.at),
            "createdBy": who,
            "state": "hidden" if one.gone else "published",
        },
    ]
    return {
        "id": _number(one.id),
        "type": "email",
        "status": "active",
        "createdAt": _written(one.at),
        "_embedded": {"threads": threads},
    }


@dataclass(slots=True)
class Mailbox(Changing):
    """Conversations that changed since, the last change first, two a page; a token that does not hold for ever."""

    most: int = 2
    tokens: int = 0
    closed: dict[str, str] = field(default_factory=dict)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [
            web.post("/v2/oauth2/token", self._token),
            web.get("/v2/conversations", self._conversations),
            web.get("/v2/conversations/{id}", self._one),
        ]

    @property
    def standing(self) -> dict[str, str]:
        return {f"{_number(one.id)}/1": one.text for one in self.said.values() if not one.gone}

    async def _token(self, request: web.Request) -> web.Response:
        asked = await request.json()
        assert (asked["client_id"], asked["client_secret"]) == ("app", "s3cret")
        self.tokens += 1
        return web.json_response({"access_token": f"t{self.tokens}", "expires_in": 7200})

    async def _conversations(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer t{self.tokens}"
        found = list(reversed(self.since(datetime.fromisoformat(request.query["modifiedSince"]))))
        page = int(request.query["page"])
        some: list[Any] = [self._about(one) for one in found[self.most * (page - 1) : self.most * page]]
        if self.bad and page == 1:
            some.append({"id": "?"})
        pages = -(-len(found) // self.most)
        return web.json_response({"_embedded": {"conversations": some}, "page": {"totalPages": pages, "number": page}})

    async def _one(self, request: web.Request) -> web.Response:
        asked = request.match_info["id"]
        one = next((one for one in self.said.values() if str(_number(one.id)) == asked), None)
        return web.json_response(self._about(one)) if one else web.json_response({}, status=404)

    def _about(self, one: Said) -> dict[str, Any]:
        said = _conversation(one)
        if one.id in self.closed:
            later = {"createdAt": _written(one.at + timedelta(minutes=30)), "createdBy": {"type": "user", "id": 1}}
            said["_embedded"]["threads"].insert(0, {"id": 3, "type": "message", "body": self.closed[one.id], **later})
            said |= {"status": "closed", "closedAt": _written(one.at + timedelta(hours=2))}
        return said


class TestHelpScout(SourceContract):
    about, place, connect = helpscout.ABOUT, Mailbox, staticmethod(helpscout.connect)
    edits = False  # what a customer wrote is not changed there
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(name=NAME, since=NOON - timedelta(days=30), url=there.base, user="app", secret="s3cret")

    def key(self, there: Counterpart, id_: str) -> str:
        return f"{_number(id_)}/1"

    def author(self, name: str) -> str:
        return "7"

    async def test_a_closed_conversation_tells_how_it_went_and_tokens_are_renewed(
        self, here: Listener, there: Mailbox
    ) -> None:
        said = self.said(0, here)
        there.say(said)
        await here.settle(turns=2)
        (open_,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
        assert open_.rest["service"] == {"status": "active", "turns": 1}
        there.closed["i0"] = "We sent a new one."
        there.changed["i0"] = said.at + timedelta(hours=2)
        await here.settle(turns=2, minutes=200)
        (mention,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
        assert mention.rest["service"] == {
            "status": "closed",
            "turns": 2,
            "first_response_minutes": 30,
            "resolution_minutes": 120,
            "answer": "We sent a new one.",
        }
        assert mention.author is not None and mention.author.name.raw == "Ana"
        assert there.tokens == 3


class TestHelpScoutHook(HookContract):
    about, hook = helpscout.ABOUT, staticmethod(helpscout.hook)
    edits = False

    def key(self, id_: str) -> str:
        return f"{_number(id_)}/1"

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        mark = hmac.digest(secret.encode(), body, hashlib.sha1)
        return {"x-helpscout-signature": base64.b64encode(mark).decode()}

    def event(self, said: Said) -> Event:
        return Event(body=_conversation(said), headers={"x-helpscout-event": "convo.customer.reply.created"})

    def taken_back(self, said: Said) -> Event:
        said.gone = True
        return Event(body=_conversation(said), headers={"x-helpscout-event": "convo.tags"})
