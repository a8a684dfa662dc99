"""An Earshot that listens to one source: a real store, the real client, a clock that is set by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from adapters import html
from adapters.http import dial
from adapters.http.client import Client
from bot.compose.app import OpenFiles
from bot.compose.clock import MachineSecrets, Numbers, StoryClock
from bot.config import read_settings
from bot.flow.polling import Asked, Polls
from bot.flow.sifting import EVERYTHING, Wanted
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.columns import read_columns
from bot.listening.strict_json import read_json
from bot.model.changes import KeepSource
from bot.model.rows import Rows
from bot.ports.memory import Store
from bot.ports.sources import About, Account, Outside
from bot.ports.world import Claim, Said, Source
from bot.understanding import Understood
from store.sqlite import open_store

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
NAME = "place"
MOST, TOTAL_S = 300_000, 0.25
"""Bounds of the client here: a body over it is too large, an answer after it too late."""

Connect = Callable[..., Source]


def unread(texts: Sequence[str]) -> list[Understood]:
    """Every text read as nothing: it is not what is looked at here."""
    nothing = np.zeros(256, np.float32)
    return [
        Understood(
            language="en", sentiment="not_scored", score=0, confidence=0, intent="other", vector=nothing, harm=None
        )
        for _ in texts
    ]


class Nobody:
    """A summariser that is never asked."""

    async def summarise(self, texts: Sequence[Said], *, words: int) -> tuple[Claim, ...]:
        """Nothing."""
        return ()


class Listener:
    """Listens to one source as `serve` does."""

    def __init__(self, store: Store, tools: Tools, standing: Standing, *, clock: StoryClock, client: Client) -> None:
        self.store, self.tools, self.standing = store, tools, standing
        self.clock, self._client = clock, client
        self._asked: Asked | None = None
        self._polls = Polls(lambda: [self._asked] if self._asked else [])

    def outside(self, base: str, about: About) -> Outside:
        """What the source is given."""
        http = self._client.within(per_minute=about.per_minute, stand_in=base if base.startswith("http") else "")
        near = partial(dial, stand_in=base, inside=about.inside, patience=TOTAL_S)
        return Outside(
            http=http, clock=self.clock, read=read_json, plain=html.connect(), dial=near,
            shape=lambda text, where: read_columns(text, where=where).shape, local=True,
        )  # fmt: skip

    async def listen_to(self, source: Source, about: About, wanted: Wanted = EVERYTHING) -> None:
        """From now on this source is asked, as after a restart; what was asked before is closed."""
        if self._asked is not None:
            await self._asked.source.close()
        self._asked = Asked(
            source=source, every=about.every, wanted=wanted, rechecks=about.rechecks, round=about.round
        )  # fmt: skip
        self._polls = Polls(lambda: [self._asked] if self._asked else [])

    async def turn(self) -> int:
        """The source is asked if it is due; gives what was new or edited."""
        return await self._polls.turn(tools=self.tools, standing=self.standing)

    async def settle(self, *, turns: int = 12, minutes: float = 20) -> None:
        """Time passes, and the source is asked whenever it is due."""
        for _ in range(turns):
            self.clock.set(self.clock.now() + timedelta(minutes=minutes))
            await self.turn()

    async def held(self) -> dict[str, str]:
        """What is held of the source: text by id."""
        rows = await self.store.listed(Rows(source=NAME), limit=0)
        return {row.source_id: row.text.raw for row in rows if row.state == "live"}

    async def state(self) -> KeepSource:
        """How the source stands."""
        return next(one for one in await self.store.sources() if one.name == NAME)

    async def close(self) -> None:
        """End what is open."""
        if self._asked is not None:
            await self._asked.source.close()
        await self._client.close()


def account(base: str, **more: str) -> Account:
    """The source's account at its counterpart."""
    return Account(name=NAME, since=NOON - timedelta(days=30), url=base, **more)


@asynccontextmanager
async def listener(folder: Path, *, group: str = "lumo") -> AsyncIterator[Listener]:
    """An Earshot that listens to nothing yet, with one keyword group."""
    clock = StoryClock(NOON)
    async with open_store(folder / "earshot.db", zone="UTC", token=lambda: "key") as store:
        turn = asyncio.Lock()
        settings = read_settings({"groups": [{"name": "brand", "query": group}], "sources": [{"name": NAME}]})
        tools = Tools(
            store=store, clock=clock, ids=Numbers(store), secrets=MachineSecrets(b"key of a test"), settings=settings,
            read=unread, summariser=Nobody(), files=OpenFiles(), turn=lambda: turn,
        )  # fmt: skip
        standing = Standing()
        await standing.load(tools)

        async def sleep(seconds: float) -> None:
            clock.set(clock.now() + timedelta(seconds=seconds))

        client = Client(clock=clock, agent="Earshot/test", sleep=sleep, total=TOTAL_S, most=MOST)
        made = Listener(store, tools, standing, clock=clock, client=client)
        try:
            yield made
        finally:
            await made.close()
