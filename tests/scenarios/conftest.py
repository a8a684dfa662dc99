"""One Earshot for each scenario, on four weeks that were lived through once; people come to it at every platform."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

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
EVERY = (*PLATFORMS, SOCKET)
Come = Callable[[str], Hand]
Visit = Callable[[str, str], Hand]


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four weeks of Lumo."""
    folder = tmp_path_factory.mktemp("scenarios") / "lived"
    asyncio.run(live_through(folder))
    return folder


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    """Each platform in turn."""
    return str(request.param)


@pytest.fixture
async def earshot(lived: Path, tmp_path: Path, platform: str) -> AsyncIterator[World]:
    """It is Monday morning, a minute after the digest."""
    shutil.copytree(lived, tmp_path / "data")
    async with world(tmp_path / "data", socket=platform == SOCKET) as made:
        yield made


@pytest.fixture
async def visit(earshot: World) -> AsyncIterator[Visit]:
    """Lets a person come at a platform."""
    came: list[_Hands] = []

    def visiting(platform: str, name: str) -> Hand:
        came.append(PLATFORMS[platform.removesuffix(" by socket")](earshot, name))
        return came[-1]

    yield visiting
    for one in came:
        await one.close()


@pytest.fixture
def come(platform: str, visit: Visit) -> Iterator[Come]:
    """Lets a person come at the platform whose turn it is."""
    yield lambda name: visit(platform, name)
