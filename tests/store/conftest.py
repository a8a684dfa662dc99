"""Real stores: in real files, and on a real PostgreSQL of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.ports.memory import Store
from tests.postgres import Cluster, cluster

pytest.register_assert_rewrite("bot.testing.store_contract")

from store import postgres, sqlite  # noqa: E402

ZONE, KEY = "Europe/Berlin", "a-key-of-its-own"


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A PostgreSQL of our own on loopback, for as long as the tests run."""
    with cluster() as found:
        yield found


@pytest.fixture
def database(server: Cluster) -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    with server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Every store that there is, empty."""
    if request.param == "sqlite":
        async with sqlite.open_store(tmp_path / "earshot.db", zone=ZONE, token=lambda: KEY) as opened:
            yield opened
    else:
        async with postgres.open_store(request.getfixturevalue("database"), zone=ZONE, token=lambda: KEY) as opened:
            yield opened
