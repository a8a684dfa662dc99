-- Writing what comes in and goes out: outbox, deliveries, inbox, the local workspace.

-- name: enqueue
-- A post for the outbox, once for each key.
insert into outbox (
  key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state, tries,
  error
) values (
  :key, :kind, :platform, :workspace, :channel, :message, :due, :insight, :edits, :thread, :recipient, :via, 'new', 0,
  ''
)
on conflict (key) do nothing

-- name: reword
-- What was taken back is said no more, neither by a post nor by its edits, posted or not.
update outbox set message = :message where key = :key or edits = :key

-- name: mark
-- An outbox row's new state; the platform's id stays once it is known.
update outbox set
  state = :state, tries = :tries, sent_id = coalesce(:sent_id, sent_id), error = :error, next_at = :next_at
where id = :id

-- name: rest
-- The place of an outbox row gets nothing before then.
insert into route (platform, workspace, channel, next_at, closed, tries, error)
select platform, workspace, channel, :next_at, null, 0, '' from outbox where id = :id
on conflict (platform, workspace, channel) do update set next_at = excluded.next_at

-- name: route
-- How posts go to a place.
insert into route (platform, workspace, channel, next_at, closed, tries, error)
values (:platform, :workspace, :channel, :next_at, :closed, :tries, :error)
on conflict (platform, workspace, channel) do update set
  next_at = excluded.next_at, closed = excluded.closed, tries = excluded.tries, error = excluded.error

-- name: delivery
-- A post as it stands in its channel.
insert into delivery (key, kind, platform, workspace, channel, message_id, at, insight, level, day)
values (:key, :kind, :platform, :workspace, :channel, :message_id, :at, :insight, :level, :day)
on conflict (key) do update set
  kind = excluded.kind, platform = excluded.platform, workspace = excluded.workspace, channel = excluded.channel,
  message_id = excluded.message_id, at = excluded.at, insight = excluded.insight, level = excluded.level,
  day = excluded.day

-- name: receive
-- Something that came in, once for each event.
insert into inbox (event_id, kind, payload, at, settled, result, error)
values (:event_id, :kind, :payload, :at, 0, '', '')
on conflict (event_id) do nothing

-- name: receive_all
-- The same for many at once, in one step: rows of id, kind, payload and time as JSON.
insert into inbox (event_id, kind, payload, at, settled, result, error)
select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
  json_extract(value, '$[3]'), 0, '', ''
from json_each(:rows) where true
on conflict (event_id) do nothing

-- name: settle
-- An inbox event is worked off; what it said is kept no longer than that.
update inbox set settled = 1, payload = '{}', result = :result, error = :error where event_id = :event_id

-- name: room_post
-- A message of the local workspace, new (once for each key) or edited.
insert into room_post (id, key, platform, workspace, channel, author, at, body, root, recipient, edited)
select :id, :key, :platform, :workspace, :channel, :author, :at, :body, :root, :recipient, :edited
where :key = '' or not exists (select 1 from room_post where key = :key and id <> :id)
on conflict (id) do update set body = excluded.body, edited = excluded.edited

-- name: reaction
-- A reaction, there or taken away; `at` is when it was put there.
insert into room_reaction (post, person, emoji, at, there) values (:post, :person, :emoji, :at, :there)
on conflict (post, person, emoji) do update set
  at = case when excluded.there > room_reaction.there then excluded.at else room_reaction.at end,
  there = excluded.there

-- name: clear_tokens
-- What was over before then is not kept.
delete from token where until < :before

-- name: token
-- A login token, new, used or ended.
insert into token (digest, kind, person, until, grant_json, ended)
values (:digest, :kind, :person, :until, :grant_json, :ended)
on conflict (digest) do update set
  kind = excluded.kind, person = excluded.person, until = excluded.until, grant_json = excluded.grant_json,
  ended = excluded.ended
