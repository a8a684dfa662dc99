-- Who owns what, and how much waits.

-- name: hold
-- A row, if this lease still holds.
select 1 from lease where name = :name and token = :token

-- name: all
-- All leases, by name.
select name, holder, token, until from lease order by name

-- name: depths
-- How many events wait and since when, and how many posts and since when.
select
  (select count(*) from inbox where settled = 0), (select min(at) from inbox where settled = 0),
  (select count(*) from outbox where state in ('new', 'sending')),
  (select min(due) from outbox where state in ('new', 'sending') and due <= :now)
