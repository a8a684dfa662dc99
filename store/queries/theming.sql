-- What themes ask.

-- name: in_states
-- Themes in these states.
select id, state, label, name, born, seen, mentions, voices, centre, weight, merged_into, shard
from theme where state in (select value from json_each(:states)) and (:shard is null or shard = :shard) order by id

-- name: named
-- The same without the centres, of all other shards.
select id, state, label, name, born, seen, mentions, voices, :nothing, weight, merged_into, shard
from theme where state in (select value from json_each(:states)) and shard <> :shard order by id

-- name: one
-- One theme.
select id, state, label, name, born, seen, mentions, voices, centre, weight, merged_into, shard from theme where id = :id

-- name: events
-- What happened to a theme.
select theme, kind, other, at, detail from theme_event where theme = :theme order by at, id

-- name: members
-- The newest live mentions of a theme.
select m.id, m.at, m.day, m.text, m.language, m.copy_of, v.name, r.vector
from mention m join reading r on r.mention = m.id join voice v on v.id = m.voice
where m.theme = :theme and m.state = 'live' and m.at >= :since order by m.at desc, m.id desc limit :limit

-- name: assigned
-- Live mentions with a theme.
select m.id, m.theme, m.source, v.name, m.at, m.copy_of is not null
from mention m join voice v on v.id = m.voice
where m.at >= :since and m.state = 'live' and m.theme is not null and (:shard is null or m.shard = :shard)
order by m.at, m.id
