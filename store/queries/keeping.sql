-- Settings, inbox, ledger.

-- name: settings
-- Setting events whose subject starts so.
select subject, person, at, old, new from setting_event
where substr(subject, 1, length(:prefix)) = :prefix order by at, id

-- name: pending
-- Inbox events that are not settled.
select event_id, kind, payload, at, ahead from inbox where settled = 0 order by at, id

-- name: pending_of
-- The oldest inbox events of some kinds that are not settled, with what was understood of them ahead.
select event_id, kind, payload, at, ahead from inbox
where settled = 0 and kind in (select value from json_each(:kinds)) order by at, id limit :limit

-- name: result
-- What came of an inbox event.
select result, error from inbox where event_id = :event_id and settled = 1

-- name: ledger
-- All ledger entries.
select kind, id, item, recorded, person from ledger_item order by kind, recorded, id

-- name: ledger_of
-- The ledger entries of some kinds.
select kind, id, item, recorded, person from ledger_item
where kind in (select value from json_each(:kinds)) order by kind, recorded, id

-- name: ledger_since
-- Ledger entries written after a change, the latest change last.
select kind, id, item, recorded, person, change from ledger_item where change > :since order by change, kind, id
