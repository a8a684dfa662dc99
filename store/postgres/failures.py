"""What PostgreSQL's errors mean to us."""

from __future__ import annotations

from typing import Final

import asyncpg

from bot.errors import EarshotError, StoreBusy, StoreError, StoreFull
from bot.texts import memory as words

ERRORS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""Everything that a connection may fail with."""
_FULL: Final = ("53100", "53200")
_UNWRITABLE: Final = ("25006", "42501", "28000", "28P01")
_BUSY: Final = ("55P03", "40001", "40P01")


def meaning(error: BaseException, where: str = "PostgreSQL") -> EarshotError:
    """The error of our tree that says the same."""
    if isinstance(error, EarshotError):
        return error
    code = getattr(error, "sqlstate", None) or ""
    if code in _FULL:
        return StoreFull(what=f"{words.disk_full()} ({error})", remedy=words.free_disk())
    if code in _UNWRITABLE:
        return StoreFull(what=str(error), remedy=words.make_writable())
    if code in _BUSY:
        return StoreBusy(what=str(error), remedy=words.stop_other())
    if not code and isinstance(error, ERRORS):
        return StoreError(what=words.unreachable(where, f"{type(error).__name__}: {error}"))
    return StoreError(what=f"{type(error).__name__}: {error}")
