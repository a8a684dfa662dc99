"""An app for the stand-in of Slack to talk to, and what it sends."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team

Json = dict[str, Any]


class App:
    """An app behind a request URL: keeps what came and answers what it was told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.says: list[web.Response] = []
        self.url = ""
        self.slow = asyncio.Event()
        self.slow.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.got.append((dict(request.headers), await request.read()))
        await self.slow.wait()
        return self.says.pop(0) if self.says else web.Response()

    def event(self, n: int = -1) -> Json:
        found: Json = json.loads(self.got[n][1])
        return found

    def fields(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.got[-1][1].decode()).items()}

    def payload(self) -> Json:
        found: Json = json.loads(self.fields()["payload"])
        return found


async def call(slack: Slack, team: Team, method: str, *, token: str = "", **args: Any) -> Json:
    headers = {"Authorization": f"Bearer {token or team.bot_token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + method, json=args, headers=headers) as said,
    ):
        found: Json = await said.json()
        return found


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(name: str, value: str) -> Json:
    return {"type": "button", "text": plain(name), "action_id": f"act:{name}", "value": value}


MENU: Json = {
    "type": "static_select", "action_id": "menu",
    "options": [{"text": plain("Show 164 mentions"), "value": "open|0"}, {"text": plain("Won't do"), "value": "no"}],
}  # fmt: skip
CARD: list[Json] = [{"type": "actions", "block_id": "1|key", "elements": [button("take", "take|I1|new|"), MENU]}]


def form(**more: Any) -> Json:
    name = {"type": "plain_text_input", "action_id": "a", "max_length": 10}
    return {
        "type": "modal", "title": plain("Costs"), "callback_id": "form:cost", "submit": plain("Save"),
        "blocks": [
            {"type": "input", "block_id": "sum", "label": plain("Sum"), "element": name},
            {"type": "input", "block_id": "why", "label": plain("Why"), "optional": True, "element": MENU},
        ],
        **more,
    }  # fmt: skip


async def opened(slack: Slack, team: Team, app: App, **more: Any) -> str:
    await slack.command(team, "U0ANA", "C0SUPPORT", "/roi")
    made = await call(slack, team, "views.open", trigger_id=app.fields()["trigger_id"], view=form(**more))
    return str(made["view"]["id"])
