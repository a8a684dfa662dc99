"""Readers: a few threads, each with its own connection, so that a long question holds up no other and no write."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from sqlite3 import Connection
from typing import Any, TypeVar

from store.queries import query
from store.sqlite.failures import meaning
from store.sqlite.tokens import Tokenizer

THREADS = 4

T = TypeVar("T")
Rows = list[tuple[Any, ...]]


class Snapshot:
    """One consistent view of the data, for the length of one question."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, name: str, /, **values: object) -> Rows:
        """All rows of a named query."""
        return self._connection.execute(query(name), values).fetchall()

    def where(self, name: str, condition: str, values: Mapping[str, object]) -> Rows:
        """All rows of a named query with the condition of a set of rows."""
        return self._connection.execute(query(name).replace("/*where*/", condition), values).fetchall()

    def row(self, name: str, /, **values: object) -> tuple[Any, ...] | None:
        """The first row of a named query, None if there is none."""
        found: tuple[Any, ...] | None = self._connection.execute(query(name), values).fetchone()
        return found


class Readers:
    """Runs questions in threads."""

    def __init__(self, connect: Callable[[], Connection], *, where: str) -> None:
        self._connect = connect
        self._where = where
        self._own = threading.local()
        self.tokenizer = Tokenizer()
        self._all: list[Connection] = []
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="earshot-read")

    async def ask(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question, computed in a thread of its own.

        Raises:
            StoreDamaged: the file cannot be read.
        """
        return await self.run(partial(self.ask_now, question))

    async def run(self, work: Callable[[], T]) -> T:
        """What some blocking work gives, done in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def ask_now(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question, computed in this thread."""
        try:
            connection = self._connection()
            connection.execute("begin")
            try:
                return question(Snapshot(connection))
            finally:
                connection.execute("rollback")
        except sqlite3.Error as error:
            raise meaning(error, self._where) from error

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._connect()
            self._all.append(connection)
        return connection

    def close(self) -> None:
        """Wait for the questions under way and close the connections."""
        self._threads.shutdown(wait=True)
        for connection in self._all:
            connection.close()
        self.tokenizer.close()


class Reads:
    """What each stage's questions stand on."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def _ask(self, question: Callable[[Snapshot], T]) -> T:
        return await self._readers.ask(question)

    async def _look_up(self, question: Callable[[Snapshot], T]) -> T:
        """For what finds its few rows by an index: handing it to a thread would take ten times as long as answering."""
        return self._readers.ask_now(question)
