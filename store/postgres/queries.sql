-- The queries that PostgreSQL wants written otherwise, by their whole names.

-- name: mention.index
-- The words of a mention into the index.
insert into mention_text (mention, words) values (:id, array_to_tsvector(:words::text[]))
on conflict (mention) do update set words = excluded.words

-- name: mention.unindex
-- The words of a mention out of the index.
delete from mention_text where mention = :id

-- name: post.receive
-- Something that came in, once for each event; it waits for a reader.
with came as (
  insert into inbox (event_id, kind, payload, at, settled, result, error)
  values (:event_id, :kind, :payload, :at, 0, '', '')
  on conflict (event_id) do nothing returning id, kind
)
insert into inbox_unread (event, kind) select id, kind from came

-- name: post.receive_all
-- Many events at once, each once.
with came as (
  insert into inbox (event_id, kind, payload, at, settled, result, error)
  select event_id, kind, payload, at, 0, '', ''
  from unnest(:events::text[], :kinds::text[], :payloads::text[], :times::bigint[]) as e (event_id, kind, payload, at)
  on conflict (event_id) do nothing returning id, kind
)
insert into inbox_unread (event, kind) select id, kind from came

-- name: post.settle
-- Inbox events are worked off; what they said is kept no longer than that. Gives between which numbers they are.
with done as (
  update inbox set settled = 1, payload = '{}', ahead = '', result = k.result, error = k.error
  from unnest(:results::text[], :errors::text[], :events::text[]) as k (result, error, event_id)
  where inbox.event_id = k.event_id returning id
), read as (
  delete from inbox_unread u using done d where u.event = d.id
)
select min(id), max(id) from done

-- name: keeping.pending_of
-- The oldest inbox events of some kinds that are not settled, with what was understood of them ahead.
with due as materialized (
  select id, event_id, kind, payload, at from inbox
  where settled = 0 and kind in (select value from json_each(:kinds)) order by at, id limit :limit
), known as (
  select t.event, t.ahead from inbox_batch b, unnest(b.events, b.ahead) as t (event, ahead)
  where b.ahead is not null and b.highest >= (select min(id) from due) and b.lowest <= (select max(id) from due)
)
select d.event_id, d.kind, d.payload, d.at, coalesce(k.ahead, '') from due d left join known k on k.event = d.id
order by d.at, d.id

-- name: rollup.days
-- Names of a dimension, each with its days and their moods as JSON.
select name, json_object_agg(day, moods)::text from (
  select name, day, json_object_agg(sentiment, mentions) as moods from rollup_day
  where dimension = :dimension and day >= :since and day < :until
    and name in (select value from json_each(:names)) and mentions > 0
  group by day, name
) d group by name

-- name: rollup.hours
-- Names of a dimension, each with its hours and their moods as JSON.
select name, json_object_agg(hour::text, moods)::text from (
  select name, hour, json_object_agg(sentiment, mentions) as moods from rollup_hour
  where dimension = :dimension and hour >= :since and hour < :until
    and name in (select value from json_each(:names)) and mentions > 0
  group by hour, name
) h group by name

-- name: rollup.each_day
-- The same with the days named one by one.
select name, json_object_agg(day, moods)::text from (
  select name, day, json_object_agg(sentiment, mentions) as moods from rollup_day
  where dimension = :dimension and day in (select value from json_each(:units))
    and name in (select value from json_each(:names)) and mentions > 0
  group by day, name
) d group by name

-- name: rollup.each_hour
-- The same with the hours named one by one.
select name, json_object_agg(hour::text, moods)::text from (
  select name, hour, json_object_agg(sentiment, mentions) as moods from rollup_hour
  where dimension = :dimension
    and hour in (select value::bigint from jsonb_array_elements_text(:units::jsonb) as t (value))
    and name in (select value from json_each(:names)) and mentions > 0
  group by hour, name
) h group by name

-- name: room.saying
-- Messages in which one of these pieces stands, oldest first.
select id, key, platform, workspace, channel, author, at, body, root, recipient, edited from room_post
where exists (
  select 1 from jsonb_array_elements_text(:pieces::jsonb) as p (value) where strpos(body, p.value) > 0
)
order by sequence

-- name: posting.digests_saying
-- Digests in which one of these pieces stands, by number.
select id, key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state, tries,
  sent_id, error, next_at
from outbox
where kind = 'digest'
  and exists (select 1 from jsonb_array_elements_text(:pieces::jsonb) as p (value) where strpos(message, p.value) > 0)
order by id

-- name: record.fewer_bad_items
-- Only the newest of a source are kept.
delete from bad_item where source = :source and position in (
  select b.position from bad_item b where b.source = :source order by b.at desc, b.position offset :most
)

-- name: removal.any_closed
-- Whether any key is closed.
select (exists (select 1 from closed_key))::int

-- name: lease.hold
-- A row, if this lease still holds; until the transaction ends it can be renewed, but not change hands.
select 1 from lease where name = :name and token = :token for key share

