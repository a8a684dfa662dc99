"""A database on a server filled by SQL with the same mentions as `bench.store_filled` writes into a file."""

from __future__ import annotations

import asyncpg

from bench.store_filled import DAYS, DEPARTMENTS, GROUPS, SOURCES, START, THEMES
from store.postgres import open_store
from store.postgres.dialect import statement

CHUNK = 500_000
LONG_S = 3 * 3600.0
# The same numbers that look like chance; triggers sleep meanwhile, and what they would write is written in bulk.
_FILL = """
with mixed (n, h, k) as (
  select n, (n * 2654435761) % 4294967296, (n * 40503 + 12345) % 65536
  from generate_series($1::bigint, $2::bigint) as t (n)
)
insert into mention (
  id, state, at, source, kind, sentiment, department, theme, copy_of, voice, visibility, language, day, hour,
  source_id, arrived, edited, digest, author, author_name, url, likes, reposts, replies, marks, reason, text, rest
)
select n, 'live', $3::bigint + n * $4::bigint, 'source-' || (h % SOURCES), 'mention',
  case (h / 7) % 5 when 0 then 'positive' when 1 then 'neutral' when 2 then 'unsure' when 3 then 'mixed'
    else 'negative' end,
  'department-' || ((h / 64) % DEPARTMENTS), 1 + (h / 1024) % THEMES, case when k % 10 = 0 then n - 1 end,
  1 + k, 'public', 'en', to_char(to_timestamp(($3 + n * $4) / 1000000) at time zone 'UTC', 'YYYY-MM-DD'),
  ($3 + n * $4) / 3600000000, 'id-' || n, $3 + n * $4, $3 + n * $4, '', 'a' || k, '@a' || k, '', 0, 0, 0, '', '',
  'The parcel was due on Monday, the tracking page says delivered since noon, and nothing is at my door, ' || n, ''
from mixed
"""
_BESIDE = (
    """insert into reading (mention, score, confidence, intent, reader, departments, vector, signature)
    select n, 0.1, 0.7, 'complaint', 'bench', '[]', '', '' from generate_series($1::bigint, $2::bigint) as t (n)""",
    """insert into mention_group (mention, name, version, reason)
    select n, 'group-' || (n % GROUPS), 1, 'lumo' from generate_series($1::bigint, $2::bigint) as t (n)""",
    """insert into mention_once (source, source_id, mention)
    select source, source_id, id from mention where id between $1::bigint and $2::bigint""",
)
_NUMBERS = {"SOURCES": SOURCES, "DEPARTMENTS": DEPARTMENTS, "THEMES": THEMES, "GROUPS": GROUPS}
_VOICES = "insert into voice select n, 'voice-' || n from generate_series(1, 65537) as t (n)"
_HOURS = """
insert into rollup_hour
select 'theme', hour, theme::text, sentiment, count(*) from mention group by hour, theme, sentiment
"""


async def fill(url: str, count: int) -> None:
    """Write so many mentions into an empty database; rollups by the store's own recount. Needs its superuser."""
    async with open_store(url, zone="UTC", token=lambda: "bench"):
        pass
    step, start = DAYS * 86_400_000_000 // count, int(START.timestamp()) * 1_000_000
    connection = await asyncpg.connect(url, command_timeout=LONG_S)
    try:
        await connection.execute("set session_replication_role = replica; set synchronous_commit = off")
        await connection.execute(_VOICES)
        for first in range(1, count + 1, CHUNK):
            last = min(count, first + CHUNK - 1)
            await connection.execute(_numbered(_FILL), first, last, start, step)
            for sql in _BESIDE:
                await connection.execute(_numbered(sql), first, last)
        await connection.execute(_HOURS)
        for dimension in ("all", "source", "department", "theme", "group"):
            await connection.execute(statement(f"rollup.recount_{dimension}").sql)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


def _numbered(sql: str) -> str:
    """The statement with how many of each there are."""
    for name, number in _NUMBERS.items():
        sql = sql.replace(name, str(number))
    return sql
