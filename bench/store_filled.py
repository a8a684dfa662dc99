"""A store filled by SQL with any number of mentions over one year."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from store.queries import query
from store.sqlite import connect

START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365
DEPARTMENTS, THEMES, SOURCES, GROUPS = 8, 500, 5, 20

_INDICES = """
select name, sql from sqlite_master
where type = 'index' and tbl_name in ('mention', 'mention_group') and sql is not null
"""
_FAST = ("pragma journal_mode = off", "pragma synchronous = off", "pragma cache_size = -1000000")
# Numbers that look like chance and are the same everywhere: a multiplicative hash, and its digits.
_FILL = """
with recursive number (n) as (select 1 union all select n + 1 from number where n < :count),
  mixed (n, h, k) as (select n, (n * 2654435761) % 4294967296, (n * 40503 + 12345) % 65536 from number)
insert into mention (
  id, state, at, source, kind, sentiment, department, theme, copy_of, voice, visibility, language, day, hour,
  source_id, arrived, edited, digest, author, author_name, url, likes, reposts, replies, marks, reason, text, rest
)
select n, 'live', :start + n * :step, 'source-' || (h % :sources), 'mention',
  case (h / 7) % 5 when 0 then 'positive' when 1 then 'neutral' when 2 then 'unsure' when 3 then 'mixed'
    else 'negative' end,
  'department-' || ((h / 64) % :departments), 1 + (h / 1024) % :themes, case when k % 10 = 0 then n - 1 end,
  1 + k, 'public', 'en', date((:start + n * :step) / 1000000, 'unixepoch'), (:start + n * :step) / 3600000000,
  'id-' || n, :start + n * :step, :start + n * :step, '', 'a' || k, '@a' || k, '', 0, 0, 0, '', '',
  'The parcel was due on Monday, the tracking page says delivered since noon, and nothing is at my door, ' || n, ''
from mixed
"""
_READINGS = """
insert into reading (mention, score, confidence, intent, reader, departments, vector, signature)
select id, 0.1, 0.7, 'complaint', 'bench', '[]', x'', x'' from mention
"""
_GROUPS = """
insert into mention_group (mention, name, version, reason)
select id, 'group-' || (id % :groups), 1, 'lumo' from mention
"""
_VOICES = """
with recursive number (n) as (select 1 union all select n + 1 from number where n < 65537)
insert into voice select n, 'voice-' || n from number
"""
_RECOUNT_HOURS = """
insert into rollup_hour
select 'theme', hour, cast(theme as text), sentiment, count(*) from mention group by hour, theme, sentiment
"""


def fill(path: Path, count: int) -> None:
    """Write so many mentions; rollups by the store's own recount."""
    connect(path, zone="UTC", token=lambda: "bench").close()
    step = DAYS * 86_400_000_000 // count
    values = {
        "count": count, "start": int(START.timestamp()) * 1_000_000, "step": step, "sources": SOURCES,
        "departments": DEPARTMENTS, "themes": THEMES, "groups": GROUPS,
    }  # fmt: skip
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for pragma in _FAST:
            file.execute(pragma)
        file.execute("begin")
        indices = file.execute(_INDICES).fetchall()  # made afterwards: many times as fast
        for name, _ in indices:
            file.execute(f"drop index {name}")
        for sql in (_VOICES, _FILL, _READINGS, _GROUPS, _RECOUNT_HOURS):
            file.execute(sql, values)
        for _, sql in indices:
            file.execute(sql)
        for dimension in ("all", "source", "department", "theme", "group"):
            file.execute(query(f"rollup.recount_{dimension}"))
        file.execute("commit")
        file.execute("pragma journal_mode = wal")
