"""The review page: what waits, page by page, and what becomes of it by a person's word."""

from pathlib import Path

from bot.flow.reviewing import review
from bot.model.people import PersonId
from tests.bot.flow.small import Small, small

SARCASM = "amazing, the app crashed again, thank you so much"
NOBODYS = "hello from the mountains"


async def _page(world: Small, name: str = "ana", *, page: int = 1) -> list[str]:
    found = await world.app.desk.review(PersonId(f"workspace:{name}"), page=page)
    return [one.view.text.raw for one in found.rows]


async def test_each_says_what_is_open_and_what_comes_next(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear(SARCASM)
        await world.hear("The parcel never arrived, I want my money back")
        await world.hear(NOBODYS)
        found = await world.app.desk.review(PersonId("workspace:ana"))
        assert found.may
        by_text = {one.view.text.raw: one for one in found.rows}
        assert set(by_text) == {SARCASM, NOBODYS}
        assert by_text[SARCASM].mood
        assert by_text[NOBODYS].department
        assert not (await world.app.desk.review(PersonId("workspace:vic"))).may


async def test_a_mention_leaves_the_list_once_all_that_was_open_is_said_and_comes_back_with_undo(
    tmp_path: Path,
) -> None:
    async with small(tmp_path) as world:
        (kept,) = (await world.hear(NOBODYS)).kept
        (one,) = (await world.app.desk.review(PersonId("workspace:ana"))).rows
        if one.mood:
            await world.act("wrong_mood", mention=kept, value="positive")
        assert await _page(world) == [NOBODYS]
        await world.act("wrong_department", key="said", mention=kept, value="support")
        assert await _page(world) == []
        await world.act("undo", mention=kept, value="said")
        assert await _page(world) == [NOBODYS]


async def test_the_list_has_pages_the_newest_first(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        for number in range(25):
            await world.hear(f"{NOBODYS} number {number}", kind="service")  # never a copy of another
            world.wait(minutes=1)
        person = world.app.standing.organisation.person(PersonId("workspace:ana"))
        assert person is not None
        first = await review(person, page=1, tools=world.app.tools)
        second = await review(person, page=2, tools=world.app.tools)
        assert (len(first.rows), first.more, len(second.rows), second.more) == (20, True, 5, False)
        assert first.rows[0].view.row.id > first.rows[-1].view.row.id > second.rows[0].view.row.id


async def test_what_was_said_in_a_private_place_is_not_in_the_list(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear(NOBODYS, visibility="private:slack:T1/C1")
        assert await _page(world) == []
