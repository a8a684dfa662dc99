"""Real stores in real files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.memory import Store
from store.sqlite import open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "earshot.db", zone="Europe/Berlin", token=lambda: "a-key-of-its-own") as opened:
        yield opened
