-- What the owner of a shard is to do, and what it did.

-- name: ask
-- A mention that is to be placed.
insert into shard_work (shard, kind, mention, theme, at, body) values (:shard, 'place', :mention, null, :at, '')

-- name: rename
-- A person's name for a theme.
insert into shard_work (shard, kind, mention, theme, at, body)
select shard, 'rename', null, id, :at, :body from theme where id = :id

-- name: leaving
-- What another process has to take out for a mention that is edited or removed.
select m.shard, m.theme, v.name, m.at, m.day, m.language, m.copy_of is not null, r.vector, m.text
from mention m join voice v on v.id = m.voice join reading r on r.mention = m.id
where m.id = :id and m.state = 'live' and m.shard > 0

-- name: leave
-- It is to be subtracted.
insert into shard_work (shard, kind, mention, theme, at, body) values (:shard, 'leave', :mention, :theme, :at, :body)

-- name: waiting
-- What waits in a shard, in its order.
select id, kind, mention, theme, at, body from shard_work where shard = :shard order by id limit :limit

-- name: depths
-- How much waits in each shard, and since when.
select shard, count(*), min(at) from shard_work group by shard order by shard

-- name: done
-- It was worked off.
delete from shard_work where id in (select value from json_each(:ids))

-- name: unplaced
-- Those of these mentions that still wait for a theme.
select id, day, hour, sentiment from mention
where id in (select value from json_each(:ids)) and state = 'live' and theme is null order by id

-- name: put
-- A mention in its theme.
update mention set theme = :theme, cosine = :cosine, threshold = :threshold where id = :id

-- name: shards_of
-- In which shards these mentions are.
select id, shard from mention where id in (select value from json_each(:ids))

-- name: dealt
-- Live mentions since then that are in another shard than the first.
select id, shard from mention where at >= :since and state = 'live' and shard > 0

-- name: themes_by_group
-- Of each theme, how many mentions belong to which keyword group (of several the first by name; '': to none).
select theme, name, count(*) from (
  select m.id, m.theme, coalesce(min(g.name), '') as name
  from mention m left join mention_group g on g.mention = m.id and g.name <> :beside
  where m.theme is not null group by m.id, m.theme
) t group by theme, name order by theme, name

-- name: deal_theme
-- A theme and its mentions are in this shard from now on.
update theme set shard = :shard where id = :id

-- name: follow_theme
-- Mentions are where their themes are.
update mention set shard = (select t.shard from theme t where t.id = mention.theme)
where theme is not null and shard <> (select t.shard from theme t where t.id = mention.theme)

-- name: unthemed
-- Mentions without a theme, each with its keyword group (of several the first by name; '': none).
select m.id, coalesce(min(g.name), '') from mention m
left join mention_group g on g.mention = m.id and g.name <> :beside
where m.theme is null and m.state = 'live' group by m.id order by m.id

-- name: deal_mention
-- A mention without a theme is in this shard from now on.
update mention set shard = :shard where id = :id

-- name: follow_placing
-- What waits is where its theme, or its mention, is.
update shard_work set shard = coalesce(
  (select t.shard from theme t where t.id = shard_work.theme), (select m.shard from mention m where m.id = shard_work.mention),
  0
)

-- name: all_themes
-- Every theme, and what it was merged into.
select id, merged_into from theme order by id

-- name: insights
-- Every insight.
select id, body from insight order by id

-- name: of_evidence
-- Where the first mention of an insight is.
select m.shard from evidence e join mention m on m.id = e.mention where e.insight = :id order by m.id limit 1

-- name: left
-- Nothing is to be subtracted any more.
delete from shard_work where kind = 'leave'
