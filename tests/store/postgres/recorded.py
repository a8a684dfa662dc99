"""Writes what the present version says to PostgreSQL: `python -m tests.store.postgres.recorded`, once for each schema.

A recording is never written again. Processes of the version before go on while a new one's tables are there, so every
statement that it recorded must still be understood.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from store.migrations import steps
from store.postgres.dialect import statement
from store.postgres.session import Session
from store.queries import parts
from tests.postgres import cluster

FOLDER = Path(__file__).parent / "fixtures"


def said() -> dict[str, tuple[str, list[str]]]:
    """Every statement by its name, as PostgreSQL takes it, with the names of its parameters."""
    shared = {file.name.removesuffix(".sql"): file.read_text("utf-8") for file in files("store.queries").iterdir()
              if file.name.endswith(".sql")}  # fmt: skip
    own = parts((files("store.postgres") / "queries.sql").read_text("utf-8"))
    names = {f"{word}.{name}" for word, text in shared.items() for name in parts(text)} | set(own)
    found = {name: statement(name, "true") for name in sorted(names)}
    return {name: (one.sql, list(one.names)) for name, one in found.items()}


def record() -> None:
    """Write those that are understood; a few are for files alone."""
    from store.postgres import connect

    number = steps()[-1].number
    with cluster() as server, server.database() as url:
        connect(url, zone="UTC", token=lambda: "key").close()
        session = Session(url, settings={})
        session.connect()
        known = {name: one for name, one in said().items() if understood(session, one[0]) == ""}
        session.close()
    (FOLDER / f"statements_v{number}.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def understood(session: Session, sql: str) -> str:
    """Why the server does not understand a statement, '' where it does."""
    import asyncpg

    try:
        session.run(f"prepare recorded as {sql}")
    except asyncpg.PostgresError as wrong:
        return f"{type(wrong).__name__}: {wrong}"
    session.run("deallocate recorded")
    return ""


if __name__ == "__main__":
    record()
