-- What a copy must agree on with itself.

-- name: rows
-- Mentions that count.
select count(*) from mention where state <> 'deleted'

-- name: rolled_up
-- The same from the rollup of all.
select coalesce(sum(mentions), 0) from rollup_day where dimension = 'all'

-- name: mentions
-- All mentions; bare rows stand in the index without words.
select count(*) from mention

-- name: indexed
-- The same from the full text.
select count(*) from mention_text_docsize

-- name: held
-- How much there is.
select (select count(*) from mention), (select count(*) from theme), (select count(*) from insight),
  (select count(*) from signal), (select count(*) from ledger_item)
