"""Real stores: in real files, and on a real PostgreSQL of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.ports.memory import Store
from tests.postgres import Cluster

pytest.register_assert_rewrite("bot.testing.store_contract")

from store import postgres, sqlite  # noqa: E402
from tests.store.postgres import spreading  # noqa: E402

ZONE, KEY = "Europe/Berlin", "a-key-of-its-own"


@pytest.fixture(scope="session")
def template(server: Cluster, pytestconfig: pytest.Config) -> str:
    """The name of a database with the schema and nothing else: making one like it is quicker than migrating."""
    server.psql("create database earshot_template")
    with ThreadPoolExecutor(1) as beside:  # the first test that wants it may run in a loop of its own
        url = server.address("earshot_template")
        beside.submit(_migrated, url, spread=pytestconfig.getoption("--spread")).result()
    return "earshot_template"


def _migrated(url: str, *, spread: bool) -> None:
    postgres.connect(url, zone=ZONE, token=lambda: KEY).close()
    if spread:
        spreading.spread(url)


@pytest.fixture
def database(server: Cluster, template: str) -> Iterator[str]:
    """The address of a database with nothing in it, dropped afterwards."""
    with server.database(template=template) as url:
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
