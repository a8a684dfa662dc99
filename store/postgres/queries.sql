-- The queries that PostgreSQL wants written otherwise, by their whole names.

-- name: mention.index
-- The words of a mention into the index.
insert into mention_text (mention, words) values (:id, array_to_tsvector(:words::text[]))
on conflict (mention) do update set words = excluded.words

-- name: mention.unindex
-- The words of a mention out of the index.
delete from mention_text where mention = :id

-- name: post.receive_all
-- Many events at once, each once.
insert into inbox (event_id, kind, payload, at, settled, result, error)
select value ->> 0, value ->> 1, value ->> 2, (value ->> 3)::bigint, 0, '', ''
from jsonb_array_elements(:rows::jsonb)
on conflict (event_id) do nothing

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
-- A batch of events that nobody is at and nobody understood, for one process for a while.
update inbox set claimed = :holder, claim_until = (extract(epoch from clock_timestamp()) * 1000000)::bigint + :lasts::bigint, tries = tries + 1
where id in (
  select id from inbox
  where settled = 0 and ahead = '' and kind = any(:kinds::text[]) and claim_until < (extract(epoch from clock_timestamp()) * 1000000)::bigint and tries < :tries
  order by at, id limit :most for update skip locked
) returning event_id, kind, payload, at, id

-- name: claim.keep
-- What was understood of events, where they are still with who claimed them.
update inbox set ahead = k.ahead, claimed = '', claim_until = 0
from unnest(:ids::text[], :ahead::text[]) as k (event_id, ahead)
where inbox.event_id = k.event_id and inbox.claimed = :holder and inbox.settled = 0 returning 1
