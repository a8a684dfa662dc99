"""Readers: a few threads, each with its own connection, so that a long question holds up no other and no write.

Most questions find a few rows by an index in less time than it takes to hand them to a thread. So each is begun where
it is asked, and goes to a thread only if it turns out to be long.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from sqlite3 import Connection
from typing import Any, TypeVar

from store.asking.reading import Rows, Snapshot
from store.queries import query
from store.sqlite.failures import meaning
from store.tokens import Tokenizer

THREADS = 4
STEPS, QUICK = 1_000, 10
"""A question may take so many times so many steps of SQLite's machine where it is asked: about a millisecond."""

T = TypeVar("T")


class View:
    """One consistent view of the data (see `asking.reading.Snapshot`)."""

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


class Quick:
    """A connection that breaks a question off once it turns out to be long (`SQLITE_INTERRUPT`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left = 0
        connection.set_progress_handler(self._is_over, STEPS)

    def answer(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question.

        Raises:
            sqlite3.OperationalError: it is long, or the file cannot be read.
        """
        self._left = QUICK
        return _answer(question, self._connection)

    def _is_over(self) -> bool:
        self._left -= 1
        return self._left < 0


def _answer(question: Callable[[Snapshot], T], connection: Connection) -> T:
    connection.execute("begin")
    try:
        return question(View(connection))
    finally:
        connection.rollback()


class Readers:
    """Answers questions: where they are asked, or in threads."""

    def __init__(self, connect: Callable[[], Connection], *, where: str) -> None:
        self._connect = connect
        self._where = where
        self._own = threading.local()
        self._tokenizer = Tokenizer()
        self._all: list[Connection] = []
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="earshot-read")

    async def ask(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question: at once where that is quick, else computed in a thread of its own.

        Raises:
            StoreDamaged: the file cannot be read.
        """
        try:
            return self._quick().answer(question)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
                raise meaning(error, self._where) from error
        except sqlite3.Error as error:
            raise meaning(error, self._where) from error
        return await self.run(partial(self.ask_now, question))

    async def run(self, work: Callable[[], T]) -> T:
        """What some blocking work gives, done in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def ask_now(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question, computed in this thread."""
        try:
            return _answer(question, self._connection())
        except sqlite3.Error as error:
            raise meaning(error, self._where) from error

    def all_words(self, text: str) -> str:
        """The full-text query for all of these words (see `asking.reading.Readers`)."""
        return " ".join(f'"{word}"' for word in self._tokenizer.words(text)) or '""'

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._connect()
            self._all.append(connection)
        return connection

    def _quick(self) -> Quick:
        quick: Quick | None = getattr(self._own, "quick", None)
        if quick is None:
            connection = self._connect()
            quick = self._own.quick = Quick(connection)
            self._all.append(connection)
        return quick

    def close(self) -> None:
        """Wait for the questions under way and close the connections."""
        self._threads.shutdown(wait=True)
        for connection in self._all:
            connection.close()
        self._tokenizer.close()
