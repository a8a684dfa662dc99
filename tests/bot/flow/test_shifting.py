"""Whoever looks after Earshot is asked to look at a programme again when people speak of other things."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.flow.reminders import remind
from bot.flow.upkeep import night
from bot.model.changes import KeepInsight
from bot.model.insight import Insight, InsightId, Numbers
from bot.model.mention import Untrusted
from tests.bot.flow.small import CHARGERS, ORGANISATION, Small, small
from tests.bot.flow.test_reminders import record, said

FIRST = date(2026, 6, 1)
PARCELS = (
    "My parcel never arrived although it says delivered",
    "Parcel says delivered, never arrived here",
    "delivered? my parcel never arrived at all",
    "Where is my parcel, it says delivered",
    "The parcel never arrived, tracking says delivered",
    "still no parcel, it says delivered since Monday",
)


def _said(week: int, texts: Sequence[str], count: int) -> list[dict[str, object]]:
    at = datetime(FIRST.year, FIRST.month, FIRST.day, 10, tzinfo=ZoneInfo("Europe/Berlin")) + timedelta(weeks=week)
    return [
        {"source": "forum", "id": f"{week}-{texts[0][:2]}-{one}", "text": texts[one % len(texts)],
         "at": (at + timedelta(days=one % 7, minutes=one)).isoformat(),
         "author": {"id": f"{week}-{one}", "name": "Somebody"}}
        for one in range(count)
    ]  # fmt: skip


async def _months(one: Small, parcels_at_last: int, chargers_at_last: int) -> None:
    """Sixteen weeks in which people speak of chargers and parcels; the last four as given."""
    for week in range(16):
        last = week >= 12
        await one.take(_said(week, CHARGERS, chargers_at_last if last else 12))
        await one.take(_said(week, PARCELS, parcels_at_last if last else 4))
    await night(tools=one.app.tools, standing=one.app.standing)
    await one.think()
    # Both are found and of the one programme, whatever else was.
    for number, theme in enumerate(one.app.standing.book.themes(), start=900):
        numbers = Numbers(mentions=9, people=9, copies=0, usual=1.0, since=one.clock.now(), until=one.clock.now())
        insight = Insight(
            id=InsightId(number), kind="repeat", label=Untrusted("x"), numbers=numbers, severity=0.2, theme=theme.id,
            found=one.clock.now(), updated=one.clock.now(),
        )  # fmt: skip
        await one.app.store.commit([KeepInsight(insight=insight)])


async def _prompts(folder: Path, parcels: int, chargers: int, *, aim: bool = True) -> list[str]:
    settings = {**ORGANISATION, "sources": [{"name": "forum", "owner": "Ana", "silent_after_hours": 4000}]}
    monday = datetime(2026, 9, 21, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    async with small(folder, at=monday, settings=settings) as one:
        await _months(one, parcels, chargers)
        if aim:
            await record(one, "programme=listening", name="Listening", owner="Ana", metric="days", baseline="19",
                         target="7", start="2026-06-01", due="2026-12-31")  # fmt: skip
        for week in range(3):
            one.clock.set(monday + timedelta(weeks=week))
            await remind(tools=one.app.tools, standing=one.app.standing)
            await one.post()
        return [text for text in await said(one) if "has shifted under" in text]


async def test_a_planted_shift_gives_one_prompt(tmp_path: Path) -> None:
    (prompt,) = await _prompts(tmp_path / "x", parcels=16, chargers=3)
    assert "has shifted under Listening" in prompt
    assert "programme=listening" in prompt


async def test_no_shift_gives_none(tmp_path: Path) -> None:
    assert await _prompts(tmp_path / "x", parcels=5, chargers=11) == []


async def test_without_an_aim_there_is_nothing_that_a_shift_goes_against(tmp_path: Path) -> None:
    assert await _prompts(tmp_path / "x", parcels=16, chargers=3, aim=False) == []
