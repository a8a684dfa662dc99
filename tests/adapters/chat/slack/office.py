"""A whole Earshot in a Slack that is a stand-in: a real desk on a real store, the edge, bolt, the Web API.

What people do there is delivered over HTTP, signed; `turn` works it off and posts what is to be said.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from adapters.charts import connect as draw_charts
from adapters.chat.slack import acts, choosing, commands, home, opening, raising, reactions, threads
from adapters.chat.slack.blocks import unescape
from adapters.chat.slack.came import Came
from adapters.chat.slack.room import Client, Room
from adapters.web import connect
from bot.compose.clock import StoryClock
from bot.flow.inbox import Work, work_event
from bot.model.changes import Receive
from bot.model.insight import Insight
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import ORGANISATION, Small, small
from tests.stand_in.slack import blocks as kit
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Message, Team, View
from tests.stand_in.slack.views import trigger

TEAM = "T0LUMO01"
QUALITY, SUPPORT = "C0QUALITY", "C0SUPPORT"
ANA, BEN, VIC, FIN = "U0ANA", "U0BEN", "U0VIC", "U0FIN"
_PEOPLE = {"Ana": ANA, "Ben": BEN, "Vic": VIC, "Fin": FIN}
_KINDS = ("slack",)
LISTENERS = (acts, choosing, raising, reactions, threads, opening, commands, home)


def settings(slack: Slack) -> Mapping[str, Any]:
    """The small organisation, its departments in Slack channels and its people with their Slack names."""
    departments = [
        {**one, "channels": [f"slack:{TEAM}/C0{one['name'].upper()}"]} for one in ORGANISATION["departments"]
    ]
    people = [
        {**one, **({"ids": [f"slack:{TEAM}/{_PEOPLE[one['name']]}"]} if one["name"] in _PEOPLE else {})}
        for one in ORGANISATION["people"]
    ]
    team = slack.teams[TEAM]
    known = {
        "team": TEAM, "bot_token": team.bot_token, "signing_secret": team.signing_secret, "api_url": slack.api_url,
    }  # fmt: skip
    return {**ORGANISATION, "departments": departments, "people": people, "slack": known}


@dataclass(slots=True, kw_only=True)
class Office:
    """An open Earshot in Slack, and one word for each thing a test does in it."""

    world: Small
    slack: Slack
    team: Team
    room: Room
    work: Work

    async def turn(self) -> list[Receive]:
        """Work off what came in and post what is to be said; gives what was worked off."""
        done = list(await self.world.app.store.pending(_KINDS))
        tools, standing = self.world.app.tools, self.world.app.standing
        for event in done:
            await work_event(event, tools=tools, standing=standing, more={"slack": self.work})
        await self.post()
        return done

    async def post(self) -> None:
        """Work off the outbox; a second passes between two posts in one place."""
        await self.world.post()
        while await self.world.app.store.outbox(("new", "sending")):
            self.world.wait(seconds=1)
            await self.world.post()

    async def harm(self) -> Insight:
        """A danger was spoken of: its card stands in #quality."""
        insight = await self.world.harm()
        await self.post()
        return insight

    async def topic(self) -> Insight:
        """Many people spoke of the same: a topic, and its card stands in #quality."""
        insight = await self.world.topic()
        await self.post()
        return insight

    async def open(self, form: str, *, insight: int, saw: str = "new", user: str = BEN) -> None:
        """Open the form of an act, as a button of a message does."""
        body = {
            "type": "block_actions", "user": {"id": user}, "trigger_id": trigger(self.team, user),
            "channel": {"id": QUALITY},
            "container": {"type": "message", "message_ts": self.card().ts, "channel_id": QUALITY},
            "actions": [{"action_id": f"open:{form}", "block_id": "1|k", "value": f"open:{form}|{insight}|{saw}|"}],
        }  # fmt: skip
        await acts.clicked(self.room, Came(id=f"open-{len(self.team.triggers)}", team=TEAM, body=body))

    async def show(self, view: Mapping[str, Any], *, user: str = BEN) -> None:
        """Open a modal."""
        await self.room.clients[TEAM].call("views.open", trigger_id=trigger(self.team, user), view=view)

    def card(self, channel: str = QUALITY) -> Message:
        """The first message of the bot in a channel."""
        return next(one for one in self.team.posts(channel) if one.user == self.team.bot.id)

    def whispers(self, user: str = BEN) -> list[str]:
        """What Earshot said to one person alone, as words."""
        return [unescape(one.text) for one in self.team.whispers(user)]

    def whisper(self, user: str = BEN) -> Message:
        """The last thing that Earshot said to one person alone."""
        return self.team.whispers(user)[-1]

    def modal(self, user: str = BEN) -> View:
        """The modal that a person has before their eyes; Slack would have taken it."""
        view = self.team.top_view(user)
        assert view is not None
        assert kit.of_view(view.body) == []
        return view

    async def press(self, ts: str, action: str, value: Any = None, *, user: str = BEN) -> None:
        """Press a button or choose from a menu, and let it be worked off."""
        answer = await self.slack.press(self.team, user, ts, action, value)
        assert answer.status == 200
        await self.turn()

    async def react(self, name: str, *, ts: str = "", user: str = BEN, gone: bool = False) -> None:
        """Give a reaction or take it away."""
        act = self.slack.unreact if gone else self.slack.react
        await act(self.team, user, ts or self.card().ts, name)
        await self.turn()

    async def use(self, shortcut: str, ts: str, *, user: str = BEN) -> None:
        """Use a shortcut of a message."""
        answer = await self.slack.shortcut(self.team, user, shortcut, ts)
        assert answer.status == 200
        await self.turn()

    async def submit(self, values: Mapping[str, Any], *, user: str = BEN) -> Mapping[str, str]:
        """Fill the open modal in and send it; gives the errors that are shown in it."""
        answer = await self.slack.submit(self.team, user, self.modal(user).id, values)
        assert (answer.status, answer.reason) == (200, "")
        await self.turn()
        said = answer.json if answer.body.strip() else {}
        return dict(said.get("errors") or {})

    async def now(self, insight: Insight) -> Insight:
        """The insight as it stands."""
        return await self.world.now(insight.id)

    async def signals(self) -> Sequence[tuple[str, str, bool]]:
        """Kind and value of each signal, and whether it still counts."""
        return [(one.kind, one.value, one.removed is None) for one in await self.world.app.store.signals()]


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    """An Earshot in Slack while the block lasts."""
    clocks = [StoryClock(MORNING)]
    async with running(now=lambda: clocks[-1].now().timestamp()) as slack:
        team = _workspace(slack)
        async with small(folder, settings=settings(slack)) as world:
            clocks.append(world.clock)
            app = world.app
            assert app.slack is not None
            server = await connect(port=0, routes=app.slack.routes)
            team.request_url = f"http://127.0.0.1:{server.port}/slack/events"
            plain = Room(
                desk=app.desk, answers=app.desk, directory=app.desk, store=app.store, clock=world.clock,
                secrets=app.tools.secrets, charts=draw_charts(), organisation="Lumo",
                clients=cast("Mapping[str, Client]", app.slack.bots), zone=ZoneInfo("Europe/Berlin"),
            )  # fmt: skip
            room = home.speaking(plain)
            try:
                yield Office(world=world, slack=slack, team=team, room=room, work=app.slack.work)
            finally:
                await server.close()


def _workspace(slack: Slack) -> Team:
    team = slack.add_team(TEAM)
    slack.limits.off = True
    for name, user in _PEOPLE.items():
        team.user(user, name.lower(), real_name=name)
    for channel in (QUALITY, SUPPORT):
        team.channel(channel, channel[2:].lower(), *_PEOPLE.values())
    return team


__all__ = ["ANA", "BEN", "FIN", "QUALITY", "SUPPORT", "TEAM", "VIC", "Office", "office"]
