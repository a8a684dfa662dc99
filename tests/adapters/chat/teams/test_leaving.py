"""Earshot is taken out, put back, or a channel goes: whoever looks after it is told once; who welcomes whom, where."""

from __future__ import annotations

from bot.model.people import Place
from bot.model.rows import Rows
from tests.adapters.chat.teams.office import ANA, QUALITY, SUPPORT, Office, words_of


async def notices(office: Office) -> list[str]:
    """What whoever looks after Earshot was told."""
    rows = await office.world.app.store.outbox(("new", "done"))
    return [one.post.message.summary for one in rows if one.post.key.startswith("notice:")]


def at(office: Office, where: str) -> Place:
    return Place(platform="teams", workspace=office.tenant.id, channel=office.place(where).id)


async def test_taken_out_of_a_team_its_channels_close_and_it_is_told_once(office: Office) -> None:
    await office.teams.uninstall(office.tenant, "Lumo", ANA)
    await office.turn()
    closed = {route.place for route in await office.world.app.store.routes()}
    assert closed == {at(office, QUALITY), at(office, SUPPORT)}
    told = await notices(office)
    assert len(told) == 2
    await office.world.harm()
    await office.world.post()
    office.world.wait(seconds=900)
    await office.world.post()
    assert await notices(office) == told
    assert not [one for one in office.place(QUALITY).by_bot() if "smoke" in words_of(one.card)]


async def test_put_back_what_waited_is_posted_at_once(office: Office) -> None:
    await office.teams.uninstall(office.tenant, "Lumo", ANA)
    await office.turn()
    await office.world.harm()
    await office.world.post()
    await office.teams.install(office.tenant, "Lumo", ANA)
    await office.turn()
    assert [one for one in office.posts(QUALITY) if "smoke" in words_of(one.card)]
    assert at(office, QUALITY) not in {route.place for route in await office.world.app.store.routes()}


async def test_an_archived_team_takes_nothing_until_it_is_opened_again(office: Office) -> None:
    await office.teams.archive_team(office.tenant, "Lumo", ANA)
    await office.turn()
    await office.world.harm()
    await office.world.post()
    assert at(office, QUALITY) in {route.place for route in await office.world.app.store.routes()}
    told = await notices(office)
    assert told
    office.world.wait(seconds=60)
    await office.world.post()
    assert await notices(office) == told
    await office.teams.unarchive_team(office.tenant, "Lumo", ANA)
    await office.turn()
    assert [one for one in office.posts(QUALITY) if "smoke" in words_of(one.card)]


async def test_a_deleted_channel_closes_and_the_others_stay_open(office: Office) -> None:
    await office.teams.delete_channel(office.tenant, QUALITY, ANA)
    await office.turn()
    assert [route.place for route in await office.world.app.store.routes()] == [at(office, QUALITY)]


async def test_the_welcome_goes_to_the_chosen_channel_and_names_who_installed_it(office: Office) -> None:
    office.tenant.team("Shop", ANA, installed=False)
    office.tenant.channel("Shop", "deals")
    await office.teams.install(office.tenant, "deals", ANA)
    await office.turn()
    (welcome,) = office.posts("deals")
    assert "Installed by Ana" in words_of(welcome.card)
    assert not office.posts("Shop")


async def test_a_renamed_channel_is_called_by_its_new_name(office: Office) -> None:
    office.tenant.teams["Lumo"].hears_all = True
    await office.ask("top problems", where=SUPPORT)
    await office.teams.rename_channel(office.tenant, SUPPORT, "helpdesk", ANA)
    await office.turn()
    await office.ask("earshot listen", where="helpdesk")
    await office.teams.say(office.tenant, "helpdesk", ANA, "My order is late")
    await office.turn()
    (held,) = await office.world.app.store.listed(Rows())
    assert held.source == "Teams #helpdesk"
