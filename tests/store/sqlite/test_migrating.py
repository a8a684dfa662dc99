"""Every released schema opens in this version: backed up first, one step a transaction, whole after a kill."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model.rows import Rows
from bot.testing.samples import kept
from store.migrations import Step, steps
from store.sqlite import SqliteStore, connect, connect_to_read
from store.sqlite.backups import verify
from store.sqlite.migrating import schema
from tests.store.sqlite.fixture import COUNTED, FOLDER, MENTIONS, PEOPLE

Open = Callable[..., SqliteStore]

_RELEASED = sorted(FOLDER.glob("v*.db"))
_NEXT = Step(
    number=steps()[-1].number + 1, name="birthday",
    sql="create table birthday (day text);\n-- twice\ninsert into birthday values ('2026-10-05; not a statement');\n",
)  # fmt: skip
_BROKEN = Step(number=_NEXT.number + 1, name="broken", sql="create table half (a);\ninsert into nowhere values (1);\n")


def _tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as file:
        return {name for (name,) in file.execute("select name from sqlite_master where type = 'table'")}


def _schema(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return schema(file)


def test_the_present_schema_has_its_fixture() -> None:
    assert [int(path.stem[1:]) for path in _RELEASED] == [step.number for step in steps()]


@pytest.mark.parametrize("released", _RELEASED, ids=lambda path: path.stem)
async def test_a_released_schema_opens_with_all_it_holds(opened: Open, path: Path, released: Path) -> None:
    shutil.copy(released, path)
    store = opened(path)
    counts = await store.count(Rows(theme=1, group="brand"))
    assert (counts.mentions, counts.people, store.highest("mention")) == (COUNTED, PEOPLE, MENTIONS)
    await store.commit([kept(MENTIONS + 1, theme=1)])
    assert (await store.count(Rows(text="late"))).mentions == 9
    store.close()
    assert verify(path).mentions == MENTIONS + 1


@pytest.mark.parametrize("released", _RELEASED, ids=lambda path: path.stem)
def test_an_older_schema_is_backed_up_and_migrated_and_said_so(path: Path, released: Path) -> None:
    shutil.copy(released, path)
    found, said = _schema(path), list[str]()
    connect(path, zone="Europe/Berlin", token=lambda: "no", say=said.append, wanted=(*steps(), _NEXT)).close()
    backup = path.with_name(f"earshot.db.schema-{found}.backup")
    assert said[0] == f"Schema {found} found; a backup was written to {backup}"
    assert said[-1] == f"Upgraded to schema {_NEXT.number} (birthday)"
    assert (_schema(path), _schema(backup)) == (_NEXT.number, found)
    assert "birthday" in _tables(path) - _tables(backup)


def test_a_new_file_is_made_without_a_word(path: Path) -> None:
    said: list[str] = []
    connect(path, zone="UTC", token=lambda: "key", say=said.append).close()
    assert said == []
    assert sorted(file.name for file in path.parent.iterdir()) == ["earshot.db", "earshot.db.lock"]


def test_a_step_that_fails_leaves_the_last_whole_one(path: Path) -> None:
    connect(path, zone="UTC", token=lambda: "key").close()
    with pytest.raises(StoreError, match="nowhere"):
        connect(path, zone="UTC", token=lambda: "key", wanted=(*steps(), _NEXT, _BROKEN))
    assert _schema(path) == _NEXT.number
    assert "half" not in _tables(path)


def test_an_older_schema_is_not_read_before_it_was_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(path, zone="UTC", token=lambda: "key", wanted=(*steps(), _NEXT)).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("pragma user_version = 0")
    with pytest.raises(StoreError, match=r"schema 0 and this Earshot reads \d+; `earshot serve` upgrades it"):
        connect_to_read(path)


_KILLED = """
import os, signal, sys
from pathlib import Path
from store.sqlite import connect
from tests.store.sqlite.test_migrating import _NEXT
from store.migrations import steps

def fp(name: str) -> None:
    if name == "mid_migration":
        os.kill(os.getpid(), signal.SIGKILL)

connect(Path(sys.argv[1]), zone="UTC", token=lambda: "key", wanted=(*steps(), _NEXT), fp=fp)
"""


@pytest.mark.parametrize("released", [*_RELEASED, None], ids=lambda path: path.stem if path else "nothing")
def test_a_kill_in_mid_migration_leaves_the_schema_before_it(path: Path, released: Path | None) -> None:
    if released is not None:
        shutil.copy(released, path)
    command = [sys.executable, "-c", _KILLED, str(path)]
    root = Path(__file__).parents[3]
    assert subprocess.run(command, check=False, cwd=root).returncode == -signal.SIGKILL
    assert _schema(path) == (_schema(released) if released is not None else 0)
    connect(path, zone="UTC", token=lambda: "key", wanted=(*steps(), _NEXT)).close()
    assert "birthday" in _tables(path)
    if released is not None:
        assert verify(path.with_name(f"earshot.db.schema-{_schema(released)}.backup")).mentions == MENTIONS


# --- the organisation's zone ----------------------------------------------------------------------------------------


async def test_a_new_time_zone_moves_every_day(path: Path) -> None:
    said: list[str] = []
    store = connect(path, zone="UTC", token=lambda: "key", say=said.append)
    await store.commit(
        [kept(1, hours=-10, theme=7, groups=("brand",)), kept(2, hours=15, theme=7), kept(3, hours=16.5)]
    )
    store.close()
    store = connect(path, zone="Pacific/Auckland", token=lambda: "key", say=said.append)
    for by, name in (
        ("all", "all"),
        ("theme", "7"),
        ("group", "brand"),
        ("source", "bluesky"),
        ("department", "support"),
    ):
        days = (await store.series(by, [name], unit="day", since="2026-01-01", until="2027-01-01"))[name]  # type: ignore[arg-type]
        assert set(days) <= {"2026-10-05", "2026-10-06"}, by
        assert days["2026-10-05"] == {"negative": 1}
    store.close()
    connect(path, zone="Pacific/Auckland", token=lambda: "key", say=said.append).close()
    assert said == ["The time zone changed from UTC to Pacific/Auckland; the day of every mention was counted anew"]
    assert verify(path).mentions == 3