-- name: sharing.take
-- The lease, if nobody has it, or who had it is gone; its token grows whenever it changes hands.
insert into lease (name, holder, token, until, renewed, backend, connected)
select :name, :holder, 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint + :lasts::bigint, (extract(epoch from clock_timestamp()) * 1000000)::bigint, pg_backend_pid(), a.backend_start::text
from pg_stat_activity a where a.pid = pg_backend_pid()
on conflict (name) do update set
  holder = excluded.holder, token = lease.token + 1, until = excluded.until, renewed = excluded.renewed,
  backend = excluded.backend, connected = excluded.connected
where lease.holder = '' or lease.until < (extract(epoch from clock_timestamp()) * 1000000)::bigint or (
    lease.renewed < (extract(epoch from clock_timestamp()) * 1000000)::bigint - :fresh::bigint and not exists (
    select 1 from pg_stat_activity a where a.pid = lease.backend and a.backend_start::text = lease.connected
  )
  )
returning token

-- name: sharing.free
-- Whether the lease could be taken.
select lease.holder = '' or lease.until < (extract(epoch from clock_timestamp()) * 1000000)::bigint or (
    lease.renewed < (extract(epoch from clock_timestamp()) * 1000000)::bigint - :fresh::bigint and not exists (
    select 1 from pg_stat_activity a where a.pid = lease.backend and a.backend_start::text = lease.connected
  )
  ) from lease where name = :name

-- name: sharing.gone
-- Whether the connection of who has the lease is no more.
select not exists (
    select 1 from pg_stat_activity a where a.pid = lease.backend and a.backend_start::text = lease.connected
  ) from lease where name = :name

-- name: sharing.renew
-- Those of these leases that still hold, for a while longer.
update lease set
  until = (extract(epoch from clock_timestamp()) * 1000000)::bigint + :lasts::bigint, renewed = (extract(epoch from clock_timestamp()) * 1000000)::bigint, backend = pg_backend_pid(),
  connected = (select a.backend_start::text from pg_stat_activity a where a.pid = pg_backend_pid())
where (name, token) in (select * from unnest(:names::text[], :tokens::bigint[])) returning name, token

-- name: sharing.release
-- These leases are given up.
update lease set holder = '', until = 0
where (name, token) in (select * from unnest(:names::text[], :tokens::bigint[]))

-- name: sharing.forget
-- Processes that are gone for an hour are not remembered.
delete from lease where starts_with(name, :beginning::text) and until < (extract(epoch from clock_timestamp()) * 1000000)::bigint - 3600000000

-- name: sharing.lasting
-- Leases that somebody has, whose name begins so.
select name, holder, token from lease
where starts_with(name, :beginning::text) and holder <> '' and until > (extract(epoch from clock_timestamp()) * 1000000)::bigint order by name

-- name: claim.take
-- A batch of events for one process for a while: one whose time is over, else the oldest that nobody is at.
with again as (
  update inbox_batch set holder = :holder, until = (extract(epoch from clock_timestamp()) * 1000000)::bigint + :lasts::bigint, tries = tries + 1
  where id = (
    select id from inbox_batch
    where ahead is null and until < (extract(epoch from clock_timestamp()) * 1000000)::bigint and tries < :tries
    order by id limit 1 for update skip locked
  ) returning id, tries, events
), fresh as (
  delete from inbox_unread where ctid = any(array(
    select ctid from inbox_unread where kind = any(:kinds::text[]) and not exists (select 1 from again)
    order by event limit :most for update skip locked
  )) returning event
), made as (
  insert into inbox_batch (holder, until, tries, lowest, highest, events)
  select :holder, (extract(epoch from clock_timestamp()) * 1000000)::bigint + :lasts::bigint, 1, min(event), max(event), array_agg(event order by event)
  from fresh having count(*) > 0
  returning id, tries, events
)
select b.id, b.tries, cardinality(b.events), e.place, i.event_id, i.kind, i.payload, i.at
from (select * from again union all select * from made) b, unnest(b.events) with ordinality as e (event, place)
  join inbox i on i.id = e.event and i.settled = 0
order by i.at, i.id

-- name: claim.keep
-- What was understood of a batch, where it is still with who claimed it; who takes it in is told.
with kept as (
  update inbox_batch set ahead = :ahead::text[], until = 0
  where id = :batch::bigint and holder = :holder and tries = :tries and ahead is null returning 1
)
select pg_notify('earshot', 'read') from kept

-- name: claim.settled
-- Batches of which every event is worked off are kept no longer than that. The offset has each batch's own events looked
-- up, in place of all that wait.
delete from inbox_batch b
where b.highest >= :lowest and b.lowest <= :highest
  and not exists (
    select 1 from unnest(b.events) as e (event) join inbox i on i.id = e.event where i.settled = 0 offset 0
  )

-- name: mention.standing
-- What the rollups, the index and the voices hold of these mentions; nobody else changes them before the transaction ends.
select id, state, day, hour, source, department, theme, sentiment, voice, text, source_id
from mention where id in (select value from json_each(:ids)) order by id for update

-- name: sharing.lock
-- Nobody else changes these mentions before the transaction ends.
select id from mention where id = any(:ids::bigint[]) order by id for update

-- name: record.held_insight
-- An insight as it is stored; nobody else changes it before the transaction ends.
select body from insight where id = :id for update
