"""Reddit: the contract on a community of our own making; who sets it up says that Reddit approved of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.sources import reddit
from bot.compose.kinds import check
from bot.errors import ConfigError, Refused
from bot.model.people import SourceSpec
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract


def _number(id_: str) -> int:
    return int(id_.removeprefix("i"))


def _key(id_: str) -> str:
    """Every third is a post, the others comments."""
    return f"{'t3' if _number(id_) % 3 == 0 else 't1'}_{_number(id_):x}"


@dataclass(slots=True)
class Community(Counterpart):
    """Posts and comments, the newest first, two a page; a token that does not hold for ever."""

    tokens: int = 0
    asked_for: list[str] = field(default_factory=list)
    by_moderators: set[str] = field(default_factory=set)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [
            web.post("/api/v1/access_token", self._token), web.get("/r/lumo/new", self._new),
            web.get("/r/lumo/comments", self._comments), web.get("/api/info", self._info),
            web.get("/search", self._search),
        ]  # fmt: skip

    @property
    def standing(self) -> dict[str, str]:
        return {
            _key(one.id): one.text for one in self.said.values() if not one.gone and one.id not in self.by_moderators
        }

    async def _token(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Basic {base64.b64encode(b'app:s3cret').decode()}"
        assert dict(await request.post()) == {"grant_type": "client_credentials"}
        self.tokens += 1
        return web.json_response({"access_token": f"t{self.tokens}", "expires_in": 3600})

    async def _new(self, request: web.Request) -> web.Response:
        return self._page(request, "t3")

    async def _comments(self, request: web.Request) -> web.Response:
        return self._page(request, "t1")

    async def _search(self, request: web.Request) -> web.Response:
        assert (request.query["q"], request.query["sort"]) == ("lumo phone", "new")
        return self._page(request, "t3")

    def _page(self, request: web.Request, kind: str) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer t{self.tokens}"
        self.asked_for.append(request.path)
        found = [one for one in self.said.values() if _key(one.id).startswith(kind) and not one.gone]
        found.sort(key=lambda one: one.at, reverse=True)
        first = int(request.query.get("after") or 0)
        page: list[Any] = [self._thing(one) for one in found[first : first + 2]]
        if self.bad and not first and kind == "t3":
            page.append({"kind": "t3", "data": {"name": 7}})
        on = str(first + 2) if first + 2 < len(found) else None
        return web.json_response({"kind": "Listing", "data": {"children": page, "after": on}})

    async def _info(self, request: web.Request) -> web.Response:
        wanted = request.query["id"].split(",")
        found = [self._thing(one) for one in self.said.values() if _key(one.id) in wanted]
        return web.json_response({"kind": "Listing", "data": {"children": found, "after": None}})

    def _thing(self, one: Said) -> dict[str, Any]:
        kind = _key(one.id).partition("_")[0]
        taken = "[deleted]" if one.gone else "[removed]" if one.id in self.by_moderators else ""
        data = {
            "name": _key(one.id), "author": "[deleted]" if one.gone else one.author,
            "author_fullname": f"t2_{one.author}", "created_utc": one.at.timestamp(),
            "edited": one.edited.timestamp() if one.edited else False,
            "permalink": f"/r/lumo/comments/1/_/{one.id}/", "score": 5,
        }  # fmt: skip
        if kind == "t3":
            title, _, rest = one.text.partition("\n")
            words = {"title": title, "selftext": taken or rest, "num_comments": 2}
        else:
            words = {"body": taken or one.text, "link_id": "t3_0", "parent_id": "t3_0"}
        return {"kind": kind, "data": {**data, **words}}


class TestReddit(SourceContract):
    about, place, connect = reddit.ABOUT, Community, staticmethod(reddit.connect)
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        url = f"{there.base}/r/lumo/"
        return Account(name=NAME, since=NOON - timedelta(days=30), url=url, user="app", secret="s3cret")

    def key(self, there: Counterpart, id_: str) -> str:
        return _key(id_)

    def author(self, name: str) -> str:
        return f"t2_{name}"

    def text_of(self, number: int) -> str:
        return f"Lumo\nthe phone number {number} arrived late"

    async def test_what_moderators_removed_goes(self, here: Listener, there: Community) -> None:
        for number in range(3):
            there.say(self.said(number, here, minutes=9))
        await here.settle(turns=2)
        there.by_moderators |= {"i0", "i1"}
        await here.settle(turns=3)
        assert set(await here.held()) == {"t1_2"}

    async def test_a_search_finds_posts_and_a_token_that_ended_is_replaced(
        self, here: Listener, there: Community
    ) -> None:
        url = f"{there.base}/search/?q=lumo%20phone&type=posts"
        account = Account(name=NAME, since=NOON - timedelta(days=30), url=url, user="app", secret="s3cret")
        await here.listen_to(reddit.connect(account, outside=here.outside(there.base, self.about)), self.about)
        there.say(self.said(0, here, minutes=9))
        await here.settle(turns=3, minutes=50)
        assert await here.held() == there.standing
        assert (set(there.asked_for), there.tokens) == ({"/search"}, 2)

    async def test_an_address_without_community_or_search_is_refused(self, here: Listener, there: Community) -> None:
        account = Account(name=NAME, since=NOON, url=f"{there.base}/user/ana", user="app", secret="s3cret")
        with pytest.raises(Refused):
            await reddit.connect(account, outside=here.outside(there.base, self.about)).poll("")


def test_it_is_set_up_only_by_who_says_that_reddit_approved_and_keeps_it_no_longer() -> None:
    given = {"name": "reddit", "kind": "reddit", "url": "https://www.reddit.com/r/lumo", "user": "app", "secret": "s"}
    with pytest.raises(ConfigError, match="approved"):
        check(SourceSpec(**given), where="reddit", named=True)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="30 days at most"):
        check(SourceSpec(**given, agreed=True), where="reddit", named=True)  # type: ignore[arg-type]
    check(SourceSpec(**given, agreed=True, retention_days=14), where="reddit", named=True)  # type: ignore[arg-type]
