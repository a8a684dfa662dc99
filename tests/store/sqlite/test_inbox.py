"""Work for the process that serves: put in beside it, its result read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import NotFound
from bot.model.changes import Receive, Settle
from bot.testing.samples import at
from store.sqlite import SqliteStore, connect
from store.sqlite.inbox import Inbox

EVENT = Receive(event_id="e1", kind="forget", payload={"id": "7"}, at=datetime(2026, 10, 5, tzinfo=UTC))


async def test_an_event_goes_in_while_another_process_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "earshot.db"
    store = await asyncio.to_thread(connect, path, zone="UTC", token=lambda: "key")
    try:
        inbox = Inbox(path)
        assert inbox.served()
        inbox.put(EVENT)
        inbox.put(EVENT)
        assert list(await store.pending()) == [EVENT]
        assert inbox.result("e1") is None
        await store.commit([Settle(event_id="e1", result={"removed": 1})])
        assert inbox.result("e1") == {"removed": 1}
        inbox.put(Receive(event_id="e2", kind="x", payload={}, at=EVENT.at))
        await store.commit([Settle(event_id="e2", error="no such work")])
        assert inbox.result("e2") == {"error": "no such work"}
    finally:
        await asyncio.to_thread(store.close)
    assert not inbox.served()


def test_nothing_goes_into_data_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Inbox(tmp_path / "earshot.db").put(EVENT)
    assert not Inbox(tmp_path / "earshot.db").served()
    assert list(tmp_path.iterdir()) == []


async def test_events_that_come_at_once_are_kept_in_their_order_each_as_it_was(
    opened: Callable[..., SqliteStore], path: Path
) -> None:
    store = opened(path)
    bodies: list[Mapping[str, object]] = [
        {"text": 'a "quote" \\ and \n a line, NUL \0, \u2028, 😀, é', "list": [1, 2.5, None, True, {"=": "x"}]},
        {"number": 10**18, "nested": [[[]], {}], "": ""},
    ]
    events = [
        Receive(event_id=f"e{number % 40}", kind="slack", payload=bodies[number % 2], at=at(number // 3))
        for number in range(60)
    ]
    await asyncio.gather(*(store.commit([event]) for event in events))
    assert list(await store.pending()) == sorted(events[:40], key=lambda one: one.at)
