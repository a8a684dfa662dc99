from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.adapters.chat.teams.office import Office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An Earshot in Teams, in which nothing was said yet."""
    from tests.adapters.chat.teams import office as offices

    async with offices.office(tmp_path / "data") as opened:
        yield opened
