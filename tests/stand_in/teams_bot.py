"""A bot that keeps what it is sent and answers what it is told to; tenants to try it in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from tests.stand_in.slack.state import Now
from tests.stand_in.teams.faults import Faults
from tests.stand_in.teams.running import running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Json, Tenant


class Bot:
    """What a bot behind /api/messages got."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], Json]] = []
        self.says: list[web.Response] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.got.append((dict(request.headers), json.loads(await request.text())))
        return self.says.pop(0) if self.says else web.Response()

    def activity(self, n: int = -1) -> Json:
        return self.got[n][1]

    def token(self, n: int = -1) -> str:
        return self.got[n][0]["Authorization"].removeprefix("Bearer ")


@asynccontextmanager
async def office(*, now: Now | None = None, faults: Faults | None = None) -> AsyncIterator[tuple[Teams, Tenant, Bot]]:
    """A Teams with one tenant (team Care with #support, ana and ben) and a bot that is installed there."""
    bot = Bot()
    application = web.Application()
    application.router.add_post("/api/messages", bot.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with running(now=now, faults=faults) as teams:
            teams.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
            tenant = teams.add_tenant("Lumo")
            tenant.user("ana", "Ana Sol", locale="de-DE")
            tenant.user("ben")
            tenant.team("Care", "ana", "ben", installed=True)
            tenant.channel("Care", "support")
            tenant.chat("lunch", "ana", "ben", added=True)
            tenant.personal("ana").added = True
            yield teams, tenant, bot
    finally:
        await runner.cleanup()


async def token(teams: Teams, **other: str) -> tuple[int, Json]:
    """Ask for a token as a bot does."""
    form = {
        "grant_type": "client_credentials", "client_id": teams.bot.app_id, "client_secret": teams.app_password,
        "scope": "https://api.botframework.com/.default", **other,
    }  # fmt: skip
    tenant = form.pop("tenant", teams.home)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{teams.url}/{tenant}/oauth2/v2.0/token", data=form) as said,
    ):
        return said.status, await said.json()


class Caller:
    """Calls the connector with a token."""

    def __init__(self, teams: Teams, tenant: Tenant, bearer: str) -> None:
        self._teams, self._tenant, self._bearer = teams, tenant, bearer

    async def __call__(self, verb: str, path: str, body: Json | None = None, **query: str) -> tuple[int, Any]:
        url = self._teams.service_url(self._tenant) + path
        headers = {"Authorization": f"Bearer {self._bearer}"}
        async with (
            aiohttp.ClientSession() as session,
            session.request(verb, url, json=body, params=query, headers=headers) as said,
        ):
            return said.status, await said.json()


async def caller(teams: Teams, tenant: Tenant) -> Caller:
    """One who has a good token."""
    _, given = await token(teams)
    return Caller(teams, tenant, given["access_token"])


def card(*actions: Json, body: list[Json] | None = None, **more: Any) -> Json:
    """A small Adaptive Card."""
    return {
        "type": "AdaptiveCard", "version": "1.5",
        "body": body or [{"type": "TextBlock", "text": "Hello", "wrap": True}],
        **({"actions": list(actions)} if actions else {}), **more,
    }  # fmt: skip


def message(content: Json | None = None, *, key: str = "", text: str = "hello") -> Json:
    """A message with a card."""
    made: Json = {"type": "message", "text": text}
    if content is not None:
        made["attachments"] = [{"contentType": "application/vnd.microsoft.card.adaptive", "content": content}]
    return {**made, "channelData": {"key": key}} if key else made
