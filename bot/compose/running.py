"""A serving Earshot: the web server, the loops, and what tells how they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from aiohttp.web import AbstractRouteDef
from prometheus_client import CollectorRegistry

from adapters import charts, web
from bot.compose.app import App
from bot.compose.sources import polls
from bot.compose.tending import Keeper
from bot.compose.works import works
from bot.errors import ConfigError
from bot.flow.choices import invite
from bot.flow.delivered import HOOK, take_delivered
from bot.flow.inbox import Work
from bot.listening.intake import read_mention
from bot.ports.web import Server
from bot.ports.world import Item, Source
from bot.serve import Link, Served, serve
from bot.texts import operating as texts

DRAIN_S = 10.0
FIRST = "Admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that is up: its address, and a one-time link for an admin (the first one, where there is none yet).

    `edge` is where chats deliver: the same server, unless they have a port of their own.
    """

    server: Server
    edge: Server
    address: str
    link: str
    stop: asyncio.Event
    loops: asyncio.Task[None]


@asynccontextmanager
async def running(app: App, *, port: int | None = None, host: str | None = None) -> AsyncIterator[Running]:
    """Serve while the block lasts; leaving it stops intake, ends what is in flight (at most 10 s) and closes."""
    settings = app.given.settings
    served, stop = app.served, asyncio.Event()

    async def ready() -> Mapping[str, str]:
        return dict(served.failing)

    token = settings.http.metrics_token.get_secret_value() if settings.http.metrics_token else ""
    routes = [
        *web.watching(ready, registry=CollectorRegistry(), token=token),
        *app.rooms.routes(
            answers=app.desk, tending=Keeper(app),
            desk=app.desk, directory=app.desk, charts=charts.connect(), organisation=settings.organisation.name,
            zone=settings.organisation.timezone, url=settings.workspace.url or "",
        ),
    ]  # fmt: skip
    open_, limits = _edge_routes(app)
    open_ = [*open_, *_hook_routes(app)]
    own = [] if settings.http.edge_port is not None else open_
    async with AsyncExitStack() as doors:
        server = await web.connect(
            host=host or settings.http.host, port=settings.http.port if port is None else port,
            routes=[*own, *routes], limits={**app.rooms.limits, **limits}, closing=[app.rooms.close],
        )  # fmt: skip
        doors.push_async_callback(server.close)
        edge = server
        if settings.http.edge_port is not None:
            edge = await web.connect(
                host=host or settings.http.host, port=settings.http.edge_port, routes=[web.health(), *open_],
                limits=limits,
            )  # fmt: skip
            doors.push_async_callback(edge.close)
        loops = asyncio.create_task(_serving(app, stop, served), name="serve")
        try:
            address = settings.workspace.url or f"http://127.0.0.1:{server.port}"
            link = await _admin_link(app, address)
            yield Running(server=server, edge=edge, address=address, link=link, stop=stop, loops=loops)
        finally:
            stop.set()
            await doors.aclose()
            await _ended(loops)


def _edge_routes(app: App) -> tuple[Sequence[AbstractRouteDef], Mapping[str, int]]:
    """What is open to the outside: where chats deliver what happens in them.

    Raises:
        ConfigError: it would stand on the workspace's own port, and nobody said that it may.
    """
    routes = [*(app.slack.routes if app.slack else ()), *(app.teams.routes if app.teams else ())]
    if not routes:
        return (), {}
    http = app.given.settings.http
    if http.edge_port is None and not http.single_port:
        raise ConfigError(where="http", what=texts.public_on_own_port(), remedy=texts.set_edge_port())
    return routes, {**(app.slack.limits if app.slack else {}), **(app.teams.limits if app.teams else {})}


def _hook_routes(app: App) -> Sequence[AbstractRouteDef]:
    """Where outside systems deliver to the sources that are set up, also to those that are added later."""

    def fit(items: Sequence[Item]) -> None:
        for item in items:
            if item.error is not None:
                raise item.error
            if item.mention is not None:
                read_mention(item.mention, where=item.position, arrived=app.tools.clock.now())

    return web.hooks(app.sources.hook, store=app.store, clock=app.tools.clock, fit=fit, heard=app.wake.set)


async def _serving(app: App, stop: asyncio.Event, served: Served) -> None:
    heard: dict[str, Work] = {HOOK: partial(take_delivered, app.sources.hook, tools=app.tools, standing=app.standing)}
    links: Mapping[str, Link] = {}
    more: list[Callable[[], Sequence[Source]]] = []
    if app.slack is not None:
        from bot.compose import slack

        heard[slack.PLATFORM], links = app.slack.work, app.slack.links
        more.append(partial(slack.sources, app.slack, standing=app.standing))
    if app.teams is not None:
        from bot.compose import teams

        heard[teams.PLATFORM] = app.teams.work
        more.append(partial(teams.sources, app.teams, standing=app.standing))
    asking = polls(app.sources, lambda: [source for listed in more for source in listed()])
    await serve(
        tools=app.tools, standing=app.standing, chats=app.chats, stop=stop, served=served, works=works(app),
        heard=heard, wake=app.wake, links=links, polls=asking,
    )  # fmt: skip


async def _ended(loops: asyncio.Task[None]) -> None:
    """Lets the loops end what is in flight, for a while."""
    await asyncio.wait([loops], timeout=DRAIN_S)
    loops.cancel()
    await asyncio.gather(loops, return_exceptions=True)


async def _admin_link(app: App, address: str) -> str:
    """A login link, used once, for an admin: who is on this console may do everything anyway."""
    admins = [one for one in app.desk.people() if one.may("admin")]
    name = admins[0].name if admins else FIRST
    async with app.tools.turn():
        path = await invite(name, "admin", None, by=None, tools=app.tools, standing=app.standing)
    return f"{address}{path}"
