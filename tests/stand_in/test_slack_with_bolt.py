"""Slack's own Python libraries take the stand-in for Slack: requests verify, sockets hold, payloads parse."""

import asyncio
from collections.abc import AsyncIterator
from time import time

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_server import AsyncSlackAppServer
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team
from tests.stand_in.slack_app import CARD, Json, form


class Heard:
    """An app in Bolt, and what it heard."""

    def __init__(self, slack: Slack, team: Team) -> None:
        self.words: list[str] = []
        self.more = asyncio.Event()
        self.client = AsyncWebClient(token=team.bot_token, base_url=slack.api_url)
        self.app = AsyncApp(signing_secret=team.signing_secret, client=self.client)
        self.app.event("message")(self._message)
        self.app.event("app_mention")(self._mention)
        self.app.command("/roi")(self._command)
        self.app.action("act:take")(self._action)
        self.app.view("form:cost")(self._view)

    async def until(self, count: int) -> None:
        """Wait until so much was heard."""
        while len(self.words) < count:
            self.more.clear()
            await self.more.wait()

    def _add(self, word: str) -> None:
        self.words.append(word)
        self.more.set()

    async def _message(self, event: Json) -> None:
        self._add(f"message {event['text']}")

    async def _mention(self, event: Json, say: AsyncSay) -> None:
        await say("Yes?", thread_ts=event["ts"])
        self._add("mention")

    async def _command(self, ack: AsyncAck, respond: AsyncRespond, command: Json) -> None:
        await ack()
        await respond(f"{command['text']}: 42")
        self._add("command")

    async def _action(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=form())
        self._add(f"action {body['actions'][0]['value']}")

    async def _view(self, ack: AsyncAck, view: Json) -> None:
        await ack()
        self._add(f"view {view['state']['values']['sum']['a']['value']}")


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """One whose time is today: the libraries have no other clock."""
    async with running(now=time) as made:
        yield made


@pytest.fixture
def team(slack: Slack) -> Team:
    made = slack.add_team(echo=False)
    made.user("U0ANA", "ana")
    made.channel("C0SUPPORT", "support", "U0ANA")
    return made


@pytest.fixture(params=["http", "socket"])
async def heard(request: pytest.FixtureRequest, slack: Slack, team: Team) -> AsyncIterator[Heard]:
    made = Heard(slack, team)
    if request.param == "http":
        runner = web.AppRunner(AsyncSlackAppServer(port=0, path="/slack/events", app=made.app).web_app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        team.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield made
        await runner.cleanup()
        return
    team.socket_mode = True
    handler = AsyncSocketModeHandler(made.app, team.app_token, web_client=made.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.sockets.connected(team)
    yield made
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_bolt_hears_what_people_do(slack: Slack, team: Team, heard: Heard) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", f"<@{team.bot.id}>")
    await heard.until(2)
    assert [one.text for one in team.channels["C0SUPPORT"].thread(said.ts)][1:] == ["Yes?"]
    assert (await slack.command(team, "U0ANA", "C0SUPPORT", "/roi", "2025")).ok
    await heard.until(3)
    assert [one.text for one in team.whispers("U0ANA")] == ["2025: 42"]
    posted = await heard.client.chat_postMessage(channel="C0SUPPORT", text="x", blocks=CARD)
    assert (await slack.press(team, "U0ANA", str(posted["ts"]), "act:take")).ok
    await heard.until(4)
    view = team.top_view("U0ANA")
    assert view is not None and (await slack.submit(team, "U0ANA", view.id, {"sum": "12"})).ok
    assert sorted(heard.words[:2]) == ["mention", f"message <@{team.bot.id}>"]
    assert heard.words[2:] == ["command", "action take|I1|new|", "view 12"]


async def test_the_sdk_uploads_and_reads_errors(slack: Slack, team: Team) -> None:
    client = AsyncWebClient(token=team.bot_token, base_url=slack.api_url)
    await client.files_upload_v2(channel="C0SUPPORT", filename="rows.csv", content="a,b")
    assert [one.content for one in team.files.values()] == [b"a,b"]
    with pytest.raises(SlackApiError) as no:
        await client.chat_postMessage(channel="C0NONE", text="x")
    assert no.value.response["error"] == "channel_not_found"


async def test_bolt_refuses_another_secret(slack: Slack, team: Team, heard: Heard) -> None:
    if team.socket_mode:
        return
    team.signing_secret = "another"
    assert (await slack.say(team, "C0SUPPORT", "U0ANA", "hello")).status == 401
