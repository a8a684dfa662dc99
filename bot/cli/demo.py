"""`earshot demo`: a made-up company's half year, lived through by the real product, then served."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.cli.world import World, data, passed, run, width, words
from bot.texts import demo as texts

if TYPE_CHECKING:
    from bot.compose.app import App
    from bot.compose.clock import StoryClock

ZONE = ZoneInfo("Europe/Berlin")
ARCHIVE_UNTIL = datetime(2026, 7, 6, tzinfo=ZONE)
NOW = datetime(2026, 10, 5, 9, 0, tzinfo=ZONE)
DIGEST, QUESTION = "support", "listening desk last quarter"


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Stop after printing.")
@click.option("--port", type=int, default=None, help="The workspace's port (default 8765; 0 takes a free one).")
@passed
def demo(world: World, no_serve: bool, port: int | None) -> None:
    """Live through a made-up company's half year, print its morning, then serve the workspace.

    Everything runs here: no token, no key, no network. With --data DIR before the command the state is kept.

    Example: earshot demo
    """
    keep = world.data
    with nullcontext(keep) if keep is not None else tempfile.TemporaryDirectory(prefix="earshot-demo-") as folder:
        settings = Path(folder) / "earshot.toml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        if not settings.exists():
            settings.write_text(_shipped("earshot.toml"), "utf-8")
        run(_demo(settings, serve=not no_serve, port=port, kept=keep is not None))


async def _demo(settings: Path, *, serve: bool, port: int | None, kept: bool) -> None:
    from bot.compose.app import open_app
    from bot.compose.clock import StoryClock
    from bot.compose.environment import gather
    from bot.flow.post import post_waiting

    clock = StoryClock(NOW)
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    given = gather(quiet, data=settings.parent, config=settings)
    async with open_app(given, clock=clock, say=words, kept=kept) as app:
        if app.store.highest("mention") == 0:
            await _live(app, clock)
        clock.set(NOW + timedelta(minutes=1))
        for line in await _morning(app):
            data(line)
        if not serve:
            return
        from bot.compose.running import running

        clock.start()
        async with running(app, port=port) as up:
            data(texts.address(up.link))
            words(texts.stop())
            await _until_stopped(up.loops)
        await post_waiting(app.chats, tools=app.tools)


def _shipped(name: str) -> str:
    return (files("bot.cli") / "lumo" / name).read_text("utf-8")


def _lines(name: str) -> list[Mapping[str, object]]:
    return [json.loads(line) for line in _shipped(name).splitlines() if line.strip()]


async def _live(app: App, clock: StoryClock) -> None:
    """Take in the archive, live through the thirteen weeks, enter the quarter's costs and benefits."""
    from bot.cli.opening import progress
    from bot.compose.replay import enter, recorded, replay

    things = recorded(_lines("mentions.jsonl"), _lines("acts.jsonl"))
    with progress(texts.living()) as tell:
        await replay(app, clock, things, since=ARCHIVE_UNTIL, until=NOW + timedelta(seconds=1), tell=tell)
    await enter(app, json.loads(_shipped("ledger.json")))


async def _morning(app: App) -> list[str]:
    """Eleven lines: the support digest in short, an answer to /roi in short."""
    from bot.compose.terminal import cut, flat
    from bot.flow.morning import short_answer, short_digest

    digest = await short_digest(DIGEST, tools=app.tools, standing=app.standing)
    answer = await short_answer(QUESTION, tools=app.tools, standing=app.standing)
    return [cut(flat(line), width()) for line in (*digest, *answer)]


async def _until_stopped(loops: asyncio.Task[None]) -> None:
    import signal

    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait([waiting, loops], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
