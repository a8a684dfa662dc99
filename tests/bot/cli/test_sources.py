"""`earshot sources`: what could not be read is listed; how often a source is asked stands beside it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.compose.app import open_app
from bot.compose.clock import SystemClock
from bot.compose.environment import Given
from bot.flow.inbox import Work, work_inbox
from bot.model.changes import BadItem, KeepBadItem
from tests.bot.cli.conftest import Earshot


async def _set_aside(given: Given, *, place: str, why: str) -> None:
    async with open_app(given) as app:
        at = SystemClock().now() - timedelta(hours=1)
        await app.store.commit([KeepBadItem(item=BadItem(source="blog", position=place, reason=why, at=at))])


def _asked() -> list[str]:
    """What commands asked an Earshot that serves."""
    with closing(sqlite3.connect("earshot-data/earshot.db")) as connection:
        return [kind for (kind,) in connection.execute("select kind from inbox")]


def test_what_could_not_be_read_is_listed_with_its_place_and_reason(earshot: Earshot, settings: Path) -> None:
    earshot("sources", "add", "blog", "--kind", "feed", "--url", "https://news.example/f")
    assert "could be read" in earshot("sources", "bad", "blog").stderr
    from bot.cli.world import World

    asyncio.run(_set_aside(World(data=None, config=None).given(), place="entry \x1b[31m7", why="no text"))
    shown = earshot("sources", "bad", "blog").stdout
    assert "no text" in shown and "\x1b[31m" not in shown
    (one,) = json.loads(earshot("sources", "bad", "blog", "--json").stdout)
    assert (one["place"], one["why"]) == ("entry \x1b[31m7", "no text")


def test_a_source_that_is_none_is_named(earshot: Earshot, settings: Path) -> None:
    result = earshot("sources", "bad", "nothing")
    assert result.exit_code == 1
    assert "nothing" in result.stderr


def test_how_often_a_source_is_asked_stands_in_the_list(earshot: Earshot, settings: Path) -> None:
    earshot("sources", "add", "blog", "--kind", "feed", "--url", "https://news.example/f", "--every", "30")
    assert not _asked()
    assert "every 30 min, at most 6 requests a minute" in [
        one["budget"] for one in json.loads(earshot("sources", "--json").stdout)
    ]


def test_the_earshot_that_serves_says_what_is_left(earshot: Earshot, settings: Path) -> None:
    earshot("sources", "add", "blog", "--kind", "feed", "--url", "https://news.example/f")
    told = asyncio.run(_while_served(earshot, "every 15 min, at most 6 requests a minute; 2 of 6 left"))
    assert told == [("Blog", "every 15 min, at most 6 requests a minute; 2 of 6 left")]
    assert _asked() == ["budgets"]


async def _while_served(earshot: Earshot, said: str) -> list[tuple[str, str]]:
    """What the command lists while another has the data and answers so."""
    from bot.cli.world import World

    async with open_app(World(data=None, config=None).given()) as app:
        listed = asyncio.create_task(asyncio.to_thread(earshot, "sources", "--json"))
        while not listed.done():
            await work_inbox(tools=app.tools, standing=app.standing, more={"budgets": _says(said)})
            await asyncio.wait([listed], timeout=0.02)
    return [(one["name"], one["budget"]) for one in json.loads((await listed).stdout)]


def _says(said: str) -> Work:
    async def answer(payload: Mapping[str, object]) -> Mapping[str, object]:
        return {"budgets": {"blog": said}}

    return answer
