"""A serving Earshot: the web server, the loops, and what tells how they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from adapters import charts, web
from bot.compose.app import App
from bot.flow.choices import invite
from bot.ports.web import Server
from bot.serve import Served, serve

DRAIN_S = 10.0
FIRST = "Admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that is up: its address, and the one-time link of the first admin (None: there is one already)."""

    server: Server
    address: str
    link: str | None
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
            desk=app.desk, directory=app.desk, charts=charts.connect(), organisation=settings.organisation.name,
            zone=settings.organisation.timezone, url=settings.workspace.url or "",
        ),
    ]  # fmt: skip
    server = await web.connect(
        host=host or settings.http.host, port=settings.http.port if port is None else port, routes=routes,
        limits=app.rooms.limits, closing=[app.rooms.close],
    )  # fmt: skip
    loops = asyncio.create_task(
        serve(tools=app.tools, standing=app.standing, chats=app.chats, stop=stop, served=served), name="serve"
    )
    try:
        address = settings.workspace.url or f"http://127.0.0.1:{server.port}"
        yield Running(server=server, address=address, link=await _first_link(app, address), stop=stop, loops=loops)
    finally:
        stop.set()
        await server.close()
        await asyncio.wait([loops], timeout=DRAIN_S)
        loops.cancel()
        await asyncio.gather(loops, return_exceptions=True)


async def _first_link(app: App, address: str) -> str | None:
    """A login link for the first admin, as long as nobody ever logged in."""
    admins = [one for one in app.desk.people() if one.may("admin")]
    if any(one.name != FIRST for one in admins):
        return None
    async with app.tools.turn():
        path = await invite(FIRST, "admin", None, by=None, tools=app.tools, standing=app.standing)
    return f"{address}{path}"
