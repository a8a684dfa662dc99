"""Puts a working Earshot together: store, reader, clock, chats; everything closes with the block."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.chat import workspace
from adapters.sources import file
from adapters.summarisers import extractive
from bot.compose.clock import MachineSecrets, Numbers, SystemClock
from bot.compose.environment import Given
from bot.compose.examining import Examining
from bot.compose.failpoints import failpoint
from bot.compose.learned import remembered
from bot.compose.memory import alone, database, open_store
from bot.compose.reader import Reader
from bot.compose.sources import Sources
from bot.compose.terminal import terminal
from bot.errors import StoreFull
from bot.flow import dealing, rereading
from bot.flow.desk import FlowDesk
from bot.flow.placing import place
from bot.flow.standing import Standing
from bot.flow.tools import Members, Tools
from bot.listening.strict_json import read_json
from bot.model.people import Place
from bot.ports.memory import Store
from bot.ports.world import Chat, Clock, Shape, Source
from bot.serve import Served

if TYPE_CHECKING:
    from adapters.chat.slack import Slack
    from adapters.chat.teams import Teams

Say = Callable[[str], None]


def _nothing(word: str) -> None:
    """Told to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A working Earshot that is not serving: tools, what it holds in memory, the desk, the chats.

    `wake` is set when something came in from a chat; `served` tells how the loops and connections are.
    """

    given: Given
    tools: Tools
    standing: Standing
    desk: FlowDesk
    chats: dict[str, Chat]
    rooms: workspace.Rooms
    sources: Sources
    slack: Slack | None
    teams: Teams | None
    wake: asyncio.Event
    served: Served

    @property
    def store(self) -> Store:
        """Its memory."""
        return self.tools.store

    @property
    def path(self) -> Path:
        """The database file. Raises as `database`."""
        return database(self.given)


class OpenFiles:
    """Implements `ports.world.Files` with the file source."""

    def rows(self, data: bytes, *, name: str) -> tuple[Mapping[str, object], ...]:
        """The first rows of a table."""
        return file.rows(data, read=read_json, name=name)

    def open(self, data: bytes, *, name: str, place: str, shape: Shape | None) -> Source:
        """The file as a source."""
        return file.connect(data, read=read_json, shape=shape, name=place, where=name)


@asynccontextmanager
async def open_app(
    given: Given, *, clock: Clock | None = None, write: bool = True, say: Say = _nothing, fp: Say | None = None,
    beside: bool = False, chatty: bool = True, lost: Callable[[], None] = lambda: None, kept: bool = True,
) -> AsyncIterator[App]:  # fmt: skip
    """Everything put together while the block lasts. `write` takes the lock: one process thinks.

    `beside` the one that thinks nothing is held in memory but the organisation; without `chatty` no chat is connected.
    `lost` is called, from another thread, when another process took over what this one does.
    What is not `kept` ends with the process, and waits for no disk.

    Raises:
        ConfigError, StoreBusy, StoreFull, StoreNewer, StoreDamaged: as the store says.
    """
    hidden = secrets_of(given)
    ticking = clock or SystemClock()
    fp = fp or failpoint(given.failpoint)
    opening = open_store(given, token=hidden.token, write=write, say=say, fp=fp, beside=beside, lost=lost, kept=kept)
    async with opening as store:
        chat, rooms = workspace.connect(store=store, clock=ticking, secrets=hidden)
        chats: dict[str, Chat] = {one.platform: one for one in (chat, terminal())}
        examining = Examining(given.settings, store, ticking, data=given.data)
        reader = Reader(given.settings.organisation, given.data)
        reader.use(await rereading.in_use(store))
        tools = Tools(
            store=store,
            clock=ticking,
            ids=Numbers(store, shards=given.settings.store.shards),
            secrets=hidden,
            settings=given.settings,
            read=reader,
            summariser=extractive.connect(),
            files=OpenFiles(),
            turn=_turns(),
            fp=fp,
            members=_members(chats),
            examine=examining,
            learn=remembered(given.data, reader.model),
            compare_by=reader.use,
        )
        standing = Standing(shards=given.settings.store.shards)
        if beside or not write:
            await (standing.load_organisation(tools) if beside else standing.load(tools))
        else:
            await _think_on(given, tools=tools, standing=standing)
        desk, wake, served = FlowDesk(tools=tools, standing=standing), asyncio.Event(), Served()
        async with (
            aclosing(Sources(tools=tools, standing=standing)) as sources,
            _slack(
                desk=desk, tools=tools, standing=standing, chats=chats, wake=wake, served=served, wanted=chatty
            ) as slack,
            _teams(desk=desk, tools=tools, standing=standing, chats=chats, wake=wake, wanted=chatty) as teams,
        ):
            examining.connected(slack, teams, sources)
            yield App(
                given=given,
                tools=tools,
                standing=standing,
                desk=desk,
                chats=chats,
                rooms=rooms,
                sources=sources,
                slack=slack,
                teams=teams,
                wake=wake,
                served=served,
            )


async def _think_on(given: Given, *, tools: Tools, standing: Standing) -> None:
    """What must be done before anything is thought: what was cut off is ended, what is stored is dealt to the shards.

    Raises:
        StoreBusy: the number of shards was changed, and others still think.
    """
    await rereading.finish(tools)
    anew = await dealing.deal(given.settings.store.shards, alone=partial(alone, given), tools=tools)
    await standing.load(tools)
    while anew and await place(tools=tools, standing=standing):
        continue


def secrets_of(given: Given) -> MachineSecrets:
    """The keys of this deployment.

    Raises:
        StoreFull: the folder cannot be written.
    """
    sealing = given.settings.store.seal_key
    return MachineSecrets(_key(given.data), seal_key=sealing.get_secret_value() if sealing else "")


@asynccontextmanager
async def _slack(
    *, desk: FlowDesk, tools: Tools, standing: Standing, chats: dict[str, Chat], wake: asyncio.Event, served: Served,
    wanted: bool,
) -> AsyncIterator[Slack | None]:  # fmt: skip
    """Slack among the chats, where a workspace is configured; else nothing of it is even imported."""
    if not wanted or not tools.settings.slack.all_workspaces():
        yield None
        return
    from bot.compose.slack import connected

    opening = connected(desk=desk, tools=tools, standing=standing, heard=wake.set, up=served.well)
    async with opening as (chat, slack):
        chats[chat.platform] = chat
        yield slack


@asynccontextmanager
async def _teams(
    *, desk: FlowDesk, tools: Tools, standing: Standing, chats: dict[str, Chat], wake: asyncio.Event,
    wanted: bool,
) -> AsyncIterator[Teams | None]:  # fmt: skip
    """Teams among the chats, where a bot is configured; else nothing of it is even imported."""
    if not wanted or tools.settings.teams.app_id is None:
        yield None
        return
    from bot.compose.teams import account, connected

    known = account(tools.settings)
    assert known is not None, "settings without a tenant are refused where they are read"
    opening = connected(known, desk=desk, tools=tools, standing=standing, heard=wake.set)
    async with opening as (chat, teams):
        chats[chat.platform] = chat
        yield teams


def _members(chats: Mapping[str, Chat]) -> Members:
    """Asks the platform of a place, whichever chats there are by then."""

    async def members(place: Place) -> frozenset[str] | None:
        chat = chats.get(place.platform)
        return await chat.members(place) if chat is not None else frozenset()

    return members


def _turns() -> Callable[[], AbstractAsyncContextManager[object]]:
    lock = asyncio.Lock()
    return lambda: lock


def _key(folder: Path) -> bytes:
    """This deployment's own key, made at the first start, readable by its owner alone.

    Raises:
        StoreFull: the folder cannot be written.
    """
    path = folder / "key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made, "wb") as file:
                file.write(secrets.token_bytes(32))
        return path.read_bytes()
    except OSError as wrong:
        raise StoreFull(
            what=f"{folder} cannot be used ({wrong.strerror})", remedy="Choose a folder you may write with --data"
        ) from wrong
