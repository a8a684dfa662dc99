"""The same SQL in PostgreSQL's words: the named queries and the migrations are written once, for SQLite.

What both engines spell alike is taken over; parameters get numbers and types, lists that are handed over as JSON are
spread, and the few queries that are written otherwise stand in `store/postgres/queries.sql`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from store.queries import parts, query

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")
_LIST = re.compile(r"\(select value from json_each\(:([a-z_]+)\)\)")
_SPREAD: Final = "(select value::KIND from jsonb_array_elements_text(:NAME::jsonb) as t (value))"
_HINT = re.compile(r"(?<=[\s(])\+(?=[a-z])")
"""A plus that keeps SQLite from an index; here the planner decides."""
_NUMBERS: Final = frozenset(("ids", "mentions"))
"""Lists of numbers; all others are lists of words."""
_BESIDE: Mapping[str, str] = {
    "limit": "bigint", "most": "bigint", "now": "bigint", "offset": "bigint", "open_only": "bigint", "since": "bigint",
    "nothing": "bytea", "id": "bigint", "version": "bigint", "position": "text",
}  # fmt: skip
"""The types of parameters that are no column, or not the same in every table."""
_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "evidence": {"voice": "text"},
    "evidence.mentions": {"after": "bigint"},
    "record.item": {"id": "text"},
    "record.shown": {"version": "text", "position": "bigint"},
    "post.clear_tokens": {"before": "bigint"},
    "post.room_post": {"id": "text"},
    "room.by_id": {"id": "text"},
    "rollup.days": {"since": "text", "until": "text"},
    "rollup.days_of": {"after": "bigint"},
}
"""Parameters of single queries (or of all of a file) whose type is not that of the column of their name."""


class Statement:
    """A query as PostgreSQL takes it, and the names of its parameters in their order."""

    __slots__ = ("names", "sql")

    def __init__(self, sql: str, names: tuple[str, ...]) -> None:
        self.sql = sql
        self.names = names

    def values(self, given: Mapping[str, object]) -> list[object]:
        """The values in the order of the parameters; truth values as the numbers that columns hold."""
        return [_plain(given[name]) for name in self.names]


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


@cache
def statement(name: str, condition: str = "") -> Statement:
    """The named query, with the condition of a set of rows in its place."""
    own = _own().get(name)
    text = (own if own is not None else query(name)).replace("/*where*/", _fragment(condition))
    types = {**_columns(), **_BESIDE, **_OTHERWISE.get(name.partition(".")[0], {}), **_OTHERWISE.get(name, {})}
    return translated(text, types=types)


def translated(text: str, *, types: Mapping[str, str]) -> Statement:
    """SQL with named parameters as PostgreSQL takes it."""
    names: dict[str, int] = {}

    def spread(match: re.Match[str]) -> str:
        kind = "bigint" if match[1] in _NUMBERS else "text"
        return _SPREAD.replace("KIND", kind).replace("NAME", match[1])

    def numbered(match: re.Match[str]) -> str:
        name = match[1]
        number = names.setdefault(name, len(names) + 1)
        behind = match.string[match.end() : match.end() + 2]
        return f"${number}" if behind == "::" else f"${number}::{types.get(name, 'text')}"

    sql = _PARAMETER.sub(numbered, _LIST.sub(spread, _HINT.sub("", text)))
    return Statement(sql, tuple(names))


_FRAGMENTS: Mapping[str, str] = {
    "m.id in (select t.rowid from mention_text t where t.mention_text match :text)": (
        "m.id in (select t.mention from mention_text t where t.words @@ :text::tsquery)"
    ),
    "select i.id from insight i, json_each(i.body, '$.departments') d\n"
    "      where json_extract(d.value, '$.department') = :concerns"
    " and coalesce(json_extract(d.value, '$.active'), 1)": (
        "select i.id from insight i, jsonb_array_elements(i.body::jsonb -> 'departments') as d (value)\n"
        "      where d.value ->> 'department' = :concerns and coalesce((d.value ->> 'active')::boolean, true)"
    ),
}


def _fragment(condition: str) -> str:
    for theirs, ours in _FRAGMENTS.items():
        condition = condition.replace(theirs, ours)
    return condition


_TARGET = re.compile(r"\bon conflict \(([a-z_, ]+)\)")


@cache
def spread(sql: str) -> str:
    """The same on tables that are spread over several servers, where every key has the column `spread` too."""
    return _TARGET.sub(r"on conflict (\1, spread)", sql)


@cache
def _own() -> Mapping[str, str]:
    text = (files("store.postgres") / "queries.sql").read_text(encoding="utf-8")
    return parts(text)


# --- the schema -----------------------------------------------------------------------------------------------------

_COLUMN = re.compile(r"^(\s+|alter table \w+ add column )(\w+) (integers?|real|blob|texts?)\b", re.MULTILINE)
_KEY = re.compile(r"integer primary key( autoincrement)?")
_TYPES = {
    "integer": "bigint", "integers": "bigint[]", "real": "double precision", "blob": "bytea",
    "text": 'text collate "C"', "texts": "text[]",
}  # fmt: skip
"""SQLite takes any word for a type; lists are only ever kept on a server."""
_TUNED: Final = {
    "create table inbox_unread": "alter table inbox_unread set (autovacuum_vacuum_scale_factor = 0.02);\n",
    "create table inbox_batch": "alter table inbox_batch alter column ahead set storage external;\n",
}
"""What PostgreSQL is told of tables besides: queues are swept early; vectors are not worth compressing."""
_FULL_TEXT = """create table mention_text (
  mention bigint primary key,
  words tsvector not null
);
create index mention_text_words on mention_text using gin (words);
"""
_VIRTUAL = re.compile(r"create virtual table mention_text.*?\);\n(insert into mention_text .*?;\n)?", re.DOTALL)


@cache
def _columns() -> Mapping[str, str]:
    """The type of each column by its name; columns of one name are of one type, but for those in `_BESIDE`."""
    found = {}
    for file in files("store.migrations").iterdir():
        if file.name.endswith(".sql"):
            for match in _COLUMN.finditer(file.read_text(encoding="utf-8")):
                found[match[2]] = _TYPES[match[3]].partition(" collate")[0]
    return found


def schema(sql: str) -> str:
    """A migration as PostgreSQL takes it. Words compare byte by byte, as they do in SQLite."""
    text = "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith(("--", "pragma"))) + "\n"
    text = _VIRTUAL.sub(_FULL_TEXT, text)
    text = _KEY.sub("bigint generated by default as identity primary key", text)
    text = _COLUMN.sub(lambda match: f"{match[1]}{match[2]} {_TYPES[match[3]]}", text)
    text = text.replace(") without rowid;", ");")
    return text + "".join(more for table, more in _TUNED.items() if f"{table} " in text)
