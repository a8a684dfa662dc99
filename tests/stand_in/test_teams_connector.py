"""The stand-in for Teams takes what a bot posts, and refuses what Teams would refuse."""

from collections.abc import AsyncIterator

import pytest

from tests.stand_in.slack.state import Clock
from tests.stand_in.teams.posting import LARGEST
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Json, Tenant
from tests.stand_in.teams_bot import Bot, Caller, caller, card, message, office


class Here:
    """An office and a caller with a token."""

    def __init__(self, teams: Teams, tenant: Tenant, ask: Caller) -> None:
        self.teams, self.tenant, self.ask = teams, tenant, ask

    async def post(self, body: Json, where: str = "support", tail: str = "", **query: str) -> tuple[int, Json]:
        place = self.tenant.where(where).id
        return await self.ask("POST", f"v3/conversations/{place}{tail}/activities", body, **query)

    async def code(self, body: Json, where: str = "support") -> tuple[int, str]:
        status, said = await self.post(body, where)
        return status, str(said.get("error", {}).get("code", ""))


@pytest.fixture
async def here(clock: Clock) -> AsyncIterator[Here]:
    async with office(now=clock) as (teams, tenant, _bot):
        yield Here(teams, tenant, await caller(teams, tenant))


async def test_a_post_begins_a_thread_and_replies_join_it(here: Here) -> None:
    _, made = await here.post(message(card(), key="k1"))
    _, reply = await here.post(message(text="more"), tail=f";messageid={made['id']}")
    path = f"v3/conversations/{here.tenant.where('support').id}/activities/{made['id']}"
    _, other = await here.ask("POST", path, message(text="and more"))
    thread = here.tenant.where("support").thread(made["id"])
    assert [one.id for one in thread] == [made["id"], reply["id"], other["id"]]
    assert here.tenant.find(made["id"]).key == "k1"


async def test_edits_and_deletions_change_what_stands(here: Here) -> None:
    _, made = await here.post(message(text="one"))
    path = f"v3/conversations/{here.tenant.where('support').id}/activities/{made['id']}"
    assert (await here.ask("PUT", path, message(text="two")))[0] == 200
    assert here.tenant.find(made["id"]).text == "two" and len(here.tenant.find(made["id"]).versions) == 1
    assert (await here.ask("DELETE", path))[0] == 200
    assert (await here.ask("PUT", path, message(text="three")))[1]["error"]["code"] == "ActivityNotFoundInConversation"
    assert not here.tenant.posts("support")


async def test_only_what_the_bot_said_is_its_to_edit(here: Here) -> None:
    said = await here.teams.say(here.tenant, "support", "ana", "mine")
    path = f"v3/conversations/{here.tenant.where('support').id}/activities/{said.id}"
    assert (await here.ask("PUT", path, message(text="yours")))[0] == 403


async def test_conversations_are_created_with_people_and_in_channels(here: Here) -> None:
    ana = here.tenant.who("ana")
    body: Json = {"members": [{"id": ana.id}], "tenantId": here.tenant.id, "bot": {"id": here.teams.bot.id}}
    assert await here.ask("POST", "v3/conversations", body) == (201, {"id": here.tenant.personal("ana").id})
    body["members"] = [{"id": here.tenant.who("ben").aad}]
    assert (await here.ask("POST", "v3/conversations", body))[0] == 403
    body["members"] = [{"id": "29:unknown"}]
    assert (await here.ask("POST", "v3/conversations", body))[0] == 400
    support = here.tenant.where("support")
    thread: Json = {"channelData": {"channel": {"id": support.id}}, "activity": message(text="hi"), "isGroup": True}
    status, made = await here.ask("POST", "v3/conversations", thread)
    assert status == 201 and made["id"] == f"{support.id};messageid={made['activityId']}"


async def test_where_the_bot_is_not_it_cannot_post(here: Here) -> None:
    here.tenant.chat("others", "ana")
    assert await here.code(message(), "others") == (403, "BotNotInConversationRoster")
    await here.teams.uninstall(here.tenant, "Care")
    assert await here.code(message()) == (403, "BotNotInConversationRoster")


