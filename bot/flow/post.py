"""Posting: the outbox, one row at a time and in order for each place. Nothing is said twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.delivery.plan import digest_day
from bot.errors import Refused, RemoteError, TryLater, WrongCredential
from bot.flow.tools import Tools
from bot.model.changes import MarkPost
from bot.model.delivery import Delivery, OutboxState, Outgoing, Waiting
from bot.model.message import Message, Text
from bot.ports.world import Chat
from bot.texts.posting import sent_again

GIVE_UP = timedelta(hours=24)
LONGEST_WAIT = timedelta(minutes=15)
ONCE = ("answer", "notice")
"""Kinds that are not sent again when it is unknown whether they arrived."""


async def post_waiting(chats: Mapping[str, Chat], *, tools: Tools, limit: int = 50) -> int:
    """Work off what is due in the outbox; gives how many rows came to an end (posted or dead)."""
    ended = 0
    for row in await tools.store.waiting(tools.clock.now(), limit=limit):
        chat = chats.get(row.post.place.platform)
        if chat is None:
            why = f"no chat is configured for {row.post.place.platform}"
            await _mark(replace(row, state="dead", error=why), tools=tools)
            ended += 1
            continue
        ended += await _one(row, chat, tools=tools)
    return ended


async def _one(row: Waiting, chat: Chat, *, tools: Tools) -> bool:
    """Send one row: look it up first if an earlier try may have arrived."""
    # The time of the next try is set before this one, so that a row that fails in a way nobody foresaw lets others go.
    await _mark(replace(row, state="sending", next_at=tools.clock.now() + _pause(row.tries)), tools=tools)
    try:
        if row.state == "sending":
            found = await _arrived(row, chat, tools=tools)
            if found is not None:
                return found
        tools.fp("before_post")
        thread = await _thread(row.post, tools=tools)
        sent = await _send(row, chat, thread, tools=tools)
        tools.fp("after_post")
        await _done(row, sent, thread, tools=tools)
        tools.fp("after_done")
        return True
    except (TryLater, WrongCredential) as wrong:
        return await _later(row, wrong, tools=tools)
    except Refused as wrong:
        await _mark(replace(row, state="dead", error=str(wrong)), tools=tools)
        return True


async def _arrived(row: Waiting, chat: Chat, *, tools: Tools) -> bool | None:
    """What to do with a row that was being sent when we stopped: True it is done, None send it (again)."""
    if row.post.edits is not None:
        return None
    if chat.can_find:
        found = await chat.find(row.post.place, row.post.key)
        if found is None:
            return None
        await _done(row, found, await _thread(row.post, tools=tools), tools=tools)
        return True
    if row.post.kind in ONCE:
        await _mark(replace(row, state="dropped", error="it may have arrived; answers are not sent twice"), tools=tools)
        return True
    return None


async def _thread(post: Outgoing, *, tools: Tools) -> str | None:
    """The message id of the thread this goes to, None where it stands by itself.

    Raises:
        Refused: it says something about a message that was never posted.
    """
    root = await tools.store.delivery(post.thread) if post.thread is not None else None
    if root is None and post.thread is not None and post.kind in ("update", "reply"):
        raise Refused(where=str(post.place), what="the message to answer was never posted")
    return root.message_id if root is not None else None


async def _send(row: Waiting, chat: Chat, thread: str | None, *, tools: Tools) -> str:
    post = row.post
    if post.edits is not None:
        delivery = await tools.store.delivery(post.edits)
        if delivery is None:
            raise Refused(where=str(post.place), what="the message to edit was never posted")
        await chat.edit(post, message_id=delivery.message_id)
        return delivery.message_id
    if row.state == "sending" and not chat.can_find:
        post = replace(post, message=_again(post.message))
    return await chat.post(post, thread=thread)


def _again(message: Message) -> Message:
    mark = Text(line=sent_again(), faint=True)
    return replace(message, blocks=(mark, *message.blocks), summary=f"{sent_again()[0].text} {message.summary}")


async def _done(row: Waiting, sent: str, thread: str | None, *, tools: Tools) -> None:
    delivery = None if row.post.edits is not None else _delivery(row.post, sent, thread, tools)
    mark = MarkPost(id=row.id, state="done", tries=row.tries + 1, sent_id=sent, delivery=delivery)
    await tools.store.commit([mark])


def _delivery(post: Outgoing, sent: str, thread: str | None, tools: Tools) -> Delivery:
    digest = post.key if post.kind == "digest" else post.thread if thread is not None else None
    return Delivery(
        key=post.key,
        kind=post.kind,
        place=post.place,
        message_id=sent,
        at=tools.clock.now(),
        insight=post.insight,
        day=digest_day(digest) if digest is not None else "",
    )


async def _later(row: Waiting, wrong: RemoteError, *, tools: Tools) -> bool:
    """Try again when the platform says so, else after a wait that doubles; after a day it is dead (True).

    A refused credential waits like all else: the person who puts it right within the day loses nothing.
    """
    now = tools.clock.now()
    if now - row.post.due > GIVE_UP:
        await _mark(replace(row, state="dead", error=str(wrong)), tools=tools)
        return True
    asked = timedelta(seconds=float(str(wrong.data.get("seconds", 0) or 0)))
    # Unless the platform said that it took nothing, the try may have arrived: it is looked up before the next one.
    refused = isinstance(wrong, WrongCredential) or wrong.data.get("accepted") is False
    state: OutboxState = "new" if refused and row.state == "new" else "sending"
    next_at = now + max(asked, _pause(row.tries))
    await tools.store.commit([MarkPost(id=row.id, state=state, tries=row.tries + 1, error=str(wrong), next_at=next_at)])
    return False


def _pause(tries: int) -> timedelta:
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(tries, 10)))


async def _mark(row: Waiting, *, tools: Tools) -> None:
    await tools.store.commit(
        [
            MarkPost(
                id=row.id, state=row.state, tries=row.tries, sent_id=row.sent_id, error=row.error, next_at=row.next_at
            )
        ]
    )
