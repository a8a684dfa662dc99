"""What was posted where, and what is waiting to be posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from bot.model.insight import InsightId
from bot.model.message import Message
from bot.model.people import PersonId, Place

DeliveryId = NewType("DeliveryId", int)
OutboxState = Literal["new", "sending", "done", "dead", "dropped"]
PostKind = Literal["digest", "insight", "alert", "update", "edit", "answer", "notice", "reply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One row of the outbox: what to post, written in the same transaction as its cause.

    `key` is deterministic: the same cause gives the same key, so it is posted once. `edits` names
    the key of an earlier post to change, `thread` the key of the post to reply to, `to` the only
    person who may see it. `due` is the earliest instant to send it. `via` is where the platform
    wants an answer within that place: an address that it gave, or a thread.
    """

    key: str
    kind: PostKind
    place: Place
    message: Message
    due: datetime
    insight: InsightId | None = None
    edits: str | None = None
    thread: str | None = None
    to: PersonId | None = None
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An outbox row as the loop works on it. `sent_id` is the platform's id once it is done."""

    id: int
    post: Outgoing
    state: OutboxState
    tries: int
    sent_id: str | None = None
    error: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How posts go to a place: not before `next_at`; `closed` is since when it takes nothing, `error` says why.

    A place without a channel stands for its whole workspace. `tries` counts the tries since it closed.
    """

    place: Place
    next_at: datetime | None = None
    closed: datetime | None = None
    tries: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An insight or digest as it stands in one channel."""

    key: str
    kind: PostKind
    place: Place
    message_id: str
    at: datetime
    insight: InsightId | None = None
    level: int = 1
    day: str = ""
