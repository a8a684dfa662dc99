"""Microsoft Teams: activities in over HTTP, cards out through the Bot Connector, botbuilder-core between.

`connect` gives everything that compose mounts and runs. Its libraries are imported by that call and not before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from adapters.chat.teams.doctor import Finding, examine
from adapters.chat.teams.listeners import Register
from adapters.chat.teams.login import Tokens
from adapters.chat.teams.names import PATH
from adapters.chat.teams.room import PLATFORM, Client, Room
from bot.model.people import Place
from bot.ports.world import Chat, Clock

Work = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object]]]
Holds = Callable[[Place, str], Awaitable[bool]]
"""Whether a message of a channel was once turned into an insight."""
Read = Callable[[str], object]
"""Reads JSON strictly; raises BadInput."""
Body = Callable[[web.Request], Awaitable[bytes]]
"""Reads the bytes of a request, capped and in time; raises web.HTTPException."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The bot's registration, whom it believes, and the addresses of the outside.

    `secret` '' is a managed identity; `home` is the bot's own tenant, `tenants` those that may speak to it, `drives`
    where files may be put.
    """

    app_id: str
    secret: str = field(repr=False)
    home: str
    tenants: Sequence[str]
    metadata_url: str
    issuer: str
    login_url: str
    service_urls: Sequence[str]
    drives: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """Teams, put together.

    `work` is what is done with stored events, `routes` what the server mounts, `limits` what bodies may hold there;
    `clients` ask the connector of each tenant, `tokens` gives the token they call with.
    """

    work: Work
    routes: Sequence[web.AbstractRouteDef]
    limits: Mapping[str, int]
    clients: Mapping[str, Client]
    tokens: Tokens

    async def examine(self, channels: Mapping[str, Collection[str]]) -> Sequence[Finding]:
        """What a doctor finds of the bot, its tenants, and the channels there that settings name."""
        return [one async for one in examine(tokens=self.tokens, clients=self.clients, channels=channels)]


def _registers() -> list[Register]:
    """What registers listeners: questions before replies, replies under our messages before what is overheard."""
    from adapters.chat.teams import (
        acts,
        commands,
        files,
        leaving,
        listening,
        opening,
        raising,
        reactions,
        threads,
        welcome,
    )

    ordered = (acts, opening, raising, files, commands, threads, listening, reactions, leaving, welcome)
    return [one.register for one in ordered]


@asynccontextmanager
async def connect(
    account: Account, *, room: Callable[[Mapping[str, Client]], Room], read: Read, body: Body,
    holds: Holds, heard: Callable[[], None], clock: Clock,
) -> AsyncIterator[tuple[Chat, Teams]]:  # fmt: skip
    """The chat that the outbox posts to, and Teams, while the block lasts.

    Args:
        account: the bot.
        room: makes what every listener is handed, of the connector of each tenant.
        read: reads JSON strictly.
        body: reads the bytes of a request.
        holds: says whether a message was turned into an insight.
        heard: called when something was stored, so that it is taken up at once.
        clock: what time it is.
    """
    from adapters.chat.teams.chat import TeamsChat
    from adapters.chat.teams.client import Connector, open_session
    from adapters.chat.teams.conversations import Conversations
    from adapters.chat.teams.edge import LIMIT, Edge, routes
    from adapters.chat.teams.invokes import Invokes
    from adapters.chat.teams.keys import Keys
    from adapters.chat.teams.login import Login
    from adapters.chat.teams.tokens import Tokens, Trust
    from adapters.chat.teams.turn import dispatcher

    async with open_session() as session:
        login = Login(
            app_id=account.app_id, secret=account.secret, tenant=account.home, session=session, clock=clock,
            url=account.login_url,
        )  # fmt: skip
        clients: dict[str, Client] = {}
        held = room(clients)
        conversations = Conversations(store=held.store, clock=clock)
        await conversations.load()
        for tenant in account.tenants:
            clients[tenant.lower()] = Connector(
                tenant=tenant, tokens=login, session=session, base=conversations.service_url,
                drives=account.drives,
            )  # fmt: skip
        trust = Trust(
            app_id=account.app_id, issuer=account.issuer, services=tuple(account.service_urls),
            tenants=frozenset(tenant.lower() for tenant in account.tenants),
        )  # fmt: skip
        keys = Keys(metadata_url=account.metadata_url, session=session, read=read, clock=clock)
        invokes = Invokes(
            dispatcher(held, _registers(), learn=conversations.learn), store=held.store, clock=clock
        )  # fmt: skip
        edge = Edge(
            tokens=Tokens(keys=keys, trust=trust, read=read, clock=clock), trust=trust, store=held.store, clock=clock,
            read=read, answer=invokes.answer, listens=held.listens, holds=holds, heard=heard,
        )  # fmt: skip
        chat = TeamsChat(
            clients=clients, conversations=conversations, directory=held.directory, url=held.url
        )  # fmt: skip
        yield (
            chat,
            Teams(
                work=invokes.work, routes=routes(edge, body=body), limits={PATH: LIMIT}, clients=clients, tokens=login
            ),
        )


__all__ = ["PLATFORM", "Account", "Client", "Room", "Teams", "connect"]
