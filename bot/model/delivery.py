"""What was posted where, and what is waiting to be posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from bot.model.insight import InsightId
from bot.model.message import Message
from bot.model.people import Person, PersonId, Place

_THREAD = "thread:"
DeliveryId = NewType("DeliveryId", int)
OutboxState = Literal["new", "sending", "done", "dead", "dropped"]
USE = "used:"
"""How the keys of posts begin whose replies say what a department used."""

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

    @property
    def within(self) -> str:
        """The id of the message whose thread `via` names, whoever wrote that; '' where it names none."""
        return self.via.removeprefix(_THREAD) if self.via.startswith(_THREAD) else ""


def answer(
    event_id: str, message: Message, *, place: Place, due: datetime, person: Person | None, thread: str = "",
    via: str = "", part: str = "answer",
) -> Outgoing:  # fmt: skip
    """The answer to an event, once for each of its parts. `person`: the only one who may see it.

    Args:
        event_id: the inbox event that asks for it.
        message: what is said.
        place: the channel it is said in.
        due: when it was asked for.
        person: None where everyone of the channel may read it.
        thread: the id of the message it replies to, whoever wrote that.
        via: where else the platform wants the answer; it goes before `thread`.
        part: which of several answers to one event this is.
    """
    return Outgoing(
        key=f"{event_id}:{part}", kind="answer", place=place, message=message, due=due,
        to=person.id if person is not None else None, via=via or (f"{_THREAD}{thread}" if thread else ""),
    )  # fmt: skip


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