async def test_blocked_archived_disabled_and_unknown_places_are_refused(here: Here) -> None:
    here.teams.block(here.tenant, "ana")
    assert await here.code(message(), "ana") == (403, "MessageWritesBlocked")
    here.tenant.teams["Care"].archived = True
    assert (await here.code(message()))[0] == 403
    await here.teams.unarchive_team(here.tenant, "Care")
    here.tenant.bot_disabled = True
    assert await here.code(message()) == (403, "BotDisabledByAdmin")
    here.tenant.bot_disabled = False
    status, said = await here.ask("POST", "v3/conversations/19:none@thread.tacv2/activities", message())
    assert (status, said["error"]["code"]) == (404, "ConversationNotFound")


async def test_a_private_channel_wants_the_bot_for_itself(here: Here) -> None:
    secret = here.tenant.channel("Care", "secret", "ana", membership="private")
    assert (await here.code(message(), "secret"))[0] == 403
    secret.added = True
    assert (await here.code(message(), "secret"))[0] == 201


async def test_another_tenants_conversation_is_not_found(here: Here) -> None:
    other = here.teams.add_tenant("Other")
    other.user("eve")
    other.team("Theirs", "eve", installed=True)
    path = f"v3/conversations/{other.teams['Theirs'].id}/activities"
    assert (await here.ask("POST", path, message()))[0] == 404


async def test_what_is_too_big_in_utf_16_is_refused(here: Here) -> None:
    assert (await here.code(message(text="x" * (LARGEST // 2 - 200))))[0] == 201
    assert await here.code(message(text="x" * (LARGEST // 2))) == (413, "MessageSizeTooBig")


async def test_a_targeted_message_is_seen_by_one(here: Here) -> None:
    ana = here.tenant.who("ana")
    body = {**message(text="for you"), "recipient": {"id": ana.id}}
    status, made = await here.post(body, isTargetedActivity="true")
    assert status == 201 and here.tenant.find(made["id"]).seen_by == "ana"
    assert (await here.post(message(text="for whom"), isTargetedActivity="true"))[0] == 400


async def test_members_are_listed_paged_and_one_by_one(here: Here) -> None:
    place = f"v3/conversations/{here.tenant.where('support').id}"
    _, everyone = await here.ask("GET", f"{place}/members")
    assert [one["name"] for one in everyone] == ["Ana Sol", "Ben"]
    _, first = await here.ask("GET", f"{place}/pagedmembers", pageSize="1")
    _, rest = await here.ask("GET", f"{place}/pagedmembers", pageSize="1", continuationToken=first["continuationToken"])
    assert [one["name"] for one in first["members"] + rest["members"]] == ["Ana Sol", "Ben"]
    assert "continuationToken" not in rest
    _, one = await here.ask("GET", f"{place}/members/{here.tenant.who('ben').aad}")
    assert one["id"] == here.tenant.who("ben").id
    assert (await here.ask("GET", f"{place}/members/29:none"))[0] == 404
    team = here.tenant.teams["Care"]
    assert (await here.ask("GET", f"v3/teams/{team.id}"))[1]["channelCount"] == 2
    _, listed = await here.ask("GET", f"v3/teams/{team.id}/conversations")
    assert [one.get("name") for one in listed["conversations"]] == [None, "support"]


async def test_typing_is_counted_and_nothing_stands(here: Here) -> None:
    assert (await here.post({"type": "typing"}))[0] == 202
    assert here.tenant.where("support").typing == 1 and not here.tenant.posts("support")


async def test_planned_errors_come_once(here: Here) -> None:
    here.teams.set_error(here.tenant, 412, "PreconditionFailed")
    assert await here.code(message()) == (412, "PreconditionFailed")
    assert (await here.code(message()))[0] == 201


def test_a_bot_is_not_needed_to_post() -> None:
    assert Bot().got == []
