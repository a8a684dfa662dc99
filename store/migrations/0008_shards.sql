-- Thinking in shards: whose a mention and a theme is, and what the owner of a shard is still to do. Where one process
-- thinks there is one shard, 0, and nothing waits.

alter table mention add column shard integer not null default 0;
alter table theme add column shard integer not null default 0;

-- In the order in which it is worked off: `place` a mention in a theme, a mention that did `leave` a theme (what the
-- theme has to subtract), a name that a person gave (`rename`).
create table shard_work (
  id integer primary key autoincrement,
  shard integer not null,
  kind text not null,
  mention integer,
  theme integer,
  at integer not null,
  body text not null
);
create index shard_work_in_order on shard_work (shard, id);
