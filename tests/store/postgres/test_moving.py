"""From a file to a server and back: the same rows, also after a move that was cut off."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.compose.moving import move
from bot.errors import ConfigError, StoreBusy, StoreError
from bot.model.changes import KeepSetting, SettingEvent
from bot.model.rows import Rows
from bot.testing.samples import MORNING
from store import postgres, sqlite
from store.moving import tables
from tests.postgres import Cluster
from tests.store.sqlite.fixture import MENTIONS, changes


class CutOff(Exception):
    """The test ends the move here."""


def nothing(table: str, there: int, whole: int) -> None:
    """Told to nobody."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file in which most tables hold something."""
    path = tmp_path / "full.db"
    with closing(sqlite.connect(path, zone="Europe/Berlin", token=lambda: "key")) as store:
        asyncio.run(store.commit(changes()))
    return path


@pytest.fixture
def empty(server: Cluster) -> Iterator[str]:
    """The address of a database without a schema."""
    with server.database() as url:
        yield url


def dumped(path: Path) -> str:
    with closing(sqlite.connect(path, zone="Europe/Berlin", token=lambda: "other")) as store:
        return repr(asyncio.run(store.listed(Rows(), limit=0)))


def test_everything_arrives_and_comes_back_the_same(file: Path, empty: str, tmp_path: Path) -> None:
    there = move(f"sqlite:///{file}", empty, tell=nothing)
    back = move(empty, f"sqlite:///{tmp_path / 'back.db'}", tell=nothing)

    assert there == back
    assert sum(count > 0 for count in there.values()) > 20
    assert set(there) == {table.name for table in tables()}
    assert dumped(file) == dumped(tmp_path / "back.db")
    with closing(postgres.connect(empty, zone="Europe/Berlin", token=lambda: "other")) as store:
        assert asyncio.run(store.count(Rows(text="parcel late"))).mentions == MENTIONS - 3
        asyncio.run(store.commit([KeepSetting(event=SettingEvent(subject="new", person=None, at=MORNING, new={}))]))
        assert len(asyncio.run(store.setting_events())) == 2


def test_a_move_that_was_cut_off_goes_on_and_nothing_opens_until_then(file: Path, empty: str) -> None:
    def cut(table: str, there: int, whole: int) -> None:
        if table == "reading":
            raise CutOff

    with pytest.raises(CutOff):
        move(f"sqlite:///{file}", empty, tell=cut)
    with pytest.raises(StoreError, match="is not whole"):
        postgres.connect(empty, zone="Europe/Berlin", token=lambda: "key")

    assert move(f"sqlite:///{file}", empty, tell=nothing)["mention"] > 0
    postgres.connect(empty, zone="Europe/Berlin", token=lambda: "key").close()


def test_a_target_that_holds_data_and_a_side_that_is_in_use_are_refused(
    file: Path, database: str, empty: str, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="holds data already"):
        move(f"sqlite:///{file}", database, tell=nothing)
    with closing(sqlite.connect(file, zone="Europe/Berlin", token=lambda: "key")), pytest.raises(StoreBusy):
        move(f"sqlite:///{file}", empty, tell=nothing)
    with pytest.raises(StoreError, match="nothing whole"):
        move(empty, f"sqlite:///{tmp_path / 'new.db'}", tell=nothing)


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("sqlite:///nowhere.db", "postgresql://h/d", "no such file"),
        ("mysql://h/d", "sqlite:///x.db", "not an address of a store"),
        ("postgresql://h/d", "postgresql://h/d", "both addresses are the same"),
    ],
)
def test_addresses_that_are_none_are_refused(source: str, target: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        move(source, target, tell=nothing)
