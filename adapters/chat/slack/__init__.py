"""Slack: events in by Socket Mode or over HTTP, messages out by the Web API, slack-bolt between.

`connect` gives everything that compose mounts and runs. Slack's libraries are imported by that call and not before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from aiohttp import web

from adapters.chat.slack.concern import Holds
from adapters.chat.slack.doctor import Asked, Finding, examine
from adapters.chat.slack.edge import LIMIT, Body, Edge, routes
from adapters.chat.slack.manifest import manifest, written
from adapters.chat.slack.names import PATH
from adapters.chat.slack.request import Read
from adapters.chat.slack.room import PLATFORM, Account, Client, Room
from adapters.chat.slack.said import plain
from bot.ports.world import Chat, Clock

if TYPE_CHECKING:
    from adapters.chat.slack.socket import Link

Work = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object]]]

API: Final = "https://slack.com/api/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Slack, put together.

    `work` is what is done with stored events, `links` are the connections of Socket Mode, `routes` what the server
    mounts, `limits` what bodies may hold there; `bots` and `apps` ask the Web API with the tokens of these names.
    """

    work: Work
    links: Mapping[str, Link]
    routes: Sequence[web.AbstractRouteDef]
    limits: Mapping[str, int]
    bots: Mapping[str, Asked]
    apps: Mapping[str, Asked]
    accounts: Sequence[Account]

    async def examine(self, team: str, channels: Collection[str]) -> Sequence[Finding]:
        """What a doctor finds of a workspace and its channels."""
        account = next(one for one in self.accounts if one.team == team)
        found = examine(account, bot=self.bots[team], app=self.apps.get(team), channels=channels)
        return [one async for one in found]


@asynccontextmanager
async def connect(
    *, accounts: Sequence[Account], room: Callable[[Mapping[str, Client]], Room], read: Read, body: Body,
    holds: Holds, heard: Callable[[], None], up: Callable[[str], None], chance: Callable[[], float], clock: Clock,
    api_url: str = API,
) -> AsyncIterator[tuple[Chat, Slack]]:  # fmt: skip
    """The chat that the outbox posts to, and Slack, while the block lasts.

    Args:
        accounts: the workspaces.
        room: makes what every listener is handed, of the Web API of each workspace.
        read: reads JSON strictly.
        body: reads the bytes of a request.
        holds: says whether a message was turned into an insight.
        heard: called when something was stored, so that it is taken up at once.
        up: called with the name of a connection whenever it is made.
        chance: a number from 0 to 1, drawn anew each time.
        clock: what time it is.
        api_url: Slack's address.
    """
    from adapters.chat.slack import (
        acts,
        choosing,
        commands,
        files,
        forms,
        home,
        listening,
        opening,
        raising,
        reactions,
        threads,
    )
    from adapters.chat.slack.chat import SlackChat
    from adapters.chat.slack.client import WebClient, open_session
    from adapters.chat.slack.dispatch import dispatcher
    from adapters.chat.slack.socket import links

    # Replies under our messages come before what is merely overheard.
    registers = [one.register for one in (
        acts, choosing, commands, home, opening, raising, reactions, threads, listening,
    )]  # fmt: skip

    async with open_session() as session:

        def client(team: str, token: str) -> WebClient:
            return WebClient(team=team, token=token, session=session, clock=clock, base_url=api_url)

        bots = {one.team: client(one.team, one.bot_token) for one in accounts}
        apps = {one.team: client(one.team, one.app_token) for one in accounts if one.app_token}
        held = home.speaking(room(bots))
        edge = Edge(
            accounts=accounts, store=held.store, clock=held.clock, read=read, check=forms.check, listens=held.listens,
            holds=holds, heard=heard, api_url=api_url,
        )  # fmt: skip
        chat = SlackChat(
            clients=bots, directory=held.directory, charts=held.charts, clock=held.clock, url=held.url,
            sheet=partial(files.made, held),
        )  # fmt: skip
        yield (
            chat,
            Slack(
                work=dispatcher(held, registers),
                links=links(edge, clients=apps, session=session, chance=chance, up=up),
                routes=routes(edge, body=body),
                limits={PATH: LIMIT},
                bots=bots,
                apps=apps,
                accounts=tuple(accounts),
            ),
        )


__all__ = ["API", "PLATFORM", "Account", "Finding", "Room", "Slack", "connect", "manifest", "plain", "written"]
