"""X: the contract on a search of our own making; what it costs; who sets it up says that they know cost and duty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.sources import x
from bot.compose.kinds import check
from bot.errors import ConfigError, Refused
from bot.model.people import SourceSpec
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract

FIRST = 1_700_000_000_000_000_000


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass(slots=True)
class Search(Counterpart):
    """Posts with growing ids, the newest first, two a page; a version that was changed has an id of its own."""

    versions: dict[str, list[str]] = field(default_factory=dict)
    oldest: str = ""
    read: Counter[str] = field(default_factory=Counter)
    asked_for: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    _given: int = 0

    def say(self, said: Said) -> None:
        Counterpart.say(self, said)
        self._given += 1
        self.versions.setdefault(said.id, []).append(str(FIRST + self._given))

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [web.get("/2/tweets/search/recent", self._recent), web.get("/2/tweets", self._some)]

    @property
    def standing(self) -> dict[str, str]:
        return {self.versions[one.id][0]: one.text for one in self.said.values() if not one.gone}

    async def _recent(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer t0ken"
        assert request.query["query"] == "(lumo phone) -is:retweet"
        since, start = request.query.get("since_id"), request.query.get("start_time", "")
        self.asked_for.append(since or start)
        if since is not None and since < self.oldest:
            return web.json_response({"errors": [{"message": "'since_id' is too old"}]}, status=400)
        found = [one for one in self.said.values() if not one.gone and (since is None or self._last(one) > since)]
        if since is None:
            found = [one for one in found if (one.edited or one.at) >= datetime.fromisoformat(start)]
        found.sort(key=self._last, reverse=True)
        first = int(request.query.get("next_token") or 0)
        page: list[Any] = [self._post(one) for one in found[first : first + 2]]
        if self.bad and not first:
            page.append({"id": 7})
        on = {"next_token": str(first + 2)} if first + 2 < len(found) else {}
        data = {"data": page, "includes": {"users": self._users()}} if page else {}
        return web.json_response({**data, "meta": {"result_count": len(page), **on}})

    async def _some(self, request: web.Request) -> web.Response:
        data, errors = [], []
        for key in request.query["ids"].split(","):
            one = next(one for one in self.said.values() if key in self.versions[one.id])
            if one.gone or one.id in self.hidden:
                kind = "resource-not-found" if one.gone else "not-authorized-for-resource"
                errors.append({"resource_id": key, "type": f"https://api.x.com/2/problems/{kind}"})
            else:
                data.append(self._post(one) | {"id": key, **({} if key == self._last(one) else {"text": "as it was"})})
        said = {"data": data, "includes": {"users": self._users()}} if data else {}
        return web.json_response({**said, **({"errors": errors} if errors else {})})

    def _post(self, one: Said) -> dict[str, Any]:
        self.read[one.id] += 1
        return {
            "id": self._last(one), "text": one.text, "author_id": f"9{len(one.author)}{one.author[0]}", "lang": "en",
            "created_at": _written(one.edited or one.at), "conversation_id": self.versions[one.id][0],
            "edit_history_tweet_ids": self.versions[one.id], "public_metrics": {"like_count": 3, "retweet_count": 1},
            "referenced_tweets": [{"type": "replied_to", "id": "17"}],
        }  # fmt: skip

    def _users(self) -> list[dict[str, Any]]:
        names = {one.author for one in self.said.values()}
        return [{"id": f"9{len(one)}{one[0]}", "name": one.title(), "username": one} for one in sorted(names)]

    def _last(self, one: Said) -> str:
        return self.versions[one.id][-1]


class TestX(SourceContract):
    about, place, connect = x.ABOUT, Search, staticmethod(x.connect)
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        url = f"{there.base}/search?q=lumo+phone&f=live"
        return Account(name=NAME, since=NOON - timedelta(days=30), url=url, secret="t0ken")

    def key(self, there: Counterpart, id_: str) -> str:
        assert isinstance(there, Search)
        return there.versions[id_][0]

    def author(self, name: str) -> str:
        return f"9{len(name)}{name[0]}"

    async def test_a_post_is_read_once_and_once_a_day_more(self, here: Listener, there: Search) -> None:
        for number in range(5):
            there.say(self.said(number, here, minutes=30 - number))
        await here.settle(turns=40, minutes=15)
        assert {one: there.read[one] for one in there.said} == {f"i{number}": 2 for number in range(5)}
        await here.settle(turns=96, minutes=15)
        assert {one: there.read[one] for one in there.said} == {f"i{number}": 3 for number in range(5)}

    async def test_a_post_that_comes_late_into_the_search_is_found(self, here: Listener, there: Search) -> None:
        """It is older than one that was found, but no older than two minutes then."""
        late, soon = self.said(1, here), self.said(2, here)
        late.at = here.clock.now() + timedelta(minutes=19)
        soon.at = here.clock.now() + timedelta(minutes=19, seconds=30)
        there.say(late)
        there.say(soon)
        late.gone = True
        await here.settle(turns=1)
        assert set(await here.held()) == {self.key(there, "i2")}
        late.gone = False
        await here.settle(turns=1)
        assert await here.held() == there.standing

    async def test_who_hides_their_posts_is_no_longer_shown(self, here: Listener, there: Search) -> None:
        there.say(self.said(1, here, minutes=9))
        await here.settle(turns=2)
        there.hidden.add("i1")
        await here.settle(turns=3, minutes=720)
        assert await here.held() == {}

    async def test_after_more_than_seven_days_the_gap_stays_as_long_as_the_search_does_not_reach(
        self, here: Listener, there: Search
    ) -> None:
        there.say(self.said(1, here, minutes=9))
        await here.settle(turns=2)
        there.fault = "503"
        await here.settle(turns=3, minutes=100)
        await here.settle(turns=1, minutes=9 * 24 * 60)
        there.fault = None
        there.say(self.said(2, here))
        await here.settle(turns=1, minutes=120)
        (gap,) = await here.store.gaps(NOON)
        reached = here.clock.now() - timedelta(days=7) + timedelta(minutes=1)
        assert (gap.cause, gap.end) == ("failing", reached)
        assert self.key(there, "i2") in await here.held()

    async def test_an_id_that_the_search_no_longer_knows_is_replaced_by_a_time(
        self, here: Listener, there: Search
    ) -> None:
        there.say(self.said(1, here, minutes=9))
        await here.settle(turns=2)
        there.oldest = "9"
        there.say(self.said(2, here))
        await here.settle(turns=1)
        assert await here.held() == there.standing
        assert there.asked_for[-1].startswith("2026-10-05T")

    async def test_an_address_without_words_is_refused(self, here: Listener, there: Search) -> None:
        account = Account(name=NAME, since=NOON, url=f"{there.base}/search", secret="t0ken")
        with pytest.raises(Refused):
            await x.connect(account, outside=here.outside(there.base, self.about)).poll("")


def test_it_is_set_up_only_by_who_says_that_they_know_cost_and_duty_and_keeps_it_no_longer() -> None:
    given = {"name": "x", "kind": "x", "url": "https://x.com/search?q=lumo", "secret": "t0ken"}
    with pytest.raises(ConfigError, match="half a US cent"):
        check(SourceSpec(**given), where="x", named=True)  # type: ignore[arg-type]
    for days in (None, 31):
        with pytest.raises(ConfigError, match="30 days at most"):
            check(SourceSpec(**given, agreed=True, retention_days=days), where="x", named=True)  # type: ignore[arg-type]
    check(SourceSpec(**given, agreed=True, retention_days=30), where="x", named=True)  # type: ignore[arg-type]
