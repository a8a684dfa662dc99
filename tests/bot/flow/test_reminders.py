"""What Earshot says by itself about the ledger: once a week what it lacks, once a month a question to departments."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.flow.reminders import first_weekday, remind
from bot.model.people import PersonId, Place
from bot.model.views import Ask
from tests.bot.flow.rig import SUPPORT
from tests.bot.flow.small import Small

ADMINS = Place(platform="workspace", workspace="", channel="admin")
FIN = PersonId("workspace:fin")


async def at(world: Small, moment: datetime) -> None:
    world.clock.set(moment)
    await remind(tools=world.app.tools, standing=world.app.standing)
    await world.post()


async def said(world: Small, place: Place = ADMINS) -> list[str]:
    return [str(post.body) for post in await world.app.store.posts(place, person=None)]


async def record(world: Small, code: str, **form: str) -> None:
    await world.app.desk.record(code, form, key="", person=FIN)


def day(number: int, hour: int = 8, month: int = 10) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


async def test_a_programme_without_owner_is_told_of_once_a_week_until_it_has_one(world: Small) -> None:
    await record(world, "programme=", name="Fair")
    for moment in (day(6), day(6, 12), day(8), day(12, 6)):  # Monday, 6:00 UTC, is before nine in Berlin
        await at(world, moment)
    first = await said(world)
    assert len(first) == 1
    assert "Nobody answers for Fair." in first[0]
    assert "open:entry" in first[0]
    await at(world, day(12, 9))
    assert len(await said(world)) == 2
    await record(world, "programme=fair", name="Fair", owner="Ana", metric="leads", target="5", due="2026-12-31")
    await at(world, day(19, 9))
    assert len(await said(world)) == 2


async def test_the_missing_cost_of_running_earshot_is_told_of_once_something_is_recorded(world: Small) -> None:
    await at(world, day(6))
    assert await said(world) == []
    await record(world, "cost=cash", amount="5", date="2026-10-05", programme="listening")
    await at(world, day(13))
    assert "What running Earshot costs is not recorded" in (await said(world))[-1]
    await world.app.desk.ask(Ask(command="roi", text="cost 65 EUR server", person=FIN))
    await at(world, day(20))
    assert "running Earshot" not in (await said(world))[-1]


async def test_an_aim_that_goes_the_wrong_way_is_a_prompt_once_for_each_observation(world: Small) -> None:
    await record(world, "programme=", name="Desk", owner="Ana", metric="days", baseline="19", target="7",
                 start="2026-09-01", due="2026-12-31")  # fmt: skip
    (aim,) = [one.id for one in await world.app.store.ledger() if one.kind == "aims"]
    await record(world, f"observation={aim}", value="15", date="2026-09-20")
    await at(world, day(6))
    assert not [one for one in await said(world) if "goes the wrong way" in one]
    await record(world, f"observation={aim}", value="22", date="2026-10-06")
    for week in (13, 20):
        await at(world, day(week))
    assert len([one for one in await said(world) if "goes the wrong way" in one]) == 1


@pytest.mark.parametrize(
    ("month", "first"), [(10, date(2026, 10, 1)), (11, date(2026, 11, 2)), (8, date(2026, 8, 3)), (9, date(2026, 9, 1))]
)
def test_the_first_weekday_of_a_month_is_no_day_off(month: int, first: date) -> None:
    assert first_weekday(date(2026, month, 15)) == first


async def test_each_department_is_asked_once_a_month_at_its_digest_hour(world: Small) -> None:
    for moment in (day(2, 7, 11), day(2, 9, 11), day(2, 12, 11), day(3, 9, 11)):
        await at(world, moment)
    asked = [one for one in await said(world, SUPPORT) if "What did you use in October" in one]
    assert len(asked) == 1
    assert "used=support" in asked[0]
    await at(world, day(1, 9, 12))
    assert len([one for one in await said(world, SUPPORT) if "What did you use" in one]) == 2


async def test_a_reply_to_the_question_is_kept_as_what_the_department_used(world: Small) -> None:
    await at(world, day(2, 9, 11))
    (post,) = [one for one in await world.app.store.posts(SUPPORT, person=None) if "What did you use" in str(one.body)]
    kept = await world.act("reply", "Ben", key="r1", text="The quotes, in the weekly round", place=SUPPORT,
                           message=post.id)  # fmt: skip
    again = await world.act("reply", "Ben", key="r1", text="The quotes, in the weekly round", place=SUPPORT,
                           message=post.id)  # fmt: skip
    assert kept.words == again.words == "Kept as said by you. /roi used lists all of it."
    (use,) = await world.app.store.ledger()
    assert (use.kind, use.item["what"], use.item["department"]) == (
        "uses",
        "The quotes, in the weekly round",
        "support",
    )
    await world.act("unreact", "Ben", key="r1:gone", value="r1", place=SUPPORT, message=post.id)
    (use,) = await world.app.store.ledger()
    assert use.item["voided"] is True
