"""Discourse: the contract on a forum of our own, on its deliveries, and on answers as they were recorded."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

import pytest
from aiohttp import web

from adapters import html
from adapters.sources import discourse
from bot.listening.intake import read_mention
from bot.ports.sources import Account, Held
from bot.testing.source_contract import (
    NAME,
    NOON,
    Counterpart,
    Event,
    HookContract,
    Listener,
    Said,
    SourceContract,
)
from tests.house import ROOT

RECORDED = ROOT.parent / "shared" / "fixtures" / "discourse"
TOPIC = 8


def _number(id_: str) -> int:
    return 100 + int(id_.removeprefix("i"))


def _post(one: Said) -> dict[str, Any]:
    return {
        "id": _number(one.id),
        "topic_id": TOPIC,
        "topic_slug": "lumo",
        "post_number": _number(one.id),
        "user_id": 5,
        "username": one.author,
        "name": "",
        "created_at": one.at.isoformat(),
        "post_type": 1,
        "cooked": f"<p>{escape(one.text)}</p>",
        "version": 2 if one.edited else 1,
        "updated_at": (one.edited or one.at).isoformat(),
        "actions_summary": [{"id": 2, "count": 4}],
    }


@dataclass(slots=True)
class Forum(Counterpart):
    """The newest posts, three a page, and each by its id."""

    most: int = 3
    closed: set[str] = field(default_factory=set)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [web.get("/posts.json", self._latest), web.get("/posts/{id}.json", self._one)]

    @property
    def standing(self) -> dict[str, str]:
        return {
            f"{TOPIC}/{_number(one.id)}": one.text
            for one in self.said.values()
            if not one.gone and one.id not in self.closed
        }

    async def _latest(self, request: web.Request) -> web.Response:
        before = int(request.query.get("before", 10**9))
        found = [one for one in self.said.values() if not one.gone and _number(one.id) < before]
        found.sort(key=lambda one: -_number(one.id))
        bad: list[Any] = [{"id": "?"}] if self.bad and "before" not in request.query else []
        return web.json_response({"latest_posts": [*map(_post, found[: self.most]), *bad]})

    async def _one(self, request: web.Request) -> web.Response:
        one = next((one for one in self.said.values() if str(_number(one.id)) == request.match_info["id"]), None)
        if one is None or one.gone:
            return web.json_response({"errors": ["gone"]}, status=404)
        return web.json_response(_post(one), status=403 if one.id in self.closed else 200)


class TestDiscourse(SourceContract):
    about, place, connect = discourse.ABOUT, Forum, staticmethod(discourse.connect)
    sequences = 3

    def key(self, there: Counterpart, id_: str) -> str:
        return f"{TOPIC}/{_number(id_)}"

    async def test_a_post_that_is_for_others_now_goes_and_the_source_stays_well(
        self, here: Listener, there: Forum
    ) -> None:
        for number in range(3):
            there.say(self.said(number, here))
        await here.settle(turns=2)
        there.closed = {"i1"}
        source = discourse.connect(self.account(there), outside=here.outside(there.base, self.about))
        assert isinstance(source, discourse._Forum)
        (item,) = await source.again([Held(id=f"{TOPIC}/101", text=there.said["i1"].text)])
        assert item.mention is not None and item.mention["op"] == "delete"


class TestDiscourseHook(HookContract):
    about, hook = discourse.ABOUT, staticmethod(discourse.hook)

    def key(self, id_: str) -> str:
        return f"{TOPIC}/{_number(id_)}"

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        return {"x-discourse-event-signature": "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()}

    def event(self, said: Said) -> Event:
        kind = "post_edited" if said.edited else "post_created"
        return Event(body={"post": _post(said)}, headers={"x-discourse-event": kind})

    def taken_back(self, said: Said) -> Event:
        return Event(body={"post": _post(said)}, headers={"x-discourse-event": "post_destroyed"})


def _posts() -> discourse._Posts:
    return discourse._Posts(Account(name=NAME, since=NOON, url="https://forum.example"), html.connect())


def test_what_a_post_quotes_is_left_out_and_its_first_post_bears_the_title() -> None:
    post = _post(Said(id="i1", text="x", author="ana", at=NOON)) | {
        "cooked": '<aside class="quote no-group"><p>I love it</p></aside><p>I do <b>not</b></p>',
        "post_number": 1,
        "topic_title": "The lumo phone",
    }
    found = _posts().item(post)
    assert found is not None and found.mention is not None
    assert found.mention["text"] == "The lumo phone\nI do not"
    assert found.mention["engagement"] == {"likes": 4}


def test_what_nobody_wrote_is_nothing_and_a_topic_that_goes_takes_all_along() -> None:
    post = _post(Said(id="i1", text="x", author="ana", at=NOON))
    assert _posts().item({**post, "post_type": 3}) is None
    (gone,) = _posts().events({"topic": {"id": 8}}, "topic_destroyed")
    assert gone.under == "8/"
    assert _posts().events({"user": {"id": 8}}, "user_created") == ()


@pytest.mark.parametrize("name", ["get_post_response", "update_post_response"])
def test_answers_as_discourse_gives_them_are_read(name: str) -> None:
    if not RECORDED.exists():
        pytest.skip("no recorded payloads here")
    said = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    found = _posts().item(said.get("post", said))
    assert found is not None
    mention: Any = read_mention(found.mention, where="post", arrived=NOON + timedelta(days=1))
    assert len(mention.text.raw) > 30
    assert mention.author is not None and mention.conversation == found.position.partition("/")[0]
