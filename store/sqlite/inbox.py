"""The inbox of data that another process serves: work is put in, results are read, nothing else is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

from bot.errors import NotFound, StoreError
from bot.model.changes import Receive
from bot.texts import memory as words
from store.codec import dump, load
from store.columns import micros
from store.migrations import steps
from store.queries import query
from store.sqlite import connecting
from store.sqlite.failures import meaning
from store.sqlite.locking import is_held
from store.sqlite.migrating import schema


class Inbox:
    """Takes no lock: one row at a time goes in between the transactions of the process that serves."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, event: Receive) -> None:
        """Store an event, durably; the same event id again changes nothing.

        Raises:
            NotFound: there is no data.
            StoreError: it is of another schema.
            StoreFull: the disk is full or read-only.
        """
        if not self._path.exists():
            raise NotFound(what="database", id=str(self._path))
        values = {
            "event_id": event.event_id, "kind": event.kind, "payload": dump(event.payload), "at": micros(event.at),
        }  # fmt: skip
        try:
            with closing(connecting.writing(self._path)) as connection:
                _check(connection, self._path)
                connection.execute(query("post.receive"), values)
        except sqlite3.Error as error:
            raise meaning(error, str(self._path)) from error

    def result(self, event_id: str) -> Mapping[str, object] | None:
        """The result of a settled event, None while it is pending; key `error` if it failed."""
        try:
            with closing(connecting.reading(self._path)) as connection:
                row = connection.execute(query("keeping.result"), {"event_id": event_id}).fetchone()
        except sqlite3.Error as error:
            raise meaning(error, str(self._path)) from error
        if row is None:
            return None
        result, error_ = load(row[0]) if row[0] else {}, row[1]
        return {**result, "error": error_} if error_ else dict(result)

    def served(self) -> bool:
        """Whether a process thinks with this data, so that what is put in is worked off."""
        return is_held(self._path)


def _check(connection: Connection, path: Path) -> None:
    connecting.check_ours(connection, path)
    found, known = schema(connection), steps()[-1].number
    if found != known:
        raise StoreError(what=words.older(found, known))
