"""A whole Earshot that serves the local workspace, a Slack and a Teams at once, on a month of Lumo, clock by hand."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import Given
from bot.compose.replay import enter, recorded, replay
from bot.compose.running import running
from bot.config import read_settings
from bot.flow.choices import invite
from bot.flow.digests import post_due
from bot.flow.hear import hear
from bot.flow.think import think
from bot.flow.upkeep import night
from bot.ports.world import Item
from tests.browser.earshot import ARCHIVE, MORNING, OUTAGE, SINCE, Line
from tests.browser.earshot import outage as late_outage
from tests.house import ROOT
from tests.stand_in.slack.running import running as slack_running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team
from tests.stand_in.teams.running import running as teams_running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Tenant

TEAM = "T0LUMO01"
CLOSED = "board"
"""A channel that only Ana and Chen are in."""
DEPARTMENTS = ("support", "product", "quality", "marketing", "sales", "logistics")
MEMBERS = {CLOSED: ("Ana", "Chen")}
PEOPLE = ("Ada", "Ana", "Ben", "Chen", "Dana", "Eli", "Finn", "Vera")
VIEWER = {"name": "Vera", "ids": ["workspace:vera"], "department": "sales", "role": "viewer"}
JUST_BEFORE = MORNING - timedelta(minutes=1)
ANSWERED = ("slack", "teams")


def user(name: str) -> str:
    """A person's id in Slack."""
    return f"U0{name.upper()}"


def channel(name: str) -> str:
    """A channel's id in Slack."""
    return f"C0{name.upper()}"


def _lumo(name: str) -> str:
    return (ROOT / "bot/cli/lumo" / name).read_text("utf-8")


def _settings(chats: tuple[Slack, Teams] | None, *, places: bool = True, store: str = "") -> Mapping[str, Any]:
    """Lumo's settings; with a Slack and a Teams, each person stands there too, and (`places`) each department."""
    said: dict[str, Any] = tomllib.loads(_lumo("earshot.toml"))
    said["people"] = [*said["people"], VIEWER]
    said["store"] = {"url": store} if store else {}
    if chats is None:
        return said
    slack, teams = chats
    team, tenant = slack.teams[TEAM], teams.tenants[teams.home]
    for one in said["departments"] if places else ():
        there = f"teams:{tenant.id}/{tenant.where(one['name']).id}"
        one["channels"] = [*one["channels"], f"slack:{TEAM}/{channel(one['name'])}", there]
    said["people"] = [
        {**one, "ids": [
            *one["ids"], f"slack:{TEAM}/{user(one['name'])}",
            f"teams:{tenant.id}/{tenant.who(one['name'].lower()).aad}",
        ]} for one in said["people"]
    ]  # fmt: skip
    said["http"] = {"edge_port": 0}
    hears = {"app_token": team.app_token} if team.socket_mode else {"signing_secret": team.signing_secret}
    said["slack"] = {"team": TEAM, "bot_token": team.bot_token, "api_url": slack.api_url, **hears}
    said["teams"] = {
        "app_id": teams.bot.app_id, "app_password": teams.app_password, "tenant_id": tenant.id,
        "openid_metadata_url": teams.metadata_url, "token_issuer": teams.keys.issuer, "login_url": teams.url,
        "allowed_service_urls": [f"{teams.url}/"], "allowed_upload_urls": [f"{teams.url}/"],
    }  # fmt: skip
    return said


def _given(folder: Path, chats: tuple[Slack, Teams] | None, *, places: bool = True, store: str = "") -> Given:
    settings = read_settings(_settings(chats, places=places, store=store))
    return Given(settings=settings, origins={}, data=folder, file=None)


async def live_through(folder: Path) -> None:
    """Four weeks of archive and four days lived, up to a minute before Monday's digest; the quarter's ledger."""
    start, end = OUTAGE
    lines = [json.loads(line) for line in _lumo("mentions.jsonl").splitlines() if line.strip()]
    kept = [one for one in recorded(lines, []) if one.at >= ARCHIVE and not start <= one.at < end]
    clock = StoryClock(SINCE)
    async with open_app(_given(folder, None), clock=clock) as app:
        await replay(app, clock, kept, since=SINCE, until=JUST_BEFORE)
        await enter(app, json.loads(_lumo("ledger.json")))


def outage() -> Sequence[Line]:
    """Saturday's outage, moved to Monday morning: it happens while somebody looks."""
    return late_outage()


