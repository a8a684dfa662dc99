-- SQLite only: taking removed words out of the file.

-- name: start
-- Begin to merge the whole index into one segment; words of removed mentions are dropped on the way.
insert into mention_text (mention_text, rank) values ('merge', -100)

-- name: step
-- Go on merging, a little at a time.
insert into mention_text (mention_text, rank) values ('merge', 100)
