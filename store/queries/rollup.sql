-- The narrow rollups: written with the rows, read instead of them.

-- name: add_day
-- Add to (or take from) a day.
insert into rollup_day (dimension, day, name, sentiment, mentions)
values (:dimension, :day, :name, :sentiment, :mentions)
on conflict (dimension, day, name, sentiment) do update set mentions = rollup_day.mentions + excluded.mentions

-- name: add_hour
-- Add to (or take from) an hour.
insert into rollup_hour (dimension, hour, name, sentiment, mentions)
values (:dimension, :hour, :name, :sentiment, :mentions)
on conflict (dimension, hour, name, sentiment) do update set mentions = rollup_hour.mentions + excluded.mentions

-- name: days
-- Names of a dimension that has few, each with its days and their moods as JSON: the shape of the answer, so that
-- thousands of rows need not be turned into it one by one.
select name, json_group_object(day, json(moods)) from (
  select name, day, json_group_object(sentiment, mentions) as moods from rollup_day
  where dimension = :dimension and day >= :since and day < :until
    and name in (select value from json_each(:names)) and mentions > 0
  group by day, name
) d group by name

-- name: hours
-- Names of a dimension that has few, each with its hours and their moods as JSON.
select name, json_group_object(cast(hour as text), json(moods)) from (
  select name, hour, json_group_object(sentiment, mentions) as moods from rollup_hour
  where dimension = :dimension and hour >= :since and hour < :until
    and name in (select value from json_each(:names)) and mentions > 0
  group by hour, name
) h group by name

-- name: each_day
-- Names of a dimension that has many: each of these days looked up. (A cross join is one in the order written.)
select name, json_group_object(day, json(moods)) from (
  select r.name, r.day, json_group_object(r.sentiment, r.mentions) as moods
  from json_each(:units) u cross join json_each(:names) n cross join rollup_day r
  where r.dimension = :dimension and r.day = u.value and r.name = n.value and r.mentions > 0
  group by r.day, r.name
) d group by name

-- name: each_hour
-- Names of a dimension that has many: each of these hours looked up.
select name, json_group_object(cast(hour as text), json(moods)) from (
  select r.name, r.hour, json_group_object(r.sentiment, r.mentions) as moods
  from json_each(:units) u cross join json_each(:names) n cross join rollup_hour r
  where r.dimension = :dimension and r.hour = u.value and r.name = n.value and r.mentions > 0
  group by r.hour, r.name
) h group by name

-- name: span_day
-- The first and the last day of a dimension.
select (select min(day) from rollup_day where dimension = :dimension),
  (select max(day) from rollup_day where dimension = :dimension)

-- name: span_hour
-- The first and the last hour of a dimension.
select (select min(hour) from rollup_hour where dimension = :dimension),
  (select max(hour) from rollup_hour where dimension = :dimension)

-- name: moving
-- What mentions that go to another theme take with them.
select theme, day, hour, sentiment, count(*) from mention
where id in (select value from json_each(:ids)) and state <> 'deleted'
group by theme, day, hour, sentiment

-- name: drop_group_days
-- The days of a group that is matched anew.
delete from rollup_day where dimension = 'group' and name = :name

-- name: drop_group_hours
-- The hours of a group that is matched anew.
delete from rollup_hour where dimension = 'group' and name = :name

-- name: recount_group_days
-- The days of a group from its matches.
insert into rollup_day (dimension, day, name, sentiment, mentions)
select 'group', m.day, :name, m.sentiment, count(*)
from mention_group g join mention m on m.id = g.mention
where g.name = :name and m.state <> 'deleted' group by m.day, m.sentiment

-- name: recount_group_hours
-- The hours of a group from its matches.
insert into rollup_hour (dimension, hour, name, sentiment, mentions)
select 'group', m.hour, :name, m.sentiment, count(*)
from mention_group g join mention m on m.id = g.mention
where g.name = :name and m.state <> 'deleted' group by m.hour, m.sentiment

-- name: days_of
-- When mentions were said, and on which local day that was.
select id, at, day from mention where id > :after order by id limit :limit

-- name: put_day
-- The local day of a mention.
update mention set day = :day where id = :id

-- name: drop_days
-- All days, before they are counted anew.
delete from rollup_day

-- name: recount_all
-- All mentions by day.
insert into rollup_day (dimension, day, name, sentiment, mentions)
select 'all', day, 'all', sentiment, count(*) from mention where state <> 'deleted' group by day, sentiment

-- name: recount_source
-- Every source by day.
insert into rollup_day (dimension, day, name, sentiment, mentions)
select 'source', day, source, sentiment, count(*) from mention where state <> 'deleted' group by source, day, sentiment

-- name: recount_department
-- Every department by day.
insert into rollup_day (dimension, day, name, sentiment, mentions)
select 'department', day, coalesce(department, ''), sentiment, count(*)
from mention where state <> 'deleted' group by department, day, sentiment

-- name: recount_theme
-- Every theme by day.
insert into rollup_day (dimension, day, name, sentiment, mentions)
select 'theme', day, cast(theme as text), sentiment, count(*)
from mention where state <> 'deleted' and theme is not null group by theme, day, sentiment

-- name: recount_group
-- Every keyword group by day.
insert into rollup_day (dimension, day, name, sentiment, mentions)
select 'group', m.day, g.name, m.sentiment, count(*)
from mention_group g join mention m on m.id = g.mention
where m.state <> 'deleted' group by g.name, m.day, m.sentiment
