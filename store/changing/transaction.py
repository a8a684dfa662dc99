"""One open transaction: named queries, and the rollups' differences until they are written."""

from __future__ import annotations

import hashlib
import hmac
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Protocol

from bot.errors import EarshotError
from store.rollups import Rollups

VOICES_HELD = 100_000


class Found(Protocol):
    """The rows that a query gave."""

    def __iter__(self) -> Iterator[Any]:
        """The rows one by one."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows."""
        ...

    def fetchone(self) -> Any:
        """The first row, None without any."""
        ...


class Transaction(ABC):
    """What changes are written through; owned by the one writer, used by one caller's changes at a time."""

    errors: ClassVar[tuple[type[Exception], ...]]
    """The engine's own errors."""

    def __init__(self) -> None:
        self.rollups = Rollups()
        self.removed = False
        self.scrubbing = False
        self.owing = False
        self.voices: dict[str, int] = {}
        self.silenced: dict[int, int] = {}
        self._key: bytes | None = None

    @abstractmethod
    def run(self, name: str, /, **values: object) -> Found:
        """Run a named query once."""

    @abstractmethod
    def each(self, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a named query for many rows, their values in the order of its parameters."""

    def receive(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Put in events (id, kind, payload, time), in one step: between two the callers' thread may take its turn."""
        self.run("post.receive_all", rows=json.dumps(rows, ensure_ascii=False))

    def settle(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Mark events (result, error, id) as worked off."""
        self.each("post.settle", rows)

    def told(self) -> None:  # noqa: B027 - most engines have nothing to do
        """What is left to do after a commit, once the callers know."""

    @abstractmethod
    def say(self, words: str) -> None:
        """Run one of the words that begin, mark and end transactions."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether it has begun and is neither committed nor rolled back."""

    @abstractmethod
    def meaning(self, error: BaseException) -> EarshotError:
        """The error of our tree that says the same as the engine's."""

    @abstractmethod
    def scrub(self) -> bool:
        """Do one step of taking removed words out of the data; gives whether the next can follow at once."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @abstractmethod
    def lock(self, mentions: Sequence[int]) -> None:
        """Let nobody else change these mentions before the transaction ends."""

    def begin(self) -> None:
        """Begin."""
        self.say("begin")

    def commit(self) -> None:
        """Make it durable."""
        self.say("commit")

    def roll_back(self) -> None:
        """Take all of it back, if it is open, with what was held in memory."""
        self.forget_all()
        if self.is_open:
            self.say("rollback")

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
