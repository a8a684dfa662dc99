-- Taking back, forgetting, expiring.

-- name: key
-- The key under which the keys of removed mentions are hashed.
select value from meta where name = 'key'

-- name: any_closed
-- Whether any key is closed.
select exists (select 1 from closed_key)

-- name: close
-- Close a key; of two removals the stronger one stays.
insert into closed_key (hash, mention, state, reason, at) values (:hash, :mention, :state, :reason, :at)
on conflict (hash) do update set
  mention = coalesce(excluded.mention, closed_key.mention), state = excluded.state, reason = excluded.reason,
  at = excluded.at

-- name: closed_one
-- What is known of a closed key.
select state from closed_key where hash = :hash

-- name: closed_mention
-- The closed keys of a mention take its new state.
update closed_key set state = :state, reason = :reason, at = :at where mention = :mention

-- name: bare
-- Leave the bare row: what is counted, and nothing that says who or what.
update mention set
  state = :state, reason = :reason, removed = :removed, voice = :voice, source_id = :source_id, digest = null,
  conversation = null, in_reply_to = null, author = null, author_name = null, followers = null, url = null,
  channel = null, said_language = null, rating = null, likes = 0, reposts = 0, replies = 0, marks = '', text = '',
  rest = '', edited = at
where id = :id

-- name: again
-- A removed mention is removed for a stronger reason.
update mention set state = :state, reason = :reason, removed = :removed, voice = :voice where id = :id

-- name: empty_reading
-- Nothing that was made of the text stays.
update reading set harm = null, departments = '[]', vector = :nothing, signature = :nothing where mention = :mention

-- name: empty_groups
-- The words that matched go, the membership stays.
update mention_group set reason = '' where mention = :mention

-- name: empty_corrections
-- What routing learned from the text goes.
update correction set vector = :nothing where mention = :mention

-- name: quoting
-- The insights that quote a mention.
select i.id, i.body from citation c join insight i on i.id = c.insight where c.mention = :mention

-- name: requote
-- An insight without the sentences that were taken out.
update insight set body = :body where id = :id

-- name: texts
-- State and text of these mentions.
select id, state, text from mention where id in (select value from json_each(:ids))

-- name: ask_scrub
-- Remember, over a crash too, that removed words are still in the index and the log.
insert into meta (name, value) values ('scrub', '1') on conflict (name) do nothing

-- name: scrub_asked
-- Whether removed words may still be in the index.
select exists (select 1 from meta where name = 'scrub')

-- name: scrubbed
-- They are not.
delete from meta where name = 'scrub'
