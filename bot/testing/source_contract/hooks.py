"""What every source must do to which is delivered. A source's test subclasses it and says how its vendor speaks.

Deliveries go over loopback to the real edge, are stored in the inbox, and worked off from there.
"""

from __future__ import annotations

import copy
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import aiohttp
import pytest

from adapters import web
from adapters.web.server import BODY_LIMIT
from bot.errors import BadInput
from bot.flow.delivered import HOOK, take_delivered
from bot.flow.inbox import work_event
from bot.listening.intake import read_mention
from bot.ports.sources import About, Account, Hook, Item
from bot.testing.source_contract.contract import AUTHORS, Chance
from bot.testing.source_contract.counterpart import Said
from bot.testing.source_contract.world import NAME, NOON, Listener, listener

SECRET = "the-secret-of-the-test"
Connect = Callable[..., Hook]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One delivery: its JSON, and the headers that say what kind of event it is."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]


class Edge:
    """An Earshot with a hook that is open on this machine."""

    def __init__(self, here: Listener, hook: Hook, port: int) -> None:
        self.here, self.hook, self._port = here, hook, port

    async def send(self, raw: bytes | io.BytesIO, headers: Mapping[str, str]) -> int:
        """Deliver; gives the status."""
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{self._port}/hooks/{NAME}"
            async with session.post(url, data=raw, headers=dict(headers)) as answer:
                return answer.status

    async def work(self) -> dict[str, str]:
        """Work off what came in; gives what is held."""
        tools, standing = self.here.tools, self.here.standing

        async def take(payload: Mapping[str, object]) -> Mapping[str, object]:
            return await take_delivered(lambda name: self.hook, payload, tools=tools, standing=standing)

        for event in await self.here.store.pending([HOOK]):
            await work_event(event, tools=tools, standing=standing, more={HOOK: take})
        return await self.here.held()

    async def waiting(self) -> int:
        """How many deliveries lie in the inbox."""
        return len(await self.here.store.pending([HOOK]))


