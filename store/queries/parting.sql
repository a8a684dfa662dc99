-- Taking a colleague's name and ids out. Each pair finds the rows in which something like it stands, and rewrites one.

-- name: acted
-- How much is kept of what these people did, or of who they are.
select (select count(*) from signal where person in (select value from json_each(:people)))
  + (select count(*) from status_change where person in (select value from json_each(:people)))
  + (select count(*) from correction where person in (select value from json_each(:people)))
  + (select count(*) from told where person in (select value from json_each(:people)))
  + (select count(*) from setting_event where person in (select value from json_each(:people)))
  + (select count(*) from setting_event where subject in (select value from json_each(:subjects)))
  + (select count(*) from ledger_item where person in (select value from json_each(:people)))
  + (select count(*) from room_post where author in (select value from json_each(:people)))
  + (select count(*) from room_post where recipient in (select value from json_each(:people)))
  + (select count(*) from room_reaction where person in (select value from json_each(:people)))
  + (select count(*) from token where person in (select value from json_each(:people)))

-- name: statuses
-- Steps.
select id, person, detail from status_change where person like :like or detail like :like

-- name: status
-- A step.
update status_change set person = :person, detail = :detail where id = :id

-- name: signals
-- Signals.
select id, person, key, value from signal where person like :like or key like :like or value like :like

-- name: signal
-- A signal.
update signal set person = :person, key = :key, value = :value where id = :id

-- name: corrections
-- Corrections.
select id, person from correction where person like :like

-- name: correction
-- A correction.
update correction set person = :person where id = :id

-- name: tolds
-- Customers told.
select insight, mention, person from told where person like :like

-- name: told
-- A customer told.
update told set person = :person where insight = :insight and mention = :mention

-- name: voices
-- The voices of people who turned what they heard into mentions.
select id, name from voice where name like :like

-- name: voice
-- What a voice is called.
update voice set name = :name where id = :id

-- name: mentions
-- What such a voice said.
select id, author, author_name, rest from mention where voice = :voice

-- name: mention
-- Whose words a mention is.
update mention set author = :author, author_name = :author_name, rest = :rest where id = :id

-- name: readings
-- Why mentions that people moved are for departments: nobody else stands there.
select mention, departments from reading
where mention in (select mention from correction where mention is not null) and departments like :like

-- name: reading
-- Why a mention is for departments.
update reading set departments = :departments where mention = :mention

-- name: insights
-- Insights.
select id, body from insight where body like :like

-- name: insight
-- An insight.
update insight set body = :body where id = :id

-- name: settings
-- Setting events.
select id, subject, person, old, new from setting_event
where subject like :like or person like :like or old like :like or new like :like

-- name: setting
-- A setting event.
update setting_event set subject = :subject, person = :person, old = :old, new = :new where id = :id

-- name: items
-- Ledger entries.
select kind, id, person, item from ledger_item where id like :like or person like :like or item like :like

-- name: item
-- A ledger entry, by the next change.
update ledger_item set id = :own, person = :person, item = :item,
  change = (select coalesce(max(change), 1) + 1 from ledger_item)
where kind = :kind and id = :before

-- name: posts
-- The outbox.
select id, key, message, edits, thread, recipient, via, error, state, kind, platform, workspace, channel, insight
from outbox
where key like :like or message like :like or edits like :like or thread like :like or recipient like :like
  or via like :like or error like :like

-- name: post
-- A post of the outbox.
update outbox set
  key = :key, message = :message, edits = :edits, thread = :thread, recipient = :recipient, via = :via, error = :error
where id = :id

-- name: last
-- What a post that stands in its channel says since its last edit, posted or not.
select message from outbox
where (key = :key or edits = :key) and exists (select 1 from delivery d where d.key = :key)
order by id desc limit 1

-- name: deliveries
-- What stands in channels.
select key from delivery where key like :like

-- name: delivery
-- The key of something that stands in a channel.
update delivery set key = :key where key = :before

-- name: events
-- The inbox.
select id, event_id, payload, result, error from inbox
where event_id like :like or payload like :like or result like :like or error like :like

-- name: event
-- An event of the inbox.
update inbox set event_id = :event_id, payload = :payload, result = :result, error = :error where id = :id

-- name: messages
-- The local workspace.
select sequence, key, author, recipient, body from room_post
where key like :like or author like :like or recipient like :like or body like :like

-- name: message
-- A message of the local workspace.
update room_post set key = :key, author = :author, recipient = :recipient, body = :body where sequence = :sequence

-- name: reactions
-- Reactions.
select sequence, person from room_reaction where person like :like

-- name: reaction
-- A reaction.
update room_reaction set person = :person where sequence = :sequence

-- name: theme_events
-- What happened to themes.
select id, detail from theme_event where detail like :like

-- name: theme_event
-- What happened to a theme.
update theme_event set detail = :detail where id = :id

-- name: work
-- What waits in shards.
select id, body from shard_work where body like :like

-- name: shard
-- Something that waits in a shard.
update shard_work set body = :body where id = :id

-- name: end_tokens
-- Nobody comes in by these people's tokens any more.
delete from token where person in (select value from json_each(:people))

-- name: grants
-- What tokens grant.
select digest, grant_json from token where grant_json like :like

-- name: grant
-- What a token grants.
update token set grant_json = :grant_json where digest = :digest
