"""The stock SDK finds the stand-in for Teams to be Teams: it takes its tokens and activities, and posts there."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.stand_in.teams.forging import forged
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Json, Tenant
from tests.stand_in.teams_bot import Bot, card, message, office, token

pytest.importorskip("botbuilder.core")
from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ConversationParameters
from botframework.connector import ConnectorClient
from botframework.connector.auth import JwtTokenExtractor, VerifyOptions
from msrest.authentication import BasicTokenAuthentication

Office = tuple[Teams, Tenant, Bot]


@pytest.fixture
async def here() -> AsyncIterator[Office]:
    # The SDK lives by the clock on the wall.
    async with office(now=time.time) as made:
        yield made


def identity(teams: Teams, bearer: str) -> Any:
    """What the SDK makes of a token; in a thread, for it fetches keys with a call that blocks."""
    options = VerifyOptions(issuer=[teams.keys.issuer], audience=None, clock_tolerance=300, ignore_expiration=False)
    JwtTokenExtractor.metadataCache.clear()
    extractor = JwtTokenExtractor(options, teams.metadata_url, ["RS256"])
    return asyncio.run(extractor.get_identity("Bearer", bearer, "msteams"))


async def test_the_sdk_takes_its_tokens_and_not_the_forged(here: Office) -> None:
    teams, tenant, bot = here
    await teams.dm(tenant, "ana", "hello")
    found = await asyncio.to_thread(identity, teams, bot.token())
    assert (found.get_claim_value("aud"), found.get_claim_value("serviceurl")) == (
        teams.bot.app_id, teams.service_url(tenant),
    )  # fmt: skip
    url = teams.service_url(tenant)
    for name in ("a foreign key under Teams' id", "claims changed afterwards", "expired", "alg none"):
        with pytest.raises(Exception, match=r".+"):
            await asyncio.to_thread(identity, teams, forged(teams.keys, name, url))
    unendorsed = forged(teams.keys, "a key that is endorsed for web chat", url)
    with pytest.raises(Exception, match="endorsement"):
        await asyncio.to_thread(identity, teams, unendorsed)


async def test_the_sdk_posts_replies_edits_deletes_and_looks_around(here: Office) -> None:
    teams, tenant, _ = here
    _, given = await token(teams)
    place = tenant.where("support")

    def work() -> tuple[str, list[str]]:
        client = ConnectorClient(BasicTokenAuthentication(given), base_url=teams.service_url(tenant))
        talk = client.conversations
        root = talk.send_to_conversation(place.id, Activity().deserialize(message(card(), key="k1"))).id
        said = talk.reply_to_activity(place.id, root, Activity(type="message", text="more")).id
        talk.update_activity(place.id, said, Activity(type="message", text="less"))
        third = talk.send_to_conversation(f"{place.id};messageid={root}", Activity(type="message", text="gone")).id
        talk.delete_activity(place.id, third)
        ask = ConversationParameters(members=[{"id": tenant.who("ana").id}], tenant_id=tenant.id)
        assert talk.create_conversation(ask).id == tenant.personal("ana").id
        return root, [one.name for one in talk.get_conversation_members(place.id)]

    root, names = await asyncio.to_thread(work)
    assert names == ["Ana Sol", "Ben"] and tenant.find(root).key == "k1"
    assert [one.text for one in place.thread(root) if not one.deleted] == ["hello", "less"]


class Heard(TeamsActivityHandler):  # type: ignore[misc]
    """Names what the SDK took each activity for."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        self.kinds.append(f"message of {turn_context.activity.from_property.aad_object_id}")

    async def on_reactions_added(self, message_reactions: Any, turn_context: TurnContext) -> None:
        self.kinds.append(f"reaction {message_reactions[0].type} to {turn_context.activity.reply_to_id}")

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        self.kinds.append("installed")

    async def on_teams_members_added(self, teams_members_added: Any, team_info: Any, turn_context: TurnContext) -> None:
        self.kinds.append(f"{len(teams_members_added)} joined {team_info.name if team_info else 'the chat'}")

    async def on_teams_channel_renamed(self, channel_info: Any, team_info: Any, turn_context: TurnContext) -> None:
        self.kinds.append(f"renamed {channel_info.name} in {team_info.name}")

    async def on_teams_message_edit(self, turn_context: TurnContext) -> None:
        self.kinds.append("edited")

    async def on_teams_message_soft_delete(self, turn_context: TurnContext) -> None:
        self.kinds.append("deleted")

    async def on_teams_task_module_fetch(self, turn_context: TurnContext, task_module_request: Any) -> Any:
        self.kinds.append(f"fetch {task_module_request.data['d']}")

    async def on_adaptive_card_invoke(self, turn_context: TurnContext, invoke_value: Any) -> Any:
        self.kinds.append("execute")


async def _heard(activity: Json) -> str:
    handler = Heard()
    told = Activity().deserialize(activity)

    class Silent:
        async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[Any]:
            return [None for _ in activities]

    await handler.on_turn(TurnContext(Silent(), told))
    return ", ".join(handler.kinds)


async def test_the_sdk_understands_what_is_told(here: Office) -> None:
    teams, tenant, bot = here
    aad = tenant.who("ana").aad
    said = await teams.ask(tenant, "support", "ana", "roi")
    assert await _heard(bot.activity()) == f"message of {aad}"
    await teams.edit(tenant, "ana", said.id, "roi!")
    assert await _heard(bot.activity()) == "edited"
    await teams.erase(tenant, "ana", said.id)
    assert await _heard(bot.activity()) == "deleted"
    await teams.install(tenant, "Care", "ana")
    assert await _heard(bot.activity(-2)) == "installed" and await _heard(bot.activity()) == "1 joined Care"
    await teams.rename_channel(tenant, "support", "help")
    assert await _heard(bot.activity()) == "renamed help in Care"


async def test_the_sdk_understands_reactions_and_presses(here: Office) -> None:
    teams, tenant, bot = here
    _, given = await token(teams)
    more = {"type": "Action.Submit", "title": "More", "data": {"msteams": {"type": "task/fetch"}, "d": "more"}}
    take = {"type": "Action.Execute", "title": "Take it on", "verb": "act"}

    def work() -> str:
        client = ConnectorClient(BasicTokenAuthentication(given), base_url=teams.service_url(tenant))
        made = Activity().deserialize(message(card(more, take)))
        return str(client.conversations.send_to_conversation(tenant.where("support").id, made).id)

    post = await asyncio.to_thread(work)
    await teams.react(tenant, "ana", post)
    assert await _heard(bot.activity()) == f"reaction like to {post}"
    bot.says.append(web.Response())
    await teams.open_dialog(tenant, "ana", post, "More")
    assert await _heard(bot.activity()) == "fetch more"
    await teams.press(tenant, "ana", post, "Take it on")
    assert await _heard(bot.activity()) == "execute"
