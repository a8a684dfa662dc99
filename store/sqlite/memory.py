"""The store on SQLite: the questions of every stage, and the one verb that writes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.errors import StoreError
from bot.model.changes import Change
from bot.texts import memory as words
from store.sqlite.backups import Held, backup
from store.sqlite.evidence import EvidenceReads
from store.sqlite.finding import FindingReads
from store.sqlite.keeping import KeepingReads
from store.sqlite.listening import ListeningReads
from store.sqlite.locking import Lock
from store.sqlite.posting import PostingReads
from store.sqlite.reading import Readers
from store.sqlite.room import RoomReads
from store.sqlite.theming import ThemingReads
from store.sqlite.writing import Writer

KINDS = ("mention", "theme", "insight", "signal", "correction")


class SqliteStore(ListeningReads, EvidenceReads, ThemingReads, FindingReads, PostingReads, KeepingReads, RoomReads):
    """Memory in one file. Made by `connect`; whoever made it closes it."""

    def __init__(self, path: Path, *, readers: Readers, writer: Writer | None, lock: Lock | None) -> None:
        super().__init__(readers)
        self.path = path
        self._writer = writer
        self._lock = lock
        self._closed = False

    async def commit(self, changes: Sequence[Change]) -> None:
        """Write all changes in one durable transaction, in order, or none (see the port)."""
        if self._writer is None or self._closed:
            raise StoreError(what=words.closed() if self._closed else words.read_only())
        if changes:
            await self._writer.write(changes)

    def highest(self, kind: str) -> int:
        """The highest number in use of a kind (see the port)."""
        if kind not in KINDS:
            raise ValueError(kind)
        row = self._readers.ask_now(lambda view: view.row(f"meta.highest_{kind}"))
        return int(row[0]) if row else 0

    async def backup(self, target: Path) -> Held:
        """Write a checked copy of the live data to `target`, in one piece; gives how much it holds."""
        return await self._readers.run(partial(backup, self.path, target))

    def close(self) -> None:
        """Write what is queued, close every connection, let go of the lock; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._readers.close()
        if self._writer is not None:
            self._writer.close()
        if self._lock is not None:
            self._lock.close()
