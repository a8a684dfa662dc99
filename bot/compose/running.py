"""A serving Earshot: the web server, the loops, and what tells how they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from aiohttp.web import AbstractRouteDef

from adapters import charts, web
from bot.compose import memory
from bot.compose.app import App
from bot.compose.sources import polls
from bot.compose.tending import Keeper
from bot.compose.watching import Watch
from bot.compose.works import works
from bot.errors import ConfigError
from bot.flow.choices import invite
from bot.flow.delivered import Deliveries
from bot.flow.inbox import Work
from bot.listening.intake import read_mention
from bot.ports.sharing import READ, Bell
from bot.ports.web import Server
from bot.ports.world import Item, Source
from bot.serve import Link, Served, serve, sharing, take_deliveries
from bot.texts import operating as texts

DRAIN_S = 10.0
PATIENCE = timedelta(seconds=2)
"""So long a delivery waits to be understood by a reader, in case there is none."""
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
async def running(
    app: App, *, port: int | None = None, host: str | None = None, role: str = "all"
) -> AsyncIterator[Running]:
    """Serve while the block lasts; leaving it stops intake, ends what is in flight (at most 10 s) and closes.

    `role`: `think` leaves posting, and understanding ahead, to other processes.
    """
    settings = app.given.settings
    served, stop, delivered = app.served, asyncio.Event(), asyncio.Event()
    watch = Watch(app.store, clock=app.tools.clock, settings=settings, role=role)
    await watch.sample()

    async def ready() -> Mapping[str, str]:
        return dict(served.failing)

    token = settings.http.metrics_token.get_secret_value() if settings.http.metrics_token else ""
    routes = [
        *web.watching(ready, registry=watch.registry(), token=token),
        *app.rooms.routes(
            answers=app.desk, tending=Keeper(app),
            desk=app.desk, directory=app.desk, charts=charts.connect(), organisation=settings.organisation.name,
            zone=settings.organisation.timezone, url=settings.workspace.url or "",
        ),
    ]  # fmt: skip
    open_, limits = _edge_routes(app)
    open_ = [*open_, *hook_routes(app, watch, heard=delivered.set)]
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
        bell = await _bell(app, doors) if role == "think" else None
        serving = _serving(app, stop, served, delivered=delivered, watch=watch, bell=bell)
        loops = asyncio.create_task(serving, name="serve")
        try:
            address = settings.workspace.url or f"http://127.0.0.1:{server.port}"
            link = await _admin_link(app, address)
            yield Running(server=server, edge=edge, address=address, link=link, stop=stop, loops=loops)
        finally:
            stop.set()
            await doors.aclose()
            await ended(loops)


async def _bell(app: App, doors: AsyncExitStack) -> Bell:
    """What rings when other processes understood something, until the doors are closed."""
    from store.postgres import open_bell

    url = memory.server(app.given)
    assert url is not None, "asked before"
    return await doors.enter_async_context(open_bell(url))


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


def hook_routes(app: App, watch: Watch, *, heard: Callable[[], None]) -> Sequence[AbstractRouteDef]:
    """Where outside systems deliver to the sources that are set up, also to those that are added later."""

    def fit(items: Sequence[Item]) -> None:
        for item in items:
            if item.error is not None:
                raise item.error
            if item.mention is not None:
                read_mention(item.mention, where=item.position, arrived=app.tools.clock.now())

    def came() -> None:
        watch.accepted()
        heard()

    return web.hooks(
        app.sources.hook, store=app.store, clock=app.tools.clock, fit=fit, heard=came, full=watch.refusal
    )  # fmt: skip


async def _serving(
    app: App, stop: asyncio.Event, served: Served, *, delivered: asyncio.Event, watch: Watch, bell: Bell | None
) -> None:  # fmt: skip
    """`bell` rings for what other processes did; without, this one does everything."""
    heard: dict[str, Work] = {}
    shared = bell is not None
    patience = PATIENCE if shared else timedelta()
    deliveries = Deliveries(app.sources.hook, tools=app.tools, standing=app.standing, patience=patience)
    links: Mapping[str, Link] = {
        "watch": partial(watch.run, served=served),
        "deliveries": partial(take_deliveries, deliveries, served=served, delivered=delivered),
    }
    if bell is not None:
        links = {**links, "bell": lambda stop: sharing.hear(bell, {READ: delivered}, stop=stop, served=served)}
    if app.standing.shards > 1:
        links = {**links, "topics": lambda stop: app.standing.load_beside(app.tools)}
    more: list[Callable[[], Sequence[Source]]] = []
    if app.slack is not None:
        from bot.compose import slack

        heard[slack.PLATFORM], links = app.slack.work, {**links, **app.slack.links}
        more.append(partial(slack.sources, app.slack, standing=app.standing))
    if app.teams is not None:
        from bot.compose import teams

        heard[teams.PLATFORM] = app.teams.work
        more.append(partial(teams.sources, app.teams, standing=app.standing))
    asking = polls(app.sources, lambda: [source for listed in more for source in listed()])
    await serve(
        tools=app.tools, standing=app.standing, chats=None if shared else app.chats, stop=stop, served=served,
        works=works(app), heard=heard, wake=app.wake, links=links, polls=asking,
    )  # fmt: skip


async def ended(loops: asyncio.Task[None]) -> None:
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
