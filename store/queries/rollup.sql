-- The narrow rollups: written with the rows, read instead of them.

-- name: add_day
-- Add to (or take from) a day.
insert into rollup_day (dimension, name, day, sentiment, mentions)
values (:dimension, :name, :day, :sentiment, :mentions)
on conflict (dimension, name, day, sentiment) do update set mentions = rollup_day.mentions + excluded.mentions

-- name: add_hour
-- Add to (or take from) an hour.
insert into rollup_hour (dimension, name, hour, sentiment, mentions)
values (:dimension, :name, :hour, :sentiment, :mentions)
on conflict (dimension, name, hour, sentiment) do update set mentions = rollup_hour.mentions + excluded.mentions

-- name: days
-- One name by day and sentiment.
select day, sentiment, mentions from rollup_day
where dimension = :dimension and name = :name and day >= :since and day < :until and mentions > 0
order by day, sentiment

-- name: hours
-- One name by hour and sentiment.
select hour, sentiment, mentions from rollup_hour
where dimension = :dimension and name = :name and hour >= :since and hour < :until and mentions > 0
order by hour, sentiment

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
insert into rollup_day (dimension, name, day, sentiment, mentions)
select 'group', :name, m.day, m.sentiment, count(*)
from mention_group g join mention m on m.id = g.mention
where g.name = :name and m.state <> 'deleted' group by m.day, m.sentiment

-- name: recount_group_hours
-- The hours of a group from its matches.
insert into rollup_hour (dimension, name, hour, sentiment, mentions)
select 'group', :name, m.hour, m.sentiment, count(*)
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
insert into rollup_day (dimension, name, day, sentiment, mentions)
select 'all', 'all', day, sentiment, count(*) from mention where state <> 'deleted' group by day, sentiment

-- name: recount_source
-- Every source by day.
insert into rollup_day (dimension, name, day, sentiment, mentions)
select 'source', source, day, sentiment, count(*) from mention where state <> 'deleted' group by source, day, sentiment

-- name: recount_department
-- Every department by day.
insert into rollup_day (dimension, name, day, sentiment, mentions)
select 'department', coalesce(department, ''), day, sentiment, count(*)
from mention where state <> 'deleted' group by department, day, sentiment

-- name: recount_theme
-- Every theme by day.
insert into rollup_day (dimension, name, day, sentiment, mentions)
select 'theme', cast(theme as text), day, sentiment, count(*)
from mention where state <> 'deleted' and theme is not null group by theme, day, sentiment

-- name: recount_group
-- Every keyword group by day.
insert into rollup_day (dimension, name, day, sentiment, mentions)
select 'group', g.name, m.day, m.sentiment, count(*)
from mention_group g join mention m on m.id = g.mention
where m.state <> 'deleted' group by g.name, m.day, m.sentiment
