"""What people see of a source that does not answer (list, board, digest, doctor), and once it is back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Refused, TryLater, WrongCredential
from bot.flow.board import board, source_lines
from bot.flow.chores import show_digest
from bot.flow.health import stored
from bot.flow.polling import Asked, Polls
from bot.model.changes import Gap as GapValue
from bot.model.changes import KeepGap, KeepSource
from bot.ports.world import Item, Poll
from tests.bot.flow.small import CHARGERS, USUAL, Small

EVERY = timedelta(minutes=15)


class Forum:
    """A source that fails as it is told, and then gives pages."""

    name = "forum"

    def __init__(self) -> None:
        self.wrong: Exception | None = None
        self.pages: list[Poll] = []

    async def poll(self, cursor: str) -> Poll:
        """As told."""
        if self.wrong is not None:
            raise self.wrong
        return self.pages.pop(0) if self.pages else Poll(items=(), cursor=cursor, more=False)

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def forum() -> Forum:
    return Forum()


async def _pass(world: Small, polls: Polls, *, minutes: int, step: int = 15) -> None:
    for _ in range(minutes // step):
        world.wait(minutes=step)
        await polls.turn(tools=world.app.tools, standing=world.app.standing)


def _polls(forum: Forum) -> Polls:
    asked = [Asked(source=forum, every=EVERY)]
    return Polls(lambda: asked)


async def _words(world: Small) -> str:
    (line,) = await source_lines(tools=world.app.tools, standing=world.app.standing)
    return line.words


async def _notices(world: Small) -> list[str]:
    rows = await world.app.store.outbox(("new", "sending", "done"))
    return [row.post.message.summary for row in rows if row.post.key.startswith("notice:source:")]


async def test_a_source_that_fails_is_a_gap_within_two_turns_and_told_once(world: Small, forum: Forum) -> None:
    polls = _polls(forum)
    await world.hear(*USUAL[:3])
    await _pass(world, polls, minutes=15)
    forum.wrong = TryLater(where="forum.example", what="answer 503", seconds=30)
    await _pass(world, polls, minutes=30)
    assert await world.app.store.gaps(world.clock.now()) == []
    await _pass(world, polls, minutes=15)
    (gap,) = await world.app.store.gaps(world.clock.now())
    assert (gap.source, gap.end, gap.cause) == ("forum", None, "failing")
    assert "not heard since" in await _words(world) and "answer 503" in await _words(world)
    await _pass(world, polls, minutes=120)
    (notice,) = await _notices(world)
    assert "Ana looks after it" in notice
    found = [one.words for one in await stored(tools=world.app.tools, standing=world.app.standing)]
    assert any("forum does not answer" in one for one in found)


@pytest.mark.parametrize(
    "wrong",
    [WrongCredential(where="x", what="answer 401", remedy="Renew it."), Refused(where="x", what="answer 404")],
)
async def test_what_a_person_must_put_right_is_told_at_its_turn(
    world: Small, forum: Forum, wrong: Exception
) -> None:  # fmt: skip
    polls = _polls(forum)
    forum.wrong = wrong
    await _pass(world, polls, minutes=45)
    assert len(await _notices(world)) == 1
    forum.wrong = None
    await _pass(world, polls, minutes=600, step=60)
    assert len(await _notices(world)) == 2
    assert "next look" in await _words(world)


async def test_a_digest_says_what_came_late(world: Small, forum: Forum) -> None:
    polls = _polls(forum)
    await world.hear(*CHARGERS)
    await _pass(world, polls, minutes=15)
    forum.wrong = TryLater(where="forum.example", what="answer 503", seconds=30)
    await _pass(world, polls, minutes=120)
    late = {"source": "forum", "id": "late", "at": world.clock.now().isoformat(), "text": USUAL[2]}
    forum.wrong, forum.pages = None, [Poll(items=(Item(position="1", mention=late),), cursor="2", more=False)]
    await _pass(world, polls, minutes=60)
    (gap,) = await world.app.store.gaps(world.clock.now() - timedelta(hours=3))
    assert gap.cause == "caught_up"
    await world.think()
    world.wait(hours=24)
    shown = await show_digest("support", None, platform="workspace", tools=world.app.tools, standing=world.app.standing)
    assert shown is not None
    said = str(shown)
    assert "could not be reached from" in said and "has caught up" in said


async def test_what_cannot_be_had_any_more_stays_a_gap(world: Small, forum: Forum) -> None:
    polls = _polls(forum)
    await _pass(world, polls, minutes=15)
    forum.wrong = TryLater(where="forum.example", what="answer 503", seconds=30)
    await _pass(world, polls, minutes=180)
    lost = world.clock.now() - timedelta(minutes=30)
    forum.wrong, forum.pages = None, [Poll(items=(), cursor="9", more=False, lost=lost)]
    await _pass(world, polls, minutes=60)
    (gap,) = await world.app.store.gaps(world.clock.now() - timedelta(hours=6))
    assert (gap.cause, gap.end) == ("failing", lost)
    assert "cannot be had any more" in (await _notices(world))[-1]


async def test_an_hour_in_which_nobody_listened_is_no_zero_on_the_board(world: Small) -> None:
    await world.hear(*CHARGERS)
    world.wait(hours=6)
    start = world.clock.now() - timedelta(hours=4)
    await world.app.store.commit([KeepGap(gap=GapValue(source="forum", start=start, cause="failing"))])
    shown = await board(tools=world.app.tools, standing=world.app.standing, group="chargers")
    assert shown.hours is not None
    bars = shown.hours.series[0][1]
    assert bars[-3:] == (None, None, None) and bars[-8] == 0.0
    assert sum(one for _, values in shown.hours.series for one in values if one) > 0


async def test_how_far_a_back_fill_is_stands_in_the_list(world: Small, forum: Forum) -> None:
    stand = KeepSource(name="forum", every=EVERY, done=0.4, through=world.clock.now(), due=world.clock.now())
    await world.app.store.commit([stand])
    assert "40 % of what was said before" in await _words(world)
