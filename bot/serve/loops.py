"""The loops: outbox, thinking and timers, inbox. Stopping lets what is in flight end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial

import structlog

from bot.errors import LeaseLost
from bot.flow.delivered import HOOK, Deliveries
from bot.flow.digests import post_due
from bot.flow.gaps import overdue
from bot.flow.inbox import Work, lanes, work_event, work_inbox
from bot.flow.polling import Asked, Polls
from bot.flow.post import Outbox, lane
from bot.flow.reminders import remind
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.flow.upkeep import night, watch_sources
from bot.flow.written import read_ahead
from bot.model.changes import Receive
from bot.model.delivery import Waiting
from bot.ports.world import Chat

OUTBOX_S, INBOX_S, CHATS_S, THINK_S, POLL_S, TIMER_S = 0.25, 0.1, 0.1, 1.0, 2.0, 15.0
"""How often each loop looks, in seconds."""
RELINK_S = 5.0
"""Before a connection that broke is opened again."""
BESIDE = 32
"""How many lanes of chats are worked off beside each other."""

Link = Callable[[asyncio.Event], Awaitable[None]]

_log = structlog.get_logger("earshot")


class Served:
    """How the loops are doing, for /ready: the last failure of each, gone when its next turn succeeds."""

    def __init__(self) -> None:
        self.failing: dict[str, str] = {}

    def well(self, name: str) -> None:
        """The loop or connection of this name is well again."""
        self.failing.pop(name, None)


async def serve(
    *, tools: Tools, standing: Standing, chats: Mapping[str, Chat] | None, stop: asyncio.Event, served: Served,
    works: Mapping[str, Work] | None = None, heard: Mapping[str, Work] | None = None, pace: float = 1.0,
    wake: asyncio.Event | None = None, links: Mapping[str, Link] | None = None, polls: Polls | None = None,
) -> None:  # fmt: skip
    """Run until `stop` is set; then each loop ends its turn, and this returns.

    Args:
        tools: what every use case is handed.
        standing: what is held in memory.
        chats: where posts go, by platform; None: other processes post.
        stop: ends it.
        served: told how the loops are doing.
        works: what is done for other commands, by kind of event.
        heard: what is done with what came in from chats, by kind of event; no lane waits for another.
        pace: stretches the pauses.
        wake: set when something came in from a chat, so that it is taken up at once.
        links: connections that are held open, each until `stop` is set; one that breaks is opened again.
        polls: asks sources in their turn.
    """
    sending = Sending(Outbox(chats or {}, tools=tools), served=served)
    lanes_ = Lanes(heard or {}, tools=tools, standing=standing, served=served, worked=sending.look)

    async def inbox() -> None:
        await work_inbox(tools=tools, standing=standing, more=works, chats=(HOOK, *(heard or ())))

    async def thinking() -> None:
        if standing.due:
            async with tools.turn():
                await think(tools=tools, standing=standing)

    async def timers() -> None:
        async with tools.turn():
            await overdue(tools=tools, standing=standing)
            if await watch_sources(tools=tools, standing=standing):
                await think(tools=tools, standing=standing)
            await night(tools=tools, standing=standing)
            await remind(tools=tools, standing=standing)
            await post_due(tools=tools, standing=standing)

    async def ahead() -> None:
        await read_ahead(asyncio.to_thread, tools=tools, organisation=standing.organisation)

    async with asyncio.TaskGroup() as group:
        group.create_task(boundary("ledger", ahead, served), name="ledger")
        for name, turn, pause in (
            ("inbox", inbox, INBOX_S),
            ("thinking", thinking, THINK_S),
            ("timers", timers, TIMER_S),
        ):
            group.create_task(loop(name, turn, pause * pace, stop=stop, served=served), name=name)
        if chats is not None:
            look = partial(sending.turn, group)
            group.create_task(loop("outbox", look, OUTBOX_S * pace, stop=stop, served=served, wake=sending.look))
        if polls is not None:
            asking = partial(Asking(polls, tools=tools, standing=standing, served=served).turn, group)
            group.create_task(loop("sources", asking, POLL_S * pace, stop=stop, served=served), name="sources")
        for name, link in (links or {}).items():
            turn_ = partial(link, stop)
            group.create_task(loop(name, turn_, RELINK_S * pace, stop=stop, served=served), name=name)
        if heard:
            pause_ = CHATS_S * pace
            group.create_task(
                loop("chats", partial(lanes_.turn, group), pause_, stop=stop, served=served, wake=wake), name="chats"
            )


class Sending:
    """Works off the outbox: in order within a lane (a place), lanes beside each other: a slow one holds up no other.

    `look` is set when something may be due: the next row of a lane whose row came to an end, an answer to a person.
    """

    def __init__(
        self, outbox: Outbox, *, served: Served, mine: Callable[[str], bool] = lambda lane: True, most: int = 50
    ) -> None:
        """`mine`: whether a lane is this process's to work off; at most `most` rows are looked at in a turn."""
        self._outbox, self._served, self._mine, self._most = outbox, served, mine, most
        self._busy: set[str] = set()
        self.look = asyncio.Event()

    @property
    def busy(self) -> Collection[str]:
        """The lanes in which something is being sent."""
        return frozenset(self._busy)

    async def turn(self, group: asyncio.TaskGroup) -> None:
        """Start on each lane that has a row due and is not at work."""
        before = frozenset(self._busy)  # their rows may be read here as they were before their work ended
        for row in await self._outbox.due(limit=self._most, mine=self._mine):
            name = lane(row.post)
            if name not in before | self._busy and len(self._busy) < BESIDE:
                self._busy.add(name)
                group.create_task(self._send(name, row), name=f"outbox {row.post.place}")

    async def _send(self, name: str, row: Waiting) -> None:
        ended = False

        async def work() -> None:
            nonlocal ended
            with suppress(LeaseLost):  # another process goes on with it
                ended = await self._outbox.send(row)

        try:
            await boundary(f"outbox {row.post.place}", work, self._served)
        finally:
            self._busy.discard(name)
            if ended:
                self.look.set()


