"""The schema by numbered migrations, each in one transaction with its record.

Thirty lines of our own: importing sqlite-utils for its bookkeeping would take longer than all the rest of a start.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from sqlite3 import Connection

from store.migrations import Step

APPLICATION = 0x45415253  # "EARS" in the file's header, for file(1) and for us


def schema(connection: Connection) -> int:
    """The number of the schema; 0 for an empty file."""
    number: int = connection.execute("pragma user_version").fetchone()[0]
    return number


def migrate(
    connection: Connection, wanted: Sequence[Step], *, done: Callable[[Step], None], fp: Callable[[str], None]
) -> None:
    """Apply the steps that are missing, each in its own transaction; a crash leaves the last whole one."""
    for step in wanted:
        if step.number > schema(connection):
            connection.execute("begin immediate")
            for statement in _statements(step.sql):
                connection.execute(statement)
            fp("mid_migration")
            connection.execute(_number(step.number))
            connection.execute("commit")
            done(step)


def _number(number: int) -> str:
    """The record of a step: SQLite keeps the number in the file's header, within the transaction."""
    return " ".join(("pragma", "user_version", "=", str(int(number))))


def _statements(sql: str) -> list[str]:
    found, statement = [], ""
    for line in sql.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found
