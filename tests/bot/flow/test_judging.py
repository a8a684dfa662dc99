"""Corrections are what the reader is judged by; and the way of one, from a chat to the next mention."""

from __future__ import annotations

import time
from pathlib import Path

from bot.flow.judging import gold, waiting
from bot.model.rows import Row, Rows
from bot.routing.router import route
from tests.bot.flow.rig import reader
from tests.bot.flow.small import Small, small


async def last(world: Small) -> Row:
    (row,) = await world.app.store.listed(Rows(), limit=1, newest=True)
    return row


async def test_a_correction_in_a_chat_moves_the_next_similar_mention_within_a_second_also_after_a_restart(
    tmp_path: Path,
) -> None:
    async with small(tmp_path) as world:
        insight = await world.harm()
        said = "The battery of mine started to smoke and burned my hand too"
        began = time.perf_counter()
        await world.act("tag", person="Ben", key="tagged", insight=insight.id, value="support")
        await world.hear(said)
        assert time.perf_counter() - began < 1
        (found,) = await world.app.store.full([(await last(world)).id])
        reasons = {name: why for name, _, why in found.departments}
        assert "Ben" in reasons["support"]
        assert "5 Oct" in reasons["support"]
    async with small(tmp_path) as world:
        await world.hear(said + ", really")
        (found,) = await world.app.store.full([(await last(world)).id])
        assert "Ben" in {name: why for name, _, why in found.departments}["support"]
        await world.act("undo", person="Ben", insight=insight.id, value="tagged")
        await world.hear(said + ", truly")
        (found,) = await world.app.store.full([(await last(world)).id])
        assert not any("Ben" in why for _, _, why in found.departments)


async def test_a_correction_is_gold_and_no_proof_of_itself(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        insight = await world.harm()
        await world.act("tag", person="Ben", insight=insight.id, value="support")
        taken = await world.hear("Great, the parcel is late again")
        await world.act("wrong_mood", mention=taken.kept[0], value="negative")
        await world.act("wrong_intent", mention=taken.kept[0], value="complaint")
        found = {one.label: one for one in await gold(world.app.store, world.app.standing.router)}
        assert {one: found[one].right for one in found} == {
            "sentiment": "negative", "intent": "complaint", "department": "support",
        }  # fmt: skip
        (text,) = found["department"].texts
        vectors = reader([text])[0].vector[None, :]
        with_it = route(world.app.standing.router, vectors, [text])[0]
        without = route(found["department"].router, vectors, [text])[0]
        assert {one.department: one.probability for one in with_it}["support"] > 0.9
        assert {one.department: one.probability for one in without}.get("support", 0.0) < 0.5


async def test_what_nobody_can_tell_waits_for_a_word_until_it_is_said(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear("The parcel never arrived, I want my money back")
        taken = await world.hear("amazing, the app crashed again, thank you so much")
        (one,) = [one for one in await waiting(world.app.store, limit=10) if one.mood]
        assert one.row.id == taken.kept[0]
        await world.act("wrong_mood", mention=taken.kept[0], value="negative")
        assert not [one for one in await waiting(world.app.store, limit=10) if one.mood]
