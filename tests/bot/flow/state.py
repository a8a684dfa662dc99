"""What a store holds, as bytes: all that must not hang on the order in which it was told."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

LIVE = """
select m.source, m.source_id, m.at, m.kind, m.text, m.author, m.author_name, m.followers, m.url, m.channel,
  m.conversation, m.in_reply_to, m.said_language, m.rating, m.likes, m.reposts, m.replies, m.marks, m.rest, m.edited,
  m.digest, m.visibility, m.day, m.hour, m.language, m.sentiment, m.department, r.score, r.confidence, r.intent,
  r.harm, r.departments, hex(r.vector), hex(r.signature),
  (select json_group_array(g.name || ':' || g.reason) from mention_group g where g.mention = m.id)
from mention m join reading r on r.mention = m.id
where m.state = 'live' order by m.source, m.source_id
"""
CLOSED = "select hash, state, reason from closed_key order by hash"
COUNTED = """
select dimension, name, day, sentiment, mentions from rollup_day where mentions <> 0 and dimension <> 'theme'
union all
select dimension, name, hour, sentiment, mentions from rollup_hour where mentions <> 0 and dimension <> 'theme'
order by 1, 2, 3, 4
"""
"""Which theme a mention falls into hangs on those before it; how many there are of it does not."""


def exported(path: Path) -> bytes:
    """Live mentions with their readings, closed keys, and the counts of days and hours."""
    with closing(sqlite3.connect(path)) as connection:
        parts = [connection.execute(sql).fetchall() for sql in (LIVE, CLOSED, COUNTED)]
    return json.dumps(parts, ensure_ascii=False, indent=0).encode()


def live(path: Path) -> dict[tuple[str, str], str]:
    """The text of each live mention by its key."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("select source, source_id, text from mention where state = 'live'").fetchall()
    return {(source, number): text for source, number, text in rows}


def miscounted(path: Path) -> list[str]:
    """Where a rollup is not what its rows are, themes among them."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "select id, day, hour, source, department, theme, sentiment from mention where state <> 'deleted'"
        ).fetchall()
        groups: dict[int, list[str]] = {}
        for mention, name in connection.execute("select mention, name from mention_group"):
            groups.setdefault(mention, []).append(name)
        days = Counter(key for row in rows for key in _by_day(row, groups.get(row[0], [])))
        hours = Counter(key for row in rows for key in _by_hour(row, groups.get(row[0], [])))
        found = []
        for unit, counted, sql in (
            ("day", days, "select dimension, name, day, sentiment, mentions from rollup_day"),
            ("hour", hours, "select dimension, name, hour, sentiment, mentions from rollup_hour"),
        ):
            kept = {tuple(row[:4]): row[4] for row in connection.execute(sql) if row[4]}
            found += [
                f"rollup: {unit} {key} says {kept.get(key, 0)}, the rows are {counted[key]}"
                for key in kept.keys() | counted.keys()
                if kept.get(key, 0) != counted[key]
            ]
    return found


def _named(row: tuple[Any, ...], groups: list[str]) -> Iterator[tuple[str, str]]:
    yield "source", row[3]
    yield from (("group", name) for name in groups)
    if row[5] is not None:
        yield "theme", str(row[5])


def _by_day(row: tuple[Any, ...], groups: list[str]) -> Iterator[tuple[Any, ...]]:
    named = [*_named(row, groups), ("all", "all"), ("department", row[4] or "")]
    yield from ((*one, row[1], row[6]) for one in named)


def _by_hour(row: tuple[Any, ...], groups: list[str]) -> Iterator[tuple[Any, ...]]:
    yield from ((*one, row[2], row[6]) for one in _named(row, groups))
