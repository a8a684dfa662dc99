"""The stand-in for Teams tells the bot what people do, in the shapes that Teams documents."""

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from tests.stand_in.slack.state import Clock
from tests.stand_in.teams import running
from tests.stand_in.teams.answer import NotThere
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Json, Tenant
from tests.stand_in.teams_bot import Bot, caller, card, message, office

Office = tuple[Teams, Tenant, Bot]
TAKE: Json = {"type": "Action.Execute", "title": "Take it on", "verb": "act", "data": {"k": "k1", "a": "take"}}
DROP: Json = {"type": "Action.Execute", "title": "Not ours", "verb": "act", "data": {"k": "k1", "a": "drop"}}
MORE: Json = {"type": "Action.Submit", "title": "More", "data": {"msteams": {"type": "task/fetch"}, "d": "more"}}


@pytest.fixture
async def here(clock: Clock) -> AsyncIterator[Office]:
    async with office(now=clock) as made:
        yield made


async def posted(teams: Teams, tenant: Tenant, *actions: Json, where: str = "support") -> str:
    ask = await caller(teams, tenant)
    path = f"v3/conversations/{tenant.where(where).id}/activities"
    status, said = await ask("POST", path, message(card(*actions), key="k1"))
    assert status == 201, said
    return str(said["id"])


async def test_a_personal_message_says_who_and_which_tenant(here: Office) -> None:
    teams, tenant, bot = here
    said = await teams.dm(tenant, "ana", "roi")
    told = bot.activity()
    assert said.status == 200 and said.id == told["id"]
    assert told["from"] == {"id": tenant.who("ana").id, "name": "Ana Sol", "aadObjectId": tenant.who("ana").aad}
    assert told["conversation"]["conversationType"] == "personal" and "isGroup" not in told["conversation"]
    assert told["channelData"]["tenant"]["id"] == told["conversation"]["tenantId"] == tenant.id
    assert (told["locale"], told["channelId"], told["text"]) == ("de-DE", "msteams", "roi")


async def test_a_channel_message_is_told_when_it_mentions_the_bot(here: Office) -> None:
    teams, tenant, bot = here
    assert (await teams.say(tenant, "support", "ana", "hello all")).status == 0 and not bot.got
    said = await teams.ask(tenant, "support", "ana", "roi")
    told, support = bot.activity(), tenant.where("support")
    assert told["text"] == "<at>Earshot</at> roi" and told["entities"][1]["mentioned"]["id"] == teams.bot.id
    assert told["conversation"]["id"] == f"{support.id};messageid={said.id}"
    assert told["channelData"]["channel"]["id"] == support.id and told["channelData"]["team"]["id"]


async def test_a_reply_names_its_root(here: Office) -> None:
    teams, tenant, bot = here
    root = await posted(teams, tenant)
    said = await teams.ask(tenant, "support", "ana", "roi", thread=root)
    assert bot.activity()["replyToId"] == root and bot.activity()["conversation"]["id"].endswith(f";messageid={root}")
    assert [one.id for one in tenant.where("support").thread(root)] == [root, said.id]


async def test_with_consent_every_channel_message_is_told(here: Office) -> None:
    teams, tenant, bot = here
    tenant.teams["Care"].hears_all = True
    await teams.say(tenant, "support", "ana", "hello all")
    assert bot.activity()["text"] == "hello all"


async def test_a_slash_command_is_a_targeted_message(here: Office) -> None:
    teams, tenant, bot = here
    said = await teams.slash(tenant, "support", "ana", "roi last quarter")
    assert bot.activity()["recipient"] == {"id": teams.bot.id, "name": "Earshot", "isTargeted": True}
    assert tenant.find(said.id).seen_by == "ana"


async def test_edits_and_deletions_name_the_message(here: Office) -> None:
    teams, tenant, bot = here
    said = await teams.ask(tenant, "support", "ana", "roi")
    await teams.edit(tenant, "ana", said.id, "roi now")
    assert (bot.activity()["type"], bot.activity()["id"]) == ("messageUpdate", said.id)
    assert bot.activity()["channelData"]["eventType"] == "editMessage"
    await teams.erase(tenant, "ana", said.id)
    assert bot.activity()["type"] == "messageDelete"
    assert bot.activity()["channelData"]["eventType"] == "softDeleteMessage"
    with pytest.raises(NotThere):
        await teams.edit(tenant, "ben", said.id, "mine")


