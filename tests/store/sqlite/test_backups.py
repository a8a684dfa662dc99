"""A backup of live data, and putting one back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import NotFound, StoreBusy, StoreDamaged, StoreError, StoreFull, StoreNewer
from bot.model.changes import KeepTheme
from bot.model.rows import Rows
from bot.testing.samples import kept, removed, theme
from store.sqlite import Held, SqliteStore, backup, connect_to_read, restore

Open = Callable[..., SqliteStore]


async def _fill(store: SqliteStore, first: int, last: int) -> None:
    for number in range(first, last + 1):
        await store.commit([kept(number, theme=7), KeepTheme(theme=theme(number))])


async def _counted(path: Path) -> int:
    with closing(connect_to_read(path)) as reader:
        return (await reader.count(Rows(theme=7))).mentions


def _change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute(sql)


async def test_a_backup_of_live_data_is_one_moment_of_it(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await _fill(store, 1, 20)
    writing = asyncio.create_task(_fill(store, 21, 80))
    held = await store.backup(target)
    await writing
    assert 20 <= held.mentions == held.themes <= 80
    assert await _counted(target) == held.mentions
    assert sorted(file.name for file in path.parent.glob("backup*")) == ["backup.db"]
    assert (await store.count(Rows())).mentions == 80


async def test_another_process_can_back_up(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await _fill(store, 1, 3)
    assert backup(path, target) == Held(mentions=3, themes=3, insights=0, signals=0, entries=0)
    await _fill(store, 4, 5)
    assert backup(path, target).mentions == 5


async def test_what_is_restored_is_what_was_backed_up(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await _fill(store, 1, 3)
    await store.commit([removed(2, "forgotten"), removed(3, "deleted")])
    await store.backup(target)
    await _fill(store, 4, 9)
    store.close()
    assert restore(target, path).mentions == 3
    assert await _counted(path) == 2
    again = opened(path)
    await again.commit([kept(4, theme=7)])
    assert (await again.count(Rows(theme=7))).mentions == 3
    assert (await again.known([("bluesky", "post-2")]))["bluesky", "post-2"].state == "forgotten"


async def test_a_log_that_a_crash_left_does_not_leak_into_what_is_restored(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await _fill(store, 1, 3)
    await store.backup(target)
    await _fill(store, 4, 9)
    log = path.with_name("earshot.db-wal").read_bytes()
    store.close()
    path.with_name("earshot.db-wal").write_bytes(log)
    restore(target, path)
    assert await _counted(path) == 3
    assert not path.with_name("earshot.db-wal").exists()


async def test_data_can_be_restored_where_there_is_none_or_only_rubbish(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await _fill(store, 1, 3)
    await store.backup(target)
    for before in (None, b"rubbish" * 1000):
        other = path.with_name("other.db")
        if before:
            other.write_bytes(before)
        assert restore(target, other).mentions == 3
        assert await _counted(other) == 3


async def test_nothing_is_restored_while_a_process_works(opened: Open, path: Path) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await _fill(store, 1, 3)
    await store.backup(target)
    await _fill(store, 4, 4)
    with pytest.raises(StoreBusy, match="Another Earshot"):
        restore(target, path)
    assert (await store.count(Rows())).mentions == 4
    assert sorted(file.name for file in path.parent.glob("*.part")) == []


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        ("pragma user_version = 99", StoreNewer),
        ("update rollup_day set mentions = mentions + 1 where dimension = 'all'", StoreDamaged),
        ("delete from mention_text where rowid = 1", StoreDamaged),
        ("delete from voice", StoreDamaged),
        ("pragma application_id = 7", StoreDamaged),
    ],
)
async def test_a_backup_that_disagrees_with_itself_is_refused(
    opened: Open, path: Path, harm: str, error: type[StoreError]
) -> None:
    store, target = opened(path), path.with_name("backup.db")
    await _fill(store, 1, 3)
    await store.backup(target)
    await _fill(store, 4, 5)
    store.close()
    _change(target, harm)
    with pytest.raises(error):
        restore(target, path)
    assert await _counted(path) == 5


def test_a_damaged_backup_is_refused(opened: Open, path: Path) -> None:
    target = path.with_name("backup.db")
    with closing(opened(path)) as store:
        asyncio.run(_fill(store, 1, 50))
        asyncio.run(store.backup(target))
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreDamaged, match=r"backup\.db is damaged"):
        restore(target, path)
    assert asyncio.run(_counted(path)) == 50


def test_damaged_data_makes_no_backup(opened: Open, path: Path) -> None:
    target = path.with_name("backup.db")
    with closing(opened(path)) as store:
        asyncio.run(_fill(store, 1, 3))
        asyncio.run(store.backup(target))
    before = target.read_bytes()
    _change(path, "update rollup_day set mentions = 99")
    with pytest.raises(StoreDamaged):
        backup(path, target)
    assert target.read_bytes() == before


def test_what_cannot_be_is_said(opened: Open, path: Path) -> None:
    with pytest.raises(NotFound):
        backup(path, path.with_name("backup.db"))
    with pytest.raises(NotFound):
        restore(path.with_name("backup.db"), path)
    opened(path).close()
    with pytest.raises(StoreError, match="is the data itself"):
        backup(path, path)
    with pytest.raises(StoreFull):
        backup(path, path.parent / "no such folder" / "backup.db")


def test_a_backup_onto_a_full_disk_is_refused_and_leaves_nothing(opened: Open, path: Path, small_disk: Path) -> None:
    with closing(opened(path)) as store:
        asyncio.run(store.commit([kept(number, f"many words {number} " * 400) for number in range(1, 600)]))
    with pytest.raises(StoreFull, match="the disk is full"):
        backup(path, small_disk / "backup.db")
    assert list(small_disk.iterdir()) == []
