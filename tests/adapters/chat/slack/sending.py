"""What tests of sending to Slack share: a chat on the stand-in, with the stand-in's clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from adapters.charts import connect as charts
from adapters.chat.slack.chat import SlackChat
from adapters.chat.slack.client import WebClient, open_session
from bot.compose.clock import StoryClock
from bot.config import read_settings
from bot.flow.organisation import organisation
from bot.model.delivery import Outgoing, PostKind
from bot.model.message import Block, Message, Span, Text
from bot.model.people import PersonId, Place
from tests.bot.flow.rig import MORNING
from tests.stand_in.slack.faults import Faults
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team

TEAM, CHANNEL = "T0TEST01", "C0SUPPORT"
PEOPLE = [
    {"name": "Ana", "ids": ["workspace:ana", f"slack:{TEAM}/U0ANA"]},
    {"name": "Ben", "ids": [f"slack:{TEAM}/U0BEN"]},
    {"name": "Eva", "ids": ["workspace:eva"]},
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A workspace of the stand-in and what speaks to it."""

    slack: Slack
    team: Team
    client: WebClient
    chat: SlackChat
    clock: StoryClock

    def calls(self, method: str) -> list[dict[str, object]]:
        """The arguments of each call of a method."""
        return [call.args for call in self.team.calls if call.method == method]


@asynccontextmanager
async def sending(
    *, faults: Faults | None = None, strict: bool = False, timeout_s: float = 5.0
) -> AsyncIterator[Sending]:  # fmt: skip
    """A workspace with Ana, Ben and a public channel, while the block lasts."""
    clock = StoryClock(MORNING)
    async with (
        running(now=lambda: clock.now().timestamp(), faults=faults, strict=strict) as slack,
        open_session() as web,
    ):
        team = slack.add_team(TEAM)
        team.user("U0ANA", "ana")
        team.user("U0BEN", "ben")
        team.channel(CHANNEL, "support", "U0ANA", "U0BEN")
        client = WebClient(
            team=TEAM, token=team.bot_token, session=web, clock=clock, base_url=slack.api_url, timeout_s=timeout_s
        )
        directory = organisation(read_settings({"people": PEOPLE}), [])
        chat = SlackChat(clients={TEAM: client}, directory=directory, charts=charts(), clock=clock)
        yield Sending(slack=slack, team=team, client=client, chat=chat, clock=clock)


def place(channel: str = CHANNEL, team: str = TEAM) -> Place:
    """A channel of the stand-in."""
    return Place(platform="slack", workspace=team, channel=channel)


def post(key: str = "k1", *blocks: Block, kind: PostKind = "insight", to: str = "", via: str = "") -> Outgoing:
    """A post to the public channel."""
    message = Message(blocks=blocks or (Text(line=(Span(text=f"about {key}"),)),), summary=f"about {key}")
    return Outgoing(
        key=key, kind=kind, place=place(), message=message, due=MORNING, to=PersonId(to) if to else None, via=via
    )


def later(sending_: Sending, **more: float) -> None:
    """Put the clock on."""
    sending_.clock.set(sending_.clock.now() + timedelta(**more))
