"""A person's own page, and what /earshot says of settings, health and insights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadInput, NotAllowed, NotHere
from bot.flow.upkeep import watch_sources
from bot.model.message import Actions, Table
from bot.model.people import PersonId, Place
from bot.model.views import Ask, Home, SettingChange
from tests.bot.flow.small import ORGANISATION, Small, small

ADMINS = Place(platform="workspace", workspace="", channel="admin")
ADI, ANA, BEN, FIN = (PersonId(f"workspace:{name}") for name in ("adi", "ana", "ben", "fin"))
TIMED: Mapping[str, Any] = {
    **ORGANISATION,
    "departments": [{**ORGANISATION["departments"][0], "digest": "08:00"}, ORGANISATION["departments"][1]],
}


async def _home(world: Small, person: PersonId) -> Home:
    return await world.app.desk.home(person)


async def test_what_concerns_the_persons_department_is_open_for_them_until_a_colleague_takes_it(world: Small) -> None:
    insight = await world.harm()
    department = insight.active[0]
    mine, other = (BEN, ANA) if department == "quality" else (ANA, BEN)
    (card,) = (await _home(world, mine)).insights
    assert card.insight == insight.id
    assert any(isinstance(block, Actions) for block in card.blocks)
    assert (await _home(world, other)).insights == ()
    await world.act("take", "Ben" if mine == BEN else "Ana", insight=insight.id, saw="new")
    taken = await _home(world, mine)
    assert [one.insight for one in taken.insights] == [insight.id]
    assert "taken on" in str(taken.taken)
    await world.act(
        "fixed", "Ben", insight=insight.id, saw="acknowledged", form={"what": "x", "released": "2026-10-05"}
    )
    assert (await _home(world, mine)).insights == ()


async def test_three_actions_with_verbs_and_money_for_finance_alone(world: Small) -> None:
    for person, money in ((ANA, False), (FIN, True)):
        actions = (await _home(world, person)).actions
        assert len(actions) == 3
        assert any(button.act == "open:roi" for button in actions) is money


async def test_first_steps_are_for_the_first_admin_until_they_are_done(world: Small) -> None:
    steps = (await _home(world, ADI)).steps
    assert [step.done for step in steps] == [True, False, True, True]
    assert (await _home(world, ANA)).steps == ()
    await world.hear("A first word")
    assert (await _home(world, ADI)).steps == ()


async def test_what_is_not_well_is_told_to_admins(world: Small) -> None:
    await world.hear("A first word")
    world.wait(days=1)
    await watch_sources(tools=world.app.tools, standing=world.app.standing)
    assert any("silent" in line for line in (await _home(world, ADI)).notices)
    assert (await _home(world, ANA)).notices == ()
    said = await world.app.desk.ask(Ask(command="earshot", text="doctor", person=ANA))
    assert said.summary == "1 thing to look at."


async def test_the_digest_hour_is_moved_by_its_editors_where_the_file_leaves_it_open(tmp_path: Path) -> None:
    async with small(tmp_path, settings=TIMED) as world:
        assert (await _home(world, ANA)).digest == ""
        assert (await _home(world, BEN)).digest == "quality"
        change = SettingChange(person=BEN, subject="digest:quality", form={"digest": "8:30"})
        with pytest.raises(BadInput, match="a time such as 09:00"):
            await world.app.desk.settings(BEN, change)
        answer = await world.app.desk.ask(Ask(command="earshot", text="settings digest 08:30", person=BEN))
        assert "quality comes at 08:30" in answer.summary
        quality = next(one for one in world.app.desk.departments() if one.name == "quality")
        assert quality.digest == "08:30"
        change = SettingChange(person=BEN, subject="digest:quality", form={"value": "08:40"})
        page = await world.app.desk.settings(BEN, change)
        lines = {line.key: line for line in page.lines}
        assert (lines["digest:quality"].value, lines["digest:quality"].locked) == ("08:40", False)
        assert (lines["digest:support"].value, lines["digest:support"].locked) == ("08:00", True)
        await world.app.desk.ask(Ask(command="earshot", text="settings digest 08:30", person=BEN))
        (line, *_) = (await _home(world, BEN)).settings
        assert (line.value, line.locked) == ("08:30", False)
        with pytest.raises(BadInput, match=r"set in earshot\.toml"):
            await world.app.desk.ask(Ask(command="earshot", text="settings digest support 10:00", person=ADI))
        with pytest.raises(NotAllowed):
            await world.app.desk.ask(Ask(command="earshot", text="settings digest quality 10:00", person=ANA))
    async with small(tmp_path, settings=TIMED) as world:
        assert next(one for one in world.app.desk.departments() if one.name == "quality").digest == "08:30"


async def test_settings_say_where_each_comes_from(world: Small) -> None:
    lines = {line.key: line for line in (await _home(world, ANA)).settings}
    assert lines["time zone"].origin == "set in earshot.toml"
    assert lines["quiet hours"].origin == "the default; can be set in earshot.toml"
    assert not lines["digest of support"].locked
    said = await world.app.desk.ask(Ask(command="earshot", text="settings", person=ANA))
    assert any(isinstance(block, Table) and len(block.rows) == 5 for block in said.blocks)


async def test_insights_of_a_period_are_listed_with_figures_that_open(world: Small) -> None:
    insight = await world.topic()
    said = await world.app.desk.ask(Ask(command="earshot", text="insights", person=ANA))
    (table,) = [block for block in said.blocks if isinstance(block, Table)]
    figure = table.rows[0][2][0]
    assert figure.opens is not None
    assert figure.opens.insight == insight.id
    assert figure.text == f"{insight.numbers.mentions} mentions"
    none = await world.app.desk.ask(Ask(command="earshot", text="insights last month", person=ANA))
    assert "Nothing found." in str(none)


async def test_feedback_reaches_whoever_runs_it_once(world: Small) -> None:
    for _ in range(2):
        ask = Ask(command="earshot", text="feedback <b>the digest is late", person=ANA, key="event-1")
        await world.app.desk.ask(ask)
    await world.post()
    assert len(await world.posts(ADMINS)) == 1
    assert "the digest is late" in await world.threads(ADMINS)
    with pytest.raises(BadInput):
        await world.app.desk.ask(Ask(command="earshot", text="feedback", person=ANA))


async def test_money_is_refused_where_people_of_another_organisation_are(world: Small) -> None:
    for ask in (
        Ask(command="roi", text="this month", person=FIN, outside=True),
        Ask(command="mention", text="roi this month", person=FIN, outside=True),
    ):
        with pytest.raises(NotHere, match="another organisation"):
            await world.app.desk.ask(ask)
    now = world.clock.now()
    with pytest.raises(NotHere):
        await world.app.desk.share_answer("this month", as_of=now, person=FIN, outside=True)
    usage = await world.app.desk.ask(Ask(command="roi", text="help", person=FIN, outside=True))
    assert "How to ask" in str(usage)


async def test_hours_asked_twice_with_one_key_are_kept_once(world: Small) -> None:
    for _ in range(2):
        await world.app.desk.ask(Ask(command="roi", text="spent 2h", person=ANA, key="event-2"))
    assert len(await world.app.store.ledger()) == 1
