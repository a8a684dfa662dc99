"""One open transaction on PostgreSQL: the named queries in its dialect, the full text as words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.errors import EarshotError, StoreError
from bot.model.leases import Lease
from bot.ports.sharing import INBOX, OUTBOX
from store.changing.records import hold
from store.changing.transaction import Transaction
from store.postgres.bell import ring
from store.postgres.dialect import statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import Session
from store.tokens import Tokenizer

_WORDS = "mention.index"
_RINGS: Mapping[str, str] = {"post.receive": INBOX, "post.receive_all": INBOX, "post.enqueue": OUTBOX}
MOST_WORD = 500
"""Characters of the longest word in the index; PostgreSQL takes 2 KiB."""
_SCRUB = "vacuum mention, mention_text, reading, mention_group, correction, insight, voice"
"""The tables that held words of removed mentions."""


class Found(list[tuple[Any, ...]]):
    """The rows of a query, as changes read them."""

    def fetchall(self) -> list[Any]:
        """All rows."""
        return self

    def fetchone(self) -> Any:
        """The first row, None without any."""
        return self[0] if self else None


class OnPostgres(Transaction):
    """What changes are written through, on one connection.

    With a lease, each transaction begins with a look whether it still holds; until it ends it does. A lost connection
    is made anew before the next transaction.
    """

    errors = ERRORS

    def __init__(self, session: Session, tokenizer: Tokenizer, *, lease: Lease | None = None) -> None:
        super().__init__()
        self._session = session
        self._tokenizer = tokenizer
        self._lease = lease
        self._arrived: set[str] = set()

    def run(self, name: str, /, **values: object) -> Found:
        """Run a named query once."""
        if name == _WORDS:
            values["words"] = words(self._tokenizer, str(values["text"]))
        if name in _RINGS:
            self._arrived.add(_RINGS[name])
        return Found(self._session.rows(statement(name), values))

    def each(self, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a named query for many rows, their values in the order of its parameters."""
        if name == _WORDS:
            rows = [(number, words(self._tokenizer, str(text))) for number, text in rows]
        self._session.many(statement(name), rows)

    def receive(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Put in events, in one step."""
        self.run("post.receive_all", **_columns(("events", "kinds", "payloads", "times"), rows))

    def settle(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Mark events as worked off, in one step, and forget what readers said of them."""
        lowest, highest = self.run("post.settle", **_columns(("results", "errors", "events"), rows))[0]
        if lowest is not None:
            self.run("claim.settled", lowest=lowest, highest=highest)

    def say(self, words: str) -> None:
        """Run one of the words that begin, mark and end transactions."""
        if words == "begin" and self._session.lost:
            self._session.connect()
        self._session.run(words)
        if words == "begin" and self._lease is not None:
            hold(self, self._lease)

    def told(self) -> None:
        """Ring for what came in; what is not heard is found by looking."""
        arrived, self._arrived = self._arrived, set()
        if arrived and not self._session.lost:
            ring(self._session, arrived)

    def lock(self, mentions: Sequence[int]) -> None:
        """Let nobody else change these mentions before the transaction ends."""
        self._session.rows(statement("sharing.lock"), {"ids": list(mentions)})

    @property
    def is_open(self) -> bool:
        """Whether it has begun and is neither committed nor rolled back."""
        return self._session.in_transaction

    def meaning(self, error: BaseException) -> EarshotError:
        """The error of our tree that says the same as PostgreSQL's."""
        return meaning(error)

    def scrub(self) -> bool:
        """Let PostgreSQL clear the old versions of rows away; it does so in one step."""
        self.owing = True
        try:
            if self.one("removal.scrub_asked"):
                self._session.run(_SCRUB)
                self.run("removal.scrubbed")
            self.owing = False
        except (*ERRORS, StoreError):
            self.forget_all()
        return False

    def close(self) -> None:
        """Close the connection, and let go of the lock with it."""
        self._session.close()


def _columns(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> dict[str, object]:
    """Rows as a list for each of their columns."""
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in names}


def words(tokenizer: Tokenizer, text: str) -> list[str]:
    """The words of a text as the index has them."""
    return [word for word in tokenizer.words(text) if len(word) <= MOST_WORD]
