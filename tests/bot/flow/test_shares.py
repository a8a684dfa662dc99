"""Who shares a link without a word of their own is one voice with all others who do; who says something is heard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import NotFound
from bot.flow.forgetting import forget, forget_author
from bot.flow.sifting import EVERYTHING, sift
from bot.model.rows import Rows
from bot.ports.world import Item
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import CHARGERS, Small, small

LINK = "https://news.example/lumo-chargers-recognised-by-nobody"
HEADLINE = "Lumo update leaves owners with chargers that no phone recognises any more, angry customers say"
ENDS = ("and I have had it with this", "does anybody know more?", "thanks for nothing")
SHARES = tuple(f"{HEADLINE} {LINK}?utm_source=share{number}" for number in range(12))


async def test_a_headline_that_goes_round_is_its_writer_and_one_voice_beside(world: Small) -> None:
    taken = await world.hear(*SHARES)
    counts = await world.app.store.count(Rows())
    assert (counts.mentions, counts.copies, counts.people) == (12, 11, 2)
    moods = {one.row.sentiment for one in (await world.app.store.full(taken.kept))[1:]}
    assert moods == {"not_scored"}


async def test_bare_links_are_one_voice_and_have_no_mood(world: Small) -> None:
    await world.hear(LINK, f"👀 {LINK}", f"RT @news: {LINK}#top", LINK)
    assert (await world.app.store.count(Rows())).people == 1
    assert await world.app.store.facets(Rows(), "sentiment") == {"not_scored": 4}


async def test_who_adds_words_and_who_shares_another_link_is_a_voice(world: Small) -> None:
    await world.hear(
        LINK,
        f"My charger died the same evening, this is exactly it {LINK}",
        "https://news.example/another-story",
        f"{HEADLINE} https://other.example/the-same-headline-elsewhere",
    )
    assert (await world.app.store.count(Rows())).people == 4


async def test_service_contacts_that_hold_a_link_are_people(world: Small) -> None:
    await world.hear(LINK, LINK, source="zendesk", kind="service")
    assert (await world.app.store.count(Rows())).people == 2


async def test_a_link_that_goes_round_makes_no_rise_but_as_many_own_words_do(tmp_path: Path) -> None:
    own = tuple(f"{text} {LINK}" for text in (*CHARGERS, *(f"{text} {end}" for text in CHARGERS for end in ENDS)))
    found = {}
    for folder, said in (("shared", SHARES * 3), ("own", own)):
        async with small(tmp_path / folder) as world:
            await world.history()
            await world.hear(*CHARGERS[:3])
            world.clock.set(MORNING + timedelta(hours=1))
            await world.hear(*said)
            found[folder] = {one.kind for one in await world.think()}
    assert found["shared"] == set()
    assert found["own"] & {"spike", "emerging"}


async def test_shared_voices_outlive_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with small(folder) as world:
        await world.hear(*SHARES[:3])
    async with small(folder) as world:
        world.count = 3
        await world.hear(*SHARES[3:6])
        assert (await world.app.store.count(Rows())).people == 2


async def test_to_forget_one_who_shared_takes_their_share_alone(world: Small) -> None:
    await world.hear(*SHARES[:4], LINK)
    tools, standing = world.app.tools, world.app.standing
    assert await forget("forum", "3", tools=tools, standing=standing) == 1
    assert await forget_author("forum", "Person 5", from_now_on=False, tools=tools, standing=standing) == 1
    with pytest.raises(NotFound):
        await forget_author("forum", "a5", from_now_on=False, tools=tools, standing=standing)
    texts = [row.text.raw for row in await world.app.store.listed(Rows()) if row.state == "live"]
    assert texts == [SHARES[0], SHARES[1], SHARES[3]]


async def test_who_leaves_a_source_takes_what_they_said_and_what_they_shared(world: Small) -> None:
    await world.hear("My charger is dead", author={"id": "x", "name": "X"})
    await world.hear(LINK, author={"id": "x", "name": "X"})
    await world.hear(LINK)
    gone = [Item(position="p", mention=None, gone="x")]
    items = await sift(gone, EVERYTHING, source="forum", tools=world.app.tools, standing=world.app.standing)
    assert [one.mention for one in items] == [
        {"source": "forum", "id": number, "op": "delete"} for number in ("1", "2")
    ]  # fmt: skip