@dataclass(slots=True, kw_only=True)
class World:
    """A serving Earshot, the Slack and the Teams it serves, and what happens outside of all."""

    folder: Path
    clock: StoryClock
    slack: Slack
    teams: Teams
    url: str = ""
    store: str = ""
    _app: App | None = None
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def app(self) -> App:
        """What serves."""
        assert self._app is not None
        return self._app

    @property
    def team(self) -> Team:
        """The workspace in Slack."""
        return self.slack.teams[TEAM]

    @property
    def tenant(self) -> Tenant:
        """The organisation in Teams."""
        return self.teams.tenants[self.teams.home]

    async def start(self, *, places: bool = True) -> None:
        """Serve; without `places` no department has a channel in Slack and Teams yet."""
        given = _given(self.folder, (self.slack, self.teams), places=places, store=self.store)
        self._app = await self._open.enter_async_context(open_app(given, clock=self.clock))
        up = await self._open.enter_async_context(running(self.app, port=0))
        self.url = up.address
        if self.team.socket_mode:
            await self.slack.sockets.connected(self.team)
        else:
            self.team.request_url = f"http://127.0.0.1:{up.edge.port}/slack/events"
        self.teams.bot_url = f"http://127.0.0.1:{up.edge.port}/api/messages"
        await self.settled()

    async def stop(self) -> None:
        """Serve no longer."""
        await self._open.aclose()

    async def settled(self) -> None:
        """Wait until everything that is under way has been worked off and shown; the pace of posts passes at once."""
        store, still = self.app.store, 0
        while still < 2:
            await self.slack.settled()
            if self.app.standing.due:
                async with self.app.tools.turn():
                    await think(tools=self.app.tools, standing=self.app.standing)
            busy = bool(await store.pending(ANSWERED))
            posts = await store.outbox(("new", "sending"))
            if posts and not busy and not await store.waiting(self.clock.now(), limit=1):
                # All that is left waits for its second: it is over.
                self.clock.set(self.clock.now() + timedelta(seconds=1))
            still = 0 if busy or posts else still + 1
            await asyncio.sleep(0.01)

    async def hear(self, lines: Sequence[Line]) -> None:
        """What people say arrives, in their time, and Earshot thinks about it."""
        latest = max(datetime.fromisoformat(str(line["at"])) for line in lines)
        self.clock.set(max(self.clock.now(), latest + timedelta(minutes=1)))
        async with self.app.tools.turn():
            items = [Item(position=str(line["at"]), mention=line) for line in lines]
            await hear(items, tools=self.app.tools, standing=self.app.standing)
            # Gathering what belongs to a rise takes a few looks; until then its figures grow.
            for _ in range(4):
                await think(tools=self.app.tools, standing=self.app.standing)
                await night(tools=self.app.tools, standing=self.app.standing)
        await self.settled()

    async def timers(self, *, later: timedelta = timedelta()) -> None:
        """Whatever is due at this time is posted, as the timers do it."""
        self.clock.set(self.clock.now() + later)
        async with self.app.tools.turn():
            await post_due(tools=self.app.tools, standing=self.app.standing)
        await self.settled()

    async def invite(self, name: str) -> str:
        """A login link for a person of the settings."""
        async with self.app.tools.turn():
            return self.url + await invite(
                name, "viewer", None, by=None, tools=self.app.tools, standing=self.app.standing
            )


@asynccontextmanager
async def world(folder: Path, *, socket: bool = False, store: str = "") -> AsyncIterator[World]:
    """Lumo on Monday morning, a minute after the digest, served on a folder that was lived through.

    Slack delivers to it over HTTP, or by `socket`. Its memory is in the folder, or at the address `store`. In Teams it
    was installed before the day began.
    """
    clock = StoryClock(JUST_BEFORE)
    now = lambda: clock.now().timestamp()  # noqa: E731 - the same clock for all
    async with slack_running(now=now) as slack, teams_running(now=now) as teams:
        _people_of_slack(slack, socket=socket)
        _people_of_teams(teams)
        made = World(folder=folder, clock=clock, slack=slack, teams=teams, store=store)
        try:
            await made.start(places=False)
            for where in ("Lumo", *(name.lower() for name in PEOPLE)):
                await teams.install(made.tenant, where, "ada" if where == "Lumo" else where)
            await made.settled()
            await made.stop()
            clock.set(MORNING + timedelta(minutes=1))
            await made.start()
            yield made
        finally:
            await made.stop()


def _people_of_slack(slack: Slack, *, socket: bool) -> None:
    team = slack.add_team(TEAM, socket_mode=socket)
    slack.limits.off = True
    for name in PEOPLE:
        team.user(user(name), name.lower(), real_name=name)
        team.channels["C0GENERAL"].members.add(user(name))
    for name in (*DEPARTMENTS, CLOSED):
        inside = MEMBERS.get(name, PEOPLE)
        kind = "private" if name in MEMBERS else "public"
        team.channel(channel(name), name, *(user(one) for one in inside), kind=kind)


def _people_of_teams(teams: Teams) -> None:
    teams.limits.off = True
    tenant = teams.add_tenant("Lumo")
    for name in PEOPLE:
        tenant.user(name.lower(), name)
    # Its owner consented: what is said in the team's channels reaches the bot.
    tenant.team("Lumo", *(name.lower() for name in PEOPLE), hears_all=True)
    for name in DEPARTMENTS:
        tenant.channel("Lumo", name)
    inside = [name.lower() for name in MEMBERS[CLOSED]]
    tenant.channel("Lumo", CLOSED, *inside, membership="private")
