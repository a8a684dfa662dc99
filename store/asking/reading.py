"""Questions: what every store answers them with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Rows = list[tuple[Any, ...]]


class Snapshot(Protocol):
    """One consistent view of the data, for the length of one question."""

    def rows(self, name: str, /, **values: object) -> Rows:
        """All rows of a named query."""
        ...

    def where(self, name: str, condition: str, values: Mapping[str, object]) -> Rows:
        """All rows of a named query with the condition of a set of rows."""
        ...

    def row(self, name: str, /, **values: object) -> tuple[Any, ...] | None:
        """The first row of a named query, None if there is none."""
        ...


class Readers(Protocol):
    """Who answers questions; any number at once."""

    async def ask(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question.

        Raises:
            StoreError: the data cannot be read.
        """
        ...

    def ask_now(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question, computed in this thread. Raises as `ask`."""
        ...

    def all_words(self, text: str) -> str:
        """The full-text query for all of these words; no sign that people write is an operator."""
        ...

    def close(self) -> None:
        """Wait for the questions under way and close the connections."""
        ...


class Reads:
    """What each stage's questions stand on."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def _ask(self, question: Callable[[Snapshot], T]) -> T:
        return await self._readers.ask(question)
