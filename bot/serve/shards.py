"""Thinking a shard: place what waits, think about it, tidy up at night. Owning shards: as many as others do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from bot.errors import StoreBusy
from bot.flow.placing import place
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.flow.upkeep import night
from bot.model.leases import AT_WORK, SHARD
from bot.ports.sharing import Leases
from bot.serve.loops import THINK_S, TIMER_S, Served, boundary, loop

PLACE_S, KNOW_S, DEAL_S = 0.2, 5.0, 1.0
"""How often it is looked what waits, who the organisation is, and which shards are to be ours, in seconds."""
THINKING = "think/"
"""After `AT_WORK`: before the name of a process that can think shards."""

Think = Callable[[int, asyncio.Event], Awaitable[None]]
"""Thinks a shard, if nobody has it (else StoreBusy), until the event is set; sets it when the shard was lost."""


async def think_shard(
    *, tools: Tools, standing: Standing, stop: asyncio.Event, served: Served, pace: float = 1.0
) -> None:
    """Think a shard until `stop` is set; then each loop ends its turn."""
    name = f"shard {standing.shard}"

    async def placing() -> None:
        while not stop.is_set():
            async with tools.turn():
                if not await place(tools=tools, standing=standing):
                    return

    async def thinking() -> None:
        if standing.due:
            async with tools.turn():
                await think(tools=tools, standing=standing)

    async def nights() -> None:
        async with tools.turn():
            await night(tools=tools, standing=standing)

    async def know() -> None:
        async with tools.turn():
            await standing.load_organisation(tools)

    async with asyncio.TaskGroup() as group:
        for what, turn, pause in (
            ("placing", placing, PLACE_S), ("thinking", thinking, THINK_S), ("night", nights, TIMER_S),
            ("settings", know, KNOW_S),
        ):  # fmt: skip
            group.create_task(loop(f"{what} {name}", turn, pause * pace, stop=stop, served=served))


class Owning:
    """The shards that this process thinks beside shard 0: a fair part, each opened when it is free and closed when it
    is lost or another process is to have it.
    """

    def __init__(self, leases: Leases, think: Think, *, shards: int, served: Served) -> None:
        self._leases, self._think, self._shards, self._served = leases, think, shards, served
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._stops: dict[int, asyncio.Event] = {}

    @property
    def owned(self) -> Sequence[int]:
        """The shards that are thought here."""
        return sorted(self._tasks)

    async def turn(self) -> None:
        """Open what is free up to a fair part, close what is beyond it."""
        for shard in [one for one, task in self._tasks.items() if task.done()]:
            self._stops.pop(shard)
            await self._tasks.pop(shard)
        thinkers = max(1, len(await self._leases.lasting(f"{AT_WORK}{THINKING}")))
        fair = -(-(self._shards - 1) // thinkers)
        for shard in self.owned[fair:]:
            self._stops[shard].set()
        for shard in range(1, self._shards):
            if len(self._tasks) >= fair:
                return
            if shard not in self._tasks and await self._leases.free(f"{SHARD}{shard}"):
                self._stops[shard] = asyncio.Event()
                self._tasks[shard] = asyncio.create_task(self._own(shard), name=f"{SHARD}{shard}")

    async def close(self) -> None:
        """Let all of them end their turns."""
        for stop in self._stops.values():
            stop.set()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _own(self, shard: int) -> None:
        async def turn() -> None:
            with suppress(StoreBusy):  # somebody was faster
                await self._think(shard, self._stops[shard])

        await boundary(f"{SHARD}{shard}", turn, self._served)
