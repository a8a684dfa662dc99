"""Freshdesk: the contract on a help desk of our own, and what became of a case."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from adapters.sources import freshdesk
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Changing, Counterpart, Listener, Said, SourceContract


def _number(id_: str) -> int:
    return 1 + int(id_.removeprefix("i"))


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Desk(Changing):
    """Tickets by time of change, deleted ones apart; what was said in each."""

    resolved: dict[str, str] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)
    signed: set[str] = field(default_factory=set)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [
            web.get("/api/v2/tickets", self._tickets),
            web.get("/api/v2/tickets/{id}", self._ticket),
            web.get("/api/v2/tickets/{id}/conversations", self._comments),
        ]

    @property
    def standing(self) -> dict[str, str]:
        found = {f"{_number(one.id)}/0": one.text for one in self.said.values() if not one.gone}
        return found | {f"{_number(id_)}/8": text for id_, text in self.replies.items()}

    async def _tickets(self, request: web.Request) -> web.Response:
        self.signed.add(request.headers.get("Authorization", ""))
        assert (request.query["order_by"], request.query["order_type"]) == ("updated_at", "asc")
        gone = request.query.get("filter") == "deleted"
        found = [one for one in self.since(datetime.fromisoformat(request.query["updated_since"])) if one.gone is gone]
        size = int(request.query["per_page"])
        first = size * (int(request.query["page"]) - 1)
        bad: list[Any] = [{"id": "?"}] if self.bad and not gone and not first else []
        return web.json_response([*bad, *(self._about(one) for one in found[first : first + size])])

    def _about(self, one: Said) -> dict[str, Any]:
        said: dict[str, Any] = {
            "id": _number(one.id),
            "subject": "",
            "description_text": one.text,
            "requester_id": one.author,
            "requester": {"id": one.author, "name": one.author.title()},
            "status": 4 if one.id in self.resolved else 2,
            "source": 1,
            "created_at": _written(one.at),
            "updated_at": _written(self.changed[one.id]),
        }
        if one.id in self.resolved:
            said["stats"] = {"resolved_at": _written(one.at + timedelta(hours=2)), "closed_at": None}
        return said

    async def _ticket(self, request: web.Request) -> web.Response:
        return web.json_response(self._about(self._of(request)))

    async def _comments(self, request: web.Request) -> web.Response:
        one = self._of(request)
        at = _written(one.at + timedelta(minutes=30))
        said: list[dict[str, Any]] = [{"id": 5, "body_text": "VIP", "private": True, "incoming": False}]
        if one.id in self.resolved:
            said.append({"id": 6, "body_text": self.resolved[one.id], "private": False, "incoming": False})
        if one.id in self.replies:
            said.append({"id": 8, "body_text": self.replies[one.id], "private": False, "incoming": True})
        return web.json_response([{**one_, "user_id": 9, "created_at": at, "updated_at": at} for one_ in said])

    def _of(self, request: web.Request) -> Said:
        asked = request.match_info["id"]
        found = next((one for one in self.said.values() if str(_number(one.id)) == asked and not one.gone), None)
        if found is None:
            raise web.HTTPNotFound
        return found


class TestFreshdesk(SourceContract):
    about, place, connect = freshdesk.ABOUT, Desk, staticmethod(freshdesk.connect)
    edits = False  # what a customer wrote is not changed there
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(name=NAME, since=NOON - timedelta(days=30), url=there.base, secret="k3y")

    def key(self, there: Counterpart, id_: str) -> str:
        return f"{_number(id_)}/0"

    async def test_a_resolved_ticket_tells_how_it_went(self, here: Listener, there: Desk) -> None:
        said = self.said(0, here)
        there.say(said)
        await here.settle(turns=2)
        there.resolved["i0"], there.replies["i0"] = "We sent a new one.", "Thank you"
        there.say(said)
        await here.settle(turns=2)
        assert await here.held() == there.standing
        first = next(one for _, one in await here.store.mentions(0, 10) if one.source_id == "1/0")  # type: ignore[arg-type]
        assert first.rest["service"] == {
            "status": "resolved",
            "turns": 3,
            "first_response_minutes": 30,
            "resolution_minutes": 120,
            "answer": "We sent a new one.",
        }
        assert (first.kind, first.conversation, first.channel) == ("service", "1", "email")
        assert [base64.b64decode(one.removeprefix("Basic ")) for one in there.signed] == [b"k3y:X"]

    async def test_more_than_a_page_is_walked_by_time(self, here: Listener, there: Desk) -> None:
        for number in range(100):
            there.say(Said(id=f"i{number}", text=f"lumo {number}", author="ana", at=NOON))
        await here.settle(turns=2)
        assert len(await here.held()) == 100
