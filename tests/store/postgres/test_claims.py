"""Claims on the inbox: each event is with one reader at a time, and nothing is kept longer than it is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from bot.model.changes import Receive, Settle
from bot.testing.samples import MORNING
from store.memory import Memory
from store.postgres import connect_beside, open_claims
from store.postgres.claims import TRIES, Claims
from tests.postgres import Cluster

_OVER = "update inbox_batch set until = 0"
"""Whoever claimed anything stood still for too long."""
_LEFT = "select (select count(*) from inbox_unread), (select count(*) from inbox_batch)"


@pytest.fixture
def store(database: str) -> Iterator[Memory]:
    with closing(connect_beside(database)) as opened:
        yield opened


@pytest.fixture
async def readers(database: str) -> AsyncIterator[tuple[Claims, Claims]]:
    with closing(open_claims(database, holder="a")) as one, closing(open_claims(database, holder="b")) as other:
        yield one, other


class Asked:
    """The database as psql shows it."""

    def __init__(self, server: Cluster, url: str) -> None:
        self._server, self._name = server, urlsplit(url).path.lstrip("/")

    def __call__(self, sql: str) -> str:
        return self._server.psql(sql, self._name)


@pytest.fixture
def psql(server: Cluster, database: str) -> Asked:
    return Asked(server, database)


async def _come(store: Memory, count: int, kind: str = "hook") -> None:
    await store.commit([Receive(event_id=f"{kind}{n}", kind=kind, payload={"n": n}, at=MORNING) for n in range(count)])


async def _claimed(claims: Claims, most: int = 4) -> list[str]:
    return [event.event_id for event in await claims.claim(("hook",), most)]


async def _ahead(store: Memory) -> list[str]:
    return [event.ahead for event in await store.pending(("hook",))]


async def test_no_event_is_claimed_twice_and_what_was_understood_is_kept_once(
    store: Memory, readers: tuple[Claims, Claims]
) -> None:
    one, other = readers
    await _come(store, 6)
    await _come(store, 2, "command")
    mine, theirs = await _claimed(one), await _claimed(other)
    assert (mine, theirs, await _claimed(one)) == (["hook0", "hook1", "hook2", "hook3"], ["hook4", "hook5"], [])

    await other.keep({"hook5": '{"five": 5}', "hook0": "not theirs"})
    assert await other.keep({"hook4": "too late"}) == 0
    assert await _ahead(store) == ["", "", "", "", "", '{"five": 5}']
    assert [event.payload for event in await store.pending(("hook",), limit=2)] == [{"n": 0}, {"n": 1}]


async def test_what_a_reader_that_stood_still_had_goes_to_another_and_only_that_one_keeps_it(
    store: Memory, readers: tuple[Claims, Claims], psql: Asked
) -> None:
    one, other = readers
    await _come(store, 3)
    mine = await _claimed(one)
    psql(_OVER)
    assert await _claimed(other) == mine
    assert await one.keep(dict.fromkeys(mine, "old")) == 0
    assert await other.keep(dict.fromkeys(mine, "new")) == 3
    assert await _ahead(store) == ["new"] * 3


async def test_what_readers_keep_dying_over_is_left_alone(
    store: Memory, readers: tuple[Claims, Claims], psql: Asked
) -> None:  # fmt: skip
    await _come(store, 1)
    for _ in range(TRIES):
        assert await _claimed(readers[0]) == ["hook0"]
        psql(_OVER)
    assert await _claimed(readers[0]) == []
    assert await _ahead(store) == [""]


async def test_what_is_worked_off_leaves_nothing_of_what_was_understood(
    store: Memory, readers: tuple[Claims, Claims], psql: Asked
) -> None:
    one, other = readers
    await _come(store, 7)
    kept, open_ = await _claimed(one, 2), await _claimed(other, 2)
    await one.keep(dict.fromkeys(kept, "{}"))
    await store.commit([Settle(event_id=event) for event in ("hook0", "hook2", "hook4", "hook5", "nobody's")])
    assert psql(_LEFT) == "1|2"
    await store.commit([Settle(event_id="hook1", result={"of": 1})])
    assert psql(_LEFT) == "1|1"
    psql(_OVER)
    assert await _claimed(one) == ["hook3"]
    assert await other.keep(dict.fromkeys(open_, "{}")) == 0
    await store.commit([Settle(event_id=f"hook{n}") for n in range(7)])
    assert psql(_LEFT) == "0|0"
    assert await store.result("hook1") == {}


async def test_the_same_event_again_is_not_read_again(store: Memory, psql: Asked) -> None:
    await _come(store, 2)
    await store.commit([Settle(event_id="hook0", result={"kept": 1})])
    await _come(store, 2)
    assert psql(_LEFT) == "1|0"
    assert await store.result("hook0") == {"kept": 1}
