"""The servers that `bench.teams` tells messages to, each in a process of its own.

    python -m bench.teams_servers earshot|worked|stock FOLDER METADATA_URL

One line of JSON says where it listens; it ends with its standard input, and says what it cost.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from aiohttp import ClientSession, web

from bench.children import core

APP, TENANT = "5b1c0c5e-6d6f-4a43-9f0e-2b8a7f0c1d11", "1f0b6a4e-8c1d-4c0e-9a77-0c9b4b5d2e01"
SERVICE, ISSUER = "https://smba.trafficmanager.net/emea/", "https://api.botframework.com"
PATH = "/api/messages"

TOLD: dict[str, Any] = {}
"""What a server has to say at its end."""


@asynccontextmanager
async def earshot(folder: Path, url: str, *, works: bool = False) -> AsyncIterator[int]:
    """Our edge on a real store: each message is durable before it is acknowledged.

    `works`: each is also handed to a listener that does nothing, and settled.
    """
    from adapters.chat.teams.edge import Edge, routes
    from adapters.chat.teams.invokes import Invokes
    from adapters.chat.teams.keys import Keys
    from adapters.chat.teams.tokens import Tokens, Trust
    from adapters.web import connect, read_body
    from bot.compose.clock import SystemClock
    from bot.listening.strict_json import read_json
    from store.sqlite import open_store

    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(folder / "earshot.db", zone="UTC", token=lambda: "bench"))
        session, clock = await stack.enter_async_context(ClientSession()), SystemClock()
        trust = Trust(app_id=APP, issuer=ISSUER, services=(SERVICE,), tenants=frozenset({TENANT}))
        keys = Keys(metadata_url=url, session=session, read=read_json, clock=clock)
        work, woken = _listening(), asyncio.Event()
        edge = Edge(
            tokens=Tokens(keys=keys, trust=trust, read=read_json, clock=clock), trust=trust, store=store, clock=clock,
            read=read_json, answer=Invokes(work, store=store, clock=clock).answer, heard=woken.set,
        )  # fmt: skip
        server = await connect(port=0, routes=routes(edge, body=read_body))
        stack.push_async_callback(server.close)
        tasks = [asyncio.ensure_future(_worked(store, work, woken))] if works else []
        try:
            yield server.port
        finally:
            for task in tasks:
                task.cancel()


async def _worked(store: Any, work: Callable[[Mapping[str, object]], Any], woken: asyncio.Event) -> None:
    from bot.model.changes import Settle

    TOLD["worked"] = 0
    while True:
        await woken.wait()
        woken.clear()
        rows = await store.pending(("teams",))
        for row in rows:
            await work({**row.payload, "event": row.event_id})
        await store.commit([Settle(event_id=row.event_id) for row in rows])
        TOLD["worked"] += len(rows)


def _listening() -> Callable[[Mapping[str, object]], Any]:
    """The work of an Earshot in which one listener does nothing."""
    from adapters.chat.teams.came import Came
    from adapters.chat.teams.listeners import Listeners
    from adapters.chat.teams.room import Room
    from adapters.chat.teams.turn import dispatcher

    async def listen(one: Came) -> None:
        pass

    def register(listeners: Listeners, room: Room) -> None:
        listeners.on("message", listen)

    return dispatcher(cast("Room", SimpleNamespace(clients={})), [register])


@asynccontextmanager
async def worked(folder: Path, url: str) -> AsyncIterator[int]:
    """Our edge, and what it stored is worked off in the same process."""
    async with earshot(folder, url, works=True) as port:
        yield port


@asynccontextmanager
async def stock(folder: Path, url: str) -> AsyncIterator[int]:
    """CloudAdapter with the bot that its library has; nothing is stored, nothing sent."""
    from botbuilder.core import ActivityHandler
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
    from botframework.connector.auth import AppCredentials, ServiceClientCredentialsFactory

    class Given(AppCredentials):  # type: ignore[misc]
        def get_access_token(self, force_refresh: bool = False) -> str:
            return "token"

    class Factory(ServiceClientCredentialsFactory):  # type: ignore[misc]
        async def is_valid_app_id(self, app_id: str) -> bool:
            return app_id == APP

        async def is_authentication_disabled(self) -> bool:
            return False

        async def create_credentials(self, *args: object, **more: object) -> AppCredentials:
            return Given(app_id=APP)

    given = SimpleNamespace(
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL=url, TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL=url,
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER=ISSUER, TO_CHANNEL_FROM_BOT_LOGIN_URL="https://login.example",
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE=ISSUER, OAUTH_URL="https://oauth.example", VALIDATE_AUTHORITY=True,
        CALLER_ID=None,
    )  # fmt: skip
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(given, credentials_factory=Factory()))
    bot = ActivityHandler()

    async def messages(request: web.Request) -> web.StreamResponse:
        return cast("web.StreamResponse", await adapter.process(request, bot))

    app = web.Application()
    app.router.add_post(PATH, messages)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


SERVERS: Mapping[str, Callable[[Path, str], AbstractAsyncContextManager[int]]] = {
    "earshot": earshot, "worked": worked, "stock": stock,
}  # fmt: skip


async def _serve(name: str, folder: Path, url: str) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    async with SERVERS[name](folder, url) as port:
        print(json.dumps({"port": port}), flush=True)
        threading.Thread(target=wait, daemon=True).start()
        before = os.times()
        await ended.wait()
        after = os.times()
    TOLD["cpu_s"] = after.user + after.system - before.user - before.system
    print(json.dumps(TOLD), flush=True)


def main() -> None:
    """Serve until standard input ends."""
    chosen = core()
    if chosen is not None and sys.platform == "linux":
        os.sched_setaffinity(0, {chosen})
    asyncio.run(_serve(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))


if __name__ == "__main__":
    main()
