"""Who and where somebody is, as the connector tells it; and what is put in the outbox."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from adapters.chat.teams.client import Connector, open_session
from adapters.chat.teams.login import Login
from adapters.chat.teams.room import Room, bare, path_to, root_of, within
from bot.errors import RemoteError
from bot.model.changes import Change, Enqueue
from bot.model.message import Message
from bot.model.people import Person, PersonId
from tests.adapters.chat.slack.door import Moment
from tests.stand_in.teams.running import running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Tenant


@dataclass(slots=True, kw_only=True)
class Here:
    """A room in a tenant of the stand-in; `met` are those whom the desk was told of."""

    room: Room
    teams: Teams
    tenant: Tenant
    clock: Moment
    met: list[tuple[str, str]] = field(default_factory=list)
    committed: list[Change] = field(default_factory=list)

    def person(self, name: str) -> Person | None:
        """The directory: whoever was met."""
        return next((_person(*one) for one in self.met if one[1] == name), None)

    async def meet(self, name: str, id_: str) -> Person:
        """The desk."""
        self.met.append((name, id_))
        return _person(name, id_)

    async def commit(self, changes: list[Change]) -> None:
        """The store."""
        self.committed += changes

    async def who(self, key: str, where: str = "support") -> Person | None:
        """Who this is, met somewhere."""
        user, place = self.tenant.who(key), self.tenant.where(where)
        return await self.room.person(self.tenant.id, user.aad, "As written", conversation=place.id, account=user.id)


def _person(name: str, id_: str) -> Person:
    return Person(id=PersonId(id_), name=name, ids=(id_,))


@pytest.fixture
async def here() -> AsyncIterator[Here]:
    clock = Moment()
    async with running(now=lambda: clock.at) as teams, open_session() as session:
        tenant = teams.add_tenant("Lumo")
        tenant.user("ana", "Ana Sol")
        tenant.user("gus", "Gus", role="guest")
        tenant.user("tim", "Tim")
        tenant.team("Care", "ana", "gus", installed=True)
        tenant.channel("Care", "support")
        tenant.team("Quality", "ana", installed=True)
        tenant.channel("Quality", "colours")
        tenant.chat("lunch", "ana", "tim", added=True)
        login = Login(
            app_id=teams.bot.app_id, secret=teams.app_password, tenant=tenant.id, session=session, clock=clock,
            url=teams.url,
        )  # fmt: skip
        client = Connector(
            tenant=tenant.id, tokens=login, session=session, base=lambda _: teams.service_url(tenant), timeout_s=2
        )  # fmt: skip
        made = Here(room=cast("Room", None), teams=teams, tenant=tenant, clock=clock)
        given: dict[str, Any] = dict.fromkeys(("answers", "secrets", "charts", "zone"))
        given |= {"desk": made, "directory": made, "store": made, "clock": clock, "organisation": "Lumo"}
        made.room = Room(clients={tenant.id: client}, **given)
        yield made


async def test_a_colleague_who_is_met_for_the_first_time_is_met_once_by_the_name_in_the_roster(here: Here) -> None:
    found = await here.who("ana")
    assert found is not None
    assert found.name == "Ana Sol"
    assert await here.who("ana") == found
    assert here.met == [("Ana Sol", f"teams:{here.tenant.id}/{here.tenant.who('ana').aad}")]
    assert len([one for one in here.tenant.calls if one.method == "member"]) == 1


async def test_a_guest_is_nobody_to_us(here: Here) -> None:
    assert await here.who("gus") is None
    assert here.met == []


async def test_people_of_another_tenant_are_nobody_to_us(here: Here) -> None:
    here.tenant.who("tim").tenant = "2e0b6a4e-8c1d-4c0e-9a77-0c9b4b5d2e02"
    assert await here.who("tim", "lunch") is None


async def test_whoever_is_not_in_the_roster_cannot_be_asked_for(here: Here) -> None:
    with pytest.raises(RemoteError):
        await here.who("tim")


async def test_a_person_without_an_id_in_the_directory_is_nobody(here: Here) -> None:
    assert await here.room.person(here.tenant.id, "", "Somebody") is None


async def test_nobody_new_is_met_where_enrolling_is_off(here: Here) -> None:
    here.room = replace(here.room, enrol=False)
    assert await here.who("ana") is None
    assert here.tenant.calls == []


async def test_a_channel_is_known_by_name_and_by_who_is_in_it(here: Here) -> None:
    care, quality = here.tenant.teams["Care"], here.tenant.teams["Quality"]
    support = await here.room.channel(here.tenant.id, here.tenant.where("support").id, team=care.id)
    assert (support.name, support.private, support.outside) == ("support", False, True)
    colours = await here.room.channel(here.tenant.id, here.tenant.where("colours").id, team=quality.id)
    assert (colours.name, colours.private, colours.outside) == ("colours", False, False)
    general = await here.room.channel(here.tenant.id, quality.id, team=quality.id)
    assert general.name == "General"


async def test_a_chat_is_private_and_one_with_us_alone_is_not_asked_about(here: Here) -> None:
    lunch = await here.room.channel(here.tenant.id, here.tenant.where("lunch").id)
    assert (lunch.private, lunch.outside) == (True, False)
    asked = len(here.tenant.calls)
    own = await here.room.channel(here.tenant.id, here.tenant.personal("ana").id)
    assert (own.private, own.outside) == (True, False)
    assert len(here.tenant.calls) == asked


async def test_a_channel_is_asked_about_again_after_five_minutes_or_when_it_must_be_fresh(here: Here) -> None:
    lunch = here.tenant.where("lunch")
    await here.room.channel(here.tenant.id, lunch.id)
    lunch.members.append("gus")
    assert not (await here.room.channel(here.tenant.id, lunch.id)).outside
    assert (await here.room.channel(here.tenant.id, lunch.id, fresh=True)).outside
    lunch.members.remove("gus")
    here.clock.at += 301
    assert not (await here.room.channel(here.tenant.id, lunch.id)).outside


async def test_an_answer_waits_in_the_outbox_under_the_event_that_asks_for_it(here: Here) -> None:
    said = Message(blocks=(), summary="")
    place = here.room.place(here.tenant.id, "19:x@thread.tacv2;messageid=7")
    await here.room.answer("teams:1", said, place=place, person=_person("Ana", "workspace:ana"), thread="7")
    (change,) = here.committed
    assert isinstance(change, Enqueue)
    post = change.post
    assert (post.key, post.to, post.via, post.place.channel) == (
        "teams:1:answer", "workspace:ana", "thread:7", "19:x@thread.tacv2",
    )  # fmt: skip


def test_a_thread_is_a_part_of_its_channels_id() -> None:
    assert within("19:x", "7") == "19:x;messageid=7"
    assert within("19:x", "") == bare("19:x;messageid=7") == "19:x"
    assert (root_of("19:x;messageid=7"), root_of("19:x")) == ("7", "")
    assert path_to("19:x/..", "activities", "f:1") == "v3/conversations/19%3Ax%2F../activities/f%3A1"
