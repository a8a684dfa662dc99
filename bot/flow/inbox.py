"""The inbox: what other processes ask the one that thinks to do. Stored first, worked off in order, answered there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta

from bot.errors import EarshotError, NotFound, TryLater, name_of
from bot.flow.forgetting import FORGETS
from bot.flow.standing import REDRAW, Standing
from bot.flow.tools import Tools
from bot.model.changes import Receive, Settle
from bot.texts import operating as words

Work = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object]]]

LANE = "lane"
"""In the payload of an event of a chat: events of one lane are worked off in order, those of others beside them."""

PATIENCE = timedelta(minutes=10)
"""So long an event is tried again where a platform cannot answer."""

EVENT = "event"
"""In what a work is handed: the id of its event, from which the keys of all it does are made."""

FAILED = "failed"
"""In the result of an event that failed: the class of its error, so that who waits fails in the same way."""


async def work_inbox(
    *, tools: Tools, standing: Standing, more: Mapping[str, Work] | None = None, chats: Collection[str] = ()
) -> int:
    """Work off what is waiting; gives how many events. `more` are kinds that compose knows how to do.

    Events of `chats` are left to `work_event`.
    An event whose work failed in a way nobody foresaw raises here once, and is settled as failed the next time.
    """
    done, now = 0, tools.clock.now()
    for event in await tools.store.pending():
        if event.kind == REDRAW or event.kind in chats:  # thinking sees to the former
            continue
        if standing.later.get(event.event_id, now) <= now:
            done += await work_event(event, tools=tools, standing=standing, more=more or {})
    return done


async def lanes(chats: Collection[str], *, tools: Tools, standing: Standing) -> Mapping[str, Sequence[Receive]]:
    """The events of chats that are waiting, oldest first in each lane; left out are lanes that are to wait."""
    found: dict[str, list[Receive]] = {}
    for event in await tools.store.pending(chats):
        found.setdefault(f"{event.kind}:{event.payload.get(LANE, '')}", []).append(event)
    now = tools.clock.now()
    return {lane: events for lane, events in found.items() if standing.later.get(events[0].event_id, now) <= now}


async def work_event(event: Receive, *, tools: Tools, standing: Standing, more: Mapping[str, Work]) -> bool:
    """Work off one event; False where a platform cannot answer now: it is tried again later. Raises as `work_inbox`."""
    tools.fp("before_work")
    settled = await _settled(event, tools=tools, standing=standing, more=more)
    tools.fp("after_work")
    if settled is not None:
        standing.later.pop(event.event_id, None)
        await tools.store.commit([settled])
    return settled is not None


async def _settled(event: Receive, *, tools: Tools, standing: Standing, more: Mapping[str, Work]) -> Settle | None:
    """What came of the event's work; None if it is to be done again later."""
    if event.event_id in standing.begun:
        standing.begun.discard(event.event_id)
        return _failed(event, EarshotError(), words.failed_inside(event.kind))
    standing.begun.add(event.event_id)
    try:
        result = await _work(event, tools=tools, standing=standing, more=more)
    except EarshotError as wrong:
        settled = None if _waits(event, wrong, tools=tools, standing=standing) else _failed(event, wrong, str(wrong))
    else:
        settled = Settle(event_id=event.event_id, result=result)
    standing.begun.discard(event.event_id)
    return settled


def _waits(event: Receive, wrong: EarshotError, *, tools: Tools, standing: Standing) -> bool:
    """Whether the event is tried again, and when: what a platform could not answer, for as long as anybody waits."""
    now = tools.clock.now()
    if not isinstance(wrong, TryLater) or now - event.at > PATIENCE:
        return False
    seconds = float(str(wrong.data.get("seconds", 0) or 0))
    standing.later[event.event_id] = now + timedelta(seconds=max(seconds, 1.0))
    return True


def _failed(event: Receive, wrong: EarshotError, said: str) -> Settle:
    return Settle(event_id=event.event_id, result={FAILED: name_of(wrong)}, error=said)


async def _work(event: Receive, *, tools: Tools, standing: Standing, more: Mapping[str, Work]) -> Mapping[str, object]:
    payload = event.payload
    if event.kind in more:
        return await more[event.kind]({**payload, EVENT: event.event_id})
    if event.kind in FORGETS:
        return await FORGETS[event.kind](payload, tools=tools, standing=standing)
    raise NotFound(what="work", id=event.kind)
