"""Opening the file: lock, check, migrate, and only then a store."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from bot.errors import StoreError, StoreNewer
from bot.ports.memory import Store
from bot.texts import memory as words
from store.changing.rezoning import settle_zone
from store.changing.writing import Writer
from store.migrations import Step, steps
from store.moving import MOVING
from store.sqlite import connecting
from store.sqlite.backups import set_aside
from store.sqlite.failures import meaning
from store.sqlite.locking import refuse_network, take_lock
from store.sqlite.memory import SqliteStore
from store.sqlite.migrating import migrate, schema
from store.sqlite.moving import File
from store.sqlite.reading import Readers
from store.sqlite.transaction import OnSqlite


def _nothing(word: str) -> None:
    """Told to nobody."""


def connect(
    path: Path, *, zone: str, token: Callable[[], str], say: Callable[[str], None] = _nothing,
    fp: Callable[[str], None] = _nothing, wanted: Sequence[Step] | None = None, kept: bool = True,
) -> SqliteStore:  # fmt: skip
    """The store in this file, which this process alone writes; made or migrated if need be.

    Args:
        path: the file; its folder must be there, on a local disk.
        zone: the organisation's time zone; where it has changed, every day is counted anew.
        token: gives an unguessable word; asked once, for the key of a new file.
        say: is told in words what was done to an older file.
        fp: failpoints: `mid_migration`, `before_commit`, `after_commit`.
        wanted: the migrations, where not this version's.
        kept: False for a file that is thrown away with the process: then nothing waits for the disk.

    Raises:
        ConfigError: the folder is on a network file system.
        StoreBusy: another process holds the lock.
        StoreFull: the disk is full or read-only.
        StoreNewer: a later version wrote it.
        StoreDamaged: it fails its integrity check.
    """
    refuse_network(path.parent)
    with ExitStack() as stack:
        lock = take_lock(path)
        stack.callback(lock.close, clean=False)
        try:
            connection = connecting.writing(path, kept=kept)
            stack.callback(connection.close)
            _check(connection, path, whole=not lock.clean)
            _migrate(connection, path, wanted=steps() if wanted is None else wanted, say=say, fp=fp)
            _settle(connection, zone=zone, token=token, say=say)
            writer = Writer(OnSqlite(connection), fp=fp)
        except sqlite3.Error as error:
            raise meaning(error, str(path)) from error
        stack.pop_all()
    return SqliteStore(path, readers=_readers(path), writer=writer, lock=lock)


@contextmanager
def open_side(path: Path) -> Iterator[File]:
    """The file as one side of a move, alone and locked. Raises as `connect`."""
    refuse_network(path.parent)
    lock = take_lock(path)
    try:
        with closing(connecting.writing(path)) as connection:
            _check(connection, path, whole=not lock.clean)
            _migrate(connection, path, wanted=steps(), say=_nothing, fp=_nothing)
            yield File(connection)
    except sqlite3.Error as error:
        raise meaning(error, str(path)) from error
    finally:
        lock.close()


def connect_to_read(path: Path) -> SqliteStore:
    """The store in this file, which this process only reads, also while another one writes it.

    Raises:
        NotFound: there is no such file.
        StoreError: it must be migrated first (StoreNewer: a later version wrote it).
        StoreDamaged: it cannot be read.
    """
    known = steps()[-1].number
    try:
        with closing(connecting.reading(path)) as connection:
            connecting.check_ours(connection, path)
            found = schema(connection)
    except sqlite3.Error as error:
        raise meaning(error, str(path)) from error
    if found < known:
        raise StoreError(what=words.older(found, known))
    _refuse_newer(found, known, path)
    return SqliteStore(path, readers=_readers(path), writer=None, lock=None)


@asynccontextmanager
async def open_store(
    path: Path, *, zone: str, token: Callable[[], str], write: bool = True, say: Callable[[str], None] = _nothing,
    fp: Callable[[str], None] = _nothing, kept: bool = True,
) -> AsyncIterator[Store]:  # fmt: skip
    """The store while the block lasts: as `connect` gives it, or (not `write`) as `connect_to_read` does."""
    if write:
        store = await asyncio.to_thread(connect, path, zone=zone, token=token, say=say, fp=fp, kept=kept)
    else:
        store = await asyncio.to_thread(connect_to_read, path)
    try:
        yield store
    finally:
        await asyncio.to_thread(store.close)


def _readers(path: Path) -> Readers:
    return Readers(partial(connecting.reading, path), where=str(path))


def _check(connection: Connection, path: Path, *, whole: bool) -> None:
    connecting.check_ours(connection, path)
    if whole or path.stat().st_size <= connecting.CHECKED_WHOLE:
        connecting.check_whole(connection, path)


def _refuse_newer(found: int, known: int, path: Path) -> None:
    if found > known:
        raise StoreNewer(where=str(path), found=found, known=known, remedy=words.newer_remedy())


def _migrate(
    connection: Connection, path: Path, *, wanted: Sequence[Step], say: Callable[[str], None], fp: Callable[[str], None]
) -> None:
    found, known = schema(connection), wanted[-1].number
    _refuse_newer(found, known, path)
    if 0 < found < known:
        target = path.with_name(f"{path.name}.schema-{found}.backup")
        set_aside(path, target)
        say(words.backed_up(found, target))
    migrate(connection, wanted, fp=fp, done=lambda step: say(words.migrated(step.number, step.name)) if found else None)


def _settle(connection: Connection, *, zone: str, token: Callable[[], str], say: Callable[[str], None]) -> None:
    """The file's own key, made once, and the zone of its days."""
    open_ = OnSqlite(connection)
    if open_.one("meta.get", name=MOVING) is not None:
        raise StoreError(what=words.not_whole("This file"))
    if open_.one("meta.get", name="key") is None:
        open_.run("meta.keep", name="key", value=token())
    settle_zone(open_, zone, say=say)
