-- Several processes share the work: who owns what until when, and what was understood of what came in before it is
-- taken in. A lease's token grows whenever it changes hands: who holds an older one commits nothing.

create table lease (
  name text primary key,
  holder text not null,
  token integer not null,
  until integer not null,
  renewed integer not null,
  backend integer not null,
  connected text not null
) without rowid;
create unique index lease_token on lease (name, token);

alter table inbox add column ahead text not null default '';
alter table inbox add column claimed text not null default '';
alter table inbox add column claim_until integer not null default 0;
alter table inbox add column tries integer not null default 0;
