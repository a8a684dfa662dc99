"""/earshot pulse: what is spoken of just now, against the same time of earlier weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.flow.pulse import beyond
from bot.model.message import Line, Table
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.model.views import Ask
from tests.bot.flow.small import Small, small

ANA = PersonId("workspace:ana")


async def _pulse(world: Small, asked: str) -> tuple[tuple[Line, ...], ...]:
    message = await world.app.desk.ask(Ask(command="earshot", text=f"pulse {asked}", person=ANA))
    (table,) = (block for block in message.blocks if isinstance(block, Table))
    return table.rows


def _said(line: Line) -> str:
    return "".join(str(one.text) for one in line)


async def _weeks(world: Small, each: int) -> None:
    """Four weeks with so many mentions of chargers in the same hour, and one mention before them."""
    now = world.clock.now()
    said = [
        {"source": "forum", "id": f"w{week}-{at}", "at": (now - timedelta(weeks=week, minutes=10 + at)).isoformat(),
         "text": f"charger broken again, the {at}th", "author": {"id": f"p{week}-{at}", "name": "P"}}
        for week in range(1, 5) for at in range(each)
    ]  # fmt: skip
    said.append({"source": "forum", "id": "first", "at": (now - timedelta(weeks=6)).isoformat(), "text": "hello"})
    await world.take(said)


async def test_a_burst_shows_at_once_against_the_same_hour_of_earlier_weeks(world: Small) -> None:
    await _weeks(world, 2)
    await world.hear(*(f"charger {at} is broken" for at in range(12)))
    world.wait(minutes=1)

    hour, day = await _pulse(world, "charger broken")

    assert [_said(line) for line in hour[:5]] == [
        "last hour", "12 mentions", "12 people", "more than usual", "usual 2: 2 · 2 · 2 · 2",
    ]  # fmt: skip
    assert _said(day[0]) == "last 24 hours"
    opened = [span.opens for line in hour for span in line if isinstance(span.opens, Rows)]
    counted = [(await world.app.store.count(rows)).mentions for rows in opened]
    assert counted[:6] == [12, 12, 2, 2, 2, 2]
    assert sum(counted[6:]) == 12


async def test_a_keyword_group_has_a_pulse_too_and_nothing_to_compare_with_is_said(world: Small) -> None:
    await world.hear("the charger is fine", "no idea")
    world.wait(minutes=1)

    hour, _ = await _pulse(world, "chargers")

    assert _said(hour[1]) == "1 mention"
    assert _said(hour[3]) == "no earlier week to compare with"


async def test_an_hour_of_the_week_stays_the_same_hour_when_the_clocks_change(tmp_path: Path) -> None:
    async with small(tmp_path, at=datetime(2026, 10, 26, 9, tzinfo=UTC)) as world:
        # 10:00 in Berlin is 9:00 UTC now and was 8:00 UTC a week before, when summer time held.
        await world.take([
            {"source": "forum", "id": "a", "at": "2026-10-19T07:30:00Z", "text": "charger", "author": {"id": "a"}},
            {"source": "forum", "id": "b", "at": "2026-10-19T08:30:00Z", "text": "charger", "author": {"id": "b"}},
            {"source": "forum", "id": "z", "at": "2026-10-10T08:30:00Z", "text": "hello", "author": {"id": "b"}},
        ])  # fmt: skip
        hour, _ = await _pulse(world, "charger")
    rows, _ = (span.opens for span in hour[4] if isinstance(span.opens, Rows))
    assert (rows.since, rows.until) == (
        datetime(2026, 10, 19, 7, tzinfo=UTC), datetime(2026, 10, 19, 8, tzinfo=UTC),
    )  # fmt: skip


async def test_without_words_it_says_what_is_missing(world: Small) -> None:
    with pytest.raises(BadInput, match="words, or a keyword group"):
        await _pulse(world, "")


def test_chance_alone_is_about_as_usual() -> None:
    assert [beyond(count, 4.0) for count in (0, 8, 9)] == [0, 0, 1]
    assert [beyond(count, 100.0) for count in (79, 80, 121)] == [-1, 0, 1]
    assert beyond(2, 0.0) == 0
