"""The signed webhook as the standard has it, delivered over loopback to a serving edge and worked off."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters import web
from adapters.sources import webhook
from bot.errors import BadInput, WrongCredential
from bot.flow.delivered import HOOK, take_delivered
from bot.flow.inbox import work_event
from bot.listening.intake import read_mention
from bot.ports.sources import Hook, Item
from bot.testing.source_contract import NAME, NOON, Event, HookContract, Listener, Said, account, listener

SECRET = "whsec_" + base64.b64encode(b"a secret of 24 bytes or so").decode()
MENTION = {"id": "1", "at": "2026-10-05T11:00:00Z", "text": "The parcel never came"}


def _signature(said: str, stamp: int, body: bytes, key: bytes = b"a secret of 24 bytes or so") -> str:
    """As the standard writes it, by other code than the adapter's."""
    return "v1," + base64.b64encode(hmac.digest(key, f"{said}.{stamp}.".encode() + body, hashlib.sha256)).decode()


class TestWebhook(HookContract):
    about, hook, stamped = webhook.ABOUT, staticmethod(webhook.connect), True

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        said, stamp = f"msg_{hashlib.sha256(body).hexdigest()[:12]}", int(at.timestamp())
        mark = _signature(said, stamp, body, secret.encode())
        return {"webhook-id": said, "webhook-timestamp": str(stamp), "webhook-signature": mark}

    def event(self, said: Said) -> Event:
        mention: dict[str, object] = {
            "id": said.id, "at": said.at.isoformat(), "text": said.text, "author": {"id": said.author},
        }  # fmt: skip
        return Event(body=mention | ({"edited": said.edited.isoformat()} if said.edited else {}), headers={})

    def taken_back(self, said: Said) -> Event:
        return Event(body={"id": said.id, "op": "delete"}, headers={})


class Place:
    """An Earshot with a hook that is open on this machine."""

    def __init__(self, here: Listener, hook: Hook, port: int) -> None:
        self.here, self.hook, self.port = here, hook, port

    async def send(
        self, body: object, *, said: str = "msg_1", late: float = 0.0, signature: str | None = None,
        name: str = NAME, headers: dict[str, str] | None = None,
    ) -> tuple[int, str]:  # fmt: skip
        """Deliver; gives status and words."""
        large = body.getvalue() if isinstance(body, io.BytesIO) else None
        raw = large or (body if isinstance(body, bytes) else json.dumps(body).encode())
        stamp = int((self.here.clock.now() - timedelta(seconds=late)).timestamp())
        given = {
            "webhook-id": said, "webhook-timestamp": str(stamp),
            "webhook-signature": _signature(said, stamp, raw) if signature is None else signature,
        }  # fmt: skip
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{self.port}/hooks/{name}"
            async with session.post(url, data=body if large else raw, headers={**given, **(headers or {})}) as answer:
                return answer.status, await answer.text()

    async def work(self) -> dict[str, str]:
        """Work off what came in; gives what is held."""
        tools, standing = self.here.tools, self.here.standing

        async def take(payload: object) -> object:
            assert isinstance(payload, dict)
            return await take_delivered(self._find, payload, tools=tools, standing=standing)

        for event in await self.here.store.pending([HOOK]):
            await work_event(event, tools=tools, standing=standing, more={HOOK: take})  # type: ignore[dict-item]
        return await self.here.held()

    def _find(self, name: str) -> Hook | None:
        return self.hook if name == NAME else None


def _fit(items: tuple[Item, ...]) -> None:
    for item in items:
        read_mention(item.mention, where=item.position, arrived=NOON)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with listener(tmp_path) as here:
        outside = here.outside("", webhook.ABOUT)
        hook = webhook.connect(account("", signing_secret=f"whsec_b2xk {SECRET}"), outside=outside)
        routes = web.hooks(
            lambda name: hook if name == NAME else None,
            store=here.store, clock=here.clock, fit=_fit, heard=lambda: None,  # type: ignore[arg-type]
        )  # fmt: skip
        server = await web.connect(port=0, routes=routes)
        yield Place(here, hook, server.port)
        await server.close()


async def test_a_signed_mention_is_held_and_the_same_delivery_again_changes_nothing(place: Place) -> None:
    assert (await place.send(MENTION))[0] == 202
    assert (await place.send({**MENTION, "text": "replayed under the same id"}))[0] == 202
    assert await place.work() == {"1": "The parcel never came"}
    assert len(await place.here.store.pending([HOOK])) == 0


async def test_edits_deletes_and_lists_come_in_any_order(place: Place) -> None:
    later = {**MENTION, "text": "It came", "edited": "2026-10-05T11:30:00Z"}
    await place.send({"mentions": [later, {"id": "2", "op": "delete"}]}, said="a")
    await place.send([MENTION, {**MENTION, "id": "2"}, {**MENTION, "id": "3"}], said="b")
    assert await place.work() == {"1": "It came", "3": "The parcel never came"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": ""}, {"signature": "v1,AAAA"}, {"signature": "v2,AAAA v1a,x"}, {"late": 301}, {"late": -301},
        {"headers": {"webhook-timestamp": "soon"}}, {"headers": {"webhook-timestamp": "1"}},
        {"headers": {"webhook-id": ""}}, {"headers": {"webhook-id": "other"}},
    ],
)  # fmt: skip
async def test_what_is_not_signed_or_late_leaves_nothing(place: Place, wrong: dict[str, object]) -> None:
    assert (await place.send(MENTION, **wrong))[0] == 401  # type: ignore[arg-type]
    assert await place.here.store.pending([HOOK]) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]]", b'"x"', b"[1]", {"id": "1"}, {**MENTION, "at": "noon"}, {**MENTION, "text": ""},
     [MENTION, {"id": 2}], b"\xff\xfe", b'{"a":1,"a":2}', [MENTION] * 1001],
)  # fmt: skip
async def test_what_is_signed_but_no_mention_is_named_and_leaves_nothing(place: Place, body: object) -> None:
    status, words = await place.send(body)
    assert status in (400, 422)
    assert status == 400 or words.strip()
    assert await place.here.store.pending([HOOK]) == []


async def test_a_name_that_is_none_and_a_body_that_is_too_large_are_refused(place: Place) -> None:
    assert (await place.send(MENTION, name="other"))[0] == 404
    assert (await place.send(io.BytesIO(b" " * 1_048_577)))[0] == 413
    assert await place.here.store.pending([HOOK]) == []


async def test_deliveries_at_the_edge_of_the_window_are_taken(place: Place) -> None:
    assert [(await place.send(MENTION, said=str(late), late=late))[0] for late in (-300, 0, 300)] == [202, 202, 202]


def test_a_secret_without_prefix_is_its_own_text_and_senders_can_use_the_same(place: Place) -> None:
    stamp = int(NOON.timestamp())
    assert webhook.sign(SECRET, "m", stamp, b"{}") == _signature("m", stamp, b"{}")
    assert webhook.sign("plain", "m", stamp, b"{}") == _signature("m", stamp, b"{}", b"plain")


def test_a_hook_refuses_before_it_reads(place: Place) -> None:
    with pytest.raises(WrongCredential):
        place.hook.event({}, b"\xff not even text")
    with pytest.raises(BadInput):
        place.hook.items("not JSON")
