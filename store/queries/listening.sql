-- What intake asks.

-- name: known
-- What is held of a key that is not removed.
select id, edited, digest from mention where source = :source and source_id = :source_id and state = 'live'

-- name: under
-- The ids of a source that begin so and are not removed.
select source_id from mention
where source = :source and source_id >= :beginning and source_id < :behind and state = 'live' order by source_id

-- name: authors
-- Authors of a source, by their id or their name.
select distinct author from mention
where source = :source and state = 'live' and (author = :author_name or lower(author_name) = lower(:author_name))
order by author

-- name: closed
-- What is held of a key that was removed, by its hash.
select mention, state, at from closed_key where hash = :hash

-- name: recent
-- Public, live mentions with a signature.
select m.id, m.copy_of, r.signature, v.name, m.at, m.theme
from mention m join reading r on r.mention = m.id join voice v on v.id = m.voice
where m.at >= :since and m.state = 'live' and m.kind = 'mention' and length(r.signature) > 0
order by m.id

-- name: sources
-- How each source stands.
select name, cursor, polled, newest, error, state, through, due, failing, done, every from source_state order by name

-- name: gaps
-- Gaps that are open or ended since.
select source, began, ended, cause from gap where ended is null or ended >= :since order by source, began

-- name: bad_items
-- What could not be read since, newest first.
select source, position, reason, at from bad_item where at >= :since order by at desc, source, position limit :limit
