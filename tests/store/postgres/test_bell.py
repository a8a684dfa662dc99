"""What arrives rings for whoever listens; who was deaf for a while is told to look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest

from bot.errors import StoreError
from bot.model.changes import Enqueue, Receive
from bot.model.delivery import Outgoing
from bot.model.message import Message
from bot.model.people import Place
from bot.ports.sharing import ARRIVALS, INBOX, OUTBOX, READ, Bell
from bot.testing.samples import MORNING
from store.memory import Memory
from store.postgres import connect_beside, open_bell, open_claims
from store.postgres.inbox import Inbox
from tests.postgres import Cluster

PATIENCE = 60.0
"""So long a test waits for what must come; it comes at once."""
_CUT = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'LISTEN%'"


@pytest.fixture
def store(database: str) -> Iterator[Memory]:
    with closing(connect_beside(database)) as opened:
        yield opened


@pytest.fixture
async def bell(database: str) -> AsyncIterator[Bell]:
    async with open_bell(database) as opened:
        assert await opened.arrived(PATIENCE) == ARRIVALS
        yield opened


def _event(number: int) -> Receive:
    return Receive(event_id=f"e{number}", kind="hook", payload={}, at=MORNING)


def _post() -> Enqueue:
    place = Place(platform="workspace", workspace="", channel="support")
    message = Message(blocks=(), summary="")
    return Enqueue(post=Outgoing(key="one", kind="insight", place=place, message=message, due=MORNING))


async def test_it_rings_for_what_comes_in_for_what_was_read_and_for_what_is_to_be_posted(
    store: Memory, bell: Bell, database: str
) -> None:
    await store.commit([_event(1), _event(2)])
    assert await bell.arrived(PATIENCE) == {INBOX}
    with closing(open_claims(database, holder="reader")) as claims:
        assert await claims.claim(("hook",), 5)
        await claims.keep({"e1": "{}"})
    assert await bell.arrived(PATIENCE) == {READ}
    await store.commit([_post()])
    assert await bell.arrived(PATIENCE) == {OUTBOX}
    await asyncio.to_thread(Inbox(database).put, _event(3))
    assert await bell.arrived(PATIENCE) == {INBOX}
    assert await bell.arrived(0.0) == set()


async def test_who_lost_the_connection_is_told_that_anything_may_have_arrived(
    store: Memory, bell: Bell, server: Cluster
) -> None:
    waiting = asyncio.create_task(bell.arrived(PATIENCE))
    await asyncio.to_thread(server.psql, _CUT)
    assert await waiting == set()
    await store.commit([_event(1)])
    assert await bell.arrived(PATIENCE) == ARRIVALS


async def test_what_nobody_listens_to_is_there_all_the_same(store: Memory) -> None:
    await store.commit([_event(1), _post()])
    assert len(await store.pending(("hook",))) == 1
    assert len(await store.outbox(("new",))) == 1


async def test_a_server_that_is_away_is_said_so() -> None:
    async with open_bell("postgresql://earshot@127.0.0.1:1/earshot") as bell:
        with pytest.raises(StoreError):
            await bell.arrived(0.0)