async def test_a_reaction_to_the_bots_own_message_is_told(here: Office) -> None:
    teams, tenant, bot = here
    post = await posted(teams, tenant)
    await teams.react(tenant, "ana", post, "heart")
    told = bot.activity()
    assert (told["type"], told["replyToId"], told["reactionsAdded"]) == ("messageReaction", post, [{"type": "heart"}])
    await teams.unreact(tenant, "ana", post, "heart")
    assert bot.activity()["reactionsRemoved"] == [{"type": "heart"}]
    other = await teams.say(tenant, "support", "ben", "hello")
    assert (await teams.react(tenant, "ana", other.id)).status == 0


async def test_pressing_is_an_invoke_and_its_card_is_shown_to_who_pressed(here: Office) -> None:
    teams, tenant, bot = here
    post = tenant.find(await posted(teams, tenant, TAKE, DROP))
    shown = card(body=[{"type": "TextBlock", "text": "Taken by Ana"}])
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": shown}
    bot.says.append(web.json_response(answer))
    said = await teams.press(tenant, "ana", post.id, "act", data={"a": "drop"})
    assert said.ok and bot.activity()["name"] == "adaptiveCard/action" and bot.activity()["replyToId"] == post.id
    assert bot.activity()["value"]["action"]["data"] == DROP["data"]
    assert post.seen("ana") == shown and post.seen("ben") == post.card


async def test_a_card_is_refreshed_by_hand_or_for_whom_it_names(here: Office) -> None:
    teams, tenant, bot = here
    post = tenant.find(await posted(teams, tenant))
    with pytest.raises(NotThere):
        await teams.refresh(tenant, "ana", post.id)
    for people, trigger in ([], "manual"), ([tenant.who("ana").id], "automatic"):
        post.activity["attachments"][0]["content"]["refresh"] = {"action": TAKE, "userIds": people}
        await teams.refresh(tenant, "ana", post.id)
        assert bot.activity()["value"]["trigger"] == trigger
        assert bot.activity()["value"]["action"]["verb"] == "act"


async def test_an_answer_that_teams_cannot_read_is_told(here: Office) -> None:
    teams, tenant, bot = here
    post = await posted(teams, tenant, TAKE)
    for body in ({"type": "nonsense", "statusCode": 200, "value": ""}, ["a"], {"statusCode": 200}):
        bot.says.append(web.json_response(body))
        said = await teams.press(tenant, "ana", post, "Take it on")
        assert not said.ok and said.wrong
    with pytest.raises(NotThere):
        await teams.press(tenant, "ana", post, "No such button")


async def test_a_dialog_opens_is_filled_in_and_closes(here: Office) -> None:
    teams, tenant, bot = here
    post = await posted(teams, tenant, MORE)
    why = {"type": "Input.Text", "id": "why", "label": "Why", "isRequired": True, "errorMessage": "Say why"}
    form = card({"type": "Action.Submit", "title": "Save", "data": {"f": "drop"}}, body=[why])
    task = {"title": "Not ours", "card": {"contentType": "application/vnd.microsoft.card.adaptive", "content": form}}
    bot.says.append(web.json_response({"task": {"type": "continue", "value": task}}))
    assert (await teams.open_dialog(tenant, "ana", post, "More")).ok
    assert bot.activity()["value"]["data"] == MORE["data"] and bot.activity()["name"] == "task/fetch"
    dialog = tenant.dialog("ana")
    assert dialog is not None and dialog.title == "Not ours"
    with pytest.raises(NotThere, match="required"):
        await teams.submit_dialog(tenant, "ana", {})
    bot.says.append(web.json_response({"task": {"type": "message", "value": "Moved"}}))
    said = await teams.submit_dialog(tenant, "ana", {"why": "a duplicate"})
    assert bot.activity()["value"]["data"] == {"f": "drop", "why": "a duplicate"}
    assert said.shown == "Moved" and tenant.dialog("ana") is None


async def test_a_submit_action_of_a_card_is_a_message_with_a_value(here: Office) -> None:
    teams, tenant, bot = here
    ask = {"type": "Input.Text", "id": "q", "label": "Question", "value": "roi"}
    send = {"type": "Action.Submit", "title": "Send", "data": {"k": "k1"}}
    link = {"type": "Action.OpenUrl", "title": "Open", "url": "https://a.example"}
    body = card(send, link, body=[ask])
    path = f"v3/conversations/{tenant.where('ana').id}/activities"
    _, made = await (await caller(teams, tenant))("POST", path, message(body))
    await teams.press(tenant, "ana", made["id"], "Send")
    told = bot.activity()
    assert (told["type"], told["text"], told["value"], told["replyToId"]) == (
        "message", None, {"k": "k1", "q": "roi"}, made["id"],
    )  # fmt: skip
    assert (await teams.press(tenant, "ana", made["id"], "Open")).shown == "https://a.example"


