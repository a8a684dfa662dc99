"""Invokes: acts that are answered within their request, and done once however often they come.

Who comes first, the request or the lane of the inbox, does the work; the other waits and does nothing. A request that
waits too long is told so and gives up; the lane then does it, under the same id.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol, cast
from weakref import WeakValueDictionary

import structlog

from adapters.chat.teams.answers import Reply, told
from adapters.chat.teams.visit import TOLD
from bot.errors import EarshotError, StoreError, TryLater, name_of
from bot.model.changes import Receive, Settle
from bot.ports.memory import Keeping, Writing
from bot.ports.world import Clock
from bot.texts import teams as texts

Work = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object]]]

PATIENCE_S: Final = 8.0
"""How long a request waits for the work."""
REMEMBERED: Final = timedelta(minutes=10)
"""How long an answer is given again. It is kept in memory alone: customers may take back what it holds."""
MOST: Final = 200

_log = structlog.get_logger("earshot")


class Memory(Keeping, Writing, Protocol):
    """The part of memory that invokes need."""


class Invokes:
    """Answers invokes.

    Args:
        work: does one stored event; its answer stands under `body`.
        store: where events are kept.
        clock: what time it is.
        patience_s: how long a request waits.
    """

    def __init__(self, work: Work, *, store: Memory, clock: Clock, patience_s: float = PATIENCE_S) -> None:
        self._work, self._store, self._clock, self._patience = work, store, clock, patience_s
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._said: OrderedDict[str, tuple[datetime, Reply]] = OrderedDict()

    async def answer(self, event: Receive, *, name: str) -> Reply:
        """The answer to an invoke that is stored; it is worked off by then, or the lane will see to it.

        Raises:
            StoreError: nothing can be kept.
        """
        known = self._again(event.event_id)
        if known is not None:
            return known
        try:
            async with asyncio.timeout(self._patience), self._turn(event.event_id):
                known = self._again(event.event_id)
                if known is not None:
                    return known
                if await self._store.result(event.event_id) is not None:
                    return told(name, texts.done_before())
                return await self._done(event, name)
        except TimeoutError:
            return told(name, texts.still_at_it())

    async def work(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        """The work of one stored event, for the lane: what a request did is not done again."""
        event_id = str(payload["event"])
        if payload["type"] != "invoke":
            return await self._work(payload)
        async with self._turn(event_id):
            settled = await self._store.result(event_id)
            if settled is None and self._again(event_id) is None:
                self._keep(event_id, _body(await self._work(payload)))
            return settled or {}

    async def _done(self, event: Receive, name: str) -> Reply:
        """The work in a task of its own: whatever it ends with, the person is answered, and no 500 is."""
        task = asyncio.ensure_future(self._work({**event.payload, "event": event.event_id}))
        try:
            await asyncio.wait({task})
        finally:
            if task.cancel():  # nobody waits for it any longer
                await asyncio.wait({task})
        wrong = task.exception()
        if isinstance(wrong, TryLater):  # the lane tries again
            return told(name, texts.still_at_it())
        if isinstance(wrong, StoreError):
            raise wrong
        if wrong is None:
            reply, settled = _body(task.result()), Settle(event_id=event.event_id)
        elif not isinstance(wrong, EarshotError):
            _log.error("an invoke of Teams failed in a way nobody foresaw", exc_info=wrong)
            reply, failed = told(name, texts.went_wrong()), {"failed": name_of(EarshotError())}
            settled = Settle(event_id=event.event_id, result=failed, error=type(wrong).__name__)
        else:
            reply = told(name, str(wrong) if isinstance(wrong, TOLD) else texts.went_wrong())
            settled = Settle(event_id=event.event_id, result={"failed": name_of(wrong)}, error=str(wrong))
        await self._store.commit([settled])
        self._keep(event.event_id, reply)
        return reply

    def _turn(self, event_id: str) -> asyncio.Lock:
        return self._turns.setdefault(event_id, asyncio.Lock())

    def _again(self, event_id: str) -> Reply | None:
        held = self._said.get(event_id)
        return held[1] if held is not None and self._clock.now() - held[0] < REMEMBERED else None

    def _keep(self, event_id: str, reply: Reply) -> None:
        self._said[event_id] = (self._clock.now(), reply)
        while len(self._said) > MOST:
            self._said.popitem(last=False)


def _body(done: Mapping[str, object]) -> Reply:
    return cast("Reply", done.get("body") or {})
