"""One insight in the local workspace and two Slack workspaces at once: Socket Mode in one, HTTP in the other.

A whole Earshot serves as `earshot serve` does; what is done in one place is seen in all of them.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.compose.app import App, open_app
from bot.compose.environment import Given
from bot.compose.running import running
from bot.config import read_settings
from bot.errors import ConfigError
from bot.flow.hear import hear
from bot.model.people import Place
from bot.model.rows import Rows
from bot.ports.world import Item
from tests.bot.flow.small import HARM, ORGANISATION
from tests.stand_in.slack.running import running as slack_running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Message, Team

HERE, THERE = "T0HERE001", "T0THERE01"
CARDS, BEN, ANA = "C0QUALITY", "U0BEN", "U0ANA"
WITHIN_S = 5.0


@dataclass(slots=True)
class Together:
    app: App
    slack: Slack
    here: Team
    there: Team

    async def hear(self, text: str) -> None:
        said = {"source": "forum", "id": text[:20], "at": self.app.tools.clock.now().isoformat(), "text": text}
        async with self.app.tools.turn():
            await hear([Item(position="1", mention=said)], tools=self.app.tools, standing=self.app.standing)

    def card(self, team: Team) -> Message | None:
        return next((one for one in team.posts(CARDS) if one.user == team.bot.id), None)

    async def local(self) -> str:
        posts = await self.app.store.posts(Place.read("workspace:quality"), person=None)
        return str([post.body for post in posts])


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings(slack: Slack, edge: int | None) -> dict[str, Any]:
    channels = {"quality": ["workspace:quality", f"slack:{HERE}/{CARDS}", f"slack:{THERE}/{CARDS}"]}
    departments = [
        {**one, "channels": channels.get(str(one["name"]), [f"workspace:{one['name']}"])}
        for one in ORGANISATION["departments"]
    ]
    people = [one for one in ORGANISATION["people"] if one["name"] != "Ben"]
    people.append({"name": "Ben", "department": "quality", "role": "editor", "ids": [f"slack:{HERE}/{BEN}"]})
    accounts = [
        {"team": HERE, "bot_token": slack.teams[HERE].bot_token, "app_token": slack.teams[HERE].app_token},
        {"team": THERE, "bot_token": slack.teams[THERE].bot_token, "signing_secret": slack.teams[THERE].signing_secret},
    ]
    return {
        **ORGANISATION, "departments": departments, "people": people, "http": {"edge_port": edge},
        "slack": {"api_url": slack.api_url, "workspaces": accounts},
    }  # fmt: skip


@asynccontextmanager
async def together(folder: Path) -> AsyncIterator[Together]:
    edge = _free()
    async with slack_running(now=time.time) as slack:
        here = slack.add_team(HERE, socket_mode=True)
        there = slack.add_team(THERE, request_url=f"http://127.0.0.1:{edge}/slack/events")
        for team in (here, there):
            team.user(BEN, "ben")
            team.user(ANA, "ana")
            team.channel(CARDS, "quality", BEN, ANA)
        given = Given(settings=read_settings(_settings(slack, edge)), origins={}, data=folder, file=None)
        async with open_app(given) as app, running(app, port=0):
            await slack.sockets.connected(here)
            yield Together(app, slack, here, there)


async def _soon(what: Callable[[], Awaitable[bool]]) -> None:
    """Waits until it is so; five seconds are what people are promised."""
    async with asyncio.timeout(WITHIN_S):
        while not await what():  # noqa: ASYNC110 - a world of many parts rings no bell
            await asyncio.sleep(0.02)


async def test_what_is_done_in_one_place_is_seen_in_all(tmp_path: Path) -> None:
    async with together(tmp_path / "data") as world:
        await world.hear(HARM)

        async def everywhere() -> bool:
            return bool(world.card(world.here) and world.card(world.there) and "smoke" in await world.local())

        await _soon(everywhere)
        here, there = world.card(world.here), world.card(world.there)
        assert here is not None and there is not None

        pressed = await world.slack.press(world.here, BEN, here.ts, "act:take")
        assert pressed.status == 200

        async def taken() -> bool:
            shown = [str(one.blocks) for one in (world.card(world.here), world.card(world.there)) if one is not None]
            return all("aken on" in one for one in (*shown, await world.local()))

        await _soon(taken)

        await world.slack.react(world.there, ANA, there.ts, "+1")
        insight = (await world.app.store.insights())[0]

        async def counted() -> bool:
            signals = await world.app.store.signals(insight=insight.id)
            return {"acknowledged", "reaction"} <= {one.kind for one in signals}

        await _soon(counted)
        met = world.app.desk.person(f"slack:{THERE}/{ANA}")
        assert met is not None and (met.name, met.role) == ("ana", "viewer")
        assert [len(team.channels[CARDS].roots()) for team in (world.here, world.there)] == [1, 1]


async def test_a_support_channel_is_read_back_heard_and_forgotten_as_its_people_wish(tmp_path: Path) -> None:
    async with together(tmp_path / "data") as world:
        world.here.user("U0CARL", "carl")
        world.here.channel("C0DESK", "desk", "U0CARL", BEN)
        before = await world.slack.say(world.here, "C0DESK", "U0CARL", "The charger is not recognised since May")
        assert before.status == 200
        await world.slack.command(world.here, BEN, "C0DESK", "/earshot", "listen")

        async def heard(number: int) -> bool:
            facets = await world.app.store.facets(Rows(source="Slack #desk"), "source")
            return facets.get("Slack #desk", 0) == number

        await _soon(lambda: heard(1))
        notices = [one.text for one in world.here.posts("C0DESK") if one.user == world.here.bot.id]
        assert len(notices) == 1 and "asked to by Ben" in notices[0]
        await world.slack.say(world.here, "C0DESK", "U0CARL", "And the cable is not recognised either")
        await _soon(lambda: heard(2))
        last = world.here.posts("C0DESK")[-1]
        await world.slack.erase(world.here, "C0DESK", last.ts)
        await _soon(lambda: heard(1))


async def test_what_slack_calls_is_not_opened_on_the_workspace_s_port_unasked(tmp_path: Path) -> None:
    async with slack_running(now=time.time) as slack:
        for team in (HERE, THERE):
            slack.add_team(team, socket_mode=True)
        given = Given(settings=read_settings(_settings(slack, None)), origins={}, data=tmp_path, file=None)
        async with open_app(given) as app:
            with pytest.raises(ConfigError, match="single_port"):
                async with running(app, port=0):
                    pass