async def test_the_clients_hold_back_what_is_filled_in_wrongly(here: Office) -> None:
    teams, tenant, bot = here
    fields: list[Json] = [
        {"type": "Input.Number", "id": "sum", "label": "Sum", "min": 0},
        {"type": "Input.Date", "id": "on", "label": "On"},
        {"type": "Input.Toggle", "id": "known", "title": "Known"},
        {"type": "Input.ChoiceSet", "id": "to", "label": "To", "choices": [{"title": "Care", "value": "c"}]},
        {"type": "Input.Text", "id": "why", "label": "Why", "maxLength": 5},
    ]
    form = card({"type": "Action.Submit", "title": "Save"}, body=fields)
    task = {"title": "Costs", "card": {"contentType": "application/vnd.microsoft.card.adaptive", "content": form}}
    bot.says.append(web.json_response({"task": {"type": "continue", "value": task}}))
    await teams.open_dialog(tenant, "ana", await posted(teams, tenant, MORE), "More")
    for wrong in ({"sum": "-1"}, {"sum": "many"}, {"on": "today"}, {"to": "Sales"}, {"why": "because"}, {"who": "me"}):
        with pytest.raises(NotThere):
            await teams.submit_dialog(tenant, "ana", wrong)
    await teams.submit_dialog(tenant, "ana", {"sum": "3", "on": "2026-05-28", "known": True, "to": "Care"})
    assert bot.activity()["value"]["data"] == {"sum": "3", "on": "2026-05-28", "known": "true", "to": "c"}


async def test_an_installation_is_told_twice_and_so_is_its_end(here: Office) -> None:
    teams, tenant, bot = here
    said = await teams.install(tenant, "ben")
    first, second = bot.activity(-2), bot.activity(-1)
    assert said.ok and (first["type"], first["action"]) == ("installationUpdate", "add")
    assert second["membersAdded"][0] == {"id": teams.bot.id}
    await teams.uninstall(tenant, "Care", "ana")
    assert bot.activity(-2)["action"] == "remove" and bot.activity(-1)["membersRemoved"] == [{"id": teams.bot.id}]
    assert bot.activity(-1)["channelData"]["eventType"] == "teamMemberRemoved"


async def test_channels_and_teams_change_in_the_open(here: Office) -> None:
    teams, tenant, bot = here
    await teams.rename_channel(tenant, "support", "help")
    told = bot.activity()["channelData"]
    assert (told["eventType"], told["channel"]["name"]) == ("channelRenamed", "help")
    await teams.rename_team(tenant, "Care", "Service")
    assert bot.activity()["channelData"]["team"]["name"] == "Service"
    tenant.user("eve")
    await teams.add_member(tenant, "help", "eve")
    assert bot.activity()["membersAdded"][0]["aadObjectId"] == tenant.who("eve").aad


async def test_another_bot_has_no_place_in_the_directory(here: Office) -> None:
    teams, tenant, bot = here
    tenant.user("helper", role="bot", id="28:helper", aad="")
    await teams.add_member(tenant, "lunch", "helper")
    tenant.where("lunch").hears = True
    await teams.say(tenant, "lunch", "helper", "beep", more={"summary": "a beep"})
    assert bot.activity()["from"] == {"id": "28:helper", "name": "Helper"} and bot.activity()["summary"] == "a beep"


async def test_whatever_else_teams_sends_can_be_sent(here: Office) -> None:
    teams, tenant, bot = here
    await teams.invoke(tenant, "ana", "ana", "composeExtension/query", value={"commandId": "find"})
    assert (bot.activity()["name"], bot.activity()["value"]) == ("composeExtension/query", {"commandId": "find"})
    await teams.event(tenant, "ana", "ana", "application/vnd.microsoft.readReceipt", value={"lastReadMessageId": "1"})
    assert bot.activity()["type"] == "event"


def test_the_stand_in_knows_nothing_of_the_product() -> None:
    ours = {"bot", "adapters", "store", "botbuilder", "botframework", "jwt"}
    for path in Path(running.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {one.split(".")[0] for one in named} & ours, path.name


async def test_the_same_activity_can_come_again(here: Office) -> None:
    teams, tenant, bot = here
    said = await teams.dm(tenant, "ana", "roi")
    await teams.delivery.again(said.id)
    assert bot.activity(0) == bot.activity(1)
