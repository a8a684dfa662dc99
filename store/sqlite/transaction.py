"""One open transaction on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from sqlite3 import Connection, Cursor

from bot.errors import EarshotError
from store.changing.transaction import Transaction
from store.queries import bulk, query
from store.sqlite.failures import meaning
from store.sqlite.scrubbing import scrub


class OnSqlite(Transaction):
    """What changes are written through."""

    errors = (sqlite3.Error,)

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection

    def run(self, name: str, /, **values: object) -> Cursor:
        """Run a named query once."""
        return self.connection.execute(query(name), values)

    def each(self, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a named query for many rows, their values in the order of its parameters."""
        self.connection.executemany(bulk(name), rows)

    def say(self, words: str) -> None:
        """Run one of the words that begin, mark and end transactions; it writes from the beginning."""
        self.connection.execute("begin immediate" if words == "begin" else words)

    def lock(self, mentions: Sequence[int]) -> None:
        """Nothing: one process writes."""

    @property
    def is_open(self) -> bool:
        """Whether it has begun and is neither committed nor rolled back."""
        return self.connection.in_transaction

    def meaning(self, error: BaseException) -> EarshotError:
        """The error of our tree that says the same as SQLite's."""
        return meaning(error)

    def scrub(self) -> bool:
        """One step of taking removed words out of the file; gives whether the next can follow at once."""
        return scrub(self)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
