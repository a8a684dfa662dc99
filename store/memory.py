"""A store, whatever the engine: the questions of every stage, and the one verb that writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.errors import StoreError
from bot.model.changes import Change
from bot.texts import memory as words
from store.asking.evidence import EvidenceReads
from store.asking.finding import FindingReads
from store.asking.keeping import KeepingReads
from store.asking.listening import ListeningReads
from store.asking.posting import PostingReads
from store.asking.reading import Readers
from store.asking.room import RoomReads
from store.asking.theming import ThemingReads
from store.changing.writing import Writer

KINDS = ("mention", "theme", "insight", "signal", "correction")


class Memory(ListeningReads, EvidenceReads, ThemingReads, FindingReads, PostingReads, KeepingReads, RoomReads):
    """Obeys the port Store. Made by an engine's `connect`; whoever made it closes it."""

    def __init__(self, readers: Readers, *, writer: Writer | None, let_go: Callable[[], None]) -> None:
        super().__init__(readers)
        self._writer = writer
        self._let_go = let_go
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

    def close(self) -> None:
        """Write what is queued, close every connection, let go of the lock; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._readers.close()
        if self._writer is not None:
            self._writer.close()
        self._let_go()
