"""Connections to the file, and what is checked before the first one is given out."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from sqlite3 import Connection
from urllib.parse import quote

from bot.errors import NotFound, StoreDamaged, StoreError
from bot.texts import memory as words
from store.sqlite.migrating import APPLICATION, schema

NEEDED = (3, 35, 0)
CHECKED_WHOLE = 256 * 1024 * 1024
"""Up to this size the whole file is checked at each start (about a second); beyond it after a crash only."""

_WRITING = (
    "pragma journal_mode = wal", "pragma synchronous = full", "pragma fullfsync = on", "pragma secure_delete = on",
    "pragma cache_size = -65536", "pragma temp_store = memory",
)  # fmt: skip
_THROWN_AWAY = ("pragma synchronous = off",)
_READING = ("pragma query_only = on", "pragma cache_size = -16384", "pragma temp_store = memory")
_ALL = ("pragma busy_timeout = 5000", "pragma foreign_keys = on")


def writing(path: Path, *, kept: bool = True) -> Connection:
    """A connection that writes, durably: a commit is on disk when it returns; unless the file is not `kept`."""
    return _prepare(_open(path, "rwc"), (*_ALL, *_WRITING, *(() if kept else _THROWN_AWAY)))


def reading(path: Path) -> Connection:
    """A connection that only reads; also from a folder that cannot be written.

    Raises:
        NotFound: there is no such file.
    """
    if not path.exists():
        raise NotFound(what="database", id=str(path))
    if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
        return _prepare(_open(path, "rw"), (*_ALL, *_READING))
    # Without a log beside it nobody writes, and SQLite could not make one here.
    alone = not path.with_name(f"{path.name}-wal").exists()
    return _prepare(_open(path, "ro&immutable=1" if alone else "ro"), (*_ALL, *_READING))


def _open(path: Path, mode: str) -> Connection:
    if sqlite3.sqlite_version_info < NEEDED:
        needed = ".".join(str(part) for part in NEEDED)
        raise StoreError(what=words.too_old_sqlite(sqlite3.sqlite_version, needed))
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False,
        cached_statements=512,
    )  # fmt: skip


def _prepare(connection: Connection, pragmas: tuple[str, ...]) -> Connection:
    try:
        for pragma in pragmas:
            connection.execute(pragma).fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def check_ours(connection: Connection, path: Path) -> None:
    """Check that the file is empty or ours.

    Raises:
        StoreDamaged: it is some other database.
    """
    application = connection.execute("pragma application_id").fetchone()[0]
    if application != APPLICATION and (
        schema(connection) != 0 or connection.execute("select exists (select 1 from sqlite_master)").fetchone()[0]
    ):
        raise StoreDamaged(where=str(path), what=words.not_ours(), remedy=words.restore_backup())


def check_whole(connection: Connection, path: Path) -> None:
    """Check the whole file's pages.

    Raises:
        StoreDamaged: something in it is wrong.
    """
    found = connection.execute("pragma quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreDamaged(where=str(path), what=str(found).replace("\n", " "), remedy=words.restore_backup())