class HookContract:
    """Forged, late, twice, out of order, broken in every place: nothing wrong comes in, nothing right is lost."""

    about: ClassVar[About]
    hook: ClassVar[Connect]
    stamped: ClassVar[bool] = False
    """The time of a delivery is signed along."""
    edits: ClassVar[bool] = True
    deletes: ClassVar[bool] = True

    # --- what a subclass says ---

    def sign(self, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
        """The headers of a signed delivery, by other code than the adapter's."""
        raise NotImplementedError

    def event(self, said: Said) -> Event:
        """Something was said, or is said otherwise (`edited`)."""
        raise NotImplementedError

    def taken_back(self, said: Said) -> Event:
        """Something was taken back."""
        raise NotImplementedError

    def key(self, id_: str) -> str:
        """The id of its mention here."""
        return id_

    def account(self) -> Account:
        """How the source is set up."""
        return Account(name=NAME, since=NOON, url="https://place.example", signing_secret=f"older {SECRET}")

    # --- what it is run on ---

    @pytest.fixture
    async def edge(self, tmp_path: Path) -> AsyncIterator[Edge]:
        """An Earshot to which is delivered."""
        async with listener(tmp_path) as here:
            made = type(self).hook(self.account(), outside=here.outside("", self.about))
            routes = web.hooks(
                lambda name: made if name == NAME else None, store=here.store, clock=here.clock, fit=_fit,
                heard=lambda: None,
            )  # fmt: skip
            server = await web.connect(port=0, routes=routes)
            yield Edge(here, made, server.port)
            await server.close()

    def headers(self, event: Event, raw: bytes, *, late: float = 0.0, secret: str = SECRET) -> dict[str, str]:
        """Of a delivery, sent so many seconds ago."""
        at = NOON - timedelta(seconds=late)
        return {"content-type": "application/json", **event.headers, **self.sign(raw, secret=secret, at=at)}

    async def deliver(self, edge: Edge, event: Event, **more: Any) -> int:
        """Signed as it should be; gives the status."""
        raw = json.dumps(event.body).encode()
        return await edge.send(raw, self.headers(event, raw, **more))

    def said(self, number: int, *, text: str = "", edited: datetime | None = None) -> Said:
        """Something said."""
        return Said(
            id=f"i{number}", text=text or f"The lumo phone number {number} arrived late", author=AUTHORS[number % 3],
            at=NOON - timedelta(minutes=30 + number), edited=edited,
        )  # fmt: skip

    # --- what holds ---

    async def test_what_is_delivered_is_held_once(self, edge: Edge) -> None:
        """The same delivery again changes nothing."""
        for _ in range(2):
            assert await self.deliver(edge, self.event(self.said(1))) == 202
        assert await edge.waiting() == 1
        assert await edge.work() == {self.key("i1"): self.said(1).text}
        assert await self.deliver(edge, self.event(self.said(1))) == 202
        assert await edge.waiting() == 0

    async def test_what_is_forged_leaves_nothing(self, edge: Edge) -> None:
        """No signature, another's, that of another body, late: 401."""
        event = self.event(self.said(1))
        raw = json.dumps(event.body).encode()
        signed = self.headers(event, raw)
        forged = [
            (raw, dict(event.headers)), (raw, self.headers(event, raw, secret="another")), (raw + b" ", signed),
            (raw.replace(b"late", b"soon"), signed), (raw, {one: f"{value}x" for one, value in signed.items()}),
            (raw, {**signed, **self.headers(event, b"")}), (b"", signed),
        ]  # fmt: skip
        if self.stamped:
            forged += [(raw, self.headers(event, raw, late=late)) for late in (301, -301)]
        assert [await edge.send(body, headers) for body, headers in forged] == [401] * len(forged)
        assert await edge.waiting() == 0

    async def test_a_clock_that_is_a_little_off_loses_nothing(self, edge: Edge) -> None:
        """The sender's clock is five minutes ahead or behind: what is said is held all the same."""
        for number, late in enumerate((-300.0, 0.0, 300.0)):
            assert await self.deliver(edge, self.event(self.said(number)), late=late) == 202
        assert await edge.work() == {self.key(f"i{one}"): self.said(one).text for one in range(3)}

    async def test_what_is_replayed_after_it_was_worked_off_changes_nothing(self, edge: Edge) -> None:
        """The delivery as it was caught, and the first version after a later one or after it was taken back."""
        first = self.event(self.said(1))
        raw = json.dumps(first.body).encode()
        caught = self.headers(first, raw)
        assert await edge.send(raw, caught) == 202
        await edge.work()
        if self.edits:
            await self.deliver(edge, self.event(self.said(1, text="It came", edited=NOON - timedelta(minutes=9))))
        if self.deletes:
            await self.deliver(edge, self.taken_back(self.said(1)))
        now = await edge.work()
        assert now == ({} if self.deletes else {self.key("i1"): "It came" if self.edits else self.said(1).text})
        assert await edge.send(raw, caught) == 202
        assert await edge.waiting() == 0
        assert await edge.work() == now

    async def test_what_is_too_large_is_refused_and_leaves_nothing(self, edge: Edge) -> None:
        """However well it is signed."""
        event = self.event(self.said(1))
        raw = json.dumps({**event.body, "more": "x" * BODY_LIMIT}).encode()
        assert await edge.send(io.BytesIO(raw), self.headers(event, raw)) == 413
        assert await edge.waiting() == 0

    async def test_what_is_signed_but_broken_is_no_error_of_ours(self, edge: Edge) -> None:
        """No JSON, other JSON, an event with any part of it missing or another thing: refused, or nothing of it."""
        event = self.event(self.said(1))
        for raw in (b"", b"{", b"[]", b"null", b'"x"', b"[1]", b"{}", b"\xff\xfe", b'{"a":1,"a":2}'):
            assert await edge.send(raw, self.headers(event, raw)) in (202, 400, 422)
        for broken in _broken(event.body):
            try:
                items = edge.hook.items(edge.hook.kept(event.headers, json.dumps(broken)))
                _fit(items)
            except BadInput:
                continue

    async def test_events_in_any_order_and_more_than_once_end_as_the_place_stands(
        self, edge: Edge, chance: Chance
    ) -> None:  # fmt: skip
        """Said, changed and taken back, shuffled: a later version wins, what was taken back stays so."""
        events, standing = self._life(chance)
        shuffled = sorted([*events, *events[::3]], key=lambda one: chance.random())
        for place, event in enumerate(shuffled):
            assert await self.deliver(edge, event) == 202
            if place % 7 == 0:
                await edge.work()
        assert await edge.work() == standing

    def _life(self, chance: Chance) -> tuple[list[Event], dict[str, str]]:
        events: list[Event] = []
        standing: dict[str, str] = {}
        for number in range(12):
            said = self.said(number)
            events.append(self.event(said))
            standing[self.key(said.id)] = said.text
            for version in range(chance.randint(0, 2) if self.edits else 0):
                edited = NOON - timedelta(minutes=20 - version)
                said = replace(said, text=f"Otherwise {version} of the lumo phone {number}", edited=edited)
                events.append(self.event(said))
                standing[self.key(said.id)] = said.text
            if self.deletes and chance.random() < 0.3:
                events.append(self.taken_back(said))
                del standing[self.key(said.id)]
        return events, standing


def _fit(items: Sequence[Item]) -> None:
    for item in items:
        if item.mention is not None:
            read_mention(item.mention, where=item.position, arrived=NOON)


def _broken(body: Mapping[str, Any]) -> Iterator[object]:
    """The event with each of its parts in turn another thing, or gone."""
    for path in _paths(body):
        for value in (None, 7, "x", [], {}, [None], {"id": None}):
            whole = copy.deepcopy(dict(body))
            at: Any = whole
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value
            yield whole
        at = whole = copy.deepcopy(dict(body))
        for key in path[:-1]:
            at = at[key]
        if isinstance(at, dict):
            del at[path[-1]]
            yield whole


def _paths(value: object, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*before, key)
        yield from _paths(part, (*before, key))
