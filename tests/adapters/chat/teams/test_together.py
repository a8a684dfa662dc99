"""One insight in the local workspace, in Slack and in Teams at once: what is done in one is seen in all."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.compose.app import App, open_app
from bot.compose.environment import Given
from bot.compose.running import running
from bot.config import read_settings
from bot.flow.hear import hear
from bot.model.people import Place
from bot.ports.world import Item
from tests.bot.flow.small import HARM, ORGANISATION
from tests.stand_in.slack.running import running as slack_running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team
from tests.stand_in.teams.posts import Post
from tests.stand_in.teams.running import running as teams_running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Tenant

TEAM, CARDS, BEN = "T0HERE001", "C0QUALITY", "U0BEN"
WITHIN_S = 5.0


@dataclass(slots=True)
class Together:
    app: App
    slack: Slack
    team: Team
    teams: Teams
    tenant: Tenant

    async def hear(self, text: str) -> None:
        said = {"source": "forum", "id": text[:20], "at": self.app.tools.clock.now().isoformat(), "text": text}
        async with self.app.tools.turn():
            await hear([Item(position="1", mention=said)], tools=self.app.tools, standing=self.app.standing)

    def in_slack(self) -> str:
        return str([one.blocks for one in self.team.channels[CARDS].roots()])

    def card(self) -> Post | None:
        return next(iter(self.tenant.where("quality").roots()), None)

    def in_teams(self) -> str:
        card = self.card()
        return str(card.card) if card is not None else ""

    async def in_workspace(self) -> str:
        return str([one.body for one in await self.app.store.posts(Place.read("workspace:quality"), person=None)])


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def together(folder: Path) -> AsyncIterator[Together]:
    edge = _free()
    async with slack_running(now=time.time) as slack, teams_running(now=time.time) as teams:
        team = slack.add_team(TEAM, request_url=f"http://127.0.0.1:{edge}/slack/events")
        team.user(BEN, "ben")
        team.channel(CARDS, "quality", BEN)
        tenant = teams.add_tenant("Lumo")
        ana = tenant.user("ana", "Ana")
        tenant.team("Care", "ana")
        channel = tenant.channel("Care", "quality")
        teams.bot_url = f"http://127.0.0.1:{edge}/api/messages"
        places = ["workspace:quality", f"slack:{TEAM}/{CARDS}", f"teams:{tenant.id}/{channel.id}"]
        names = {"Ben": f"slack:{TEAM}/{BEN}", "Ana": f"teams:{tenant.id}/{ana.aad}"}
        departments = [
            {**one, "channels": places if one["name"] == "quality" else [f"workspace:{one['name']}"]}
            for one in ORGANISATION["departments"]
        ]
        people = [
            {**one, **({"ids": [names[one["name"]]]} if one["name"] in names else {})} for one in ORGANISATION["people"]
        ]
        settings = read_settings({
            **ORGANISATION, "departments": departments, "people": people, "http": {"edge_port": edge},
            "slack": {
                "api_url": slack.api_url,
                "workspaces": [{"team": TEAM, "bot_token": team.bot_token, "signing_secret": team.signing_secret}],
            },
            "teams": {
                "app_id": teams.bot.app_id, "app_password": teams.app_password, "tenant_id": tenant.id,
                "openid_metadata_url": teams.metadata_url, "token_issuer": teams.keys.issuer, "login_url": teams.url,
                "allowed_service_urls": [f"{teams.url}/"],
            },
        })  # fmt: skip
        given = Given(settings=settings, origins={}, data=folder, file=None)
        async with open_app(given) as app, running(app, port=0):
            await teams.install(tenant, "Care", "ana")
            yield Together(app, slack, team, teams, tenant)


async def _soon(what: Callable[[], Awaitable[bool]]) -> None:
    """Waits until it is so; five seconds are what people are promised."""
    async with asyncio.timeout(WITHIN_S):
        while not await what():  # noqa: ASYNC110 - a world of many parts rings no bell
            await asyncio.sleep(0.02)


async def test_statuses_and_reactions_cross_all_three_within_five_seconds(tmp_path: Path) -> None:
    async with together(tmp_path / "data") as world:
        await world.hear(HARM)

        async def everywhere() -> bool:
            return all("smoke" in one for one in (world.in_slack(), world.in_teams(), await world.in_workspace()))

        await _soon(everywhere)
        card = world.card()
        assert card is not None
        told = await world.teams.press(world.tenant, "ana", card.id, "Take it on")
        assert told.ok, told.wrong

        async def taken() -> bool:
            return all("aken on" in one for one in (world.in_slack(), world.in_teams(), await world.in_workspace()))

        await _soon(taken)
        await world.teams.react(world.tenant, "ana", card.id, "like")
        root = world.team.channels[CARDS].roots()[0]
        await world.slack.react(world.team, BEN, root.ts, "+1")
        (insight,) = await world.app.store.insights()

        async def counted() -> bool:
            signals = await world.app.store.signals(insight=insight.id)
            return sum(one.kind == "reaction" for one in signals) == 2

        await _soon(counted)
        assert len(world.tenant.where("quality").roots()) == 1


async def test_a_question_in_a_channel_is_answered_in_its_thread(tmp_path: Path) -> None:
    async with together(tmp_path / "data") as world:
        asked = await world.teams.say(world.tenant, "quality", "ana", "top problems", mention=True)
        assert asked.status == 200

        async def answered() -> bool:
            return any(post.root != post.id for post in world.tenant.where("quality").by_bot())

        await _soon(answered)
