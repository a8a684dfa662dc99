"""What was delivered to a source's hook: read once it lies in the inbox, taken in as if the source had been asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from bot.errors import EarshotError, NotFound, StoreError
from bot.flow.ahead import known_ahead
from bot.flow.hear import hear
from bot.flow.inbox import LANE, work_event
from bot.flow.payload import text
from bot.flow.sifting import EVERYTHING, sift
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Receive, Settle
from bot.ports.sources import Hook
from bot.ports.world import Item

HOOK: Final = "hook"
"""The kind of inbox event that holds a delivery: the source's name and the body."""
LOOK: Final = 400
"""So many deliveries are looked at in one turn."""
MOST_ITEMS: Final = 500
"""A batch ends with the delivery that brings it to so many items."""

Find = Callable[[str], Hook | None]


class Deliveries:
    """Takes deliveries in: those of a source in their order, many in one transaction with the marks that they are.

    `patience`: so long one waits to be understood ahead by another process; without others, no time at all.
    """

    def __init__(self, find: Find, *, tools: Tools, standing: Standing, patience: timedelta = timedelta()) -> None:
        self._find, self._tools, self._standing, self._patience = find, tools, standing, patience
        self._alone: set[str] = set()
        """Events whose batch failed: each is then worked on alone, and fails alone."""

    async def turn(self) -> int:
        """Take in what is ready; gives how many deliveries."""
        lanes: dict[str, list[Receive]] = {}
        for event in await self._tools.store.pending((HOOK,), limit=LOOK):
            lanes.setdefault(str(event.payload.get(LANE, "")), []).append(event)
        return sum([await self._lane(events) for events in lanes.values()])

    async def _lane(self, events: Sequence[Receive]) -> int:
        done, now = 0, self._tools.clock.now()
        batch: list[Receive] = []
        items: list[Item] = []
        for event in events:
            if self._patience and not event.ahead and now - event.at < self._patience:
                break
            said = self._items(event)
            if said is None:
                done += await self._together(batch, items)
                batch, items = [], []
                done += await self._by_itself(event)
                continue
            batch.append(event)
            items += said
            if len(items) >= MOST_ITEMS:
                done += await self._together(batch, items)
                batch, items = [], []
        return done + await self._together(batch, items)

    def _items(self, event: Receive) -> Sequence[Item] | None:
        """What was delivered; None where it must be worked on alone."""
        if event.event_id in self._alone:
            return None
        try:
            hook = self._find(text(event.payload, "name"))
            return None if hook is None else hook.items(text(event.payload, "body"))
        except EarshotError:
            return None

    async def _together(self, events: Sequence[Receive], items: Sequence[Item]) -> int:
        if not events:
            return 0
        tools, standing, ids = self._tools, self._standing, {one.event_id for one in events}
        self._alone |= ids
        try:
            async with tools.turn():
                tools.fp("before_work")
                name = text(events[0].payload, "name")
                found = await sift(items, EVERYTHING, source=name, tools=tools, standing=standing)
                settled = [Settle(event_id=one.event_id, result={"together": len(events)}) for one in events]
                read = known_ahead(events, tools.read)
                await hear(found, tools=tools, standing=standing, read=read, extra=settled)
                tools.fp("after_work")
        except StoreError:  # nothing was taken in; the same batch comes again
            self._alone -= ids
            raise
        self._alone -= ids
        return len(events)

    async def _by_itself(self, event: Receive) -> bool:
        take = partial(take_delivered, self._find, tools=self._tools, standing=self._standing)
        done = await work_event(event, tools=self._tools, standing=self._standing, more={HOOK: take})
        self._alone.discard(event.event_id)
        return done


async def take_delivered(
    find: Find, payload: Mapping[str, object], *, tools: Tools, standing: Standing
) -> Mapping[str, object]:
    """Take a delivery in; gives what came of it.

    Raises:
        NotFound: the source was removed or paused since.
    """
    name = text(payload, "name")
    hook = find(name)
    if hook is None:
        raise NotFound(what="source", id=name)
    async with tools.turn():
        items = await sift(hook.items(text(payload, "body")), EVERYTHING, source=name, tools=tools, standing=standing)
        taken = await hear(items, tools=tools, standing=standing)
    return {"kept": len(taken.kept), "unchanged": taken.unchanged, "removed": len(taken.removed), "bad": len(taken.bad)}
