"""YouTube: the contract on comments of our own making; who sets it up says that they know the duty."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.sources import youtube
from bot.compose.kinds import check
from bot.errors import ConfigError, Refused
from bot.model.people import SourceSpec
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract


class Channel(Counterpart):
    """Threads, the newest first, two a page; each comment by its id."""

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [web.get("/youtube/v3/commentThreads", self._threads), web.get("/youtube/v3/comments", self._comments)]

    async def _threads(self, request: web.Request) -> web.Response:
        assert request.query["allThreadsRelatedToChannelId"] == "UC77"
        assert request.headers["X-Goog-Api-Key"] == "k3y" and "key" not in request.query
        found = sorted((one for one in self.said.values() if not one.gone), key=lambda one: one.at, reverse=True)
        first = int(request.query.get("pageToken") or 0)
        page: list[Any] = [{"snippet": {"topLevelComment": _comment(one)}} for one in found[first : first + 2]]
        if self.bad and not first:
            page.append({"snippet": {"topLevelComment": {"id": 7}}})
        on = {"nextPageToken": str(first + 2)} if first + 2 < len(found) else {}
        return web.json_response({"items": page, **on})

    async def _comments(self, request: web.Request) -> web.Response:
        wanted = request.query["id"].split(",")
        found = [_comment(one) for one in self.said.values() if one.id in wanted and not one.gone]
        return web.json_response({"items": found})


def _comment(one: Said) -> dict[str, Any]:
    return {
        "id": one.id,
        "snippet": {
            "textDisplay": one.text,
            "authorDisplayName": one.author,
            "authorChannelId": {"value": one.author},
            "videoId": "v1",
            "likeCount": 2,
            "publishedAt": one.at.isoformat(),
            "updatedAt": (one.edited or one.at).isoformat(),
        },
    }


class TestYouTube(SourceContract):
    about, place, connect = youtube.ABOUT, Channel, staticmethod(youtube.connect)
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/channel/UC77", secret="k3y")

    async def test_an_address_that_names_neither_channel_nor_video_is_refused(
        self, here: Listener, there: Channel
    ) -> None:
        account = Account(name=NAME, since=NOON, url=f"{there.base}/feed", secret="k3y")
        with pytest.raises(Refused):
            await youtube.connect(account, outside=here.outside(there.base, self.about)).poll("")


def test_it_is_set_up_only_by_who_says_that_they_know_the_duty() -> None:
    spec = SourceSpec(name="tube", kind="youtube", url="https://www.youtube.com/channel/UC77", secret="k3y")
    with pytest.raises(ConfigError, match="30 days"):
        check(spec, where="tube", named=True)
    spec = replace(spec, agreed=True)
    with pytest.raises(ConfigError, match="30 days at most"):
        check(replace(spec, retention_days=31), where="tube", named=True)
    check(replace(spec, retention_days=30), where="tube", named=True)
