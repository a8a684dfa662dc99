"""The roles of processes that share the work on one PostgreSQL: edge, read, think, post."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp.web import AbstractRouteDef

from adapters import web
from bot.compose import memory
from bot.compose.app import App, Say, open_app
from bot.compose.environment import Given
from bot.compose.running import Running, ended, hook_routes, running
from bot.compose.shards import from_thread, thinking_shards
from bot.compose.watching import Watch
from bot.errors import ConfigError, StoreBusy
from bot.flow.ahead import understand as understood
from bot.model.leases import AT_WORK, THINK
from bot.ports.sharing import Leases
from bot.ports.web import Server
from bot.serve import Served, loop, sharing
from bot.texts import operating as texts

ROLES: Final = ("all", "edge", "read", "think", "post")
REFRESH_S, STAND_BY_S = 5.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A process that does its part: where it answers, what ends it, and what it runs until then."""

    server: Server
    stop: asyncio.Event
    loops: asyncio.Task[None]


def needs_server(given: Given, role: str) -> None:
    """Nothing, where this role can be had.

    Raises:
        ConfigError: memory is a file, which one process serves.
    """
    if role != "all" and memory.server(given) is None:
        raise ConfigError(where="serve", what=texts.role_needs_server(role), remedy=texts.name_a_server())


@asynccontextmanager
async def part(given: Given, role: str, *, port: int | None, host: str | None = None, say: Say) -> AsyncIterator[Part]:
    """A process of the role edge, read or post while the block lasts."""
    url = memory.server(given)
    assert url is not None, "asked before"
    from store.postgres import open_leases

    stop, served = asyncio.Event(), Served()
    async with AsyncExitStack() as doors:
        opened = open_app(given, say=say, beside=True, chatty=role == "post")
        app = await doors.enter_async_context(opened)
        watch = Watch(app.store, clock=app.tools.clock, settings=given.settings, role=role)
        await watch.sample()
        leases = open_leases(url, holder=memory.process())
        doors.push_async_callback(asyncio.to_thread, leases.close)
        http = given.settings.http
        routes = [*_watching(given, served, watch), *(hook_routes(app, watch, heard=_nobody) if role == "edge" else ())]
        server = await web.connect(
            host=host or http.host, port=http.port if port is None else port, routes=routes, limits={}
        )  # fmt: skip
        work = await _work(role, url, app, leases, stop=stop, served=served, doors=doors)
        loops = asyncio.create_task(_together(app, watch, work, stop=stop, served=served), name=role)
        try:
            yield Part(server=server, stop=stop, loops=loops)
        finally:
            stop.set()
            await server.close()
            await ended(loops)


Work = Callable[[], Awaitable[None]]


async def _work(
    role: str, url: str, app: App, leases: Leases, *, stop: asyncio.Event, served: Served, doors: AsyncExitStack
) -> Work:  # fmt: skip
    """What the role does until `stop` is set."""
    name = memory.process()
    here = partial(sharing.be_here, leases, f"{AT_WORK}{role}/{name}", stop=stop, served=served)
    if role == "edge":
        return here
    from store.postgres import open_bell, open_claims

    bell = await doors.enter_async_context(open_bell(url))
    if role == "post":
        return partial(
            sharing.send, leases, name, chats=app.chats, tools=app.tools, bell=bell, stop=stop, served=served
        )  # fmt: skip

    claims = open_claims(url, holder=name)
    doors.push_async_callback(asyncio.to_thread, claims.close)
    understanding = partial(understood, find=app.sources.hook, read=app.tools.read, clock=app.tools.clock)

    async def read() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(here())
            group.create_task(sharing.understand(claims, understanding, bell=bell, stop=stop, served=served))

    return read


async def _together(app: App, watch: Watch, work: Work, *, stop: asyncio.Event, served: Served) -> None:
    async def refresh() -> None:
        await app.standing.load_organisation(app.tools)

    async def working() -> None:
        await work()

    async with asyncio.TaskGroup() as group:
        group.create_task(working())
        group.create_task(watch.run(stop, served))
        group.create_task(loop("settings", refresh, REFRESH_S, stop=stop, served=served))


async def think(
    given: Given, *, port: int | None, say: Say, up: Callable[[Running], None], stop: asyncio.Event
) -> None:
    """A process of the role think until `stop` is set: it stands by until nobody else thinks, then it does.

    When another process took over it stands by again. `up` is told each time it leads.

    Raises:
        ConfigError, StoreNewer: as `open_app`.
    """
    async with thinking_shards(given):
        await _lead(given, port=port, say=say, up=up, stop=stop)


async def _lead(
    given: Given, *, port: int | None, say: Say, up: Callable[[Running], None], stop: asyncio.Event
) -> None:
    while not stop.is_set():
        lost = asyncio.Event()
        tell = from_thread(lost)
        async with AsyncExitStack() as stack:
            try:
                app = await stack.enter_async_context(open_app(given, say=say, lost=tell))
            except StoreBusy:
                say(texts.stands_by())
                await _stand_by(given, port=port, stop=stop)
                continue
            leading = await stack.enter_async_context(running(app, port=port, role="think"))
            up(leading)
            await _first(leading.loops, lost, stop)
            if lost.is_set():
                say(texts.lost_the_lead())


async def _first(loops: asyncio.Task[None], *events: asyncio.Event) -> None:
    """Returns when one of them is set; raises what ended the loops."""
    waiting = [asyncio.create_task(one.wait()) for one in events]
    await asyncio.wait([*waiting, loops], return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()
    if loops.done():
        loops.result()


async def _stand_by(given: Given, *, port: int | None, stop: asyncio.Event) -> None:
    """Returns when nobody thinks any more, or `stop` is set; /ready says meanwhile that this process stands by."""
    url, http = memory.server(given), given.settings.http
    assert url is not None, "asked before"
    from store.postgres import open_leases

    served = Served()
    served.failing["think"] = texts.stands_by()
    async with AsyncExitStack() as doors:
        app = await doors.enter_async_context(open_app(given, beside=True, chatty=False))
        watch = Watch(app.store, clock=app.tools.clock, settings=given.settings, role="standby")
        leases = open_leases(url, holder=memory.process())
        doors.push_async_callback(asyncio.to_thread, leases.close)
        server = await web.connect(
            host=http.host, port=http.port if port is None else port, routes=_watching(given, served, watch), limits={}
        )
        doors.push_async_callback(server.close)
        free, ended_ = asyncio.Event(), asyncio.Event()

        async def look() -> None:
            await watch.sample()
            if await leases.free(THINK):
                free.set()

        looking = asyncio.create_task(loop("standby", look, STAND_BY_S, stop=ended_, served=served))
        await _first(looking, free, stop)
        ended_.set()
        await looking


def _watching(given: Given, served: Served, watch: Watch) -> Sequence[AbstractRouteDef]:
    async def ready() -> Mapping[str, str]:
        return dict(served.failing)

    held = given.settings.http.metrics_token
    return web.watching(ready, registry=watch.registry(), token=held.get_secret_value() if held else "")


def _nobody() -> None:
    """Nobody here waits for what comes in."""
