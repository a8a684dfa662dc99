"""Jetstream in both its versions: the contract over a websocket of our own, and frames as they were recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.sources import bluesky
from adapters.sources.bluesky import read_frame
from bot.errors import TryLater
from bot.testing.source_contract import Counterpart, Listener, Said, SourceContract
from tests.house import ROOT

DAY = datetime(1970, 1, 1, tzinfo=UTC)
RECORDED = ROOT.parent / "shared" / "fixtures" / "bluesky"


def _micros(at: datetime) -> int:
    return (at - DAY) // timedelta(microseconds=1)


@dataclass(slots=True)
class Stream(Counterpart):
    """A Jetstream that keeps everything: events in order, each with a number and a time that never goes back."""

    second: bool = True
    floor: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)
    opened: list[dict[str, str]] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        """The address of the version that it speaks."""
        return [web.get(bluesky.SECOND if self.second else bluesky.FIRST, self._stream)]

    def say(self, said: Said) -> None:
        """A post is an event."""
        known = said.id in self.said
        Counterpart.say(self, said)
        record = {"$type": bluesky.POST, "text": said.text, "createdAt": said.at.isoformat(), "langs": ["en"]}
        commit = {"operation": "update" if known else "create", "record": record, "rkey": said.id}
        self._event("commit", f"did:plc:{said.author}", commit, said.edited or said.at)

    def take_back(self, id_: str) -> None:
        """So is a deletion."""
        Counterpart.take_back(self, id_)
        self._event("commit", f"did:plc:{self.said[id_].author}", {"operation": "delete", "rkey": id_}, None)

    def leave(self, author: str) -> None:
        """And an account that is gone."""
        Counterpart.leave(self, author)
        account = {"active": False, "status": "deleted", "did": f"did:plc:{author}"}
        self._event("account", f"did:plc:{author}", account, None)

    @property
    def standing(self) -> dict[str, str]:
        """Keys are those of the source."""
        return {f"did:plc:{one.author}/{one.id}": one.text for one in self.said.values() if not one.gone}

    def _event(self, kind: str, did: str, inner: dict[str, Any], at: datetime | None) -> None:
        last = self.log[-1]["us"] if self.log else 0
        us = max(last + 1, _micros(at) if at else 0)
        self.log.append({"seq": len(self.log) + 1, "us": us, "kind": kind, "did": did, "inner": inner})

    def _frame(self, one: dict[str, Any]) -> str:
        inner = {"rev": "3m", "collection": bluesky.POST, **one["inner"]} if one["kind"] == "commit" else one["inner"]
        if not self.second:
            return json.dumps({"did": one["did"], "time_us": one["us"], "kind": one["kind"], one["kind"]: inner})
        at = (DAY + timedelta(microseconds=one["us"])).isoformat()
        body = {
            "$type": f"network.bsky.jetstream.subscribeEvents#{one['kind']}",
            "seq": one["seq"], "time": at, "did": one["did"],
        }  # fmt: skip
        body |= inner if one["kind"] == "commit" else {"account": inner}
        return json.dumps({"$type": "message", "payload": body})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        cursor = int(request.query.get("cursor", 0))
        self.opened.append(dict(request.query))
        by_time = cursor >= 10**15 or not self.second
        if not by_time and cursor < self.floor:
            return web.json_response({"error": "CursorTooOld"}, status=400)
        socket = web.WebSocketResponse(protocols=("xrpc.v1.json",))
        await socket.prepare(request)
        at = next(
            (place for place, one in enumerate(self.log)
             if (one["us"] if by_time else one["seq"]) >= cursor and one["seq"] >= self.floor),
            len(self.log),
        )  # fmt: skip
        if self.bad:
            await socket.send_str("{not JSON")
        while self.fault is None and not socket.closed:
            for one in self.log[at:]:
                await socket.send_str(self._frame(one))
            at = len(self.log)
            try:
                await socket.receive(timeout=0.02)  # nothing but its end ever comes
            except TimeoutError:
                continue
        await socket.close()
        return socket


@dataclass(slots=True)
class First(Stream):
    """The first version."""

    second: bool = False


class _Contract(SourceContract):
    about, connect = bluesky.ABOUT, staticmethod(bluesky.connect)
    leaves = True
    bodies = False
    sequences = 2

    def key(self, there: Counterpart, id_: str) -> str:
        return f"did:plc:{there.said[id_].author}/{id_}"

    def author(self, name: str) -> str:
        return f"did:plc:{name}"

    def said(self, number: int, here: Listener, *, minutes: float = 0) -> Said:
        # A clock that is wrong by hours is its author's, and is put right by when the post was seen.
        return SourceContract.said(self, number, here, minutes=minutes if abs(minutes) < 60 else 0)


def _listened(texts: Stream) -> list[str]:
    return [one.get("cursor", "") for one in texts.opened]


class TestSecond(_Contract):
    place = Stream

    async def test_it_goes_on_at_its_number_and_falls_back_to_a_time_where_that_is_too_old(
        self, here: Listener, there: Stream
    ) -> None:
        there.say(self.said(0, here))
        await here.settle(turns=2)
        await self.restart(here, there)
        await here.settle(turns=1)
        assert _listened(there)[-1] == "1"
        there.fault = "503"
        for number in range(1, 5):
            there.say(self.said(number, here))
        await self.restart(here, there)
        await here.settle(turns=4)
        there.floor, there.fault = 4, None
        await here.settle(turns=8, minutes=120)
        assert sorted(await here.held()) == ["did:plc:ana/i0", "did:plc:ana/i3", "did:plc:ben/i4"]
        gaps = [one for one in await here.store.gaps(DAY) if one.end is not None]
        assert [one.cause for one in gaps] == ["failing"]

    async def test_only_what_a_group_matches_is_kept_and_an_edit_away_from_it_still_reaches_us(
        self, here: Listener, there: Stream
    ) -> None:
        there.say(self.said(0, here))
        there.say(replace(self.said(1, here), text="nothing of ours"))
        await here.settle(turns=2)
        there.take_back("i1")
        self.edit(there, "i0", "somebody else's phone", here.clock.now())
        await here.settle(turns=2)
        assert await here.held() == {"did:plc:ana/i0": "somebody else's phone"}


class TestFirst(_Contract):
    place = First


def _commit(**record: object) -> str:
    commit = {
        "operation": "create", "collection": bluesky.POST, "rkey": "3k",
        "record": {"text": "hello", "createdAt": "2026-05-25T14:23:28.757Z", **record},
    }  # fmt: skip
    return json.dumps({"did": "did:plc:a", "time_us": 1779719009157119, "kind": "commit", "commit": commit})


def test_a_reply_names_what_it_answers_and_its_conversation() -> None:
    reply = {name: {"uri": f"at://did:plc:b/{bluesky.POST}/{name}"} for name in ("parent", "root")}
    item = read_frame(_commit(reply=reply, langs=["pt-BR"]), source="sky").item
    assert item is not None and item.mention == {
        "source": "sky", "id": "did:plc:a/3k", "text": "hello", "author": {"id": "did:plc:a"}, "language": "pt",
        "at": "2026-05-25T14:23:28.757000+00:00", "url": "https://bsky.app/profile/did:plc:a/post/3k",
        "in_reply_to": "did:plc:b/parent", "conversation": "did:plc:b/root",
    }  # fmt: skip


def test_a_time_far_from_when_it_was_seen_is_when_it_was_seen() -> None:
    item = read_frame(_commit(createdAt="2019-01-01T00:00:00Z"), source="sky").item
    assert item is not None and item.mention is not None
    assert str(item.mention["at"]).startswith("2026-05-25T14:23:29.157119")


def test_who_asks_not_to_be_shown_to_strangers_is_left_out() -> None:
    assert read_frame(_commit(labels={"values": [{"val": "!no-unauthenticated"}]}), source="sky").item is None


def test_an_error_of_the_stream_is_to_be_tried_later() -> None:
    with pytest.raises(TryLater):
        read_frame('{"$type":"error","error":"ConsumerTooSlow"}', source="sky")


@pytest.mark.parametrize(
    "said",
    ["", "[]", "1", "null", "{}", b"\xff", '{"time_us":"x"}', '{"time_us":1e400}', "[" * 100_000,
     '{"time_us":1,"kind":"commit","commit":[],"did":"d"}', '{"payload":{"$type":"#commit","seq":"1","time":1}}',
     '{"payload":{"$type":"#commit","seq":1,"time":"2026-01-01T00:00:00Z","collection":"app.bsky.feed.post"}}'],
)  # fmt: skip
def test_a_broken_frame_is_an_item_that_says_why(said: str | bytes) -> None:
    item = read_frame(said, source="sky").item
    assert item is not None and item.error is not None


def test_recorded_frames_give_their_posts_and_nothing_else() -> None:
    path = RECORDED / "jetstream_expected_v1.jsonl"
    if not path.is_file():
        pytest.skip("the recorded frames are not beside this checkout")
    frames = [read_frame(line, source="sky") for line in path.read_text("utf-8").splitlines()]
    items = [one.item for one in frames if one.item is not None]
    assert all(one.at is not None for one in frames) and all(one.error is None for one in items)
    deleted = [one for one in items if one.mention is not None and one.mention.get("op") == "delete"]
    said = [one for one in items if one.mention is not None and "text" in one.mention]
    assert len(deleted) == 1
    assert 10 <= len(said) <= 17
