"""Who may open the file, and what state it must be in."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import ConfigError, EarshotError, NotFound, StoreBusy, StoreDamaged, StoreError, StoreFull, StoreNewer
from bot.model.rows import Rows
from bot.testing.samples import kept
from store.sqlite import SqliteStore, connect_to_read, connecting, open_store
from store.sqlite.locking import file_system, refuse_network, take_lock

Open = Callable[..., SqliteStore]


async def test_one_process_writes(opened: Open, path: Path) -> None:
    first = opened(path)
    with pytest.raises(StoreBusy, match=r"Another Earshot is working with this data .*earshot\.db\.lock"):
        opened(path)
    first.close()
    opened(path)


async def test_others_read_meanwhile(opened: Open, path: Path) -> None:
    store = opened(path)
    await store.commit([kept(1)])
    with closing(connect_to_read(path)) as reader:
        assert (await reader.count(Rows())).mentions == 1
        await store.commit([kept(2)])
        assert (await reader.count(Rows())).mentions == 2
        with pytest.raises(StoreError, match="opened for reading only"):
            await reader.commit([kept(3)])


async def test_a_store_is_opened_for_a_block(path: Path) -> None:
    async with open_store(path, zone="UTC", token=lambda: "key") as store:
        await store.commit([kept(1)])
    async with open_store(path, zone="UTC", token=lambda: "key", write=False) as store:
        assert (await store.count(Rows())).mentions == 1
        assert store.highest("mention") == 1


def test_there_is_nothing_to_read_before_something_was_written(path: Path) -> None:
    with pytest.raises(NotFound, match=r"no database .*earshot\.db"):
        connect_to_read(path)
    assert not path.exists()


_HOLD = """
import sys
from pathlib import Path
from store.sqlite import connect
store = connect(Path(sys.argv[1]), zone="UTC", token=lambda: "key")
print("held", flush=True)
sys.stdin.read()
"""


def test_the_lock_goes_with_a_killed_process(opened: Open, path: Path) -> None:
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusy):
            opened(path)
        child.kill()
    opened(path)


def test_the_lock_remembers_whether_its_last_holder_closed_it(path: Path) -> None:
    """After a crash the whole of a large file is checked, after a proper end only a small one."""
    first = take_lock(path)
    assert not first.clean
    first.close()
    second = take_lock(path)
    assert second.clean
    second.close(clean=False)
    third = take_lock(path)
    assert not third.clean
    third.close()


async def test_nothing_is_written_after_the_end(opened: Open, path: Path) -> None:
    store = opened(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="the data was closed"):
        await store.commit([kept(1)])


async def test_the_key_of_a_file_is_made_once(path: Path) -> None:
    words = iter(("first", "second"))
    for _ in range(2):
        async with open_store(path, zone="UTC", token=lambda: next(words)):
            pass
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("select value from meta where name = 'key'").fetchall() == [("first",)]


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_network_disk_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"dev / ext4 rw 0 0\nserver:/x {tmp_path}/a\\040b nfs4 rw 0 0\nserver:/y {tmp_path}/a fuse.sshfs rw 0 0\n"
    )
    with pytest.raises(ConfigError, match=r"network file system \(nfs4\).*Choose a folder on a local disk"):
        refuse_network(tmp_path / "a b", mounts)
    assert file_system(tmp_path, mounts) == "ext4"
    assert file_system(tmp_path / "a b", tmp_path / "no mounts listed") == ""
    refuse_network(tmp_path, mounts)


def test_the_last_mount_over_a_folder_counts(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"dev {tmp_path} nfs rw 0 0\ndev {tmp_path} tmpfs rw 0 0\n")
    assert file_system(tmp_path, mounts) == "tmpfs"


def _change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute(sql)


def test_the_file_of_a_later_version_is_refused(opened: Open, path: Path) -> None:
    opened(path).close()
    _change(path, "pragma user_version = 99")
    for refused in (opened, connect_to_read):
        with pytest.raises(StoreNewer, match=r"schema 99, this one knows \d+\). Update Earshot"):
            refused(path)


def test_some_other_database_is_refused_and_left_alone(opened: Open, path: Path) -> None:
    _change(path, "create table song (name text)")
    before = path.read_bytes()
    for refused in (opened, connect_to_read):
        with pytest.raises(StoreDamaged, match="not an Earshot database"):
            refused(path)
    assert path.read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("content", [b"Dear diary, today", b"SQLite format 3\0" + b"\xff" * 9000, b"\0" * 8192])
def test_a_file_that_is_no_database_is_refused(opened: Open, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="earshot restore"):
        opened(path)


async def _look_around(store: SqliteStore) -> int:
    with closing(store):
        await store.listed(Rows(theme=3), limit=0)
        return (await store.count(Rows())).mentions


def test_damage_anywhere_in_the_file_is_a_clear_error_or_none(opened: Open, path: Path) -> None:
    with closing(opened(path)) as store:
        changes = [kept(number, f"word{number} " * 50, theme=number % 5) for number in range(1, 200)]
        asyncio.run(store.commit(changes))
    whole, chance, refused = path.read_bytes(), random.Random(3), 0
    for _ in range(40):
        broken = bytearray(whole)
        start = chance.randrange(len(whole) - 64)
        broken[start : start + 64] = chance.randbytes(64)
        path.write_bytes(broken)
        try:
            asyncio.run(_look_around(opened(path)))
        except EarshotError as error:
            assert isinstance(error, StoreDamaged), repr(error)
            refused += 1
    assert refused > 5
    path.write_bytes(whole)
    assert asyncio.run(_look_around(opened(path))) == 199


# --- disks ----------------------------------------------------------------------------------------------------------


async def test_a_full_disk_refuses_and_recovers_by_itself(opened: Open, small_disk: Path) -> None:
    store = opened(small_disk / "earshot.db")
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    taken = 0
    with pytest.raises(StoreFull, match=r"Nothing was stored: the disk is full .* Free some disk space"):
        while taken < 10_000:
            await store.commit([kept(taken + number, "words " * 40) for number in range(1, 11)])
            taken += 10
    assert (await store.count(Rows())).mentions == taken
    ballast.unlink()
    await store.commit([kept(20_000)])
    assert (await store.count(Rows())).mentions == taken + 1


def test_a_disk_that_cannot_be_written_is_read(opened: Open, small_disk: Path) -> None:
    path = small_disk / "earshot.db"
    with closing(opened(path)) as store:
        asyncio.run(store.commit([kept(1)]))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreFull, match="cannot be written"):
        opened(path)
    assert asyncio.run(_look_around(connect_to_read(path))) == 1


@pytest.mark.parametrize(("stays", "level"), [(True, 2), (False, 0)])
def test_only_what_is_thrown_away_does_not_wait_for_the_disk(path: Path, stays: bool, level: int) -> None:
    with closing(connecting.writing(path, kept=stays)) as connection:
        assert connection.execute("pragma synchronous").fetchone() == (level,)
