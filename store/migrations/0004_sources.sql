-- How far each source has been read, when it is asked again, since when it fails, how far a back-fill is; why a gap was
-- (silent: nothing came; failing: it could not be asked, and what was said is lost; caught_up: it came later); items
-- that could not be read, by their place in the source, without their text.

alter table source_state add column through integer;
alter table source_state add column due integer;
alter table source_state add column failing integer;
alter table source_state add column done real;
alter table source_state add column every integer;
alter table gap add column cause text not null default 'silent';
create table bad_item (
  source text not null,
  position text not null,
  reason text not null,
  at integer not null,
  primary key (source, position)
) without rowid;
