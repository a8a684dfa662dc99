"""A life of Lumo on either engine: the demo's record or a piece of it, and open texts of real people in thousands."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.people_said import NOW as SAID
from bench.people_said import long_texts, settings, short_texts, write_jsonl
from bot.cli.demo import ARCHIVE_UNTIL, NOW
from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import Given
from bot.compose.files import open_file
from bot.compose.replay import enter, recorded, replay
from bot.config import read_settings
from bot.flow.digests import post_due
from bot.flow.listen import listen
from bot.flow.post import post_waiting
from bot.flow.think import think
from bot.flow.upkeep import night
from store import postgres, sqlite
from tests.house import ROOT

ZONE, KEY = "Europe/Berlin", "the same key on both"
LUMO = ROOT / "bot/cli/lumo"
PEOPLE = """
[[people]]
name = "Ana"
role = "admin"
[[people]]
name = "Fin"
role = "finance"
"""
"""Who asks where the settings of a life name nobody."""


@asynccontextmanager
async def opened(folder: Path, toml: str, clock: StoryClock, *, store: str) -> AsyncIterator[App]:
    """An Earshot whose data has the same key wherever it is: at the address `store`, or in the folder."""
    if store:
        made = postgres.open_store(store, zone=ZONE, token=lambda: KEY)
    else:
        made = sqlite.open_store(folder / "earshot.db", zone=ZONE, token=lambda: KEY)
    async with made:
        pass
    said: dict[str, Any] = tomllib.loads(toml)
    said["store"] = {"url": store} if store else {}
    given = Given(settings=read_settings(said), origins={}, data=folder, file=None)
    async with open_app(given, clock=clock) as app:
        yield app


def _lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (LUMO / name).read_text("utf-8").splitlines() if line.strip()]


@asynccontextmanager
async def demo(
    folder: Path, *, store: str = "", since: datetime = ARCHIVE_UNTIL, archive: datetime | None = None
) -> AsyncIterator[App]:
    """The demo's record from `archive` on (None: all of it), lived through since `since`."""
    clock = StoryClock(NOW)
    async with opened(folder, (LUMO / "earshot.toml").read_text("utf-8"), clock, store=store) as app:
        things = recorded(_lines("mentions.jsonl"), _lines("acts.jsonl"))
        kept = [
            one
            for one in things
            if (archive is None or one.at >= archive) and (one.act is None or one.at >= since)
        ]  # fmt: skip
        await replay(app, clock, kept, since=since, until=NOW)
        await enter(app, json.loads((LUMO / "ledger.json").read_text("utf-8")))
        clock.set(NOW)
        yield app


@asynccontextmanager
async def imported(folder: Path, count: int, *, store: str = "") -> AsyncIterator[App]:
    """So many open texts, taken in from a file in the folder as `earshot import` does it, thought about and told.

    Raises:
        NoData: the texts are not there.
    """
    texts = [*long_texts(), *short_texts(11)][:count]
    random.Random(5).shuffle(texts)
    file = folder / "mentions.jsonl"
    write_jsonl(file, texts, days=90)
    async with opened(folder, settings() + PEOPLE, StoryClock(SAID), store=store) as app:
        tools, standing = app.tools, app.standing
        await listen(open_file(file, name="replay", zone="UTC", now=SAID).source, tools=tools, standing=standing)
        await night(tools=tools, standing=standing)
        await think(tools=tools, standing=standing)
        await post_due(tools=tools, standing=standing)
        await post_waiting(app.chats, tools=tools)
        yield app
