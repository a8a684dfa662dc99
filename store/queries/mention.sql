-- Writing mentions: new, edited, moved, removed.

-- name: highest
-- The highest number given to a mention.
select coalesce(max(id), 0) from mention

-- name: insert
-- A new mention.
insert into mention (
  id, state, at, source, kind, sentiment, department, theme, cosine, threshold, copy_of, voice, visibility, language,
  day, hour, source_id, arrived, edited, digest, conversation, in_reply_to, author, author_name, followers, url, channel, said_language,
  rating, likes, reposts, replies, marks, reason, removed, text, rest, shard
) values (
  :id, 'live', :at, :source, :kind, :sentiment, :department, :theme, :cosine, :threshold, :copy_of, :voice,
  :visibility, :language, :day, :hour, :source_id, :arrived, :edited, :digest, :conversation, :in_reply_to, :author, :author_name, :followers, :url,
  :channel, :said_language, :rating, :likes, :reposts, :replies, :marks, '', null, :text, :rest, :shard
)

-- name: replace
-- A new version of a live mention: all but when the first one arrived. Parameters as for `insert`, the number again last.
update mention set
  at = :at, source = :source, kind = :kind, sentiment = :sentiment, department = :department, theme = :theme,
  cosine = :cosine, threshold = :threshold, copy_of = :copy_of, voice = :voice, visibility = :visibility, language = :language, day = :day, hour = :hour,
  source_id = :source_id, edited = :edited, digest = :digest, conversation = :conversation,
  in_reply_to = :in_reply_to, author = :author, author_name = :author_name, followers = :followers, url = :url,
  channel = :channel, said_language = :said_language, rating = :rating, likes = :likes, reposts = :reposts,
  replies = :replies, marks = :marks, text = :text, rest = :rest, shard = :shard
where id = :id

-- name: standing
-- What the rollups, the index and the voices hold of these mentions.
select id, state, day, hour, source, department, theme, sentiment, voice, text, source_id
from mention where id in (select value from json_each(:ids))

-- name: standing_groups
-- The keyword groups of these mentions.
select mention, name from mention_group where mention in (select value from json_each(:ids))

-- name: by_key
-- The live mention with this key.
select id from mention where source = :source and source_id = :source_id

-- name: index
-- The words of a mention into the index.
insert into mention_text (rowid, text) values (:id, :text)

-- name: unindex
-- The words of a mention out of the index; needs the text exactly as it went in.
insert into mention_text (mention_text, rowid, text) values ('delete', :id, :text)

-- name: keep_reading
-- What was understood of a mention, new or again.
insert into reading (mention, score, confidence, intent, reader, harm, departments, vector, signature)
values (:mention, :score, :confidence, :intent, :reader, :harm, :departments, :vector, :signature)
on conflict (mention) do update set
  score = excluded.score, confidence = excluded.confidence, intent = excluded.intent, reader = excluded.reader,
  harm = excluded.harm, departments = excluded.departments, vector = excluded.vector, signature = excluded.signature

-- name: reread
-- A mention read again; the signature is of the text and stays.
update reading set
  score = :score, confidence = :confidence, intent = :intent, reader = :reader, harm = :harm,
  departments = :departments, vector = :vector
where mention = :mention

-- name: reread_mention
-- What a new reading changes in the mention's own row.
update mention set language = :language, sentiment = :sentiment, department = :department where id = :id

-- name: keep_group
-- A match of a keyword group.
insert into mention_group (mention, name, version, reason) values (:mention, :name, :version, :reason)
on conflict (mention, name) do update set version = excluded.version, reason = excluded.reason

-- name: drop_groups
-- All matches of a mention.
delete from mention_group where mention = :mention

-- name: drop_group
-- All matches of a group among live mentions; bare rows have no text to be matched again and keep theirs.
delete from mention_group
where name = :name and mention in (
  select m.id from mention_group g join mention m on m.id = g.mention where g.name = :name and m.state = 'live'
)

-- name: regroup
-- A match of a group's new version, if the mention is still there.
insert into mention_group (mention, name, version, reason)
select id, :name, :version, :reason from mention where id = :mention and state = 'live'
on conflict (mention, name) do update set version = excluded.version, reason = excluded.reason

-- name: log
-- Note the theme that mentions are about to leave for another (null: for none).
insert into assignment (mention, theme, cosine, threshold)
select id, theme, cosine, threshold from mention
where id in (select value from json_each(:ids)) and theme is not null and (:theme is null or theme <> :theme)
on conflict (mention, theme) do update set cosine = excluded.cosine, threshold = excluded.threshold

-- name: move
-- Mentions into another theme.
update mention set theme = :theme, cosine = null, threshold = null
where id in (select value from json_each(:ids)) and (theme is null or theme <> :theme)

-- name: voice
-- The number of a voice.
select id from voice where name = :name

-- name: highest_voice
-- The highest number given to a voice.
select coalesce(max(id), 0) from voice

-- name: new_voice
-- A voice heard for the first time (without name: one that is only counted).
insert into voice (id, name) values (:id, :name)

-- name: silence_voice
-- Forget the name of a voice of which nothing live is left.
update voice set name = null
where id = :voice and not exists (select 1 from mention where voice = :voice and state = 'live')
