"""The night, retention, silent sources; and the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import TryLater
from bot.flow.inbox import lanes, work_event, work_inbox
from bot.flow.upkeep import night, watch_sources
from bot.model.changes import KeepSource, Receive
from bot.model.rows import Rows
from tests.bot.flow.small import CHARGERS, ORGANISATION, USUAL, Small, small

KEPT_SHORT = {**ORGANISATION, "sources": [{"name": "forum", "retention_days": 30}], "retention": {"days": 60}}


async def _night(world: Small) -> bool:
    return await night(tools=world.app.tools, standing=world.app.standing)


async def _live(world: Small) -> int:
    return sum(row.state == "live" for row in await world.app.store.listed(Rows(), limit=0))


async def test_the_night_comes_once_a_local_date(world: Small) -> None:
    assert await _night(world)
    assert not await _night(world)
    world.wait(hours=24)
    assert await _night(world)


async def test_an_imported_history_is_kept_from_the_day_of_its_import(tmp_path: Path) -> None:
    async with small(tmp_path, settings=KEPT_SHORT) as world:
        old = (world.clock.now() - timedelta(days=500)).isoformat()
        await world.hear("The charger broke", at=old)
        await _night(world)
        assert await _live(world) == 1
        world.wait(days=29)
        await _night(world)
        assert await _live(world) == 1
        world.wait(days=2)
        await _night(world)
        assert await _live(world) == 0


async def test_all_that_is_past_goes_and_every_count_stays(tmp_path: Path) -> None:
    async with small(tmp_path, settings=KEPT_SHORT) as world:
        await world.take([
            {"source": source, "id": str(at), "at": (world.clock.now() - timedelta(minutes=at)).isoformat(),
             "text": f"The charger {at} broke"}
            for at in range(520) for source in ("forum",)
        ])  # fmt: skip
        await world.hear("The screen cracked", source="shop")
        world.wait(days=31)
        await _night(world)
        assert await _live(world) == 1
        assert (await world.app.store.count(Rows())).mentions == 521
        bare = (await world.app.store.listed(Rows(source="forum"), limit=1))[0]
        assert (bare.text.raw, bare.author, bare.state, bare.reason) == ("", None, "expired", "retention")


async def test_a_silent_source_is_told_to_its_owner_s_department_once_and_when_it_is_over(world: Small) -> None:
    await world.hear(CHARGERS[0])
    world.wait(hours=13)
    (gap,) = await watch_sources(tools=world.app.tools, standing=world.app.standing)
    assert (gap.source, gap.end) == ("forum", None)
    (silence,) = await world.think()
    assert (silence.kind, silence.active) == ("silence", ("support",))
    assert await watch_sources(tools=world.app.tools, standing=world.app.standing) == ()
    world.wait(hours=1)
    await world.hear(CHARGERS[1])
    (over,) = await watch_sources(tools=world.app.tools, standing=world.app.standing)
    assert over.end is not None


async def test_a_source_that_is_not_configured_is_never_silent(world: Small) -> None:
    await world.hear(CHARGERS[0], source="reviews")
    world.wait(days=40)
    assert await watch_sources(tools=world.app.tools, standing=world.app.standing) == ()


async def test_work_that_fails_as_nobody_foresaw_is_answered_and_holds_up_nothing(world: Small) -> None:
    done = []

    async def broken(payload: Mapping[str, object]) -> Mapping[str, object]:
        raise ZeroDivisionError("a bug")

    async def fine(payload: Mapping[str, object]) -> Mapping[str, object]:
        done.append(payload)
        return {}

    now, store = world.clock.now(), world.app.store
    await store.commit([
        Receive(event_id="a", kind="broken", payload={}, at=now), Receive(event_id="b", kind="fine", payload={}, at=now)
    ])  # fmt: skip
    works = {"broken": broken, "fine": fine}
    with pytest.raises(ZeroDivisionError):
        await work_inbox(tools=world.app.tools, standing=world.app.standing, more=works)
    assert await work_inbox(tools=world.app.tools, standing=world.app.standing, more=works) == 2
    failed = await store.result("a")
    assert failed is not None
    assert "failed inside Earshot" in str(failed["error"])
    assert (len(done), await store.pending()) == (1, [])


async def test_what_a_platform_cannot_do_now_is_done_later_and_given_up_when_nobody_waits_any_more(
    world: Small,
) -> None:
    asked: list[str] = []

    async def busy(payload: Mapping[str, object]) -> Mapping[str, object]:
        asked.append(str(payload["event"]))
        raise TryLater(where="Slack", what="ratelimited", seconds=30)

    tools, standing, store = world.app.tools, world.app.standing, world.app.store
    come = Receive(event_id="e1", kind="slack", payload={"lane": "ana"}, at=world.clock.now())
    await store.commit([come])
    (event,) = (await lanes(("slack",), tools=tools, standing=standing))["slack:ana"]
    assert not await work_event(event, tools=tools, standing=standing, more={"slack": busy})
    world.wait(seconds=29)
    assert await lanes(("slack",), tools=tools, standing=standing) == {}
    world.wait(seconds=1)
    assert list(await lanes(("slack",), tools=tools, standing=standing)) == ["slack:ana"]
    world.wait(minutes=11)
    assert await work_event(event, tools=tools, standing=standing, more={"slack": busy})
    assert asked == ["e1", "e1"] and await store.pending() == []
    assert (await store.result("e1") or {})["failed"] == "TryLater"


async def test_a_source_that_answers_but_says_nothing_is_told_within_two_of_its_usual_pauses(tmp_path: Path) -> None:
    settings = {**ORGANISATION, "sources": [{"name": "forum", "owner": "Ana"}]}
    async with small(tmp_path, settings=settings) as world:
        tools, standing = world.app.tools, world.app.standing
        await world.app.store.commit([KeepSource(name="forum", every=timedelta(minutes=15))])
        begun = world.clock.now() - timedelta(days=20)
        said = [begun + timedelta(hours=hour) for hour in range(480) if hour % 24 < 16]
        await world.take([
            {"source": "forum", "id": str(at), "at": at.isoformat(), "text": USUAL[at.hour % len(USUAL)]}
            for at in said
        ])  # fmt: skip
        world.clock.set(said[-1] + timedelta(hours=17))
        assert await watch_sources(tools=tools, standing=standing) == ()
        world.clock.set(said[-1] + timedelta(hours=19))
        (gap,) = await watch_sources(tools=tools, standing=standing)
        assert (gap.source, gap.start) == ("forum", said[-1])
        await world.hear("It works again", source="forum")
        await watch_sources(tools=tools, standing=standing)
        told = [row.post.message.summary for row in await world.app.store.outbox(("new",)) if row.post.kind == "notice"]
        assert [("Ana looks after it" in one, "speaks again;" in one) for one in told] == [(True, False), (False, True)]
