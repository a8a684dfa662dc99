"""The store on SQLite: a store, and the file it can be copied from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from bot.errors import StoreFull
from bot.model.changes import Change
from bot.model.insight import InsightId
from bot.texts import memory as words
from store.changing.writing import Writer
from store.memory import Memory
from store.sqlite import beside
from store.sqlite.backups import Held, backup
from store.sqlite.locking import Lock
from store.sqlite.reading import Readers


class SqliteStore(Memory):
    """Memory in one file."""

    def __init__(self, path: Path, *, readers: Readers, writer: Writer | None, lock: Lock | None) -> None:
        super().__init__(readers, writer=writer, let_go=lock.close if lock is not None else _nothing)
        self.path = path
        self._files = readers

    async def commit(self, changes: Sequence[Change]) -> None:
        """Write all changes in one durable transaction, in order, or none (see the port).

        What must outlive an older backup is noted beside the file first.
        """
        if beside.tells(changes):
            await self._files.run(partial(self._note, changes))
        await super().commit(changes)

    def _note(self, changes: Sequence[Change]) -> None:
        key = self._key

        def stands(insight: InsightId) -> Mapping[str, object]:
            return self._files.ask_now(lambda view: beside.stands_on(view, insight, key))

        said = beside.lines(changes, key, stands=stands)
        if not said:
            return
        try:
            beside.append(beside.place(self.path), said)
        except OSError as wrong:
            raise StoreFull(what=words.not_writable(self.path.parent), remedy=words.make_writable()) from wrong

    @cached_property
    def _key(self) -> bytes:
        row = self._files.ask_now(lambda view: view.row("removal.key"))
        return str(row[0] if row else "").encode()

    async def backup(self, target: Path) -> Held:
        """Write a checked copy of the live data to `target`, in one piece; gives how much it holds."""
        return await self._files.run(partial(backup, self.path, target))


def _nothing() -> None:
    """No lock was taken."""
