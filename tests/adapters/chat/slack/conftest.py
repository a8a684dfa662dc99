from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.adapters.chat.slack.office import Office


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Office]:
    """An Earshot in Slack, in which nothing was said yet."""
    from tests.adapters.chat.slack.office import office

    async with office(tmp_path / "data") as opened:
        yield opened
