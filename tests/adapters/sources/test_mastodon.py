"""Mastodon: the contract on a server of our own with stream and timeline, and what its posts become."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any

from aiohttp import WSMsgType, web

from adapters.sources import mastodon
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract


def _id(one: Said) -> str:
    """Ids begin with the milliseconds of when it was written, as Mastodon's do."""
    return str((int(one.at.timestamp() * 1000) << 16) + int(one.id.removeprefix("i")))


@dataclass(slots=True)
class Server(Counterpart):
    """The public timeline, a stream without replay, and posts by their ids."""

    open_: list[asyncio.Queue[str | None]] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    shy: set[str] = field(default_factory=set)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [
            web.get("/api/v1/streaming", self._stream), web.get("/api/v1/timelines/public", self._timeline),
            web.get("/api/v1/timelines/tag/{tag}", self._timeline), web.get("/api/v1/statuses", self._posts),
        ]  # fmt: skip

    def say(self, said: Said) -> None:
        known = said.id in self.said
        Counterpart.say(self, said)
        self._tell("status.update" if known else "update", json.dumps(self.post(said)))

    def take_back(self, id_: str) -> None:
        Counterpart.take_back(self, id_)
        self._tell("delete", _id(self.said[id_]))

    @property
    def standing(self) -> dict[str, str]:
        return {_id(one): one.text for one in self.said.values() if not one.gone}

    def hang_up(self) -> None:
        """The stream ends for everybody."""
        open_, self.open_ = self.open_, []
        for one in open_:
            one.put_nowait(None)

    def _tell(self, event: str, payload: str) -> None:
        for one in self.open_:
            one.put_nowait(json.dumps({"stream": ["public"], "event": event, "payload": payload}))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        assert request.headers["Authorization"] == "Bearer t0ken"
        self.asked_for.append(request.query.get("tag", request.query["stream"]))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        frames: asyncio.Queue[str | None] = asyncio.Queue()
        self.open_.append(frames)
        if self.bad:
            frames.put_nowait('{"event": "update", "payload": "{\\"id\\": 7}"}')
        gone = asyncio.create_task(self._until_gone(socket, frames))
        while (said := await frames.get()) is not None:
            await socket.send_str(said)
        self.open_ = [one for one in self.open_ if one is not frames]
        gone.cancel()
        await socket.close()
        return socket

    async def _until_gone(self, socket: web.WebSocketResponse, frames: asyncio.Queue[str | None]) -> None:
        async for said in socket:
            assert said.type is WSMsgType.TEXT
        frames.put_nowait(None)

    async def _timeline(self, request: web.Request) -> web.Response:
        least = int(request.query["min_id"])
        ids = sorted((int(_id(one)), one.id) for one in self.said.values() if not one.gone)
        page = [self.said[name] for number, name in ids if number > least][: int(request.query["limit"])]
        return web.json_response([self.post(one) for one in reversed(page)])

    async def _posts(self, request: web.Request) -> web.Response:
        wanted = set(request.query.getall("id[]"))
        return web.json_response(
            [self.post(one) for one in self.said.values() if not one.gone and _id(one) in wanted]
        )  # fmt: skip

    def post(self, one: Said) -> dict[str, Any]:
        """A status, in Mastodon's shape."""
        return {
            "id": _id(one), "created_at": one.at.isoformat(),
            "edited_at": one.edited.isoformat() if one.edited else None,
            "content": f"<p>{escape(one.text)}</p>", "visibility": "public", "language": "en", "reblog": None,
            "spoiler_text": "", "url": f"https://place.example/@{one.author}/{_id(one)}", "favourites_count": 3,
            "account": {
                "id": "1", "acct": one.author, "display_name": one.author.title(), "followers_count": 12,
                "indexable": one.author not in self.shy, "noindex": False,
            },
        }  # fmt: skip


class TestMastodon(SourceContract):
    about, place, connect = mastodon.ABOUT, Server, staticmethod(mastodon.connect)
    bodies = False
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/tags/lumo", secret="t0ken")

    def key(self, there: Counterpart, id_: str) -> str:
        return _id(there.said[id_])

    def author(self, name: str) -> str:
        return f"{name}@127.0.0.1"

    async def test_what_was_changed_while_nobody_listened_is_so_here(self, here: Listener, there: Server) -> None:
        for number in range(4):
            there.say(self.said(number, here, minutes=9))
        await here.settle(turns=3)
        there.hang_up()
        self.edit(there, "i1", "The lumo phone is back", here.clock.now())
        there.take_back("i2")
        await here.settle(turns=4)
        assert await here.held() == there.standing

    async def test_who_does_not_want_to_be_found_is_left_out(self, here: Listener, there: Server) -> None:
        there.shy = {"ben"}
        for number in range(6):
            there.say(self.said(number, here, minutes=9))
        await here.settle(turns=3)
        assert len(await here.held()) == 4
        there.shy = {"ben", "ana"}
        await here.settle(turns=3)
        assert {there.said[f"i{number}"].author for number in (2, 5)} == {"cleo"}
        assert len(await here.held()) == 2

    def test_of_a_post_its_own_words_stay(self, here: Listener, there: Server) -> None:
        source = mastodon.connect(self.account(there), outside=here.outside(there.base, self.about))
        assert isinstance(source, mastodon._Mastodon)
        post = there.post(Said(id="i1", text="x", author="ana", at=NOON)) | {
            "content": "<p>The &lt;lumo&gt;<br>broke</p>", "spoiler_text": "tech", "in_reply_to_id": "5",
        }  # fmt: skip
        found = source._item(post)
        assert found is not None and found.mention is not None
        assert found.mention["text"] == "tech\nThe <lumo>\nbroke"
        assert found.mention["author"] == {"id": "ana@127.0.0.1", "name": "Ana", "followers": 12}
        assert (found.mention["in_reply_to"], found.mention["engagement"]) == ("5", {"likes": 3})
        for hidden in ({"visibility": "private"}, {"reblog": {"id": "4"}}, {"account": {"acct": "x", "noindex": True}}):
            assert source._item({**post, **hidden}) is None

    async def test_without_a_tag_the_whole_server_is_heard_from_an_hour_back(
        self, here: Listener, there: Server
    ) -> None:  # fmt: skip
        for number, minutes in enumerate((90, 30)):
            there.say(self.said(number, here, minutes=minutes))
        whole = Account(name=NAME, since=NOON - timedelta(days=30), url=there.base, secret="t0ken")
        source = mastodon.connect(whole, outside=here.outside(there.base, self.about))
        poll = await source.poll("")
        assert [one.position for one in poll.items] == [_id(there.said["i1"])]
        await source.close()
        assert there.asked_for[-1] == "public"
