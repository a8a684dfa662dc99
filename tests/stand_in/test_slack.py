"""The stand-in for Slack behaves as Slack's public reference says."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web

from tests.stand_in.slack.delivery import signature
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Clock, Team


class App:
    """An app behind a request URL: keeps what came and answers what it was told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.says: list[web.Response] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.got.append((dict(request.headers), await request.read()))
        return self.says.pop(0) if self.says else web.Response()

    def event(self, n: int = -1) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.got[n][1])
        return found

    def payload(self, n: int = -1) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(parse_qs(self.got[n][1].decode())["payload"][0])
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Slack]:
    async with running(now=clock, patience_s=0.5) as made:
        yield made


@pytest.fixture
async def served() -> AsyncIterator[tuple[App, str]]:
    app = App()
    application = web.Application()
    application.router.add_post("/slack/events", app.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield app, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
def team(slack: Slack, served: tuple[App, str]) -> Team:
    made = slack.add_team(request_url=served[1])
    made.user("U0ANA", "ana")
    made.user("U0BEN", "ben")
    made.channel("C0SUPPORT", "support", "U0ANA")
    made.echo = False
    return made


async def call(slack: Slack, team: Team, method: str, **args: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {team.bot_token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + method, json=args, headers=headers) as said,
    ):
        found: dict[str, Any] = await said.json()
        return found


async def test_a_post_stands_in_the_channel_with_its_metadata(slack: Slack, team: Team) -> None:
    metadata = {"event_type": "earshot", "event_payload": {"key": "k1"}}
    made = await call(slack, team, "chat.postMessage", channel="C0SUPPORT", text="hello", metadata=metadata)
    assert made["ok"] and team.message(made["ts"]).key == "k1"
    plain = await call(slack, team, "conversations.history", channel="C0SUPPORT")
    full = await call(slack, team, "conversations.history", channel="C0SUPPORT", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0] and full["messages"][0]["metadata"] == metadata


async def test_what_a_person_says_arrives_signed(slack: Slack, team: Team, served: tuple[App, str]) -> None:
    said = await slack.say(team, "C0SUPPORT", "U0ANA", f"<@{team.bot.id}> roi")
    headers, body = served[0].got[-1]
    assert said.status == 200 and [served[0].event(n)["event"]["type"] for n in (0, 1)] == ["message", "app_mention"]
    stamp = headers["X-Slack-Request-Timestamp"]
    assert headers["X-Slack-Signature"] == signature(team.signing_secret, stamp, body)
    assert served[0].event()["authorizations"][0]["user_id"] == team.bot.id


async def test_a_command_opens_a_modal_that_is_filled_in_and_sent(
    slack: Slack, team: Team, clock: Clock, served: tuple[App, str]
) -> None:
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi", "last quarter")
    fields = parse_qs(served[0].got[-1][1].decode())
    assert fields["text"] == ["last quarter"]
    view = {
        "type": "modal", "title": {"type": "plain_text", "text": "Costs"}, "callback_id": "form:cost",
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [{"type": "input", "block_id": "sum", "label": {"type": "plain_text", "text": "Sum"},
                    "element": {"type": "plain_text_input", "action_id": "sum"}}],
    }  # fmt: skip
    opened = await call(slack, team, "views.open", trigger_id=fields["trigger_id"][0], view=view)
    again = await call(slack, team, "views.open", trigger_id=fields["trigger_id"][0], view=view)
    assert opened["ok"] and again["error"] == "exchanged_trigger_id"
    served[0].says = [web.json_response({"response_action": "errors", "errors": {"sum": "a number, please"}})]
    refused = await slack.submit(team, "U0ANA", opened["view"]["id"], {"sum": "much"})
    assert refused.json["response_action"] == "errors" and team.top_view("U0ANA") is not None
    await slack.submit(team, "U0ANA", opened["view"]["id"], {"sum": "12"})
    assert served[0].payload()["view"]["state"]["values"]["sum"]["sum"]["value"] == "12"
    assert team.top_view("U0ANA") is None
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    late = parse_qs(served[0].got[-1][1].decode())["trigger_id"][0]
    clock.move(3.1)
    assert (await call(slack, team, "views.open", trigger_id=late, view=view))["error"] == "expired_trigger_id"
