"""The shards of thinking that a process owns beside shard 0, each on a connection that proves its lease."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from bot.compose import memory
from bot.compose.app import App, open_app
from bot.compose.clock import Numbers
from bot.compose.environment import Given
from bot.errors import ConfigError
from bot.flow.dealing import dealt
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.leases import AT_WORK
from bot.ports.memory import Store
from bot.serve import Served, loop
from bot.serve.shards import DEAL_S, THINKING, Owning, think_shard
from bot.serve.sharing import be_here
from bot.texts import operating as texts


@asynccontextmanager
async def thinking_shards(given: Given) -> AsyncIterator[None]:
    """A fair part of the shards beside shard 0 is thought here while the block lasts; nothing where there is one."""
    url = memory.server(given)
    if url is None or given.settings.store.shards == 1:
        yield
        return
    from store.postgres import open_leases

    stop, served = asyncio.Event(), Served()
    async with AsyncExitStack() as doors:
        app = await doors.enter_async_context(open_app(given, beside=True, chatty=False))
        leases = open_leases(url, holder=memory.process())
        doors.push_async_callback(asyncio.to_thread, leases.close)

        async def think(shard: int, until: asyncio.Event) -> None:
            async with open_shard(app, url, shard, until) as (tools, standing):
                await think_shard(tools=tools, standing=standing, stop=until, served=served)

        owning = Owning(leases, think, shards=given.settings.store.shards, served=served)
        here = be_here(leases, f"{AT_WORK}{THINKING}{memory.process()}", stop=stop, served=served)
        async with asyncio.TaskGroup() as group:
            group.create_task(here)
            group.create_task(loop("shards", owning.turn, DEAL_S, stop=stop, served=served))
            try:
                yield
            finally:
                stop.set()
                await owning.close()


@asynccontextmanager
async def open_shard(app: App, url: str, shard: int, lost: asyncio.Event) -> AsyncIterator[tuple[Tools, Standing]]:
    """What a shard is thought with while the block lasts; `lost` is set when another process took it over.

    Raises:
        StoreBusy: another process thinks it.
        ConfigError: what is stored was dealt among another number of shards.
    """
    from store.postgres import connect_shard

    shards = app.given.settings.store.shards
    await _check(app.store, shards)
    tell = from_thread(lost)
    store = await asyncio.to_thread(connect_shard, url, shard, holder=memory.process(), lost=tell, fp=app.tools.fp)
    try:
        await _check(store, shards)  # while we hold the shard, nobody deals anew
        lock = asyncio.Lock()
        numbers = Numbers(store, shard=shard, shards=shards)
        tools = replace(app.tools, store=store, ids=numbers, turn=lambda: lock)
        standing = Standing(shard=shard, shards=shards)
        await standing.load(tools)
        yield tools, standing
    finally:
        await asyncio.to_thread(store.close)


async def _check(store: Store, shards: int) -> None:
    """Nothing, where what is stored was dealt among as many shards.

    Raises:
        ConfigError: it was not.
    """
    held = await dealt(store)
    if held != shards:
        raise ConfigError(where="store.shards", what=texts.dealt_otherwise(held, shards), remedy=texts.same_shards())


def from_thread(event: asyncio.Event) -> Callable[[], None]:
    """What sets the event, from whichever thread."""
    here = asyncio.get_running_loop()

    def tell() -> None:
        here.call_soon_threadsafe(event.set)

    return tell
