"""The same stream gives the same readings, topics and departments, whatever the size of the batches it comes in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.model.rows import Rows
from bot.model.theme import Theme
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import CHARGERS, USUAL, small

SAID = [
    {
        "source": "forum", "id": str(at), "at": (MORNING + timedelta(hours=3 * at)).isoformat(),
        "text": f"{text} {'again' * (at % 3 == 1)}", "author": {"id": f"a{at % 40}"},
    }
    for at, text in enumerate((*USUAL, *CHARGERS) * 4)
]  # fmt: skip


async def lived(folder: Path, size: int) -> tuple[list[object], list[Theme]]:
    """Every mention as it was read, and every topic."""
    async with small(folder, at=MORNING + timedelta(days=20)) as world:
        for start in range(0, len(SAID), size):
            await world.take(SAID[start : start + size])
        rows = await world.app.store.listed(Rows(), limit=0)
        fulls = {one.row.id: one for one in await world.app.store.full([row.id for row in rows])}
        return (
            [(row.source_id, row.theme, row.sentiment, row.copy_of, fulls[row.id].departments) for row in rows],
            list(await world.app.store.themes(("candidate", "theme", "merged"))),
        )


async def test_the_size_of_a_batch_changes_nothing(tmp_path: Path) -> None:
    whole = await lived(tmp_path / "whole", len(SAID))
    assert await lived(tmp_path / "seven", 7) == whole
    assert await lived(tmp_path / "one", 1) == whole
    assert len(whole[1]) > 3
