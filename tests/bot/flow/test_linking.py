"""Two accounts of one person become one: by a code entered where they are not known yet, or by an admin."""

from __future__ import annotations

import re

import pytest

from bot.errors import BadInput, NotAllowed
from bot.model.people import Person, PersonId, Place
from bot.model.views import Ask, SettingChange
from tests.bot.flow.small import Small

ADMINS = Place(platform="workspace", workspace="", channel="admin")
SLACK = "slack:T1/U1"


async def _say(world: Small, person: str, text: str) -> str:
    answer = await world.app.desk.ask(Ask(command="earshot", text=text, person=PersonId(person)))
    assert answer.private
    return answer.summary


async def _code(world: Small, person: str) -> str:
    said = await _say(world, person, "link")
    found = re.search(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}\b", said)
    assert found, said
    return found.group()


def _known(world: Small, name: str) -> Person | None:
    return world.app.desk.person(name)


async def test_a_code_makes_the_second_account_the_same_person(world: Small) -> None:
    await world.app.desk.meet("ana.k", SLACK)
    code = await _code(world, "workspace:ana")
    assert "Ana" in await _say(world, SLACK, f"link {code.lower().replace('-', ' ')}")
    ana = _known(world, SLACK)
    assert ana is not None
    assert (ana.id, ana.role, ana.ids) == ("workspace:ana", "editor", ("workspace:ana", SLACK))
    assert (await world.app.desk.meet("ana.k", SLACK)).id == "workspace:ana"
    assert sum(one.name.lower().startswith("ana") for one in world.app.desk.people()) == 1


async def test_what_was_linked_is_linked_after_a_start(world: Small) -> None:
    await world.app.desk.meet("ana.k", SLACK)
    await _say(world, SLACK, f"link {await _code(world, 'workspace:ana')}")
    await world.app.standing.load(world.app.tools)
    ana = _known(world, SLACK)
    assert ana is not None
    assert ana.id == "workspace:ana"


async def test_a_code_works_once_and_for_ten_minutes(world: Small) -> None:
    await world.app.desk.meet("ana.k", SLACK)
    await world.app.desk.meet("other", "slack:T2/U2")
    late = await _code(world, "workspace:ana")
    world.wait(minutes=10)
    assert "not good" in await _say(world, SLACK, f"link {late}")
    code = await _code(world, "workspace:ana")
    await _say(world, SLACK, f"link {code}")
    assert "not good" in await _say(world, "slack:T2/U2", f"link {code}")
    other = _known(world, "slack:T2/U2")
    assert other is not None
    assert other.id == "slack:T2/U2"


@pytest.mark.parametrize("who", ["workspace:ben", "workspace:adi", "workspace:vic"])
async def test_who_is_talked_into_entering_a_strangers_code_gives_nothing_away(who: str, world: Small) -> None:
    await world.app.desk.meet("mallory", SLACK)
    code = await _code(world, SLACK)
    with pytest.raises(BadInput):
        await _say(world, who, f"link {code}")
    mallory = _known(world, SLACK)
    assert mallory is not None
    assert (mallory.id, mallory.role) == (SLACK, "viewer")


async def test_a_second_account_in_the_same_workspace_is_refused_and_the_code_stays_good(world: Small) -> None:
    await world.app.desk.meet("ana.k", SLACK)
    await world.app.desk.meet("ana.other", "slack:T1/U9")
    await _say(world, SLACK, f"link {await _code(world, 'workspace:ana')}")
    code = await _code(world, "workspace:ana")
    with pytest.raises(BadInput, match="an account in Slack T1 already"):
        await _say(world, "slack:T1/U9", f"link {code}")
    await world.app.desk.meet("ana.k", "slack:T2/U1")
    assert "Linked" in await _say(world, "slack:T2/U1", f"link {code}")


async def test_rights_with_power_that_spread_to_an_account_are_told_to_all_admins(world: Small) -> None:
    await world.app.desk.meet("fin", SLACK)
    await _say(world, SLACK, f"link {await _code(world, 'workspace:fin')}")
    await world.post()
    assert "linked to Fin and has the role finance now" in await world.threads(ADMINS)
    page = await world.app.desk.settings(PersonId("workspace:adi"))
    assert any(f"link:{SLACK}" in line for line in page.audit)


async def test_an_admin_links_and_nobody_else(world: Small) -> None:
    await world.app.desk.meet("ana.k", SLACK)
    for person, role in (("workspace:ana", "editor"), ("workspace:fin", "finance")):
        change = SettingChange(person=PersonId(person), subject=f"link:{SLACK}", form={"person": person})
        with pytest.raises(NotAllowed, match="admin"):
            await world.app.desk.settings(PersonId(person), change)
        assert role in ("editor", "finance")
    admin = PersonId("workspace:adi")
    change = SettingChange(person=admin, subject=f"link:{SLACK}", form={"person": "workspace:ana"})
    assert "Linked" in (await world.app.desk.settings(admin, change)).words
    with pytest.raises(BadInput, match="already"):
        await world.app.desk.settings(admin, change)


async def test_an_account_that_nobody_knows_comes_in_by_a_code_alone(world: Small) -> None:
    desk = world.app.desk
    assert "not good" in (await desk.introduce("ana.k", SLACK, "AAAA-AAAA")).summary
    assert _known(world, SLACK) is None
    code = await _code(world, "workspace:ana")
    said = await desk.introduce("ana.k", SLACK, code)
    assert said.private
    ana = _known(world, SLACK)
    assert ana is not None
    assert (ana.id, ana.role) == ("workspace:ana", "editor")
    await world.app.standing.load(world.app.tools)
    assert _known(world, SLACK) == ana
    assert "not good" in (await desk.introduce("other", "slack:T2/U2", code)).summary


async def test_of_an_account_that_cannot_be_joined_nothing_is_kept_and_the_code_stays_good(world: Small) -> None:
    desk = world.app.desk
    await desk.introduce("ana.k", SLACK, await _code(world, "workspace:ana"))
    code = await _code(world, "workspace:ana")
    with pytest.raises(BadInput, match="has an account in Slack"):
        await desk.introduce("ana.too", "slack:T1/U9", code)
    assert _known(world, "slack:T1/U9") is None
    assert "Linked" in (await desk.introduce("ana.k", "slack:T2/U2", code)).summary


async def test_an_account_that_an_admin_archived_does_not_come_back_by_a_code(world: Small) -> None:
    desk = world.app.desk
    mallory = await desk.meet("mallory", SLACK)
    change = SettingChange(person=PersonId("workspace:adi"), subject=f"person:{mallory.id}", form={"remove": "yes"})
    await desk.settings(PersonId("workspace:adi"), change)
    with pytest.raises(NotAllowed):
        await desk.introduce("mallory", SLACK, await _code(world, "workspace:ana"))
