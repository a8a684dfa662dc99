"""Hearing, importing by page, digests, and what survives a restart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.flow.bringing import bring
from bot.flow.digests import post_due
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.model.views import Bring, Brought
from tests.bot.flow.rig import QUALITY, SUPPORT
from tests.bot.flow.small import CHARGERS, ORGANISATION, Small, small

TABLE = b"comment,stars\nThe charger broke after a day,1\nLovely screen and a lovely case,5\n"
EVERYTHING = {
    "organisation": {"name": "Solo"},
    "departments": [{"name": "everything", "about": "Whatever anybody says", "channels": ["workspace:everything"]}],
    "people": [{"name": "Sol", "department": "everything", "role": "admin"}],
}


async def _bring(world: Small, data: bytes, *, dry: bool = False, **mapping: str) -> Brought:
    person = world.app.standing.organisation.person("workspace:ana")
    assert person is not None
    file = Bring(person=PersonId(person.id), name="reviews.csv", data=data, mapping=mapping, dry=dry)
    return await bring(file, person, tools=world.app.tools, standing=world.app.standing)


async def test_a_bad_line_is_named_and_the_rest_goes_in(world: Small) -> None:
    good = {"source": "f", "id": "1", "at": "2026-10-05T06:00:00Z", "text": "It broke"}
    taken = await world.take([good, {"source": "f"}, {**good, "id": "2", "at": "yesterday"}])
    assert len(taken.kept) == 1
    assert [where for where, _ in taken.bad] == ["line 2", "line 3"]


async def test_the_same_again_changes_nothing_and_an_edit_replaces(world: Small) -> None:
    said = {"source": "f", "id": "1", "at": "2026-10-05T06:00:00Z", "text": "The charger broke"}
    await world.take([said])
    before = await world.app.store.listed(Rows())
    assert (await world.take([said])).unchanged == 1
    assert await world.app.store.listed(Rows()) == before
    await world.take([{**said, "text": "The screen broke", "edited": "2026-10-05T06:30:00Z"}])
    (row,) = await world.app.store.listed(Rows())
    assert (row.text.raw, row.edited, row.id) == ("The screen broke", True, before[0].id)


async def test_the_department_that_an_import_names_is_believed(world: Small) -> None:
    taken = await world.hear("Nothing that anybody would route", department="quality")
    (full,) = await world.app.store.full(taken.kept)
    assert full.row.department == "quality"
    assert "mapping" in full.departments[0][2]


async def test_a_dropped_file_is_shown_first_and_stores_nothing(world: Small) -> None:
    shown = await _bring(world, TABLE, dry=True)
    assert (shown.mapping["text"], shown.kept) == ("comment", 0)
    assert shown.sample[0]["text"] == "The charger broke after a day"
    assert (await world.app.store.count(Rows())).mentions == 0


async def test_dropping_a_file_twice_changes_nothing_even_where_its_rows_have_no_time(world: Small) -> None:
    assert (await _bring(world, TABLE)).kept == 2
    before = await world.app.store.listed(Rows())
    world.wait(days=2)
    assert (await _bring(world, TABLE)).kept == 0
    grown = await _bring(world, TABLE + b"And the case came in green,2\n")
    assert (grown.kept, grown.unchanged) == (1, 2)
    assert [row for row in await world.app.store.listed(Rows()) if row.id <= 2] == before


async def test_a_file_with_corrected_columns_is_read_again(world: Small) -> None:
    await _bring(world, TABLE, rating="")
    again = await _bring(world, TABLE, rating="stars")
    assert again.kept + again.unchanged == 2


async def test_a_digest_is_posted_once_a_local_date_also_after_a_restart(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear(CHARGERS[0], at=(world.clock.now() - timedelta(hours=2)).isoformat())
        await post_due(tools=world.app.tools, standing=world.app.standing)
        await world.post()
        assert len(await world.posts(QUALITY)) == 1
    async with small(tmp_path, at=world.clock.now() + timedelta(minutes=5)) as later:
        assert await post_due(tools=later.app.tools, standing=later.app.standing) == 0
        await later.post()
        assert len(await later.posts(QUALITY)) == 1


async def test_after_a_restart_the_same_is_known_and_a_topic_goes_on(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        insight = await world.topic()
        departments = await world.app.store.facets(Rows(), "department")
    async with small(tmp_path, at=world.clock.now()) as later:
        assert await later.app.store.facets(Rows(), "department") == departments
        assert await later.think() == ()
        (kept,) = (await later.hear("charger not recognised, again")).kept
        (full,) = await later.app.store.full([kept])
        assert full.row.theme == insight.theme


async def test_one_person_with_one_channel_and_one_programme_gets_all(tmp_path: Path) -> None:
    async with small(tmp_path, settings=EVERYTHING) as world:
        insight = await world.harm()
        assert (insight.active, insight.programme) == (("everything",), "listening")
        assert len(await world.posts(world.app.desk.departments()[0].channels[0])) == 1


async def test_without_departments_everything_waits_in_triage(tmp_path: Path) -> None:
    async with small(tmp_path, settings={**ORGANISATION, "departments": [], "people": []}) as world:
        insight = await world.harm()
        assert insight.active == ()
        assert await world.posts(SUPPORT) == []
        assert await world.app.store.facets(Rows(), "department") == {"": 1}
