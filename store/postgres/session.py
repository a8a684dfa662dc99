"""One connection, used from one thread: asyncpg on an event loop of its own, asked step by step.

What changes write and what questions read is the same code for every store, step by step in a thread; the event loop
of whoever asks is never held up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import asyncpg

from store.postgres.dialect import Statement, spread

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 60.0
IS_SPREAD: Final = (
    "select exists (select from pg_attribute where attrelid = to_regclass('mention') and attname = 'spread')"
)
"""Whether the tables are spread over several servers, so that every key has the column by which they are."""


class Session:
    """A connection that is made at first use."""

    def __init__(self, url: str, *, settings: Mapping[str, str], made: Callable[[Session], None] | None = None) -> None:
        """Nothing is connected yet. `made` is called with each connection before it is used."""
        self._url = url
        self._made = made
        self._settings = dict(settings)
        self._loop = asyncio.new_event_loop()
        self._connection: asyncpg.Connection[Any] | None = None
        self._spread = False

    @property
    def lost(self) -> bool:
        """Whether there was a connection that is no more."""
        return self._connection is not None and self._connection.is_closed()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection is not None and not self.lost and self._connection.is_in_transaction()

    def connect(self) -> None:
        """Make the connection, if there is none."""
        if self._connection is None or self.lost:
            self._connection = self._loop.run_until_complete(
                asyncpg.connect(
                    self._url, timeout=CONNECT_SECONDS, command_timeout=ANSWER_SECONDS, server_settings=self._settings,
                    statement_cache_size=512,
                )
            )  # fmt: skip
            made = False
            try:
                asked = self._connection.fetchval(IS_SPREAD)
                self._spread = bool(self._loop.run_until_complete(asked))
                if self._made is not None:
                    self._made(self)
                made = True
            finally:
                if not made:  # a connection that was refused is as good as none
                    self._connection.terminate()
                    self._loop.run_until_complete(_settled())

    def run(self, sql: str, *, patience: float = ANSWER_SECONDS) -> None:
        """Run statements without parameters; they may take so many seconds."""
        self._loop.run_until_complete(self._open().execute(sql, timeout=patience))

    def rows(self, statement: Statement, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        found = self._loop.run_until_complete(self._open().fetch(self._said(statement), *statement.values(values)))
        return [tuple(row) for row in found]

    def many(self, statement: Statement, rows: Iterable[tuple[object, ...]]) -> None:
        """A statement for many rows, their values in the order of its parameters, in one go."""
        self._loop.run_until_complete(self._open().executemany(self._said(statement), rows))

    def close(self) -> None:
        """Close the connection and its loop."""
        if self._connection is not None and not self.lost:
            self._loop.run_until_complete(self._connection.close(timeout=CONNECT_SECONDS))
        self._loop.run_until_complete(_settled())
        self._loop.close()

    def _said(self, statement: Statement) -> str:
        return spread(statement.sql) if self._spread else statement.sql

    def _open(self) -> asyncpg.Connection[Any]:
        if self._connection is None:
            raise asyncpg.InterfaceError("not connected")
        return self._connection


async def _settled() -> None:
    """One more turn of the loop and another, in which sockets that were closed are let go of."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)
