"""Opening a database on a server, losing the server, and coming back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from bot.errors import ConfigError, StoreBusy, StoreError, StoreNewer
from bot.model.changes import Receive
from bot.model.rows import Rows
from bot.testing.samples import MORNING, kept
from store.memory import Memory
from store.postgres import connect, connect_to_read
from store.postgres.inbox import Inbox
from tests.postgres import Cluster

_CUT = """select pg_terminate_backend(pid) from pg_locks
where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"""
"""Ends the connection that holds the lock."""

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

    assert (event.payload, inbox.result("e1")) == ({"a": 1}, None)


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


def test_who_lost_the_lock_writes_no_more(database: str, server: Cluster, opened: Open) -> None:
    store = opened(database)
    asyncio.run(store.commit([kept(1, "Mine")]))
    server.psql(_CUT, _name(database))
    other = opened(database)
    for _ in range(2):
        with pytest.raises(StoreError):
            asyncio.run(store.commit([kept(2, "Too late")]))
    asyncio.run(other.commit([kept(3, "Theirs")]))
    assert {row.text.raw for row in asyncio.run(other.listed(Rows()))} == {"Mine", "Theirs"}
