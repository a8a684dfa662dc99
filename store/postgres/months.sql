-- Mentions by month: the table `mention` parted by when they were said, and their keys, unique over all months.

-- name: parted
-- Whether `mention` is parted by month, and whether anything is in it.
select (select relkind = 'p' from pg_class where oid = 'mention'::regclass), exists (select 1 from mention)

-- name: key
-- The keys of all mentions, one row each, kept by triggers: PostgreSQL keeps a key unique only within a month.
create table mention_once (
  source text collate "C" not null,
  source_id text collate "C" not null,
  mention bigint not null,
  primary key (source, source_id)
);
create function mention_once() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from mention_once where source = old.source and source_id = old.source_id and mention = old.id;
  end if;
  if tg_op <> 'DELETE' then
    insert into mention_once (source, source_id, mention) values (new.source, new.source_id, new.id)
    on conflict (source, source_id) do update set mention = excluded.mention
    where mention_once.mention = excluded.mention;
    if not found then
      raise unique_violation using message = 'another mention has this key';
    end if;
  end if;
  return null;
end $$;
create trigger mention_once after insert or delete on mention
for each row execute function mention_once();
create trigger mention_once_changed after update of source, source_id on mention
for each row when ((old.source, old.source_id) is distinct from (new.source, new.source_id))
execute function mention_once();

-- name: fill
-- The keys of mentions that were there before.
insert into mention_once (source, source_id, mention)
select source, source_id, id from mention on conflict (source, source_id) do nothing

-- name: unique
-- What the key of the parted table will be; built while others write.
create unique index concurrently if not exists mention_by_month on mention (id, at)

-- name: bound
-- From here on months have a table each: a quarter back; where mentions are there already, the end of the month in
-- which the latest one may fall now.
select extract(epoch from case when exists (select 1 from mention) then
  date_trunc('month', greatest(
    clock_timestamp() + interval '2 days', to_timestamp((select max(at) from mention) / 1000000.0)
  )) + interval '1 month'
else date_trunc('month', clock_timestamp()) - interval '3 months' end)::bigint * 1000000

-- name: within
-- What is there lies before the bound; looked at while others write, so that parting need not.
alter table mention add constraint mention_past check (at < BOUND) not valid;
alter table mention validate constraint mention_past

-- name: part
-- What is there becomes the first part, months from now on the next ones; what is said beyond them the last.
create function mention_months(ahead int) returns int language plpgsql as $$
declare
  first timestamptz := date_trunc('month', clock_timestamp());
  month timestamptz;
  begun bigint;
  ended bigint;
  part text;
  made int := 0;
begin
  for number in -3..ahead loop
    month := first + number * interval '1 month';
    begun := extract(epoch from month)::bigint * 1000000;
    ended := extract(epoch from month + interval '1 month')::bigint * 1000000;
    part := 'mention_' || to_char(month, 'YYYY_MM');
    if to_regclass(part) is null and begun >= (
      select substring(pg_get_expr(relpartbound, oid) from 'TO \(''(\d+)''\)')::bigint
      from pg_class where oid = 'mention_past'::regclass
    ) then
      execute format('create table %I (like mention including defaults)', part);
      execute format(
        'with later as (delete from mention_later where at >= %s and at < %s returning *)'
        ' insert into %I select * from later', begun, ended, part
      );
      execute format('alter table mention attach partition %I for values from (%s) to (%s)', part, begun, ended);
      execute format('insert into mention_once (source, source_id, mention) select source, source_id, id from %I', part);
      made := made + 1;
    end if;
  end loop;
  return made;
end $$;
lock table mention in access exclusive mode;
do $$
declare
  one record;
begin
  for one in select conrelid::regclass as of, conname from pg_constraint where confrelid = 'mention'::regclass loop
    execute format('alter table %s drop constraint %I', one.of, one.conname);
  end loop;
  drop trigger mention_once on mention;
  drop trigger mention_once_changed on mention;
  alter table mention rename to mention_past;
  create table mention (like mention_past including defaults) partition by range (at);
  alter table mention_past alter id drop identity if exists;
  alter table mention_past drop constraint mention_pkey;
  for one in
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made
    from pg_index i where i.indrelid = 'mention_past'::regclass
  loop
    execute format('alter index %s rename to %s', one.name, one.name || '_past');
    if one.name = 'mention_by_month' then
      alter table mention add primary key (id, at);
    else
      execute regexp_replace(
        replace(one.made, ' UNIQUE ', ' '), 'INDEX \S+ ON \S+', format('INDEX %s ON mention', one.name)
      );
    end if;
  end loop;
  alter table mention_past add primary key using index mention_by_month_past;
end $$;
alter table mention add foreign key (voice) references voice (id);
alter table mention attach partition mention_past for values from (minvalue) to (BOUND);
alter table mention_past drop constraint mention_past;
create table mention_later partition of mention default;
create trigger mention_once after insert or delete on mention
for each row execute function mention_once();
create trigger mention_once_changed after update of source, source_id on mention
for each row when ((old.source, old.source_id) is distinct from (new.source, new.source_id))
execute function mention_once()

-- name: ahead
-- Months that were not there yet are made; gives how many.
select mention_months(:ahead)

-- name: left
-- How many whole months ahead of now have a table, and how many mentions lie beyond them all.
select (
  select count(*) from pg_inherits where inhparent = 'mention'::regclass
  and inhrelid::regclass::text > 'mention_' || to_char(clock_timestamp(), 'YYYY_MM')
  and inhrelid::regclass::text ~ '^mention_\d{4}_\d{2}$'
), (select count(*) from mention_later)
