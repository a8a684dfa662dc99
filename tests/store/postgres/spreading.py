"""Tables as they would be spread over several servers: a column in every key that says where a row lies.

It is made of the key by which a row is found or doubled, so that rows of one mention lie together. What must be unique
over all of them is the mention key alone (`mention_once`, spread by that key itself).
"""

from __future__ import annotations

from contextlib import closing

from store.postgres.dialect import Statement
from store.postgres.opening import SETTINGS
from store.postgres.session import Session

SERVERS = 16
ALONE = ("schema_version", "mention_once")
BY = {
    "inbox": "event_id", "outbox": "key", "signal": "key", "room_post": "id", "room_reaction": "post",
    "theme_event": "theme", "status_change": "insight",
}  # fmt: skip
"""By which column rows lie together, where it is neither the mention nor the first of the key."""
_KEYS = Statement(
    "select c.relname::text, k.conname::text, array_agg(a.attname::text order by p.place), min(t.typname::text)"
    " from pg_class c join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'"
    " cross join unnest(k.conkey) with ordinality p (number, place)"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum = p.number join pg_type t on t.oid = a.atttypid"
    " where c.relnamespace = current_schema()::regnamespace and not c.relispartition and c.relname <> all($1)"
    " group by 1, 2 order by 1",
    ("alone",),
)
_UNIQUE = Statement(
    "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
    " left join pg_constraint k on k.conindid = i.indexrelid"
    " where i.indrelid = to_regclass($1) and i.indisunique and not i.indisprimary",
    ("name",),
)
_CONSTRAINTS = Statement(
    "select k.conrelid::regclass::text, k.conname::text, a.attname::text, k.confrelid::regclass::text"
    " from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]"
    " where k.contype = 'f' and k.connamespace = current_schema()::regnamespace and k.conparentid = 0",
    (),
)


def spread(url: str) -> None:
    """Force the column into every key of the tables in this database."""
    with closing(Session(url, settings=SETTINGS)) as session:
        session.connect()
        references = session.rows(_CONSTRAINTS, {})
        for table, name, *_ in references:
            session.run(f"alter table {table} drop constraint {name}")
        for table, name, columns, _ in session.rows(_KEYS, {"alone": list(ALONE)}):
            by = BY.get(table, "mention" if "mention" in columns else columns[0])
            session.run(
                f"alter table {table} add column spread int not null"
                f" generated always as (abs(hashtext({by}::text)) % {SERVERS}) stored"
            )
            session.run(f"alter table {table} drop constraint {name} cascade")
            for index, made in session.rows(_UNIQUE, {"name": table}):
                session.run(f"alter table {table} drop constraint if exists {index}; drop index if exists {index}")
                head, _, rest = made.partition(") WHERE ")
                session.run(f"{head.removesuffix(')')}, spread){' where ' + rest if rest else ''}")
            session.run(f"alter table {table} add primary key ({', '.join(columns)}, spread)")
        for table, _, column, other in references:
            if BY.get(table) == column:  # both lie on one server
                session.run(f"alter table {table} add foreign key ({column}, spread) references {other} (id, spread)")


def keys(url: str) -> dict[str, list[str]]:
    """The key of each table."""
    with closing(Session(url, settings=SETTINGS)) as session:
        session.connect()
        return {table: columns for table, _, columns, _ in session.rows(_KEYS, {"alone": list(ALONE)})}
