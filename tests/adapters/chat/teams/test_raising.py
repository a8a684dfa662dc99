"""The actions in a message's menu: a colleague's words become an insight, an insight is acted on."""

from __future__ import annotations

import pytest

from tests.adapters.chat.teams.office import ANA, BEN, FIN, QUALITY, SUPPORT, VIC, Office, words_of
from tests.stand_in.teams.filling import inputs

WORDS = "Three shops asked for a charger with two ports"


async def said(office: Office, text: str = WORDS, *, who: str = VIC, where: str = SUPPORT) -> str:
    """Somebody says something that does not concern Earshot; gives the message's id."""
    return (await office.teams.say(office.tenant, where, who, text)).id


async def menu(office: Office, message: str, command: str = "raise", *, who: str = BEN) -> None:
    answer = await office.teams.menu(office.tenant, who, message, command)
    assert answer.ok, (answer.status, answer.wrong, answer.body)
    await office.turn()


async def test_a_colleague_s_message_becomes_an_insight_for_the_departments_chosen(office: Office) -> None:
    message = await said(office, "Three shops asked for <b>a charger</b> & two ports\nsay the dealers")
    await menu(office, message)
    fields = {str(one["id"]): one for one in inputs(office.dialog().card)}
    assert "a charger" in fields["text"]["value"]
    assert "audience" not in fields
    told = await office.submit({"text": "a charger with two ports", "value": "quality"})
    assert told.shown
    (insight,) = [one for one in await office.world.app.store.insights() if one.kind == "raised"]
    assert [one.department for one in insight.departments] == ["quality"]
    assert "two ports" in str([words_of(one.card) for one in office.posts(QUALITY)])
    assert not [one for one in office.posts(SUPPORT) if "two ports" in words_of(one.card)]


async def test_sent_twice_it_is_raised_once(office: Office) -> None:
    await menu(office, await said(office))
    answer = await office.submit({"value": "quality"})
    await office.teams.delivery.again(answer.id)
    await office.turn()
    assert [one.kind for one in await office.world.app.store.insights()].count("raised") == 1


async def test_empty_words_are_asked_for_again(office: Office) -> None:
    await menu(office, await said(office))
    await office.submit({"text": "   "})
    assert "text" in [one["id"] for one in inputs(office.dialog().card)]
    assert not await office.world.app.store.insights()


async def test_what_was_said_in_a_group_chat_asks_who_may_read_it(office: Office) -> None:
    office.tenant.chat("launch", BEN, VIC)
    message = await said(office, where="launch")
    await menu(office, message)
    (field,) = [one for one in inputs(office.dialog().card) if one["id"] == "audience"]
    assert field["isRequired"] is True
    # Earshot is not in that chat: what stays within it would be shown nowhere.
    assert [one["value"] for one in field["choices"]] == ["everyone"]
    await office.submit({"audience": "everyone", "value": "quality"})
    (insight,) = await office.world.app.store.insights()
    assert insight.visibility == "internal"


@pytest.mark.parametrize("listed", [True, False])
async def test_the_words_of_a_private_channel_stay_with_its_members(office: Office, listed: bool) -> None:
    office.tenant.channel("Lumo", "board", BEN, ANA, membership="private", added=True, listed=listed)
    await menu(office, await said(office, who=ANA, where="board"))
    await office.submit({"audience": "members"})
    (insight,) = await office.world.app.store.insights()
    assert insight.visibility.startswith("private:teams:")


async def test_a_viewer_is_told_that_editors_raise(office: Office) -> None:
    await menu(office, await said(office, who=BEN), who=VIC)
    told = await office.submit({"value": "quality"}, who=VIC)
    assert "editor" in told.shown
    assert not await office.world.app.store.insights()


async def test_an_insight_is_acted_on_from_the_menu_of_its_message(office: Office) -> None:
    insight = await office.harm()
    await menu(office, office.card().id, "act_on")
    assert "Take it on" in str(office.dialog().card)
    field = next(one["id"] for one in inputs(office.dialog().card) if str(one["id"]).startswith("a"))
    await office.submit({field: "Take it on"}, data={"f": field})
    assert (await office.now(insight)).status == "acknowledged"
    office.shut()
    await menu(office, await said(office), "act_on")
    assert "is about no insight" in office.shown()


async def test_a_stranger_raises_nothing(office: Office) -> None:
    office.tenant.user("gus", "Gus", role="guest")
    await office.teams.add_member(office.tenant, "Lumo", "gus")
    message = await said(office, who=FIN)
    answer = await office.teams.menu(office.tenant, "gus", message, "raise")
    assert "answers colleagues" in answer.shown
