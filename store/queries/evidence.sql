-- Counting and listing mentions. Each takes the condition of a set of rows over `mention m`.

-- name: count
-- Mentions, distinct voices, copies.
select count(*), count(distinct m.voice), count(m.copy_of) from mention m where /*where*/

-- name: oldest
-- The rows of a set, oldest first.
select m.id, m.source, m.source_id, m.at, m.kind, m.text, m.author_name, m.url, m.state, m.reason, m.language,
  m.sentiment, r.confidence, r.intent, m.department, m.theme, m.copy_of,
  (select count(*) from mention c where c.copy_of = m.id and c.state <> 'deleted'), m.conversation, m.in_reply_to,
  m.edited, m.visibility, m.author, m.followers, m.rating
from mention m join reading r on r.mention = m.id
where /*where*/
order by m.at, m.id limit :limit offset :offset

-- name: newest
-- The rows of a set, newest first.
select m.id, m.source, m.source_id, m.at, m.kind, m.text, m.author_name, m.url, m.state, m.reason, m.language,
  m.sentiment, r.confidence, r.intent, m.department, m.theme, m.copy_of,
  (select count(*) from mention c where c.copy_of = m.id and c.state <> 'deleted'), m.conversation, m.in_reply_to,
  m.edited, m.visibility, m.author, m.followers, m.rating
from mention m join reading r on r.mention = m.id
where /*where*/
order by m.at desc, m.id desc limit :limit offset :offset

-- name: by_source
-- A set by source.
select m.source, count(*) from mention m where /*where*/
group by m.source order by count(*) desc, m.source

-- name: by_sentiment
-- A set by sentiment.
select m.sentiment, count(*) from mention m where /*where*/
group by m.sentiment order by count(*) desc, m.sentiment

-- name: by_language
-- A set by language.
select m.language, count(*) from mention m where /*where*/
group by m.language order by count(*) desc, m.language

-- name: by_kind
-- A set by kind.
select m.kind, count(*) from mention m where /*where*/
group by m.kind order by count(*) desc, m.kind

-- name: by_theme
-- A set by theme; '' where there is none.
select coalesce(cast(m.theme as text), '') as name, count(*) from mention m where /*where*/
group by name order by count(*) desc, name

-- name: by_department
-- A set by department; '' for triage.
select coalesce(m.department, '') as name, count(*) from mention m where /*where*/
group by name order by count(*) desc, name

-- name: by_group
-- A set by keyword group; a mention counts in each of its groups.
select k.name, count(*) from mention m join mention_group k on k.mention = m.id where /*where*/
group by k.name order by count(*) desc, k.name

-- name: full
-- Vectors and reasons of live mentions.
select m.id, r.vector, v.name, r.harm, r.departments
from mention m join reading r on r.mention = m.id join voice v on v.id = m.voice
where m.id in (select value from json_each(:ids)) and m.state = 'live'

-- name: mentions
-- Live mentions as they were heard, by id.
select m.id, m.source, m.source_id, m.at, m.text, m.kind, m.author, m.author_name, m.followers, m.url, m.conversation,
  m.in_reply_to, m.likes, m.reposts, m.replies, m.channel, m.said_language, m.rating, m.edited, m.digest,
  m.visibility, m.marks, m.rest
from mention m where m.id > :after and m.state = 'live' order by m.id limit :limit

-- name: turns
-- The live turns of service conversations among a set, oldest first.
select m.id, m.source, m.conversation, v.name, m.author_name, m.at, m.text, m.channel, m.rest
from mention m join voice v on v.id = m.voice
where m.kind = 'service' and m.state = 'live' and (/*where*/)
order by m.at, m.id

-- name: groups
-- Why these mentions belong to keyword groups.
select mention, name, reason from mention_group where mention in (select value from json_each(:ids)) order by name

-- name: customers
-- For each voice of an insight the latest mention in a service conversation, oldest first, with the last word on
-- whether that voice was told.
select c.id, t.mention, t.person, t.at, t.told
from (
  select m.id, m.at, m.voice, row_number() over (partition by m.voice order by m.at desc, m.id desc) as place
  from evidence e join mention m on m.id = e.mention
  where e.insight = :insight and m.kind = 'service' and m.state <> 'deleted'
) c
left join (
  select m.voice, t.mention, t.person, t.at, t.told,
    row_number() over (partition by m.voice order by t.at desc, t.mention desc) as place
  from told t join mention m on m.id = t.mention
  where t.insight = :insight
) t on t.voice = c.voice and t.place = 1
where c.place = 1
order by c.at, c.id
