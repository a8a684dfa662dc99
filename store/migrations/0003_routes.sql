-- How posts go to a place: not before `next_at`; closed since when and why, where nothing is taken until a person acts.
-- A channel of '' stands for its whole workspace.

create table route (
  platform text not null,
  workspace text not null,
  channel text not null,
  next_at integer,
  closed integer,
  tries integer not null,
  error text not null,
  primary key (platform, workspace, channel)
) without rowid;
