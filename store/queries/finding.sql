-- What insights, their history and their signals ask.

-- name: one
-- One insight.
select body from insight where id = :id

-- name: some
-- Insights, open ones only or all, of one theme or all, found or updated since.
select body from insight
where (:open_only = 0 or open = 1) and (:theme is null or theme = :theme)
  and (updated >= :since or found >= :since)
order by id

-- name: evidence
-- The mentions an insight stands on, removed ones included.
select mention from evidence where insight = :insight order by mention

-- name: citing
-- The insights that stand on any of these mentions, or quote one.
select insight from evidence where mention in (select value from json_each(:mentions))
union
select insight from citation where mention in (select value from json_each(:mentions))
order by insight

-- name: statuses
-- The histories of these insights.
select insight, person, department, before, after, at, detail from status_change
where insight in (select value from json_each(:ids)) order by at, id

-- name: signals
-- Signals, of one insight or all, removed ones included.
select id, insight, person, department, kind, at, value, removed, key from signal
where (:insight is null or insight = :insight) and at >= :since
order by id

-- name: corrections
-- All corrections.
select id, insight, mention, vector, away, towards, person, at, undone from correction order by id
