"""Real stores in real files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.memory import Store

pytest.register_assert_rewrite("bot.testing.store_contract")

from store.sqlite import open_store  # noqa: E402


@pytest.fixture(params=["sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Every store that there is, empty."""
    assert request.param == "sqlite"
    async with open_store(tmp_path / "earshot.db", zone="Europe/Berlin", token=lambda: "a-key-of-its-own") as opened:
        yield opened
