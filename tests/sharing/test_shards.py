"""Thinking in shards: each keyword group is thought about by one process at a time, whichever that is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.compose.shards import open_shard
from bot.errors import ConfigError, LeaseLost, StoreBusy
from bot.flow.placing import place
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.flow.upkeep import night
from bot.model.rows import Rows
from tests.bot.flow.small import CHARGERS, HARM, ORGANISATION, USUAL, Small, small
from tests.postgres import Cluster

SHARDS = 3
GROUPS = {"forums": "charger OR charging", "screens": "parcel OR battery"}
"""Shards 1 and 2 of three."""
PARCELS = tuple(text.replace("charger", "parcel").replace("recognised", "delivered") for text in CHARGERS)

Thinker = tuple[Tools, Standing]


def _settings(url: str, shards: int = SHARDS) -> Mapping[str, Any]:
    groups = [{"name": name, "query": query} for name, query in GROUPS.items()]
    return {**ORGANISATION, "groups": groups, "store": {"url": url, "shards": shards}}


@pytest.fixture
async def world(server: Cluster, tmp_path: Path) -> AsyncIterator[tuple[Small, str]]:
    with server.database() as url:
        async with small(tmp_path, settings=_settings(url)) as opened:
            yield opened, url


@asynccontextmanager
async def _thinker(world: Small, url: str, shard: int) -> AsyncIterator[Thinker]:
    async with open_shard(world.app, url, shard, asyncio.Event()) as found:
        yield found


async def _work(one: Thinker) -> tuple[int, ...]:
    tools, standing = one
    while await place(tools=tools, standing=standing):
        continue
    return tuple(int(found) for found in await think(tools=tools, standing=standing))


def _asked(server: Cluster, url: str, sql: str) -> str:
    return server.psql(sql, urlsplit(url).path.lstrip("/"))


_MISCOUNTED = """select count(*) from (
  select theme::text as name, day, sentiment, count(*) as mentions from mention
  where theme is not null and state <> 'deleted' group by theme, day, sentiment
) m full join (select * from rollup_day where dimension = 'theme' and mentions <> 0) r using (name, day, sentiment)
where m.mentions is distinct from r.mentions"""


_TAKEN = "update lease set token = token + 1, holder = ''"
"""As if others had had it meanwhile: who held it cannot renew it any more."""
_ASTRAY = "select count(*) from mention m join theme t on t.id = m.theme where m.shard <> t.shard"


async def test_each_group_is_thought_about_by_its_own_shard_and_insights_are_found_once(
    world: tuple[Small, str], server: Cluster
) -> None:
    lead, url = world
    await lead.hear(*CHARGERS, *PARCELS, *USUAL[3:])
    await lead.hear(HARM)
    assert await lead.think() == ()
    assert _asked(server, url, "select shard, count(*) from shard_work group by shard order by shard") == "1|8\n2|9"
    async with _thinker(lead, url, 1) as one, _thinker(lead, url, 2) as two:
        found = [await _work(one), await _work(two), await _work(one), await _work(two)]
    insights = {int(insight.id): insight for insight in await lead.app.store.insights()}
    (danger,) = [one for one in insights.values() if one.kind == "risk"]
    assert (found[1], found[2:], danger.shard, danger.id % SHARDS) == ((danger.id,), [(), ()], 2, 2)
    themes = await lead.app.store.themes()
    assert {(theme.shard, theme.id % SHARDS) for theme in themes} == {(0, 0), (1, 1), (2, 2)}
    assert _asked(server, url, _ASTRAY) == "0"
    assert _asked(server, url, _MISCOUNTED) == "0"
    assert _asked(server, url, "select count(*) from shard_work") == "0"


async def test_who_stood_still_past_its_lease_places_nothing_and_who_took_over_goes_on_with_the_same_topics(
    world: tuple[Small, str], server: Cluster
) -> None:
    lead, url = world
    await lead.hear(*CHARGERS[:4])
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(_thinker(lead, url, 1))
        await _work(first)
        before = {theme.id for theme in await lead.app.store.themes()}
        with pytest.raises(StoreBusy):
            await stack.enter_async_context(_thinker(lead, url, 1))
        await lead.hear(*CHARGERS[4:])
        _asked(server, url, f"{_TAKEN} where name = 'think/1'")
        second = await stack.enter_async_context(_thinker(lead, url, 1))
        with pytest.raises(LeaseLost):
            await place(tools=first[0], standing=first[1])
        assert _asked(server, url, "select count(*) from shard_work") == "4"
        await _work(second)
        with pytest.raises(LeaseLost):
            await night(tools=first[0], standing=first[1])
    (theme,) = [one for one in await lead.app.store.themes() if one.state == "theme"]
    assert theme.id in before
    assert theme.mentions == len(CHARGERS)
    assert _asked(server, url, _MISCOUNTED) == "0"


async def test_what_is_edited_or_removed_leaves_the_topic_of_another_shard(
    world: tuple[Small, str], server: Cluster
) -> None:
    lead, url = world
    await lead.hear(*CHARGERS)
    async with _thinker(lead, url, 1) as one:
        await _work(one)
        (theme,) = await lead.app.store.themes(("theme",))
        await lead.hear(CHARGERS[0])  # comes, and goes before it was placed
        edited = {"id": "1", "text": "The charger in green, please", "edited": "2026-10-06T09:00:00Z"}
        await lead.take([
            {"source": "forum", "at": "2026-10-05T07:00:00Z", "author": {"id": "a1", "name": "P"}, **edited},
            {"source": "forum", "id": "2", "op": "delete"}, {"source": "forum", "id": "9", "op": "delete"},
        ])  # fmt: skip
        await _work(one)
        counted = one[1].book.theme(theme.id)
    rows = await lead.app.store.listed(Rows(theme=theme.id))
    assert counted is not None
    live = sum(row.state == "live" for row in rows)
    assert (counted.mentions, _asked(server, url, "select count(*) from shard_work")) == (live, "0")
    assert _asked(server, url, "select shard from mention where source_id = '1'") == "1"
    assert _asked(server, url, _MISCOUNTED) == "0"


async def test_a_topic_of_another_shard_is_named_by_people_through_the_process_that_leads(
    world: tuple[Small, str],
) -> None:
    lead, url = world
    await lead.hear(*CHARGERS)
    async with _thinker(lead, url, 1) as one:
        await _work(one)
        await lead.app.standing.load_beside(lead.app.tools)
        (theme,) = [found for found in lead.app.standing.themes() if found.state == "theme"]
        await lead.act("rename", value=str(theme.id), text="Chargers")
        named = lead.app.standing.theme(theme.id)
        assert named is not None
        assert named.name == "Chargers"
        await _work(one)
    stored = await lead.app.store.theme(theme.id)
    assert stored is not None
    assert stored.name == "Chargers"


async def test_another_number_of_shards_keeps_every_number_and_is_refused_while_somebody_thinks(
    world: tuple[Small, str], server: Cluster, tmp_path: Path
) -> None:
    lead, url = world
    await lead.hear(*CHARGERS, *PARCELS)
    async with _thinker(lead, url, 1) as one, _thinker(lead, url, 2) as two:
        await _work(one)
        await _work(two)
    await lead.hear(CHARGERS[0], PARCELS[0])  # wait for their owners
    before = _asked(server, url, "select id, theme from mention where id <= 16 order by id")
    now = lead.clock.now()
    _asked(server, url, _TAKEN)
    async with small(tmp_path, settings=_settings(url, 1), at=now) as alone:
        assert _asked(server, url, "select id, theme from mention where id <= 16 order by id") == before
        assert _asked(server, url, "select distinct shard from mention union select shard from theme") == "0"
        assert _asked(server, url, "select count(*) from mention where theme is null") == "0"
        with pytest.raises(ConfigError, match=r"store\.shards"):
            await _work(await AsyncExitStack().enter_async_context(_thinker(lead, url, 1)))
        await alone.hear(CHARGERS[1])
        assert len(alone.app.standing.themes()) == len(before and await alone.app.store.themes())
    async with small(tmp_path, settings=_settings(url), at=now) as again:
        assert _asked(server, url, "select distinct shard from theme order by shard") == "1\n2"
        async with _thinker(again, url, 2) as two:
            await again.hear(PARCELS[1])
            await _work(two)
    assert _asked(server, url, "select id, theme from mention where id <= 16 order by id") == before
    assert _asked(server, url, _MISCOUNTED) == "0"
