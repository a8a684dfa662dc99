"""The servers that `bench.slack_ack` asks, each in a process of its own.

    python -m bench.slack_servers earshot|bolt|bare|digest FOLDER

One line of JSON says where it listens; it ends with its standard input, and says what it cost.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bench.children import core

if TYPE_CHECKING:
    from adapters.chat.slack.edge import Edge

TEAM, SECRET, PATH = "T0LUMO01", "8f742231b10e8888abcd99yyyzzz85a5", "/slack/events"
APP = "A0EARSHOT"


async def _listen(stack: AsyncExitStack, edge: Edge) -> int:
    """The port of Earshot's one server with Slack's address."""
    from adapters.chat.slack.edge import routes
    from adapters.web import connect, read_body

    server = await connect(port=0, routes=routes(edge, body=read_body))
    stack.push_async_callback(server.close)
    return server.port


async def _site(stack: AsyncExitStack, app: web.Application) -> int:
    """The port of a bare aiohttp server."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = runner.addresses[0]
    assert isinstance(address, tuple)
    return int(address[1])


@asynccontextmanager
async def earshot(folder: Path) -> AsyncIterator[int]:
    """Our edge on a real store: each command is durable before it is acknowledged."""
    from adapters.chat.slack.edge import Edge
    from adapters.chat.slack.room import Account
    from bot.compose.clock import SystemClock
    from bot.listening.strict_json import read_json
    from store.sqlite import open_store

    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(folder / "earshot.db", zone="UTC", token=lambda: "bench"))
        account = Account(team=TEAM, bot_token="xoxb", signing_secret=SECRET)
        yield await _listen(stack, Edge(accounts=[account], store=store, clock=SystemClock(), read=read_json))


@asynccontextmanager
async def bolt(folder: Path) -> AsyncIterator[int]:
    """Plain slack-bolt with its own aiohttp adapter; the one listener acknowledges, and nothing is stored."""
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb", bot_user_id="U0BOT", bot_id="B0BOT")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.command("/roi")
    async def roi(ack: AsyncAck) -> None:
        await ack()

    async with AsyncExitStack() as stack:
        yield await _site(stack, app.web_app(path=PATH))


@asynccontextmanager
async def bare(folder: Path) -> AsyncIterator[int]:
    """Nothing but aiohttp and a check of the signature; nothing is read or stored."""

    async def events(request: web.Request) -> web.Response:
        raw = await request.read()
        stamp = request.headers["X-Slack-Request-Timestamp"]
        made = "v0=" + hmac.digest(SECRET.encode(), b"v0:" + stamp.encode() + b":" + raw, "sha256").hex()
        fits = hmac.compare_digest(made, request.headers["X-Slack-Signature"])
        return web.Response(status=200 if fits and abs(time.time() - int(stamp)) <= 300 else 401)

    app = web.Application()
    app.router.add_post(PATH, events)
    async with AsyncExitStack() as stack:
        yield await _site(stack, app)


@asynccontextmanager
async def digest(folder: Path) -> AsyncIterator[int]:
    """Our edge on the store of a whole Earshot that makes digests all the time and works off what comes in."""
    from adapters.chat.slack.edge import Edge
    from adapters.chat.slack.room import Account
    from bot.compose.app import open_app
    from bot.compose.clock import StoryClock, SystemClock
    from bot.compose.environment import gather
    from bot.flow.chores import show_digest
    from bot.listening.strict_json import read_json
    from bot.model.changes import Settle

    async with AsyncExitStack() as stack:
        given = gather({}, data=folder, config=folder / "earshot.toml")
        said = json.loads((folder / "story.json").read_text("utf-8"))
        app = await stack.enter_async_context(open_app(given, clock=StoryClock(datetime.fromisoformat(said["now"]))))
        woken = asyncio.Event()
        account = Account(team=TEAM, bot_token="xoxb", signing_secret=SECRET)
        edge = Edge(accounts=[account], store=app.store, clock=SystemClock(), read=read_json, heard=woken.set)
        made = {"digests": 0, "worked": 0, "fsync_most_ms": 0.0}

        async def digests() -> None:
            while True:
                for department in app.standing.organisation.departments():
                    await show_digest(
                        department.name, None, platform="workspace", tools=app.tools, standing=app.standing
                    )  # fmt: skip
                    made["digests"] += 1
                    await asyncio.sleep(0)  # what is held in memory is read without a pause

        async def worked() -> None:
            while True:
                await woken.wait()
                woken.clear()
                rows = await app.store.pending(("slack",))
                await app.store.commit([Settle(event_id=row.event_id) for row in rows])
                made["worked"] += len(rows)

        async def floor() -> None:
            with (folder / "floor").open("wb", buffering=0) as file:
                while True:
                    began = time.perf_counter()
                    file.write(b"x")
                    await asyncio.to_thread(os.fsync, file.fileno())
                    made["fsync_most_ms"] = max(made["fsync_most_ms"], (time.perf_counter() - began) * 1000)
                    await asyncio.sleep(0.05)

        tasks = [asyncio.ensure_future(work()) for work in (digests, worked, floor)]
        try:
            yield await _listen(stack, edge)
        finally:
            for task in tasks:
                task.cancel()
            TOLD.update(made)


TOLD: dict[str, Any] = {}
"""What a server has to say at its end."""

SERVERS: Mapping[str, Callable[[Path], AbstractAsyncContextManager[int]]] = {
    "earshot": earshot, "bolt": bolt, "bare": bare, "digest": digest,
}  # fmt: skip


async def _serve(name: str, folder: Path) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    async with SERVERS[name](folder) as port:
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
    asyncio.run(_serve(sys.argv[1], Path(sys.argv[2])))


if __name__ == "__main__":
    main()
