"""The queries are named, explained, used, and understood by the database."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

import store
from store.migrations import steps
from store.queries import bulk, queries, query

_WORDS = sorted(
    file.name.removesuffix(".sql") for file in files("store.queries").iterdir() if file.name.endswith(".sql")
)
_NAMES = sorted(f"{word}.{name}" for word in _WORDS for name in queries(word))
_SOURCES = "\n".join(path.read_text("utf-8") for path in sorted(Path(store.__path__[0]).rglob("*.py")))
_MADE_UP = ("evidence.by_", "meta.highest_", "rollup.", "check.")
"""Names that the code puts together from a word of ours."""


@pytest.fixture(scope="module")
def empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for step in steps():
        connection.executescript(step.sql)
    return connection


@pytest.mark.parametrize("name", _NAMES)
def test_the_database_understands_the_query(name: str, empty: sqlite3.Connection) -> None:
    sql = query(name).replace("/*where*/", "m.state = 'live'")
    empty.execute(f"explain {sql}", dict.fromkeys(re.findall(r":([a-z_]+)", sql)))


@pytest.mark.parametrize("name", _NAMES)
def test_the_query_is_used(name: str) -> None:
    assert f'"{name}"' in _SOURCES or name.startswith(_MADE_UP)


def test_every_query_that_is_used_is_there() -> None:
    used = set(re.findall(rf'"((?:{"|".join(_WORDS)})\.[a-z_]+)"', _SOURCES))
    assert used - set(_NAMES) == set()


@pytest.mark.parametrize("word", _WORDS)
def test_every_query_says_what_it_does(word: str) -> None:
    text = (files("store.queries") / f"{word}.sql").read_text("utf-8")
    assert re.match(r"-- \w", text)
    assert len(re.findall(r"^-- name: \w+\n-- \w", text, re.MULTILINE)) == len(queries(word))


def test_parameters_by_position_stand_in_the_order_of_the_query() -> None:
    assert query("mention.index") == "insert into mention_text (rowid, text) values (:id, :text)"
    assert bulk("mention.index") == "insert into mention_text (rowid, text) values (?, ?)"


def test_an_unknown_query_is_an_error() -> None:
    with pytest.raises(KeyError):
        query("mention.nothing")
