"""A serving Earshot: the web server, the loops, and what tells how they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from adapters import charts, web
from bot.compose.app import App
from bot.compose.works import works
from bot.flow.choices import invite
from bot.ports.web import Server
from bot.serve import Served, serve

DRAIN_S = 10.0
FIRST = "Admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that is up: its address, and a one-time link for an admin (the first one, where there is none yet)."""

    server: Server
    address: str
    link: str
    stop: asyncio.Event
    loops: asyncio.Task[None]


@asynccontextmanager
async def running(app: App, *, port: int | None = None, host: str | None = None) -> AsyncIterator[Running]:
    """Serve while the block lasts; leaving it stops intake, ends what is in flight (at most 10 s) and closes."""
    settings = app.given.settings
    served, stop = Served(), asyncio.Event()

    async def ready() -> Mapping[str, str]:
        return dict(served.failing)

    token = settings.http.metrics_token.get_secret_value() if settings.http.metrics_token else ""
    routes = [
        *web.watching(ready, registry=CollectorRegistry(), token=token),
        *app.rooms.routes(
            answers=app.desk,
            desk=app.desk, directory=app.desk, charts=charts.connect(), organisation=settings.organisation.name,
            zone=settings.organisation.timezone, url=settings.workspace.url or "",
        ),
    ]  # fmt: skip
    server = await web.connect(
        host=host or settings.http.host, port=settings.http.port if port is None else port, routes=routes,
        limits=app.rooms.limits, closing=[app.rooms.close],
    )  # fmt: skip
    loops = asyncio.create_task(
        serve(tools=app.tools, standing=app.standing, chats=app.chats, stop=stop, served=served, works=works(app)),
        name="serve",
    )
    try:
        address = settings.workspace.url or f"http://127.0.0.1:{server.port}"
        yield Running(server=server, address=address, link=await _admin_link(app, address), stop=stop, loops=loops)
    finally:
        stop.set()
        await server.close()
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
