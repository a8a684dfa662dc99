"""Readers: a few threads, each with its own connection; a question sees the data as it was at one moment."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar

from store.asking.reading import Rows, Snapshot
from store.postgres.dialect import statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import Session
from store.postgres.transaction import words
from store.tokens import Tokenizer

THREADS: Final = 4
_NO_WORD: Final = r"'\\'"
"""A sign that is no word of any text: a backslash."""

T = TypeVar("T")


class View:
    """One consistent view of the data (see `asking.reading.Snapshot`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, name: str, /, **values: object) -> Rows:
        """All rows of a named query."""
        return self._session.rows(statement(name), values)

    def where(self, name: str, condition: str, values: Mapping[str, object]) -> Rows:
        """All rows of a named query with the condition of a set of rows."""
        return self._session.rows(statement(name, condition), values)

    def row(self, name: str, /, **values: object) -> tuple[Any, ...] | None:
        """The first row of a named query, None if there is none."""
        found = self.rows(name, **values)
        return found[0] if found else None


class Readers:
    """Answers questions in threads of their own."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._new = session
        self._own = threading.local()
        self._all: list[Session] = []
        self._tokenizer = Tokenizer()
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="earshot-read")

    async def ask(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question, computed in one of the threads.

        Raises:
            StoreError: the server cannot be reached, or cannot answer.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(self._answer, question))

    def ask_now(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question; whoever asks waits for it. Raises as `ask`."""
        return self._threads.submit(partial(self._answer, question)).result()

    def all_words(self, text: str) -> str:
        """The full-text query for all of these words (see `asking.reading.Readers`)."""
        return " & ".join(f"'{word}'" for word in words(self._tokenizer, text)) or _NO_WORD

    def close(self) -> None:
        """Wait for the questions under way and close the connections."""
        self._threads.shutdown(wait=True)
        for session in self._all:
            session.close()
        self._tokenizer.close()

    def _answer(self, question: Callable[[Snapshot], T]) -> T:
        session = self._session()
        try:
            session.connect()
            session.run("begin isolation level repeatable read read only")
            try:
                return question(View(session))
            finally:
                if session.in_transaction:
                    session.run("rollback")
        except ERRORS as error:
            raise meaning(error) from error

    def _session(self) -> Session:
        session: Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = self._new()
            self._all.append(session)
        return session
