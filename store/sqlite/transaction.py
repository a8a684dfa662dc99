"""One open transaction on SQLite: named queries, and the rollups' differences until they are written."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from sqlite3 import Connection, Cursor
from typing import Any

from store.queries import bulk, query
from store.rollups import Rollups

VOICES_HELD = 100_000

Values = Mapping[str, object]


class Transaction:
    """What changes are written through; owned by the one writer, used by one caller's changes at a time."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rollups = Rollups()
        self.removed = False
        self.scrubbing = False
        self.owing = False
        self.voices: dict[str, int] = {}
        self.silenced: dict[int, int] = {}
        self._key: bytes | None = None

    def run(self, name: str, /, **values: object) -> Cursor:
        """Run a named query once."""
        return self.connection.execute(query(name), values)

    def each(self, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a named query for many rows, their values in the order of its parameters."""
        self.connection.executemany(bulk(name), rows)

    def one(self, name: str, /, **values: object) -> Any:
        """The first column of the first row."""
        row = self.run(name, **values).fetchone()
        return row[0] if row else None

    def count(self) -> None:
        """Write the rollups' differences so far."""
        if self.rollups.days:
            self.each("rollup.add_day", self.rollups.take_days())
        if self.rollups.hours:
            self.each("rollup.add_hour", self.rollups.take_hours())

    def finish(self) -> None:
        """Write what was summed up; the last thing before a caller's changes are done."""
        self.count()
        if self.removed:
            self.run("removal.ask_scrub")
        if len(self.voices) > VOICES_HELD:
            self.voices.clear()
        self.silenced.clear()

    def forget_all(self) -> None:
        """Drop what was held in memory, after a rollback."""
        self.rollups = Rollups()
        self.voices.clear()
        self.silenced.clear()

    def hashed(self, *parts: str) -> str:
        """The keyed hash of some words, under the database's own key."""
        if self._key is None:
            self._key = str(self.one("removal.key")).encode()
        return keyed(self._key, *parts)


def keyed(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 of some words as hex."""
    return hmac.digest(key, "\0".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hex()
