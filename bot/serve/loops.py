"""The loops: outbox, thinking and timers, inbox. Stopping lets what is in flight end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

import structlog

from bot.flow.digests import post_due
from bot.flow.inbox import Work, work_inbox
from bot.flow.post import post_waiting
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.flow.upkeep import night, watch_sources
from bot.ports.world import Chat

OUTBOX_S, INBOX_S, THINK_S, TIMER_S = 0.25, 0.1, 1.0, 15.0
"""How often each loop looks, in seconds."""

_log = structlog.get_logger("earshot")


class Served:
    """How the loops are doing, for /ready: the last failure of each, gone when its next turn succeeds."""

    def __init__(self) -> None:
        self.failing: dict[str, str] = {}


async def serve(
    *, tools: Tools, standing: Standing, chats: Mapping[str, Chat], stop: asyncio.Event, served: Served,
    works: Mapping[str, Work] | None = None, pace: float = 1.0,
) -> None:  # fmt: skip
    """Run until `stop` is set; then each loop ends its turn, and this returns.

    `works` are done for other commands, `pace` stretches the pauses.
    """

    async def outbox() -> None:
        while await post_waiting(chats, tools=tools):
            pass

    async def inbox() -> None:
        await work_inbox(tools=tools, standing=standing, more=works)

    async def thinking() -> None:
        if standing.due:
            async with tools.turn():
                await think(tools=tools, standing=standing)

    async def timers() -> None:
        async with tools.turn():
            if await watch_sources(tools=tools, standing=standing):
                await think(tools=tools, standing=standing)
            await night(tools=tools, standing=standing)
            await post_due(tools=tools, standing=standing)

    async with asyncio.TaskGroup() as group:
        for name, turn, pause in (
            ("outbox", outbox, OUTBOX_S),
            ("inbox", inbox, INBOX_S),
            ("thinking", thinking, THINK_S),
            ("timers", timers, TIMER_S),
        ):
            group.create_task(_loop(name, turn, pause * pace, stop=stop, served=served), name=name)


async def _loop(
    name: str, turn: Callable[[], Awaitable[None]], pause: float, *, stop: asyncio.Event, served: Served
) -> None:
    while not stop.is_set():
        await boundary(name, turn, served)
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            continue


async def boundary(name: str, turn: Callable[[], Awaitable[None]], served: Served) -> None:
    """The task boundary: one failed turn is logged with its traceback, and the loop goes on."""
    try:
        await turn()
    except Exception as error:  # noqa: BLE001 - the one place where a loop survives whatever a turn met
        served.failing[name] = str(error) or type(error).__name__
        with suppress(OSError):  # a full disk takes no log either, and that must not end the loop
            _log.exception("turn failed", loop=name)
    else:
        served.failing.pop(name, None)
