"""The store on SQLite: a store, and the file it can be copied from."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from store.changing.writing import Writer
from store.memory import Memory
from store.sqlite.backups import Held, backup
from store.sqlite.locking import Lock
from store.sqlite.reading import Readers


class SqliteStore(Memory):
    """Memory in one file."""

    def __init__(self, path: Path, *, readers: Readers, writer: Writer | None, lock: Lock | None) -> None:
        super().__init__(readers, writer=writer, let_go=lock.close if lock is not None else _nothing)
        self.path = path
        self._files = readers

    async def backup(self, target: Path) -> Held:
        """Write a checked copy of the live data to `target`, in one piece; gives how much it holds."""
        return await self._files.run(partial(backup, self.path, target))


def _nothing() -> None:
    """No lock was taken."""
