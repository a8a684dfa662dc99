"""Opening a database on a server, losing the server, and coming back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from bot.errors import ConfigError, LeaseLost, StoreBusy, StoreError, StoreNewer
from bot.model.changes import Hold, Receive
from bot.model.rows import Rows
from bot.testing.samples import MORNING, kept
from store.memory import Memory
from store.postgres import connect, connect_beside, connect_to_read
from store.postgres.inbox import Inbox
from store.postgres.leases import Keeper, Table
from store.postgres.session import Session
from tests.postgres import Cluster

_GONE = "update lease set token = token + 1, holder = ''"
"""The lease of who stood still for too long."""

Open = Callable[[str], Memory]


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


@pytest.fixture
def opened() -> Iterator[Open]:
    stores: list[Memory] = []

    def open_(url: str) -> Memory:
        stores.append(connect(url, zone="Europe/Berlin", token=lambda: "key"))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


def _mentions(store: Memory) -> int:
    return asyncio.run(store.count(Rows())).mentions


def test_an_empty_database_gets_the_schema_and_keeps_what_is_written(server: Cluster) -> None:
    with server.database() as url:
        with closing(connect(url, zone="UTC", token=lambda: "key")) as store:
            asyncio.run(store.commit([kept(1, "Hello")]))
        with closing(connect(url, zone="UTC", token=lambda: "other")) as store:
            assert _mentions(store) == 1
            assert store.highest("mention") == 1


def test_only_one_process_writes_and_others_read(database: str, opened: Open) -> None:
    store = opened(database)
    with pytest.raises(StoreBusy, match="Another Earshot"):
        opened(database)
    asyncio.run(store.commit([kept(1, "Hello")]))
    with closing(connect_to_read(database)) as reader:
        assert _mentions(reader) == 1
        with pytest.raises(StoreError):
            asyncio.run(reader.commit([kept(2)]))


def test_another_process_puts_work_in_and_reads_the_result(database: str, opened: Open) -> None:
    store, inbox = opened(database), Inbox(database)
    inbox.put(Receive(event_id="e1", kind="command", payload={"a": 1}, at=MORNING))
    inbox.put(Receive(event_id="e1", kind="command", payload={"a": 2}, at=MORNING))

    (event,) = asyncio.run(store.pending())

    assert (event.payload, inbox.result("e1"), inbox.served()) == ({"a": 1}, None, True)
    store.close()
    assert not inbox.served()


@pytest.mark.parametrize("name", ["synchronous_commit", "fsync"])
def test_a_server_that_may_lose_commits_is_refused(database: str, server: Cluster, opened: Open, name: str) -> None:
    if name == "fsync":
        server.psql("alter system set fsync = off")
        server.psql("select pg_reload_conf()")
    else:
        server.psql(f"alter database {_name(database)} set synchronous_commit = off")
    try:
        with pytest.raises(ConfigError, match=f"{name} is off"):
            opened(database)
    finally:
        server.psql("alter system reset fsync")
        server.psql("select pg_reload_conf()")


def test_a_later_schema_is_refused_and_an_empty_one_is_not_read(server: Cluster, database: str, opened: Open) -> None:
    server.psql("insert into schema_version (number) values (9999)", _name(database))
    with pytest.raises(StoreNewer, match="9999"):
        opened(database)
    with server.database() as empty, pytest.raises(StoreError, match="schema 0"):
        connect_to_read(empty)


def test_no_password_is_said_when_the_server_cannot_be_reached() -> None:
    with pytest.raises(StoreError) as caught:
        connect("postgresql://earshot:secret@127.0.0.1:1/earshot", zone="UTC", token=lambda: "key")
    assert "127.0.0.1/earshot" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_what_was_accepted_is_there_after_the_server_was_gone(
    database: str, server: Cluster, opened: Open, mode: str
) -> None:  # fmt: skip
    store = opened(database)
    asyncio.run(store.commit([kept(1, "Before")]))
    server.stop(mode)
    try:
        with pytest.raises(StoreError):
            asyncio.run(store.commit([kept(2, "While it was gone")]))
        with pytest.raises(StoreError):
            _mentions(store)
    finally:
        server.start()
    asyncio.run(store.commit([kept(3, "After")]))
    assert {row.text.raw for row in asyncio.run(store.listed(Rows()))} == {"Before", "After"}


def test_who_stood_still_past_its_lease_writes_no_more(database: str, server: Cluster, opened: Open) -> None:
    store = opened(database)
    asyncio.run(store.commit([kept(1, "Mine")]))
    server.psql(_GONE, _name(database))
    other = opened(database)
    for _ in range(2):
        with pytest.raises(LeaseLost):
            asyncio.run(store.commit([kept(2, "Too late")]))
    asyncio.run(other.commit([kept(3, "Theirs")]))
    assert {row.text.raw for row in asyncio.run(other.listed(Rows()))} == {"Mine", "Theirs"}


def test_callers_that_commit_together_are_all_refused_once_the_lease_is_gone(
    database: str, server: Cluster, opened: Open
) -> None:
    store = opened(database)
    server.psql(_GONE, _name(database))
    opened(database)

    async def both() -> list[BaseException | None]:
        return list(
            await asyncio.gather(store.commit([kept(2, "One")]), store.commit([kept(3, "Two")]), return_exceptions=True)
        )

    assert [type(one) for one in asyncio.run(both())] == [LeaseLost, LeaseLost]


def test_a_lease_does_not_change_hands_within_a_transaction(database: str, server: Cluster, opened: Open) -> None:
    store = opened(database)
    server.psql(_GONE, _name(database))
    seen: list[str] = []

    def taken() -> None:
        with closing(connect(database, zone="Europe/Berlin", token=lambda: "key")):
            seen.append("taken")

    thread = threading.Thread(target=taken)
    with closing(Session(database, settings={})) as session:
        session.connect()
        session.run("begin")
        session.run("select 1 from lease where name = 'think/0' for key share")
        thread.start()
        waits = (
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into lease%'"
        )
        while server.psql(waits, _name(database)) == "0":
            pass
        assert seen == []
        session.run("commit")
    thread.join()
    assert seen == ["taken"]
    with pytest.raises(LeaseLost):
        asyncio.run(store.commit([kept(2, "Too late")]))


def test_who_keeps_a_lease_is_told_that_another_took_over(database: str, server: Cluster) -> None:
    told = threading.Event()
    table = Table(Session(database, settings={}), holder="first")
    lease = table.take("post/1")
    assert lease is not None
    with closing(Keeper(table, lease, lost=told.set, pause=0.02)):
        server.psql("update lease set token = token + 1, holder = 'another' where name = 'post/1'", _name(database))
        assert told.wait(10)
    assert server.psql("select holder from lease where name = 'post/1'", _name(database)) == "another"


def test_beside_who_thinks_others_write_what_came_in_and_only_what_they_hold(
    database: str, server: Cluster, opened: Open
) -> None:
    store = opened(database)
    with closing(connect_beside(database)) as beside:
        asyncio.run(beside.commit([Receive(event_id="e1", kind="hook", payload={}, at=MORNING)]))
        table = Table(Session(database, settings={}), holder="poster")
        lease = table.take("post/1")
        assert lease is not None
        asyncio.run(beside.commit([Hold(lease=lease), Receive(event_id="e2", kind="hook", payload={}, at=MORNING)]))
        server.psql("update lease set token = token + 1 where name = 'post/1'", _name(database))
        with pytest.raises(LeaseLost):
            asyncio.run(beside.commit([Hold(lease=lease), Receive(event_id="e3", kind="hook", payload={}, at=MORNING)]))
        table.close()
    assert [one.event_id for one in asyncio.run(store.pending(("hook",)))] == ["e1", "e2"]
    assert [one.event_id for one in asyncio.run(store.pending(("hook",), limit=1))] == ["e1"]


def test_a_lease_is_free_at_once_when_it_is_given_up_and_soon_when_its_holder_is_gone(
    database: str, server: Cluster
) -> None:
    first, second = (Table(Session(database, settings={}), holder=name) for name in ("first", "second"))
    with closing(second):
        lease = first.take("post/1")
        assert lease is not None
        assert second.take("post/1") is None
        first.release([lease])
        taken = second.take("post/1")
        assert taken is not None
        assert taken.token == lease.token + 1
        assert first.renew([lease]) == set()
        server.psql("update lease set renewed = 0, connected = 'another start'", _name(database))
        assert first.take("post/1") is not None
        first.close()


def test_who_comes_first_makes_the_tables_also_beside(server: Cluster) -> None:
    with server.database() as url, closing(connect_beside(url)) as beside:
        asyncio.run(beside.commit([Receive(event_id="e1", kind="hook", payload={}, at=MORNING)]))
        with closing(connect(url, zone="UTC", token=lambda: "key")) as store:
            assert len(asyncio.run(store.pending())) == 1
