"""Threads: a reply under an insight is a signal; deleted, it is taken back."""

from __future__ import annotations

from adapters.chat.teams import said
from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import Listeners
from adapters.chat.teams.listening import overheard
from adapters.chat.teams.room import Room
from adapters.chat.teams.visit import TOLD, Visit, visit
from bot.model.delivery import USE, Waiting
from bot.model.insight import InsightId
from bot.model.signal import Act


def register(listeners: Listeners, room: Room) -> None:
    """The listeners for replies. Messages to Earshot are taken before; other messages are left to other listeners."""

    async def under_ours(one: Came) -> bool:
        return await is_reply(room, one)

    async def heard(one: Came) -> Reply | None:
        await replied(room, one)
        return None

    for kind in ("message", "messageDelete"):
        listeners.on(kind, heard, matches=under_ours)


async def is_reply(room: Room, one: Came) -> bool:
    """Whether it stands in a thread that a message of ours began."""
    if one.personal or not one.thread or one.thread == one.activity:
        return False
    return await room.store.behind(room.place(one.tenant, one.conversation), one.thread) is not None


async def replied(room: Room, one: Came) -> None:
    """A reply under an insight is one signal, whatever becomes of its words; deleted, it is taken back.

    It may also have been said in a channel that is listened to.
    """
    here = await visit(room, one)
    if here is not None:
        await count(here, said.asked(one.body, one.bot))
    await overheard(room, one)


async def above(here: Visit) -> Waiting | None:
    """The message of ours that begins the thread, None where there is none."""
    one = here.one
    if not one.thread or one.thread == one.activity:
        return None
    return await here.room.store.behind(here.place, one.thread)


async def count(here: Visit, text: str) -> None:
    """Count a reply under an insight, or count it no more; nothing elsewhere."""
    one, row = here.one, await above(here)
    about = (row.post.insight or row.post.message.insight) if row is not None else None
    if about is None and (row is None or not row.post.key.startswith(USE)):
        return
    # The key is the reply's own, so that its deletion finds it.
    key, gone = f"reply:{here.place}/{one.activity}", one.type == "messageDelete"
    act = Act(
        name="unreact" if gone else "reply", key=f"{key}:gone" if gone else key, person=here.person.id, at=here.now,
        insight=None if about is None else InsightId(about), value=key if gone else "", text="" if gone else text,
        place=here.place, message=one.thread,
    )  # fmt: skip
    try:
        await here.room.desk.act(act)
    except TOLD as wrong:
        await here.tell(str(wrong))
