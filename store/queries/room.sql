-- The local workspace's own messages, reactions and logins.

-- name: posts
-- The newest root messages of a channel that this person may see, newest first.
select id, key, platform, workspace, channel, author, at, body, root, recipient, edited from room_post
where platform = :platform and workspace = :workspace and channel = :channel and root is null
  and (recipient is null or recipient = :person)
order by at desc, sequence desc limit :limit

-- name: thread
-- A root message and its replies.
select id, key, platform, workspace, channel, author, at, body, root, recipient, edited from room_post
where (id = :root or root = :root) and (recipient is null or recipient = :person)
order by id <> :root, at, sequence

-- name: by_id
-- A message by its id.
select id, key, platform, workspace, channel, author, at, body, root, recipient, edited from room_post where id = :id

-- name: by_key
-- A message by its poster's key.
select id, key, platform, workspace, channel, author, at, body, root, recipient, edited from room_post
where key = :key and key <> ''

-- name: saying
-- Messages in which one of these pieces stands, oldest first.
select id, key, platform, workspace, channel, author, at, body, root, recipient, edited from room_post
where exists (select 1 from json_each(:pieces) p where instr(body, p.value) > 0)
order by sequence

-- name: reactions
-- Reactions that are there, by the first use of their emoji on the message.
select post, emoji, person from (
  select post, emoji, person, at, sequence, min(at) over (partition by post, emoji) as first
  from room_reaction where there = 1 and post in (select value from json_each(:posts))
) r
order by first, emoji, at, sequence

-- name: reply_counts
-- How many replies that everyone may see each message has.
select root, count(*) from room_post
where root in (select value from json_each(:posts)) and recipient is null group by root order by root

-- name: token
-- A token that is neither ended nor out of its time.
select person, grant_json from token where digest = :digest and kind = :kind and ended = 0 and until > :now
