"""Moving all that is remembered from one engine to the other: table by table, batch by batch, then compared.

Both have the same tables. A batch is a transaction and goes on behind the last key that arrived, so that a move that
was cut off goes on where it stopped. Until all is there and the same, the target says that it is not whole, and no
Earshot opens it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

from bot.errors import StoreError
from bot.texts import memory as words
from store.migrations import steps

BATCH: Final = 1_000
MOVING: Final = "moving"
"""The word in `meta` that says: not whole yet."""

Row = tuple[Any, ...]
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the schema: its columns, and those that make its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    def sql(self, template: str) -> str:
        """A statement about this table, from a template with TABLE, COLUMNS and KEY."""
        named = {"TABLE": self.name, "COLUMNS": _names(self.columns), "KEY": _names(self.key)}
        for word, name in named.items():
            template = template.replace(word, name)
        return template

    def key_of(self, row: Row) -> Row:
        """The key of a row."""
        return tuple(row[self.columns.index(name)] for name in self.key)


class Side(Protocol):
    """One of the two."""

    def rows(self, table: Table, after: Row | None, limit: int) -> Sequence[Row]:
        """The rows behind a key, in the order of keys."""
        ...

    def last(self, table: Table) -> Row | None:
        """The last key that is there."""
        ...

    def count(self, table: Table) -> int:
        """How many rows there are."""
        ...

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Write rows, in one transaction."""
        ...

    def word(self, name: str) -> str | None:
        """A word of `meta`."""
        ...

    def mark(self, whole: bool) -> None:
        """Note whether all is there."""
        ...

    def finish(self) -> None:
        """Make what is not copied: the full text, the next numbers."""
        ...


@cache
def tables() -> tuple[Table, ...]:
    """All tables that are copied, those that others refer to first. The words of `meta` come last.

    Who owns or reads what is not moved: nobody serves either side.
    """
    with closing(sqlite3.connect(":memory:")) as made:
        for step in steps():
            made.executescript(step.sql)
        names = [
            name
            for (name,) in made.execute("select name from sqlite_master where type = 'table' order by rowid")
            if not name.startswith(("mention_text", "sqlite_", "lease", "inbox_"))
        ]
        found = [_table(made, name) for name in names]
    return tuple(sorted(found, key=lambda table: table.name == "meta"))


def _table(made: sqlite3.Connection, name: str) -> Table:
    columns = made.execute("select name, pk from pragma_table_info(?) order by cid", (name,)).fetchall()
    key = tuple(column for column, place in sorted(columns, key=lambda one: int(one[1])) if place)
    return Table(name=name, columns=tuple(column for column, _ in columns), key=key)


def _names(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def move(source: Side, target: Side, *, tell: Tell) -> dict[str, int]:
    """Copy everything and compare it; gives how many rows each table has. `tell` hears table, rows there, rows in all.

    Raises:
        StoreError: there is nothing whole to be moved, the target holds something else, or a table is not the same
            on both sides.
    """
    if source.word("key") is None or source.word(MOVING) is not None:
        raise StoreError(what=words.nothing_to_move())
    if target.word("key") is not None and target.word(MOVING) is None:
        raise StoreError(what=words.target_not_empty())
    target.mark(whole=False)
    for table in tables():
        _copy(source, target, table, tell=tell)
    target.finish()
    found = {}
    for table in tables():
        ours, theirs = _digest(source, table), _digest(target, table)
        if ours != theirs:
            raise StoreError(what=words.not_the_same(table.name))
        found[table.name] = ours[0]
    target.mark(whole=True)
    return found


def _copy(source: Side, target: Side, table: Table, *, tell: Tell) -> None:
    whole, there = source.count(table), target.count(table)
    after = target.last(table) if table.name != "meta" else None
    while rows := source.rows(table, after, BATCH):
        target.put(table, rows)
        after, there = table.key_of(rows[-1]), there + len(rows)
        tell(table.name, min(there, whole), whole)


def _digest(side: Side, table: Table) -> tuple[int, str]:
    """How many rows a table has, and a hash of all of them in the order of their keys."""
    hashed, count = hashlib.sha256(), 0
    for row in _all(side, table):
        if table.name == "meta" and row[0] == MOVING:
            continue
        hashed.update(repr(row).encode("utf-8", "surrogatepass"))
        count += 1
    return count, hashed.hexdigest()


def _all(side: Side, table: Table) -> Iterator[Row]:
    after: Row | None = None
    while rows := side.rows(table, after, BATCH):
        yield from rows
        after = table.key_of(rows[-1])
