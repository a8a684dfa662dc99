"""Readers: a few threads, each with its own connection; a question sees the data as it was at one moment."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import CodeType
from typing import Any, Final, TypeVar

from store.asking.reading import Rows, Snapshot
from store.postgres.dialect import Statement, statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import Session
from store.postgres.transaction import words
from store.tokens import Tokenizer

THREADS: Final = 4
_NO_WORD: Final = r"'\\'"
"""A sign that is no word of any text: a backslash."""

T = TypeVar("T")


class _Second(Exception):
    """A question that was taken for a single query asks a second one."""


class View:
    """One consistent view of the data (see `asking.reading.Snapshot`).

    A `single` one is for one query, which is consistent by itself.
    """

    def __init__(self, session: Session, *, single: bool = False) -> None:
        self._session = session
        self._single = single
        self._asked = False

    def rows(self, name: str, /, **values: object) -> Rows:
        """All rows of a named query."""
        return self._ask(statement(name), values)

    def where(self, name: str, condition: str, values: Mapping[str, object]) -> Rows:
        """All rows of a named query with the condition of a set of rows."""
        return self._ask(statement(name, condition), values)

    def _ask(self, asked: Statement, values: Mapping[str, object]) -> Rows:
        if self._single and self._asked:
            raise _Second
        self._asked = True
        return self._session.rows(asked, values)

    def row(self, name: str, /, **values: object) -> tuple[Any, ...] | None:
        """The first row of a named query, None if there is none."""
        found = self.rows(name, **values)
        return found[0] if found else None


class Readers:
    """Answers questions in threads of their own.

    A question that asks one query needs no transaction, which would be two more turns to the server. Which do is found
    by trying: one that turns out to ask a second query is asked once more from its beginning, and from then on always
    in a transaction.
    """

    def __init__(self, session: Callable[[], Session]) -> None:
        self._new = session
        self._own = threading.local()
        self._all: list[Session] = []
        self._several: set[CodeType] = set()
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
            code = getattr(question, "__code__", None)
            if code is not None and code not in self._several:
                try:
                    return question(View(session, single=True))
                except _Second:
                    self._several.add(code)
            return _at_one_moment(question, session)
        except ERRORS as error:
            raise meaning(error) from error

    def _session(self) -> Session:
        session: Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = self._new()
            self._all.append(session)
        return session


def _at_one_moment(question: Callable[[Snapshot], T], session: Session) -> T:
    session.run("begin isolation level repeatable read read only")
    try:
        return question(View(session))
    finally:
        if session.in_transaction:
            session.run("rollback")