class Asking:
    """Asks the sources that are due, each beside the others: one that hangs hinders none."""

    def __init__(self, polls: Polls, *, tools: Tools, standing: Standing, served: Served) -> None:
        self._polls, self._tools, self._standing, self._served = polls, tools, standing, served
        self._busy: set[str] = set()

    async def turn(self, group: asyncio.TaskGroup) -> None:
        """Start on each source that is due and is not being asked."""
        for one in self._polls.due(self._tools.clock.now()):
            name = one.source.name
            if name not in self._busy and len(self._busy) < BESIDE:
                self._busy.add(name)
                group.create_task(self._ask(one), name=f"source {name}")
        if not self._busy:
            await self._polls.close_left()

    async def _ask(self, one: Asked) -> None:
        async def work() -> None:
            await self._polls.ask(one, tools=self._tools, standing=self._standing)

        try:
            await boundary(f"source {one.source.name}", work, self._served)
        finally:
            self._busy.discard(one.source.name)


class Lanes:
    """Works off what came in from chats: in order within a lane, lanes beside each other."""

    def __init__(
        self, heard: Mapping[str, Work], *, tools: Tools, standing: Standing, served: Served, worked: asyncio.Event
    ) -> None:  # fmt: skip
        self._heard, self._tools, self._standing, self._served = heard, tools, standing, served
        self._worked = worked
        self._busy: set[str] = set()

    async def turn(self, group: asyncio.TaskGroup) -> None:
        """Start work on each lane that has something waiting and is not at work."""
        before = frozenset(self._busy)  # their events may be read here as they were before their work ended
        for name, events in (await lanes(tuple(self._heard), tools=self._tools, standing=self._standing)).items():
            if name not in before | self._busy and len(self._busy) < BESIDE:
                self._busy.add(name)
                group.create_task(self._lane(name, events), name=name)

    async def _lane(self, name: str, events: Sequence[Receive]) -> None:
        async def work() -> None:
            for event in events:
                if not await work_event(event, tools=self._tools, standing=self._standing, more=self._heard):
                    return
                self._worked.set()

        try:
            await boundary("chats", work, self._served)
        finally:
            self._busy.discard(name)


async def take_deliveries(
    deliveries: Deliveries, stop: asyncio.Event, *, served: Served, delivered: asyncio.Event, pace: float = 1.0
) -> None:  # fmt: skip
    """Take in what was delivered to sources, at once when `delivered` is set, until `stop` is."""

    async def turn() -> None:
        if await deliveries.turn():
            delivered.set()

    await loop("deliveries", turn, CHATS_S * pace, stop=stop, served=served, wake=delivered)


async def loop(
    name: str, turn: Callable[[], Awaitable[None]], pause: float, *, stop: asyncio.Event, served: Served,
    wake: asyncio.Event | None = None,
) -> None:  # fmt: skip
    """Turn after turn with pauses between; a pause ends early when `wake` or `stop` is set."""
    bell = wake or stop
    while not stop.is_set():
        await boundary(name, turn, served)
        try:
            await asyncio.wait_for(bell.wait(), pause)
        except TimeoutError:
            continue
        if wake is not None:
            wake.clear()


async def boundary(name: str, turn: Callable[[], Awaitable[None]], served: Served) -> None:
    """The task boundary: one failed turn is logged with its traceback, and the loop goes on."""
    try:
        await turn()
    except Exception as error:  # noqa: BLE001 - the one place where a loop survives whatever a turn met
        served.failing[name] = str(error) or type(error).__name__
        with suppress(OSError):  # a full disk takes no log either, and that must not end the loop
            _log.exception("turn failed", loop=name)
    else:
        served.well(name)
