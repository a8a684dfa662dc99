"""One Earshot for each scenario, on four weeks that were lived through once; people come to it at every platform."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.compose.moving import move
from tests.postgres import Cluster
from tests.scenarios.hand import Hand
from tests.scenarios.slack import SlackHand
from tests.scenarios.teams import TeamsHand
from tests.scenarios.workspace import WorkspaceHand
from tests.scenarios.world import World, live_through, world

_Hands = WorkspaceHand | SlackHand | TeamsHand
PLATFORMS: dict[str, type[_Hands]] = {"workspace": WorkspaceHand, "slack": SlackHand, "teams": TeamsHand}
"""Each chat platform by its name, and how people are there."""
SOCKET = "slack by socket"
"""Slack as it delivers in Socket Mode; what differs is below everything that people do."""
ON_SERVER = " on a server"
"""With its memory on a database server."""
SERVER = f"workspace{ON_SERVER}"
LONG = tuple(pytest.param(f"{name}{ON_SERVER}", marks=pytest.mark.soak) for name in ("slack", "teams"))
EVERY = (
    *PLATFORMS, SOCKET, *LONG,
    *(pytest.param(one, marks=pytest.mark.soak) for one in (SERVER, f"{SOCKET}{ON_SERVER}")),
)  # fmt: skip
Come = Callable[[str], Hand]
Visit = Callable[[str, str], Hand]


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four weeks of Lumo."""
    folder = tmp_path_factory.mktemp("scenarios") / "lived"
    asyncio.run(live_through(folder))
    return folder


@pytest.fixture(scope="session")
def lived_on_server(lived: Path, server: Cluster) -> str:
    """The same four weeks, moved to a database that others are made like."""
    server.psql("create database lived template template0")
    source, target = f"sqlite:///{lived / 'earshot.db'}", server.address("lived")
    with ThreadPoolExecutor(max_workers=1) as aside:  # an event loop may be running here
        aside.submit(move, source, target, tell=lambda table, there, whole: None).result()
    return "lived"


@pytest.fixture(params=(*PLATFORMS, SERVER, *LONG))
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform in turn."""
    return str(request.param)


@pytest.fixture
async def earshot(
    lived: Path, tmp_path: Path, platform: str, request: pytest.FixtureRequest
) -> AsyncIterator[World]:  # fmt: skip
    """It is Monday morning, a minute after the digest."""
    with ExitStack() as stack:
        store = ""
        if platform.endswith(ON_SERVER):
            template = request.getfixturevalue("lived_on_server")
            store = stack.enter_context(request.getfixturevalue("server").database(template=template))
        shutil.copytree(lived, tmp_path / "data", ignore=shutil.ignore_patterns("earshot.db*") if store else None)
        async with world(tmp_path / "data", socket=platform.startswith(SOCKET), store=store) as made:
            yield made


@pytest.fixture
async def visit(earshot: World) -> AsyncIterator[Visit]:
    """Lets a person come at a platform."""
    came: list[_Hands] = []

    def visiting(platform: str, name: str) -> Hand:
        came.append(PLATFORMS[platform.partition(" ")[0]](earshot, name))
        return came[-1]

    yield visiting
    for one in came:
        await one.close()


@pytest.fixture
def come(platform: str, visit: Visit) -> Iterator[Come]:
    """Lets a person come at the platform whose turn it is."""
    yield lambda name: visit(platform, name)
