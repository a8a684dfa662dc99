-- The database's own words.

-- name: get
-- One word.
select value from meta where name = :name

-- name: put
-- One word, new or changed.
insert into meta (name, value) values (:name, :value) on conflict (name) do update set value = excluded.value

-- name: keep
-- One word, unless it is there.
insert into meta (name, value) values (:name, :value) on conflict (name) do nothing

-- name: highest_mention
-- The highest number of a mention.
select coalesce(max(id), 0) from mention

-- name: highest_theme
-- The highest number of a theme.
select coalesce(max(id), 0) from theme

-- name: highest_insight
-- The highest number of an insight.
select coalesce(max(id), 0) from insight

-- name: highest_signal
-- The highest number of a signal.
select coalesce(max(id), 0) from signal

-- name: highest_correction
-- The highest number of a correction.
select coalesce(max(id), 0) from correction
