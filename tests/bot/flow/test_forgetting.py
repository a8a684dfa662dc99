"""Forgetting: what a person said is nowhere any more, and every number still opens as many rows as it says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import BadInput, NotFound
from bot.flow.digests import post_due
from bot.flow.forgetting import forget, forget_author
from bot.flow.think import think
from bot.model.changes import KeepPost, RoomPost
from bot.model.people import PersonId
from bot.model.rows import Rows
from tests.bot.flow.rig import MORNING, QUALITY
from tests.bot.flow.small import CHARGERS, Small, small

WORD = "Zanzibar"
SMOKE = f"In {WORD} the battery started to smoke and burned my hand"


def _left(folder: Path, word: str) -> list[str]:
    """Where a word still stands: files byte by byte, and tables so that one sees which."""
    found = [path.name for path in sorted(folder.rglob("*")) if path.is_file() and word.encode() in path.read_bytes()]
    with closing(sqlite3.connect(folder / "earshot.db")) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return found + [
            table
            for table in tables
            if any(word in str(row) for row in connection.execute(f"select * from {table}"))  # noqa: S608
        ]


async def _forget(world: Small, number: str, source: str = "forum") -> int:
    removed = await forget(source, number, tools=world.app.tools, standing=world.app.standing)
    await world.post()
    return removed


async def test_no_byte_of_the_text_is_left_in_cards_digests_posts_or_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        await world.history()
        await world.hear(SMOKE)
        (found,) = await world.think()
        await post_due(tools=world.app.tools, standing=world.app.standing)
        await world.post()
        assert WORD in await world.threads(QUALITY)
        assert await _forget(world, "1") == 1
        assert WORD not in await world.threads(QUALITY)
        after = await world.now(found.id)
        rows = Rows(insight=found.id)
        listed = await world.app.store.listed(rows, limit=0)
        assert len(listed) == (await world.app.store.count(rows)).mentions == after.numbers.mentions == 1
        assert (listed[0].text.raw, listed[0].state) == ("", "forgotten")
    assert _left(folder, WORD) == []


async def test_what_waits_to_be_posted_is_not_posted_with_the_text(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        await world.hear(SMOKE)
        await think(tools=world.app.tools, standing=world.app.standing)
        await _forget(world, "1")
        assert WORD not in await world.threads(QUALITY)
    assert _left(folder, WORD) == []


async def test_private_answers_that_quote_it_say_it_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        await world.hear(SMOKE, CHARGERS[0])
        body = {"message": {"quotes": [{"raw": SMOKE}, {"raw": CHARGERS[0]}], "summary": f"1 message: {SMOKE}"}}
        answer = RoomPost(
            id="m1",
            key="answer:1",
            place=QUALITY,
            author="earshot",
            at=MORNING,
            body=body,
            to=PersonId("workspace:ben"),
        )
        await world.app.store.commit([KeepPost(post=answer)])
        await _forget(world, "1")
        kept = await world.app.store.room_post(post="m1")
        assert kept is not None
        assert CHARGERS[0] in str(kept.body)
    assert _left(folder, WORD) == []


async def test_all_that_the_same_person_said_goes_and_nothing_of_others(world: Small) -> None:
    await world.hear(*CHARGERS[:3], author={"id": "jo", "name": "Jo"})
    await world.hear(CHARGERS[3])
    assert await _forget(world, "2") == 3
    states = {row.source_id if row.state == "live" else row.state for row in await world.app.store.listed(Rows())}
    assert states == {"forgotten", "4"}


async def test_a_late_copy_of_what_was_forgotten_does_not_come_back(world: Small) -> None:
    await world.hear(SMOKE)
    await _forget(world, "1")
    again = {"source": "forum", "id": "1", "at": MORNING.isoformat(), "text": SMOKE, "edited": "2026-12-01T00:00:00Z"}
    taken = await world.take([again])
    assert (taken.kept, taken.unchanged) == ((), 1)


async def test_nobody_is_forgotten_who_is_not_known(world: Small) -> None:
    with pytest.raises(NotFound):
        await _forget(world, "404")


async def test_who_was_forgotten_before_is_not_counted_again(world: Small) -> None:
    await world.hear(*CHARGERS[:2], author={"id": "jo", "name": "Jo"})
    assert [await _forget(world, "1"), await _forget(world, "1"), await _forget(world, "2")] == [2, 0, 0]


async def test_what_is_deleted_at_its_source_leaves_the_posts_too(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        await world.hear(SMOKE)
        (found,) = await world.think()
        await world.take([{"source": "forum", "id": "1", "op": "delete"}])
        await world.think()
        assert WORD not in await world.threads(QUALITY)
        assert (await world.now(found.id)).numbers.mentions == 0
    assert _left(folder, WORD) == []


def _of(author: str, number: str, text: str, *, name: str = "Jo") -> dict[str, object]:
    return {
        "source": "forum", "id": number, "at": "2026-10-05T06:00:00Z", "text": text,
        "author": {"id": author, "name": name},
    }  # fmt: skip


async def _forget_author(world: Small, name: str, *, from_now_on: bool = False) -> int:
    return await forget_author(
        "forum", name, from_now_on=from_now_on, tools=world.app.tools, standing=world.app.standing
    )


async def test_who_asks_not_to_be_listened_to_is_not_heard_again(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        await world.take([_of("u1", "1", SMOKE), _of("u2", "2", CHARGERS[0], name="Ann")])
        assert await _forget_author(world, "u1", from_now_on=True) == 1
        taken = await world.take([_of("u1", "3", "And here I am again"), _of("u2", "4", CHARGERS[1], name="Ann")])
        assert (len(taken.kept), taken.unchanged) == (1, 1)
        assert (await world.app.store.count(Rows(text="again"))).mentions == 0
    assert _left(tmp_path / "data", "here I am again") == []


async def test_an_author_may_be_named_where_only_one_is_called_so(tmp_path: Path) -> None:
    async with small(tmp_path / "data") as world:
        await world.take([_of("u1", "1", SMOKE), _of("u2", "2", CHARGERS[0]), _of("u3", "3", CHARGERS[1], name="Ann")])
        assert await _forget_author(world, "ann") == 1
        with pytest.raises(BadInput, match=r"found 2 called 'Jo' \(u1, u2\), expected an id"):
            await _forget_author(world, "Jo")
        with pytest.raises(NotFound, match="no author forum:nobody"):
            await _forget_author(world, "nobody")
        with pytest.raises(NotFound):  # nothing of her is left
            await _forget_author(world, "Ann")
        assert await _forget_author(world, "u1") == 1
