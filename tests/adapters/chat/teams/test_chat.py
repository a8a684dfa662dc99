"""What is posted to Teams: roots and replies, edits, what one person alone sees; and what Teams says against it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.chat.teams.came import Came
from adapters.chat.teams.chat import TeamsChat
from adapters.chat.teams.client import Connector, open_session
from adapters.chat.teams.conversations import Conversations
from adapters.chat.teams.login import IDENTITY, Login
from bot.errors import Closed, Refused, RemoteError, TryLater, WrongCredential
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.people import Person, PersonId, Place
from bot.testing.desk import LumoDirectory
from store.sqlite import SqliteStore, connect
from tests.stand_in.slack.state import Clock
from tests.stand_in.teams.running import running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Tenant

NOW = datetime(2026, 10, 5, 7, tzinfo=UTC)


class Ticking:
    """The stand-in's clock, as Earshot reads it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


@dataclass
class Here:
    teams: Teams
    tenant: Tenant
    chat: TeamsChat
    conversations: Conversations
    clock: Clock
    login: Login
    support: Place

    def post(self, key: str = "k1", **more: Any) -> Outgoing:
        said = Message(blocks=(Text(line=(Span(text=f"Said {key}"),)),), summary=f"Said {key}")
        return Outgoing(key=key, kind="insight", place=self.support, message=said, due=NOW, **more)

    async def hear(self, who: str, where: str) -> None:
        """Teams tells of somebody in a conversation."""
        place, user = self.tenant.where(where), self.tenant.who(who)
        body = {
            "type": "message", "id": "1", "from": {"id": user.id, "aadObjectId": user.aad, "name": user.name},
            "recipient": {"id": self.teams.bot.id}, "serviceUrl": self.teams.service_url(self.tenant),
            "conversation": {"id": place.id, "conversationType": place.kind},
        }  # fmt: skip
        await self.conversations.learn(Came(id="e", tenant=self.tenant.id, body=body))


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    clock = Clock(NOW.timestamp())
    store: SqliteStore = connect(tmp_path / "earshot.db", zone="UTC", token=lambda: "key")
    async with running(now=clock) as teams, open_session() as session:
        tenant = teams.add_tenant("Lumo")
        ana = tenant.user("ana", "Ana")
        tenant.user("ben")
        tenant.team("Care", "ana", "ben", installed=True)
        channel = tenant.channel("Care", "support")
        ticking = Ticking(clock)
        conversations = Conversations(store=store, clock=ticking)
        await conversations.load()
        login = Login(
            app_id=teams.bot.app_id, secret=teams.app_password, tenant=tenant.id, session=session, clock=ticking,
            url=teams.url,
        )  # fmt: skip
        client = Connector(tenant=tenant.id, tokens=login, session=session, base=conversations.service_url, timeout_s=2)
        person = Person(id=PersonId("workspace:ana"), name="Ana", ids=("workspace:ana", f"teams:{tenant.id}/{ana.aad}"))
        chat = TeamsChat(
            clients={tenant.id: client}, conversations=conversations, directory=LumoDirectory((person,))
        )  # fmt: skip
        support = Place(platform="teams", workspace=tenant.id, channel=channel.id)
        made = Here(teams, tenant, chat, conversations, clock, login, support)
        await made.hear("ben", "support")
        yield made
    store.close()


async def test_a_root_begins_a_thread_a_reply_joins_it_and_an_edit_takes_its_place(here: Here) -> None:
    root = await here.chat.post(here.post("k1"))
    reply = await here.chat.post(here.post("k2"), thread=root)
    await here.chat.edit(here.post("k3"), message_id=root)
    channel = here.tenant.where("support")
    assert [post.id for post in channel.roots()] == [root]
    assert [post.id for post in channel.thread(root)] == [root, reply]
    assert [post.key for post in channel.thread(root)] == ["k3", "k2"]
    assert channel.posts[root].activity["summary"] == "Said k3"


async def test_what_one_person_alone_sees_goes_to_their_own_chat(here: Here) -> None:
    with pytest.raises(Refused, match="no personal chat"):
        await here.chat.post(here.post(to=PersonId("workspace:ana")))
    here.tenant.personal("ana").added = True
    await here.hear("ana", "ana")
    await here.chat.post(here.post(to=PersonId("workspace:ana")))
    assert here.tenant.posts("support") == []
    assert [post.key for post in here.tenant.posts("ana")] == ["k1"]


