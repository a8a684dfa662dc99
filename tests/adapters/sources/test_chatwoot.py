"""Chatwoot: the contract on an inbox of our own and on its deliveries, and what became of a case."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from adapters.sources import chatwoot
from bot.ports.sources import Account, Held
from bot.ports.world import Rechecked
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


def _message(one: Said, *, changed: datetime | None = None) -> dict[str, Any]:
    """A message as REST has it."""
    return {
        "id": 1000 + _number(one.id),
        "content": one.text,
        "message_type": 0,
        "private": False,
        "created_at": int(one.at.timestamp()),
        "updated_at": int((changed or one.edited or one.at).timestamp()),
        "sender": {"id": 7, "name": one.author.title(), "type": "contact"},
        "content_attributes": {"deleted": True} if one.gone else {},
    }


@dataclass(slots=True)
class Inbox(Changing):
    """Conversations, those with the newest activity first; each has one message of a customer, and one note."""

    resolved: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        base = "/api/v1/accounts/3/conversations"
        return [
            web.get(base, self._conversations),
            web.get(f"{base}/{{id}}", self._conversation),
            web.get(f"{base}/{{id}}/messages", self._messages),
        ]

    @property
    def standing(self) -> dict[str, str]:
        return {f"{_number(one.id)}/{1000 + _number(one.id)}": one.text for one in self.said.values() if not one.gone}

    async def _conversations(self, request: web.Request) -> web.Response:
        self.tokens.add(request.headers.get("api_access_token", ""))
        found = [self._about(one) for one in self.said.values()]
        found.sort(key=lambda one: -int(one["last_activity_at"]))
        first = 25 * (int(request.query["page"]) - 1)
        bad: list[Any] = [{"id": "?"}] if self.bad and not first else []
        return web.json_response({"data": {"meta": {}, "payload": [*found[first : first + 25], *bad]}})

    def _about(self, one: Said) -> dict[str, Any]:
        return {
            "id": _number(one.id),
            "status": "resolved" if one.id in self.resolved else "open",
            "last_activity_at": int(self.changed[one.id].timestamp()),
            "meta": {"channel": "Channel::Email", "sender": {"id": 7}},
        }

    async def _conversation(self, request: web.Request) -> web.Response:
        return web.json_response(self._about(self._of(request)))

    async def _messages(self, request: web.Request) -> web.Response:
        one = self._of(request)
        if request.query.get("before"):
            return web.json_response({"payload": []})
        at = int(one.at.timestamp())
        note = {"id": 1, "content": "VIP", "message_type": 1, "private": True, "created_at": at, "sender": {"id": 1}}
        told = {"id": 2, "content": "Ana joined", "message_type": 2, "private": False, "created_at": at}
        messages = [_message(one), note, told]
        if one.id in self.resolved:
            answer = {"id": 3, "content": self.resolved[one.id], "message_type": 1, "created_at": at + 1800}
            messages.append({**answer, "private": False, "sender": {"id": 1, "name": "Agent"}})
        return web.json_response({"payload": messages, "meta": {}})

    def _of(self, request: web.Request) -> Said:
        asked = request.match_info["id"]
        found = next((one for one in self.said.values() if str(_number(one.id)) == asked), None)
        if found is None:
            raise web.HTTPNotFound
        return found


class TestChatwoot(SourceContract):
    about, place, connect = chatwoot.ABOUT, Inbox, staticmethod(chatwoot.connect)
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(
            name=NAME,
            since=NOON - timedelta(days=30),
            url=f"{there.base}/app/accounts/3/dashboard",
            secret="t0ken",
        )

    def key(self, there: Counterpart, id_: str) -> str:
        return f"{_number(id_)}/{1000 + _number(id_)}"

    def author(self, name: str) -> str:
        return "7"

    async def test_a_resolved_conversation_tells_how_it_went(self, here: Listener, there: Inbox) -> None:
        said = self.said(0, here)
        there.say(said)
        await here.settle(turns=2)
        there.resolved["i0"] = "We sent a new one."
        there.changed["i0"] = said.at + timedelta(hours=2)
        await here.settle(turns=2)
        (mention,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
        assert mention.rest["service"] == {
            "status": "resolved",
            "turns": 2,
            "first_response_minutes": 30,
            "resolution_minutes": 120,
            "answer": "We sent a new one.",
        }
        assert (mention.kind, mention.conversation, mention.channel) == ("service", "1", "email")
        assert there.tokens == {"t0ken"}

    async def test_more_than_a_page_is_walked_down(self, here: Listener, there: Inbox) -> None:
        for number in range(60):
            there.say(Said(id=f"i{number}", text=f"lumo {number}", author="ana", at=NOON))
        await here.settle(turns=3)
        assert len(await here.held()) == 60

    async def test_a_conversation_that_is_gone_takes_all_along(self, here: Listener, there: Inbox) -> None:
        source = chatwoot.connect(self.account(there), outside=here.outside(there.base, self.about))
        assert isinstance(source, Rechecked)
        (item,) = await source.again([Held(id="77/5", text="x"), Held(id="77/6", text="y")])
        assert item.under == "77/"


class TestChatwootHook(HookContract):
    about, hook, stamped = chatwoot.ABOUT, staticmethod(chatwoot.hook), True

    def key(self, id_: str) -> str:
        return f"5/{1000 + _number(id_)}"

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        stamp = str(int(at.timestamp()))
        mark = hmac.digest(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        return {"x-chatwoot-signature": f"sha256={mark.hex()}", "x-chatwoot-timestamp": stamp}

    def event(self, said: Said) -> Event:
        kind = "message_updated" if said.edited else "message_created"
        body = {**_message(said), "message_type": "incoming", "created_at": said.at.isoformat(), "event": kind}
        body["updated_at"] = (said.edited or said.at).isoformat()
        return Event(body={**body, "conversation": {"id": 5, "status": "open"}}, headers={})

    def taken_back(self, said: Said) -> Event:
        event = self.event(said)
        gone = {"event": "message_updated", "content_attributes": {"deleted": True}}
        return Event(body={**event.body, **gone}, headers={})
