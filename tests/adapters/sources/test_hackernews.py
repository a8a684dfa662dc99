"""Hacker News: the contract on a search and an item API of our own, and what their answers become."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from aiohttp import web

from adapters.sources import hackernews
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract


@dataclass(slots=True)
class Place(Counterpart):
    """Search by date, newest first, two hits a page; the items with what was deleted."""

    first: dict[str, str] = field(default_factory=dict)

    def say(self, said: Said) -> None:
        Counterpart.say(self, said)
        self.first.setdefault(said.id, said.text)

    def routes(self) -> list[web.AbstractRouteDef]:
        """Both APIs, on one address."""
        return [web.get("/api/v1/search_by_date", self._search), web.get("/v0/item/{id}.json", self._item)]

    async def _search(self, request: web.Request) -> web.Response:
        limits = request.query["numericFilters"]
        since = int(re.findall(r">=(\d+)", limits)[0])
        until = int((re.findall(r"<=(\d+)", limits) or ["99999999999"])[0])
        assert request.query["query"] == "lumo"
        # Its index forgets nothing and learns of no edit: that is what the item API is for.
        hits = [self._hit(one) for one in self.said.values() if since <= one.at.timestamp() <= until]
        hits.sort(key=lambda one: -int(one["created_at_i"]))
        most = int(request.query["hitsPerPage"])
        bad: list[object] = [{"objectID": 7, "title": "no id"}] if self.bad else []
        return web.json_response({"hits": [*hits[:most], *bad], "nbHits": len(hits)})

    def _hit(self, one: Said) -> dict[str, Any]:
        return {
            "objectID": str(_number(one.id)), "author": one.author, "created_at_i": int(one.at.timestamp()),
            "comment_text": f"<p>{escape(self.first[one.id])}", "story_id": 1, "parent_id": 1, "points": None,
        }  # fmt: skip

    async def _item(self, request: web.Request) -> web.Response:
        one = next((one for one in self.said.values() if str(_number(one.id)) == request.match_info["id"]), None)
        if one is None:
            return web.json_response(None)
        if one.gone:
            return web.json_response({"id": _number(one.id), "deleted": True, "type": "comment"})
        return web.json_response({
            "id": _number(one.id), "by": one.author, "time": int(one.at.timestamp()), "type": "comment", "parent": 1,
            "text": f"<p>{escape(one.text)}",
        })  # fmt: skip

    @property
    def standing(self) -> dict[str, str]:
        return {str(_number(one.id)): one.text for one in self.said.values() if not one.gone}


def _number(id_: str) -> int:
    return 40_000_000 + int(id_.removeprefix("i"))


class TestHackerNews(SourceContract):
    about, place, connect = hackernews.ABOUT, Place, staticmethod(hackernews.connect)
    sequences = 4

    def account(self, there: Counterpart) -> Account:
        return Account(name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/?query=lumo&sort=byDate")

    def key(self, there: Counterpart, id_: str) -> str:
        return str(_number(id_))

    async def test_a_story_is_its_title_and_its_text(self, here: Listener, there: Place) -> None:
        source = hackernews.connect(self.account(there), outside=here.outside(there.base, self.about))
        assert isinstance(source, hackernews._Search)
        found = source._hit({
            "objectID": "8863", "author": "dhouston", "created_at_i": 1175714200, "title": "My app", "points": 104,
            "story_text": "It &amp; I<p>throw away <a href='https://x.example'>this</a>", "num_comments": 71,
        })  # fmt: skip
        assert found is not None and found.mention == {
            "source": NAME, "id": "8863", "at": datetime(2007, 4, 4, 19, 16, 40, tzinfo=UTC).isoformat(),
            "text": "My app\nIt & I\nthrow away this", "author": {"id": "dhouston", "name": "dhouston"},
            "url": "https://news.ycombinator.com/item?id=8863", "engagement": {"likes": 104, "replies": 71},
        }  # fmt: skip

    async def test_pages_are_walked_back_to_what_is_known(self, here: Listener, there: Place) -> None:
        for number in range(450):
            there.say(Said(id=f"i{number}", text=f"lumo {number}", author="ana", at=NOON - timedelta(minutes=number)))
        await here.settle(turns=2)
        assert len(await here.held()) == 450
        assert there.asked <= 3 + 2 + 40
