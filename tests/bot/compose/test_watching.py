"""How much waits: figures for /metrics, and senders that are asked to come again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from aiohttp import ClientSession
from prometheus_client import generate_latest

from adapters import web
from bot.compose.clock import StoryClock
from bot.compose.watching import PAUSE_S, Watch
from bot.config import read_settings
from bot.model.changes import Enqueue, Receive, Settle
from bot.model.delivery import Outgoing
from bot.model.message import Message
from bot.model.people import Place
from bot.ports.memory import Store
from bot.ports.sources import Hook
from bot.ports.world import Item
from bot.testing.samples import kept
from store import sqlite

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
QUALITY = Place(platform="workspace", workspace="", channel="quality")


class _Open:
    """A hook that takes everything."""

    name = "open"

    def event(self, headers: dict[str, str], raw: bytes) -> str:
        return headers["x-id"]

    def kept(self, headers: dict[str, str], body: str) -> str:
        return body

    def items(self, body: str) -> tuple[Item, ...]:
        return ()


@dataclass
class _Edge:
    """An edge on a real store: two events may wait, the oldest for a minute."""

    store: Store
    clock: StoryClock
    watch: Watch
    port: int

    async def send(self, number: int) -> tuple[int, str | None]:
        """The status of a delivery, and when to come again."""
        async with (
            ClientSession() as session,
            session.post(f"http://127.0.0.1:{self.port}/hooks/open", data=b"{}", headers={"x-id": str(number)}) as got,
        ):
            return got.status, got.headers.get("Retry-After")

    async def figures(self) -> dict[str, float]:
        """What /metrics says."""
        await self.watch.sample()
        lines = generate_latest(self.watch.registry()).decode().splitlines()
        return {line.split(" ")[0]: float(line.split(" ")[1]) for line in lines if not line.startswith("#")}


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[_Edge]:
    settings = read_settings({"organisation": {"name": "Lumo"}, "http": {"most_waiting": 2, "longest_wait": 60}})
    clock = StoryClock(NOON)
    async with sqlite.open_store(tmp_path / "earshot.db", zone="UTC", token=lambda: "key") as store:
        watch = Watch(store, clock=clock, settings=settings, role="edge")
        routes = web.hooks(
            lambda name: cast(Hook, _Open()) if name == "open" else None, store=store, clock=clock,
            fit=lambda items: None, heard=watch.accepted, full=watch.refusal,
        )  # fmt: skip
        server = await web.connect(port=0, routes=routes)
        yield _Edge(store, clock, watch, server.port)
        await server.close()


async def test_who_comes_when_too_much_waits_is_asked_to_come_again_until_there_is_room(edge: _Edge) -> None:
    assert [(await edge.send(number))[0] for number in (1, 2)] == [202, 202]
    assert await edge.send(3) == (429, str(PAUSE_S))  # before the next look, too
    await edge.watch.sample()
    assert (await edge.send(3))[0] == 429
    assert {event.event_id for event in await edge.store.pending()} == {"hook:open:1", "hook:open:2"}
    await edge.store.commit([Settle(event_id="hook:open:1")])
    await edge.watch.sample()
    assert (await edge.send(3))[0] == 202


async def test_who_comes_when_the_oldest_waits_too_long_is_asked_to_come_again(edge: _Edge) -> None:
    assert (await edge.send(1))[0] == 202
    edge.clock.set(NOON + timedelta(seconds=61))
    await edge.watch.sample()
    assert await edge.send(2) == (503, str(PAUSE_S))


async def test_the_figures_tell_depth_age_and_refusals(edge: _Edge) -> None:
    await edge.store.commit([
        *(Receive(event_id=name, kind="hook", payload={}, at=NOON) for name in ("a", "b")),
        Enqueue(post=Outgoing(
            key="k", kind="notice", place=QUALITY, message=Message(blocks=(), summary="x"), due=NOON,
        )),
    ])  # fmt: skip
    edge.clock.set(NOON + timedelta(seconds=5))
    await edge.figures()
    assert (await edge.send(1))[0] == 429
    told = await edge.figures()
    assert told['earshot_inbox_depth{role="edge"}'] == 2
    assert told['earshot_inbox_age_seconds{role="edge"}'] == 5
    assert told['earshot_outbox_depth{role="edge"}'] == 1
    assert told['earshot_outbox_age_seconds{role="edge"}'] == 5
    assert told['earshot_refused_total{role="edge"}'] == 1


async def test_what_waits_for_the_owner_of_a_shard_is_told_and_counts_as_waiting(edge: _Edge) -> None:
    server = {"url": "postgresql://nowhere/nothing", "shards": 3}
    settings = read_settings({"http": {"most_waiting": 2, "longest_wait": 60}, "store": server})
    edge.watch = Watch(edge.store, clock=edge.clock, settings=settings, role="think")
    await edge.store.commit([replace(kept(number), shard=2, arrived=NOON) for number in (1, 2)])
    edge.clock.set(NOON + timedelta(seconds=5))
    told = await edge.figures()
    assert [told[f'earshot_shard_depth{{shard="{shard}"}}'] for shard in (1, 2)] == [0, 2]
    assert [told[f'earshot_shard_age_seconds{{shard="{shard}"}}'] for shard in (1, 2)] == [0, 5]
    assert edge.watch.refusal() == (429, PAUSE_S)
    edge.clock.set(NOON + timedelta(seconds=61))
    await edge.watch.sample()
    assert edge.watch.refusal() == (503, PAUSE_S)
