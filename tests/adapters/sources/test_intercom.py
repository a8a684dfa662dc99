"""Intercom: the contract on a workspace of our own and on its deliveries, and what became of a case."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from aiohttp import web

from adapters.sources import intercom
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


def _conversation(one: Said, changed: datetime) -> dict[str, Any]:
    """A conversation: what was said, a note, an assignment, a bot."""
    at = int(one.at.timestamp())
    parts = [
        _part(2, "note", "VIP", "admin", at=at),
        _part(3, "assignment", None, "admin", at=at),
        _part(4, "comment", "How can I help?", "bot", at=at),
    ]
    return {
        "type": "conversation",
        "id": str(_number(one.id)),
        "created_at": at,
        "updated_at": int(changed.timestamp()),
        "state": "open",
        "source": {
            "type": "conversation",
            "id": "1",
            "body": f"<p>{escape(one.text)}</p>",
            "redacted": one.gone,
            "author": {"type": "user", "id": one.author, "name": one.author.title()},
        },
        "conversation_parts": {"conversation_parts": parts},
    }


def _part(id_: int, kind: str, body: str | None, who: str, *, at: int) -> dict[str, Any]:
    author = {"type": who, "id": "9", "name": "Agent"}
    return {"id": str(id_), "part_type": kind, "body": body, "created_at": at, "author": author}


@dataclass(slots=True)
class Workspace(Changing):
    """Search by time of change in pages, and each conversation by its id."""

    most: int = 3
    closed: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [web.post("/conversations/search", self._search), web.get("/conversations/{id}", self._one)]

    @property
    def standing(self) -> dict[str, str]:
        return {f"{_number(one.id)}/1": one.text for one in self.said.values() if not one.gone}

    async def _search(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer t0ken"
        asked = await request.json()
        since = asked["query"]["value"]
        found = [one for one in self.since(NOON - timedelta(days=99)) if self.changed[one.id].timestamp() > since]
        first = int(asked["pagination"].get("starting_after") or 0)
        page: list[Any] = [_conversation(one, self.changed[one.id]) for one in found[first : first + self.most]]
        if self.bad and not first:
            page.append({"id": None})
        after = first + self.most
        on = {"next": {"starting_after": str(after)}} if after < len(found) else {}
        return web.json_response({"conversations": page, "pages": on})

    async def _one(self, request: web.Request) -> web.Response:
        asked = request.match_info["id"]
        one = next((one for one in self.said.values() if str(_number(one.id)) == asked), None)
        if one is None or one.id in self.gone:
            return web.json_response({"type": "error.list"}, status=404)
        said = _conversation(one, self.changed[one.id])
        if one.id in self.closed:
            at = int(one.at.timestamp())
            said["conversation_parts"]["conversation_parts"].append(
                _part(5, "close", self.closed[one.id], "admin", at=at + 1800)
            )
            said |= {
                "state": "closed",
                "statistics": {"last_close_at": at + 7200},
                "conversation_rating": {"rating": 2},
            }
        return web.json_response(said)


class TestIntercom(SourceContract):
    about, place, connect = intercom.ABOUT, Workspace, staticmethod(intercom.connect)
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(name=NAME, since=NOON - timedelta(days=30), url=there.base, secret="t0ken")

    def key(self, there: Counterpart, id_: str) -> str:
        return f"{_number(id_)}/1"

    async def test_a_closed_conversation_tells_how_it_went(self, here: Listener, there: Workspace) -> None:
        said = self.said(0, here)
        there.say(said)
        await here.settle(turns=2)
        there.closed["i0"] = "We sent a new one."
        there.say(said)
        await here.settle(turns=2)
        (mention,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
        assert mention.rest["service"] == {
            "status": "closed",
            "turns": 2,
            "first_response_minutes": 30,
            "resolution_minutes": 120,
            "answer": "We sent a new one.",
            "satisfaction": "2 of 5",
        }

    async def test_a_conversation_that_is_gone_takes_all_along(self, here: Listener, there: Workspace) -> None:
        for number in range(3):
            there.say(self.said(number, here))
        await here.settle(turns=2)
        there.gone = {"i1"}
        await here.settle(turns=2)
        assert set(await here.held()) == {"1/1", "3/1"}


class TestIntercomHook(HookContract):
    about, hook = intercom.ABOUT, staticmethod(intercom.hook)
    edits = False  # a turn is not changed there, only taken back

    def key(self, id_: str) -> str:
        return f"{_number(id_)}/1"

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        return {"x-hub-signature": "sha1=" + hmac.digest(secret.encode(), body, hashlib.sha1).hex()}

    def event(self, said: Said) -> Event:
        item = _conversation(said, said.at)
        return Event(body={"topic": "conversation.user.created", "data": {"item": item}}, headers={})

    def taken_back(self, said: Said) -> Event:
        said.gone = True
        item = _conversation(said, said.at)
        return Event(body={"topic": "conversation_part.redacted", "data": {"item": item}}, headers={})
