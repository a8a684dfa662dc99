-- What the outbox loop asks.

-- name: waiting
-- For each place the first row that is not done, if its time and that of its route have come: nothing overtakes in a
-- channel but an alert among its next hundred rows, which waits only for what is being tried already. An answer to an
-- address that the platform gave goes beside the channel.
select id, key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state, tries,
  sent_id, error, next_at
from outbox o
where id in (
  select coalesce((
    select f.id from (
      select b.id, b.tries from outbox b
      where b.platform = p.platform and b.workspace = p.workspace and b.channel = p.channel
        and b.state in ('new', 'sending') and b.via not like 'http%'
      order by b.due, b.id limit 1
    ) f where f.tries > 0
  ), (
    select a.id from (
      select c.id, c.kind, c.edits, c.due from outbox c
      where c.platform = p.platform and c.workspace = p.workspace and c.channel = p.channel
        and c.state in ('new', 'sending') and c.via not like 'http%'
      order by c.due, c.id limit 100
    ) a where a.kind = 'alert' and a.edits is null and a.due <= :now
    order by a.due, a.id limit 1
  ), (
    select d.id from outbox d
    where d.platform = p.platform and d.workspace = p.workspace and d.channel = p.channel
      and d.state in ('new', 'sending') and d.via not like 'http%'
    order by d.due, d.id limit 1
  ))
  from (select distinct platform, workspace, channel from outbox where state in ('new', 'sending')) p
  union all
  select id from outbox where state in ('new', 'sending') and via like 'http%'
)
and due <= :now and (next_at is null or next_at <= :now)
and (via like 'http%' or not exists (
  select 1 from route r
  where r.platform = o.platform and r.workspace = o.workspace and r.channel in (o.channel, '') and r.next_at > :now
))
order by due, id limit :limit

-- name: routes
-- The places and workspaces that take nothing until a person acts.
select platform, workspace, channel, next_at, closed, tries, error from route where closed is not null
order by closed, platform, workspace, channel

-- name: in_states
-- Rows in these states.
select id, key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state, tries,
  sent_id, error, next_at
from outbox where state in (select value from json_each(:states)) order by id

-- name: digests_saying
-- Digests in which one of these pieces stands, by number.
select id, key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state, tries,
  sent_id, error, next_at
from outbox
where kind = 'digest' and exists (select 1 from json_each(:pieces) p where instr(message, p.value) > 0) order by id

-- name: behind
-- The row whose message has this id: the post itself before its edits.
select id, key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state, tries,
  sent_id, error, next_at
from outbox
where sent_id = :sent_id and platform = :platform and workspace = :workspace and channel = :channel
order by edits is not null, id limit 1

-- name: planned
-- The row with this key.
select id, key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state, tries,
  sent_id, error, next_at
from outbox where key = :key

-- name: delivery
-- What was posted under a key.
select key, kind, platform, workspace, channel, message_id, at, insight, level, day from delivery where key = :key

-- name: delivered
-- Deliveries, in one place or all, of one kind or all.
select key, kind, platform, workspace, channel, message_id, at, insight, level, day from delivery
where (:kind is null or kind = :kind)
  and (:platform is null or (platform, workspace, channel) = (:platform, :workspace, :channel)) and at >= :since
order by at, key

-- name: delivered_of
-- The same of one insight.
select key, kind, platform, workspace, channel, message_id, at, insight, level, day from delivery
where insight = :insight and (:kind is null or kind = :kind)
  and (:platform is null or (platform, workspace, channel) = (:platform, :workspace, :channel)) and +at >= :since
order by at, key

-- name: first_posted
-- When each insight first stood in a channel.
select insight, min(at) from delivery where insight is not null group by insight order by insight

-- name: shown
-- What digests showed, in one place or all.
select insight, platform, workspace, channel, day, position, score, version, at from shown
where at >= :since
  and (:platform is null or (platform, workspace, channel) = (:platform, :workspace, :channel))
order by at, platform, workspace, channel, position, insight
