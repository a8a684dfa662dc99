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