async def test_an_answer_joins_a_thread_that_a_person_began(here: Here) -> None:
    root = await here.chat.post(here.post("k1"))
    await here.chat.post(here.post("k2", via=f"thread:{root}"))
    assert [post.key for post in here.tenant.where("support").thread(root)] == ["k1", "k2"]


@pytest.mark.parametrize(
    ("status", "code", "kind", "accepted"),
    [
        (429, "Throttled", TryLater, False),
        (412, "PreconditionFailed", TryLater, False),
        (502, "BadGateway", TryLater, None),
        (504, "GatewayTimeout", TryLater, None),
        (403, "MessageWritesBlocked", Closed, None),
        (403, "BotDisabledByAdmin", Closed, None),
        (403, "SomethingNew", Closed, None),
        (404, "ConversationNotFound", Closed, None),
        (413, "MessageSizeTooBig", Refused, None),
        (400, "BadSyntax", Refused, None),
    ],
)
async def test_each_refusal_has_its_meaning(
    here: Here, status: int, code: str, *, kind: type[RemoteError], accepted: bool | None
) -> None:
    here.teams.set_error(here.tenant, status, code)
    with pytest.raises(kind) as wrong:
        await here.chat.post(here.post())
    assert type(wrong.value) is kind
    assert (wrong.value.data["code"], wrong.value.data.get("accepted")) == (code, accepted)
    assert here.teams.app_password not in str(wrong.value)


async def test_a_team_without_the_app_is_closed_with_what_to_do(here: Here) -> None:
    here.tenant.teams["Care"].installed = False
    with pytest.raises(Closed, match="Install the app again"):
        await here.chat.post(here.post())


async def test_a_token_that_ended_is_renewed_and_one_that_was_revoked_too(here: Here) -> None:
    await here.chat.post(here.post("k1"))
    here.clock.move(3600)
    await here.chat.post(here.post("k2"))
    here.teams.login.revoke()
    await here.chat.post(here.post("k3"))
    assert len(here.teams.login.asked) == 3
    assert here.teams.login.asked[0]["scope"] == "https://api.botframework.com/.default"


async def test_a_refused_secret_is_told_with_its_remedy_and_without_it(here: Here) -> None:
    here.teams.login.planned.append((401, "invalid_client"))
    with pytest.raises(WrongCredential, match="Certificates & secrets") as wrong:
        await here.chat.post(here.post())
    assert here.teams.app_password not in f"{wrong.value}{here.login!r}"


async def test_a_managed_identity_needs_no_secret(here: Here) -> None:
    async with open_session() as session:
        login = Login(
            app_id=here.teams.bot.app_id, secret="", tenant="", session=session, clock=Ticking(here.clock),
            url=here.teams.url,
        )  # fmt: skip
        assert here.teams.login.good(await login.token())
    assert IDENTITY.startswith("http://169.254.")


async def test_a_connector_that_cannot_be_reached_certainly_took_nothing(here: Here) -> None:
    async with open_session() as session:
        client = Connector(
            tenant=here.tenant.id, tokens=here.login, session=session, base=lambda tenant: "http://127.0.0.1:9"
        )  # fmt: skip
        with pytest.raises(TryLater) as wrong:
            await client.call("POST", "v3/conversations", {})
    assert wrong.value.data["accepted"] is False


async def test_members_are_the_colleagues_of_the_team(here: Here) -> None:
    assert await here.chat.members(here.support) == frozenset({"workspace:ana"})
    here.tenant.teams["Care"].installed = False
    assert await here.chat.members(here.support) == frozenset()


async def test_what_was_learned_is_known_after_a_restart_until_it_is_forgotten(here: Here) -> None:
    await here.hear("ana", "ana")
    again = Conversations(store=here.conversations._store, clock=Ticking(here.clock))
    await again.load()
    ana = here.tenant.who("ana")
    assert again.service_url(here.tenant.id) == here.teams.service_url(here.tenant)
    assert (again.alone(here.tenant.id, ana.aad) or pytest.fail("lost")).conversation == here.tenant.personal("ana").id
    await again.forget(here.tenant.id, ana.aad)
    assert again.alone(here.tenant.id, ana.aad) is None
