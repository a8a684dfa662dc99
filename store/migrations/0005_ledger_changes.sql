-- Which change of the ledger an entry was last written by: who keeps the ledger read asks for what came since.

alter table ledger_item add column change integer not null default 1;
create index ledger_item_change on ledger_item (change);
