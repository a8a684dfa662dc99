-- Answers in outside chats: where the platform wants one to go, and event bodies that are not kept once worked off.

alter table outbox add column via text not null default '';
