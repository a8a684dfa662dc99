-- Putting a backup back: what happened since it was made.

-- name: keys
-- The keys of all live mentions.
select source, source_id from mention where state = 'live'

-- name: insights
-- The numbers of all insights.
select id from insight

-- name: evidence
-- The keys of the live mentions that an insight stands on.
select m.source, m.source_id from evidence e join mention m on m.id = e.mention
where e.insight = :insight and m.state = 'live'

-- name: posted
-- A post that was done since the backup, whether the backup knew that it was waiting or not.
insert into outbox (
  key, kind, platform, workspace, channel, message, due, insight, via, state, tries, sent_id, error
) values (
  :key, :kind, :platform, :workspace, :channel, '{"=":"Message","blocks":[],"summary":""}', :at, :insight, '', 'done', 1,
  :message_id, ''
)
on conflict (key) do update set state = 'done', sent_id = excluded.sent_id, error = '', next_at = null

-- name: settle_answers
-- Nobody waits for these answers any more.
update outbox set state = 'dropped', error = :error, next_at = null
where state in ('new', 'sending') and kind = 'answer'

-- name: settle_waiting
-- Whatever was waiting may have been posted since.
update outbox set state = 'dropped', error = :error, next_at = null where state in ('new', 'sending')
