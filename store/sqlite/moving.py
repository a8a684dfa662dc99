"""A file as one side of a move."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

from store.moving import MOVING, Row, Table
from store.queries import query


class File:
    """Reads and writes whole tables; the file's lock is held by whoever made it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Tables come in the order in which they refer to each other; a key that was cut off mid-way is mended later.
        connection.execute("pragma foreign_keys = off")

    def rows(self, table: Table, after: Row | None, limit: int) -> Sequence[Row]:
        """The rows behind a key, in the order of keys."""
        if after is None:
            return self._connection.execute(
                table.sql("select COLUMNS from TABLE order by KEY limit ?"), (limit,)
            ).fetchall()
        behind = ", ".join("?" * len(table.key))
        sql = table.sql("select COLUMNS from TABLE where (KEY) > (BEHIND) order by KEY limit ?")
        return self._connection.execute(sql.replace("BEHIND", behind), (*after, limit)).fetchall()

    def last(self, table: Table) -> Row | None:
        """The last key that is there."""
        down = ", ".join(f'"{name}" desc' for name in table.key)
        sql = table.sql("select KEY from TABLE order by DOWN limit 1").replace("DOWN", down)
        found: Row | None = self._connection.execute(sql).fetchone()
        return found

    def count(self, table: Table) -> int:
        """How many rows there are."""
        number: int = self._connection.execute(table.sql("select count(*) from TABLE")).fetchone()[0]
        return number

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows, in one transaction."""
        values = ", ".join("?" * len(table.columns))
        sql = table.sql("insert or replace into TABLE (COLUMNS) values (VALUES)").replace("VALUES", values)
        self._connection.execute("begin immediate")
        self._connection.executemany(sql, rows)
        self._connection.execute("commit")

    def word(self, name: str) -> str | None:
        """A word of `meta`."""
        found = self._connection.execute(query("meta.get"), {"name": name}).fetchone()
        return None if found is None else str(found[0])

    def mark(self, whole: bool) -> None:
        """Note whether all is there."""
        if whole:
            self._connection.execute("delete from meta where name = ?", (MOVING,))
        else:
            self._connection.execute(query("meta.put"), {"name": MOVING, "value": "1"})

    def finish(self) -> None:
        """The full text of all mentions."""
        self._connection.execute("insert into mention_text (mention_text) values ('rebuild')")
