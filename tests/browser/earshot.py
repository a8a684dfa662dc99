"""A real Earshot for the browser: its store, its reader, its loops, its server; the clock alone is set by hand."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import Given, gather
from bot.compose.replay import enter, recorded, replay
from bot.compose.running import running
from bot.flow.choices import invite
from bot.flow.digests import post_due
from bot.flow.hear import hear
from bot.flow.post import post_waiting
from bot.flow.think import think
from bot.flow.upkeep import night
from bot.model.changes import RoomPost
from bot.model.people import Place
from bot.ports.world import Item
from tests.house import ROOT

ZONE = ZoneInfo("Europe/Berlin")
ARCHIVE, SINCE = datetime(2026, 9, 7, tzinfo=ZONE), datetime(2026, 10, 1, tzinfo=ZONE)
OUTAGE = datetime(2026, 10, 3, 19, 20, tzinfo=ZONE), datetime(2026, 10, 3, 22, 41, tzinfo=ZONE)
MORNING = datetime(2026, 10, 5, 9, 0, tzinfo=ZONE)
LATER = timedelta(hours=39)
"""The outage of Saturday evening happens on Monday from 10:20 on, while somebody looks."""

CHANNELS = ("support", "product", "quality", "marketing", "sales", "logistics", "triage", "admin")
T = TypeVar("T")
Line = dict[str, object]


def _lumo(name: str) -> str:
    return (ROOT / "bot/cli/lumo" / name).read_text("utf-8")


def _told(line: Line) -> datetime:
    return datetime.fromisoformat(str(line.get("arrive") or line["at"]))


def _recorded() -> list[Line]:
    return [json.loads(line) for line in _lumo("mentions.jsonl").splitlines() if line.strip()]


def outage() -> list[Line]:
    """The outage's mentions, moved to Monday morning, in the order of their time."""
    start, end = OUTAGE
    moved = [
        {**line, "at": (_told(line) + LATER).isoformat(), "id": f"late-{line['id']}"}
        for line in _recorded()
        if start <= _told(line) < end and line.get("text")
    ]
    return sorted(moved, key=_told)


def live_through(folder: Path) -> None:
    """Make a folder with a month of Lumo in it: four weeks of archive, four days lived, the quarter's ledger."""
    folder.mkdir(parents=True)
    (folder / "earshot.toml").write_text(_lumo("earshot.toml"), "utf-8")
    # The browser's own loop runs in this thread: ours needs another.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _live(folder)).result()


async def _live(folder: Path) -> None:
    start, end = OUTAGE
    lines = [line for line in _recorded() if _told(line) >= ARCHIVE and not start <= _told(line) < end]
    clock = StoryClock(SINCE)
    async with open_app(_given(folder), clock=clock) as app:
        await replay(app, clock, recorded(lines, []), since=SINCE, until=MORNING + timedelta(seconds=1))
        await enter(app, json.loads(_lumo("ledger.json")))


def _given(folder: Path) -> Given:
    return gather({}, data=folder, config=folder / "earshot.toml")


class Earshot:
    """A serving Earshot in a thread of its own, and what a test does behind the browser's back."""

    def __init__(self, folder: Path, *, at: datetime) -> None:
        self.clock = StoryClock(at)
        self.app: App
        self.url = ""
        self.link = ""
        self._up: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = ThreadPoolExecutor(1)
        self._life = self._thread.submit(asyncio.run, self._serve(folder))
        both: list[Future[Any]] = [self._up, self._life]
        wait(both, return_when=FIRST_COMPLETED)
        if self._life.done():
            self._life.result()
        self._loop = self._up.result()

    async def _serve(self, folder: Path) -> None:
        self._stop = asyncio.Event()
        async with open_app(_given(folder), clock=self.clock) as self.app, running(self.app, port=0) as up:
            self.url, self.link = up.address, up.link
            self._up.set_result(asyncio.get_running_loop())
            await self._stop.wait()

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._life.result()
        self._thread.shutdown()

    def do(self, what: Coroutine[object, object, T]) -> T:
        """Run something where the server runs."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    def invite(self, name: str) -> str:
        """A login link for a person of the settings."""

        async def made() -> str:
            async with self.app.tools.turn():
                return await invite(
                    name, "viewer", None, by=None, tools=self.app.tools, standing=self.app.standing
                )  # fmt: skip

        return self.url + self.do(made())

    def hear(self, lines: Sequence[Line]) -> None:
        """What people say arrives, in their time, and Earshot thinks about it."""

        async def heard() -> None:
            items = [Item(position=str(line["at"]), mention=line) for line in lines]
            async with self.app.tools.turn():
                await hear(items, tools=self.app.tools, standing=self.app.standing)
                # Gathering what belongs to a rise takes a few looks; until then its figures grow.
                for _ in range(4):
                    await think(tools=self.app.tools, standing=self.app.standing)
                    await night(tools=self.app.tools, standing=self.app.standing)

        self.clock.set(max(self.clock.now(), _told(lines[-1]) + timedelta(minutes=1)))
        self.do(heard())

    def rise(self) -> int:
        """How many mentions the open sudden rise counts."""

        async def counted() -> int:
            found = await self.app.store.insights(open_only=True)
            return next(one.numbers.mentions for one in found if one.kind == "spike")

        return self.do(counted())

    def post_due(self) -> None:
        """Whatever is due at this time is posted, as the timers do it."""

        async def posted() -> None:
            async with self.app.tools.turn():
                await post_due(tools=self.app.tools, standing=self.app.standing)
            while await post_waiting(self.app.chats, tools=self.app.tools):
                pass

        self.do(posted())

    def posts(self, channel: str) -> list[RoomPost]:
        """What Earshot and colleagues posted in a channel, replies too."""

        async def found() -> list[RoomPost]:
            place, store = Place(platform="workspace", workspace="", channel=channel), self.app.rooms.store
            roots = await store.posts(place, person=self.app.desk.people()[0].id)
            threads = [await store.thread(root.id, person=self.app.desk.people()[0].id) for root in roots]
            return [post for thread in threads for post in thread]

        return self.do(found())


@contextmanager
def serving(lived: Path, folder: Path, *, at: datetime = MORNING + timedelta(minutes=1)) -> Iterator[Earshot]:
    """An Earshot of its own on a copy of what was lived through."""
    shutil.copytree(lived, folder)
    earshot = Earshot(folder, at=at)
    try:
        yield earshot
    finally:
        earshot.close()
