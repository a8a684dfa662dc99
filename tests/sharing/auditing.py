"""The database itself watches who writes: whoever writes what another process holds the lease of is noted.

A process says which one it is by the name of its connections. What is noted stands in the transaction that is at fault:
what was refused or rolled back leaves nothing. While a transaction holds its lease, as the product promises, the lease
cannot change hands, and nothing can be noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from tests.postgres import Cluster

_WATCH = """
create table if not exists audit_stale (what text not null, shard bigint not null, pid text not null);
create or replace function audit_stale() returns trigger language plpgsql as $$
declare
  pid text := split_part(current_setting('application_name'), '/', 2);
  shard bigint := case tg_table_name
    when 'insight' then coalesce((to_jsonb(new) ->> 'body')::jsonb ->> 'shard', '0')::bigint
    else coalesce(to_jsonb(new) ->> 'shard', '0')::bigint end;
begin
  if pid <> '' and not exists (
    select 1 from lease where holder like '%:' || pid
      and (name = 'think/' || shard or (tg_table_name <> 'theme' and name = 'think/0'))
  ) then
    insert into audit_stale values (tg_table_name || ' ' || (to_jsonb(new) ->> 'id'), shard, pid);
  end if;
  return null;
end $$;
"""
_TRIGGER = """
drop trigger if exists audit_stale on TABLE;
create trigger audit_stale after insert or update on TABLE for each row execute function audit_stale();
"""
TABLES = ("theme", "mention", "insight")
"""A theme is written by who thinks its shard alone, the others also by who leads."""


def watch(cluster: Cluster, url: str) -> None:
    """From now on it is noted who writes without the lease."""
    cluster.psql(_WATCH + "".join(_TRIGGER.replace("TABLE", table) for table in TABLES), _name(url))


def stale(cluster: Cluster, url: str) -> Sequence[str]:
    """What was written so: what, and in how many rows."""
    sql = "select what || ' of shard ' || shard || ', ' || count(*) || ' times' from audit_stale group by what, shard"
    return cluster.psql(f"{sql} order by what limit 20", _name(url)).splitlines()


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
