"""The one writer."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.model.changes import Change, KeepSetting, SettingEvent
from bot.model.rows import Rows
from bot.testing.samples import at, kept
from store.sqlite import SqliteStore

Open = Callable[..., SqliteStore]


class Gate:
    """A failpoint that holds the first transaction until it is opened, and counts the transactions."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.reached = threading.Event()
        self.transactions = 0

    def __call__(self, name: str) -> None:
        if name == "before_commit":
            self.reached.set()
            self.opened.wait(10)
        self.transactions += name == "after_commit"


def ids(path: Path) -> list[int]:
    """The numbers of the mentions in the file, as anybody else sees them."""
    with closing(sqlite3.connect(path)) as file:
        return [number for (number,) in file.execute("select id from mention order by id")]


async def behind(gate: Gate, store: SqliteStore, calls: Sequence[Sequence[Change]]) -> list[Any]:
    """What came of committing all calls while the first transaction was held."""
    tasks = [asyncio.create_task(store.commit([kept(999_999)]))]
    await asyncio.sleep(0)
    await asyncio.to_thread(gate.reached.wait, 10)
    tasks += [asyncio.create_task(store.commit(call)) for call in calls]
    await asyncio.sleep(0)
    gate.opened.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_is_queued_is_written_at_once(opened: Open, path: Path) -> None:
    gate = Gate()
    assert await behind(gate, opened(path, fp=gate), [[kept(number)] for number in range(1, 41)]) == [None] * 41
    assert gate.transactions == 2


async def test_a_transaction_takes_about_a_thousand_rows(opened: Open, path: Path) -> None:
    gate = Gate()
    calls = [[kept(start + number) for number in range(120)] for start in (1, 201, 401, 601)]
    assert await behind(gate, opened(path, fp=gate), calls) == [None] * 5
    assert gate.transactions == 3


async def test_a_refused_caller_leaves_the_shared_transaction_whole(opened: Open, path: Path) -> None:
    strange: dict[str, object] = {"thing": object()}
    bad: list[Change] = [
        KeepSetting(event=SettingEvent(subject="not plain", person=None, at=at(), new=strange)),
        kept(50, "half a \ud800 sign"),
        kept(51, key=1),  # the key is taken
    ]
    calls: list[list[Change]] = [[kept(1)], *([kept(60 + place), one] for place, one in enumerate(bad)), [kept(2)]]
    gate = Gate()
    done = await behind(gate, opened(path, fp=gate), calls)
    assert [type(one) for one in done[1:]] == [type(None), StoreError, StoreError, StoreError, type(None)]
    assert gate.transactions == 2
    assert ids(path) == [1, 2, 999_999]


async def test_a_failure_nobody_foresaw_reaches_every_caller_and_the_writer_goes_on(opened: Open, path: Path) -> None:
    gate = Gate()

    def fp(name: str) -> None:
        gate(name)
        if name == "before_commit" and gate.transactions == 1:
            gate.transactions += 1
            raise RuntimeError("nobody foresaw this")

    store = opened(path, fp=fp)
    done = await behind(gate, store, [[kept(1)], [kept(2)]])
    assert [str(one) for one in done[1:]] == ["The store failed: RuntimeError('nobody foresaw this')."] * 2
    await store.commit([kept(3)])
    assert ids(path) == [3, 999_999]


async def test_every_thread_and_event_loop_may_write(opened: Open, path: Path) -> None:
    store = opened(path)

    def elsewhere(start: int) -> None:
        asyncio.run(store.commit([kept(number) for number in range(start, start + 20)]))

    await asyncio.gather(*(asyncio.to_thread(elsewhere, start) for start in (1, 101, 201)), store.commit([kept(500)]))
    assert (await store.count(Rows())).mentions == 61


async def test_closing_writes_what_is_queued(opened: Open, path: Path) -> None:
    gate = Gate()
    store = opened(path, fp=gate)
    tasks = [asyncio.create_task(store.commit([kept(number)])) for number in (1, 2)]
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.to_thread(store.close)
    assert await asyncio.gather(*tasks) == [None, None]
    assert ids(path) == [1, 2]


_ENDLESS = """
import asyncio, sys
from pathlib import Path
from bot.testing.samples import kept
from store.sqlite import connect

async def main() -> None:
    store = connect(Path(sys.argv[1]), zone="UTC", token=lambda: "key")
    for start in range(1, 100_000, 10):
        await asyncio.gather(*(store.commit([kept(start + n, theme=1), kept(start + n + 5)]) for n in range(5)))
        print(start + 9, flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize("lines", [1, 7, 30])
def test_what_was_acknowledged_outlives_a_kill(opened: Open, path: Path, lines: int) -> None:
    with subprocess.Popen([sys.executable, "-c", _ENDLESS, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        acknowledged = [int(child.stdout.readline()) for _ in range(lines)]
        child.kill()
    store = opened(path)
    held = ids(path)
    assert held[: acknowledged[-1]] == list(range(1, acknowledged[-1] + 1))
    assert len(held) % 2 == 0  # each caller's two, or none
    assert asyncio.run(store.count(Rows())).mentions == len(held)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert file.execute("select sum(mentions) from rollup_day where dimension = 'all'").fetchone() == (len(held),)
