from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.chat.slack.office import Office, office


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Office]:
    """An Earshot in Slack, in which nothing was said yet."""
    async with office(tmp_path / "data") as opened:
        yield opened
