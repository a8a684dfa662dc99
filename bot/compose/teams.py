"""Microsoft Teams, put together: its app package, and (where it is configured) the adapter with all it needs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any

from adapters import charts
from adapters.chat import teams
from adapters.chat.teams.package import package
from adapters.sources import teams_channel
from adapters.web import read_body
from bot.compose.ears import Ears
from bot.config import Settings, TeamsSettings
from bot.errors import Closed, ConfigError
from bot.flow import channels
from bot.flow.closing import Closing, reopened
from bot.flow.desk import FlowDesk
from bot.flow.raised import reworded
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.strict_json import read_json
from bot.model.people import Place
from bot.model.views import Check
from bot.ports.world import Chat, Item, Source
from bot.texts import teams_package as texts

PLATFORM = teams.PLATFORM
IDENTITY = "http://169.254.169.254"
"""Where a machine in Azure asks for the token of its managed identity."""


def app_package(app_id: str, *, website: str, hears: bool = True) -> bytes:
    """The ZIP that an admin uploads to Teams; `hears`: it asks to read the messages of the teams it is put into."""
    return package(app_id, website=website, draw=charts.icon, hears=hears)


def account(settings: Settings) -> teams.Account | None:
    """The bot that the settings name, None where they name none."""
    known = settings.teams
    if known.app_id is None or known.tenant_id is None:
        return None
    own = known.app_type == "UserAssignedMSI"
    moved = known.login_url != TeamsSettings().login_url
    return teams.Account(
        app_id=known.app_id,
        secret=known.app_password.get_secret_value() if known.app_password and not own else "",
        home=known.tenant_id,
        tenants=known.all_tenants(),
        metadata_url=known.openid_metadata_url,
        issuer=known.token_issuer,
        login_url=known.login_url if moved or not own else IDENTITY,
        service_urls=known.allowed_service_urls,
        drives=known.allowed_upload_urls,
    )


@asynccontextmanager
async def connected(
    known: teams.Account, *, desk: FlowDesk, tools: Tools, standing: Standing, heard: Callable[[], None]
) -> AsyncIterator[tuple[Chat, teams.Teams]]:
    """Teams while the block lasts: the chat, and what else of it is mounted and run.

    Raises:
        ConfigError: its libraries are not installed.
    """
    if find_spec("botbuilder") is None or find_spec("jwt") is None:
        raise ConfigError(where="teams", what=texts.not_installed(), remedy=texts.install_it())
    settings, ears = tools.settings, _Ears(tools=tools, standing=standing)
    room = partial(
        _room,
        desk=desk, answers=desk, directory=desk, store=tools.store, clock=tools.clock, secrets=tools.secrets,
        charts=charts.connect(), organisation=settings.organisation.name, zone=tools.zone,
        url=settings.workspace.url or "", enrol=settings.teams.enrol, listens=ears.listens, overhear=ears.overhear,
        closed=partial(_closed, tools), back=partial(_back, tools),
    )  # fmt: skip
    opening = teams.connect(
        known,
        room=room,
        read=partial(read_json, where="Teams"),
        body=read_body,
        holds=ears.holds,
        heard=heard,
        clock=tools.clock,
    )
    async with opening as found:
        yield found


async def examined(app: teams.Teams, settings: Settings) -> list[Check]:
    """What a doctor finds of the bot and of the channels that the settings name in Teams."""
    named = [Place.read(text) for department in settings.departments for text in department.channels]
    channels: dict[str, set[str]] = {}
    for place in (*named, Place.read(settings.organisation.notices)):
        if place.platform == PLATFORM:
            channels.setdefault(place.workspace.lower(), set()).add(place.channel)
    return [Check(name="teams", state=one.state, words=one.words, fix=one.fix) for one in await app.examine(channels)]


def _room(clients: Mapping[str, Any], **rest: Any) -> teams.Room:
    return teams.Room(clients=clients, **rest)


def sources(app: teams.Teams, *, standing: Standing) -> Sequence[Source]:
    """The channels in which a member had us listen."""
    return [
        teams_channel.connect(_channel(one))
        for one in channels.all_listened(PLATFORM, standing=standing)
        if one.place.workspace in app.clients
    ]


async def _closed(tools: Tools, place: Place, wrong: Closed) -> None:
    """Close the route of a place that takes nothing any more; whoever looks after it is told, once."""
    closing = Closing(tools=tools)
    await closing.look()
    if place not in {route.place for route in await tools.store.routes()}:
        await tools.store.commit(closing.begin(place, wrong))


async def _back(tools: Tools, tenant: str) -> None:
    """Try the closed places of a tenant at once."""
    routes = [one for one in await tools.store.routes() if one.place.workspace.lower() == tenant]
    await tools.store.commit(reopened([one for one in routes if one.place.platform == PLATFORM]))


def _channel(one: channels.Listened) -> teams_channel.Channel:
    return teams_channel.Channel(
        tenant=one.place.workspace, channel=one.place.channel, source=one.source, visibility=one.visibility,
        outside=one.outside,
    )  # fmt: skip


class _Ears(Ears):
    """What is said in Teams where we listen."""

    async def overhear(self, place: Place, said: Mapping[str, Any]) -> None:
        """Take in what was said, edited or deleted there."""
        one = channels.listened(place, standing=self._standing)
        if one is not None:
            opened = await self._author(one.source, str(said["thread"]))
            mention = teams_channel.mention_of(said, _channel(one), opened=opened)
            if mention is not None:
                item = Item(position=str(mention["id"]), mention=mention)
                await channels.overhear([item], tools=self._tools, standing=self._standing)
        again = teams_channel.again(said)
        if again is not None:
            await reworded(place, again[0], again[1], tools=self._tools, standing=self._standing)

    async def _author(self, source: str, thread: str) -> str:
        """Who opened a thread, as the mention of its first message says; '' where there is none."""
        held = (await self._tools.store.known([(source, thread)])).get((source, thread))
        rows = await self._tools.store.full([held.id]) if held is not None and held.id is not None else ()
        return (rows[0].row.author_id or "") if rows else ""
