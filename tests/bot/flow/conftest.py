from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.flow.small import Small, small


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Small]:
    """A small Earshot, in which nothing was said yet."""
    async with small(tmp_path / "data") as opened:
        yield opened
