"""A database on a server as one side of a move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from store.moving import BATCH, MOVING, Row, Table, tables
from store.postgres.dialect import Statement, statement
from store.postgres.session import Session
from store.postgres.transaction import words
from store.tokens import Tokenizer

_WITHOUT_WORDS: Final = Statement(
    "select id, text from mention m where id > $1"
    " and not exists (select 1 from mention_text t where t.mention = m.id) order by id limit $2",
    ("after", "limit"),
)
_NUMBERED: Final = Statement(
    "select table_name::text, column_name::text from information_schema.columns"
    " where table_schema = current_schema() and is_identity = 'YES'",
    (),
)
_NEXT: Final = "select setval(pg_get_serial_sequence('TABLE', 'COLUMN'), greatest(max(COLUMN), 1)) from TABLE"


class Server:
    """Reads and writes whole tables; the lock is held by the connection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, table: Table, after: Row | None, limit: int) -> Sequence[Row]:
        """The rows behind a key, in the order of keys."""
        names = tuple(f"k{place}" for place in range(len(table.key)))
        given = dict(zip(names, after or (), strict=False)) | {"limit": limit}
        if after is None:
            sql = table.sql("select COLUMNS from TABLE order by KEY limit $1")
            return self._session.rows(Statement(sql, ("limit",)), given)
        behind = ", ".join(f"${place + 1}" for place in range(len(names)))
        sql = table.sql("select COLUMNS from TABLE where (KEY) > (BEHIND) order by KEY limit LAST")
        sql = sql.replace("BEHIND", behind).replace("LAST", f"${len(names) + 1}")
        return self._session.rows(Statement(sql, (*names, "limit")), given)

    def last(self, table: Table) -> Row | None:
        """The last key that is there."""
        down = ", ".join(f'"{name}" desc' for name in table.key)
        sql = table.sql("select KEY from TABLE order by DOWN limit 1").replace("DOWN", down)
        found = self._session.rows(Statement(sql, ()), {})
        return found[0] if found else None

    def count(self, table: Table) -> int:
        """How many rows there are."""
        ((number,),) = self._session.rows(Statement(table.sql("select count(*) from TABLE"), ()), {})
        return int(number)

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows, in one transaction."""
        values = ", ".join(f"${place + 1}" for place in range(len(table.columns)))
        sql = table.sql("insert into TABLE (COLUMNS) values (VALUES) on conflict do nothing").replace("VALUES", values)
        self._session.many(Statement(sql, ()), rows)

    def word(self, name: str) -> str | None:
        """A word of `meta`."""
        found = self._session.rows(statement("meta.get"), {"name": name})
        return str(found[0][0]) if found else None

    def mark(self, whole: bool) -> None:
        """Note whether all is there."""
        if whole:
            self._session.rows(Statement("delete from meta where name = $1", ("name",)), {"name": MOVING})
        else:
            self._session.rows(statement("meta.put"), {"name": MOVING, "value": "1"})

    def finish(self) -> None:
        """The full text of all mentions, and the numbers that rows of our making get next."""
        tokenizer, after = Tokenizer(), 0
        try:
            while rows := self._session.rows(_WITHOUT_WORDS, {"after": after, "limit": BATCH}):
                self._session.many(
                    statement("mention.index"), [(number, words(tokenizer, text)) for number, text in rows]
                )
                after = int(rows[-1][0])
        finally:
            tokenizer.close()
        known = {table.name for table in tables()}
        for name, column in self._session.rows(_NUMBERED, {}):
            if name in known:
                self._session.run(_NEXT.replace("TABLE", name).replace("COLUMN", column))
