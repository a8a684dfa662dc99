"""The words of a text as the full-text index has them: SQLite's own tokenizer, asked in a database in memory.

The index keeps which mention has which word and no positions (a third smaller, and nobody can read the text out of
it), so a query must name single words.
"""

from __future__ import annotations

import sqlite3
from threading import Lock


class Tokenizer:
    """Splits as `mention_text` does, in every store; used from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute(
            "create virtual table one using fts5 (text, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._connection.execute("create virtual table word using fts5vocab (one, 'instance')")

    def words(self, text: str) -> list[str]:
        """The distinct words of a text, in order."""
        with self._lock:
            self._connection.execute("delete from one")
            self._connection.execute("insert into one (rowid, text) values (1, ?)", (text,))
            found = self._connection.execute("select distinct term from word order by term").fetchall()
        return [term for (term,) in found]

    def close(self) -> None:
        """Close the database in memory."""
        self._connection.close()
