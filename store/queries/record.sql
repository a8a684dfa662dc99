-- Writing themes, insights, signals, settings and the ledger.

-- name: theme
-- A theme as it stands.
insert into theme (id, state, label, name, born, seen, mentions, voices, centre, weight, merged_into, shard)
values (:id, :state, :label, :name, :born, :seen, :mentions, :voices, :centre, :weight, :merged_into, :shard)
on conflict (id) do update set
  state = excluded.state, label = excluded.label, name = excluded.name, born = excluded.born, seen = excluded.seen,
  mentions = excluded.mentions, voices = excluded.voices, centre = excluded.centre, weight = excluded.weight,
  merged_into = excluded.merged_into, shard = excluded.shard

-- name: theme_event
-- What happened to a theme, once.
insert into theme_event (theme, kind, other, at, detail) values (:theme, :kind, :other, :at, :detail)
on conflict do nothing

-- name: insight
-- An insight as it stands.
insert into insight (id, theme, open, found, updated, body) values (:id, :theme, :open, :found, :updated, :body)
on conflict (id) do update set
  theme = excluded.theme, open = excluded.open, found = excluded.found, updated = excluded.updated,
  body = excluded.body

-- name: held_insight
-- An insight as it is stored.
select body from insight where id = :id

-- name: evidence
-- A mention that an insight stands on, if there is such a mention.
insert into evidence (insight, mention) select :insight, id from mention where id = :mention
on conflict (insight, mention) do nothing

-- name: citation
-- A mention that an insight quotes.
insert into citation (mention, insight) values (:mention, :insight)
on conflict (mention, insight) do nothing

-- name: status
-- One step of an insight's history, once.
insert into status_change (insight, person, department, before, after, at, detail)
values (:insight, :person, :department, :before, :after, :at, :detail)
on conflict do nothing

-- name: signal
-- A signal; the same key again changes it and keeps its number.
insert into signal (id, key, insight, person, department, kind, at, value, removed)
values (:id, :key, :insight, :person, :department, :kind, :at, :value, :removed)
on conflict (key) do update set
  insight = excluded.insight, person = excluded.person, department = excluded.department, kind = excluded.kind,
  at = excluded.at, value = excluded.value, removed = excluded.removed

-- name: correction
-- A correction, new or undone; about a removed mention it is kept without a vector.
insert into correction (id, insight, mention, vector, away, towards, person, at, undone)
select :id, :insight, :mention,
  case when exists (select 1 from mention where id = :mention and state <> 'live') then :nothing else :vector end,
  :away, :towards, :person, :at, :undone
where true
on conflict (id) do update set
  insight = excluded.insight, mention = excluded.mention, vector = excluded.vector, away = excluded.away,
  towards = excluded.towards, person = excluded.person, at = excluded.at, undone = excluded.undone

-- name: told
-- A customer told of a fix, or not.
insert into told (insight, mention, person, at, told) values (:insight, :mention, :person, :at, :told)
on conflict (insight, mention) do update set person = excluded.person, at = excluded.at, told = excluded.told

-- name: shown
-- What a digest showed, once.
insert into shown (insight, platform, workspace, channel, day, position, score, version, at)
values (:insight, :platform, :workspace, :channel, :day, :position, :score, :version, :at)
on conflict (insight, platform, workspace, channel, day) do nothing

-- name: source
-- How a source stands. What is not given stays; the newest item never gets older.
insert into source_state (name, cursor, polled, newest, error, state, through, due, failing, done, every)
values (:name, :cursor, :polled, :newest, :error, :state, :through, :due, :failing, :done, :every)
on conflict (name) do update set
  cursor = coalesce(excluded.cursor, source_state.cursor),
  polled = coalesce(excluded.polled, source_state.polled),
  newest = case
    when excluded.newest is null or excluded.newest < source_state.newest then source_state.newest
    else excluded.newest end,
  error = excluded.error, state = excluded.state, failing = excluded.failing,
  through = coalesce(excluded.through, source_state.through), due = coalesce(excluded.due, source_state.due),
  done = coalesce(excluded.done, source_state.done), every = coalesce(excluded.every, source_state.every)

-- name: gap
-- A gap, opened or closed.
insert into gap (source, began, ended, cause) values (:source, :began, :ended, :cause)
on conflict (source, began) do update set ended = excluded.ended, cause = excluded.cause

-- name: bad_item
-- Something that could not be read, set aside.
insert into bad_item (source, position, reason, at) values (:source, :position, :reason, :at)
on conflict (source, position) do update set reason = excluded.reason, at = excluded.at

-- name: fewer_bad_items
-- Only the newest of a source are kept.
delete from bad_item where source = :source and position in (
  select position from bad_item where source = :source order by at desc, position limit -1 offset :most
)

-- name: setting
-- One change of a setting.
insert into setting_event (subject, person, at, old, new) values (:subject, :person, :at, :old, :new)

-- name: item
-- A ledger entry, by the next change.
insert into ledger_item (kind, id, item, recorded, person, change)
values (:kind, :id, :item, :recorded, :person, (select coalesce(max(change), 1) + 1 from ledger_item))
on conflict (kind, id) do update set
  item = excluded.item, recorded = excluded.recorded, person = excluded.person, change = excluded.change
