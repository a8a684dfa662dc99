"""What SQLite's errors mean to us."""

from __future__ import annotations

import sqlite3

from bot.errors import EarshotError, StoreBusy, StoreDamaged, StoreError, StoreFull
from bot.texts import memory as words

# Primary result codes, the lower byte of the extended ones.
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def meaning(error: BaseException, where: str = "The data file") -> EarshotError:
    """The error of our tree that says the same."""
    if isinstance(error, EarshotError):
        return error
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary is None and isinstance(error, sqlite3.OperationalError):  # Python's own: text that is not UTF-8
        primary = sqlite3.SQLITE_CORRUPT
    if primary in _FULL:
        return StoreFull(what=f"{words.disk_full()} ({error})", remedy=words.free_disk())
    if primary in _UNWRITABLE:
        return StoreFull(what=str(error), remedy=words.make_writable())
    if primary in _DAMAGED:
        return StoreDamaged(where=where, what=str(error), remedy=words.restore_backup())
    if primary in _BUSY:
        return StoreBusy(what=str(error), remedy=words.stop_other())
    return StoreError(what=f"{type(error).__name__}: {error}")
