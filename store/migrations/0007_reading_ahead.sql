-- What readers claim, on a server: events wait in a narrow table of their own and are claimed as a batch, one row for
-- many, so that what was said is not written again for each step. The columns of `inbox` that this replaces (ahead,
-- claimed, claim_until, tries) are left to processes of the version before.

create table inbox_unread (
  event integer primary key,
  kind text not null
);

create table inbox_batch (
  id integer primary key autoincrement,
  holder text not null,
  until integer not null,
  tries integer not null,
  lowest integer not null,
  highest integer not null,
  events integers not null,
  ahead texts
);
create index inbox_batch_events on inbox_batch (highest);
