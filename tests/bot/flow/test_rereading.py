"""Reading everything again: it goes on where it was, a person's word stays, and topics live through other vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ConfigError
from bot.flow.hear import hear
from bot.flow.rereading import PLAIN, QUALITY, finish, in_use, reread
from bot.flow.tools import Tools
from bot.model.mention import MentionId
from bot.model.rows import Rows
from bot.model.signal import ActName
from bot.ports.world import Item
from bot.understanding import Understood
from tests.bot.flow.small import CHARGERS, USUAL, Small, small


class Stopped(Exception):
    """The process ended here."""


class Turned:
    """A reader whose other vectors are the same ones with their numbers in reverse: no two kinds are alike."""

    def __init__(self, tools: Tools) -> None:
        self._read, self.of = tools.read, PLAIN

    def use(self, of: str) -> None:
        self.of = of

    def __call__(self, texts: Sequence[str]) -> list[Understood]:
        found = self._read(texts)
        if self.of == PLAIN:
            return found
        return [replace(one, vector=np.ascontiguousarray(one.vector[::-1]), reader="turned") for one in found]


def turned(world: Small) -> Tools:
    reader = Turned(world.app.tools)
    return replace(world.app.tools, read=reader, compare_by=reader.use)


async def themes_of(world: Small) -> dict[MentionId, int | None]:
    return {row.id: row.theme for row in await world.app.store.listed(Rows(), limit=0)}


async def vectors_of(world: Small) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    ids = sorted(await themes_of(world))
    rows = {one.row.id: one.vector for one in await world.app.store.full(ids)}
    return np.stack([np.frombuffer(rows[one] or bytes(1024), dtype=np.float32) for one in ids])


async def test_what_was_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear(*[f"{USUAL[at % len(USUAL)]} number {at}" for at in range(620)])
        told: list[float | None] = []

        def stops(done: float | None) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            await reread(tools=world.app.tools, standing=world.app.standing, tell=stops)
        await reread(tools=world.app.tools, standing=world.app.standing, tell=told.append)
        assert told == [1.0]  # one batch was left
        told.clear()
        await reread(tools=world.app.tools, standing=world.app.standing, tell=told.append)
        assert len(told) == 2  # done, so the next one begins at the beginning


async def test_what_a_person_said_of_a_mention_stays(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        taken = await world.hear("Great, the parcel is late again")
        said: dict[ActName, str] = {
            "wrong_mood": "negative", "wrong_intent": "churn_risk", "wrong_department": "quality",
        }  # fmt: skip
        for act, right in said.items():
            await world.act(act, mention=taken.kept[0], value=right)
        await reread(tools=world.app.tools, standing=world.app.standing)
        (row,) = await world.app.store.listed(Rows())
        assert (row.sentiment, row.intent, row.department) == ("negative", "churn_risk", "quality")


async def test_other_vectors_leave_every_mention_in_its_topic_and_draw_the_next_one_there(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear(*USUAL * 4, *CHARGERS)
        before, plain = await themes_of(world), await vectors_of(world)
        tools = turned(world)
        await reread(tools=tools, standing=world.app.standing, vectors=QUALITY)
        assert await in_use(world.app.store) == QUALITY
        assert await themes_of(world) == before
        assert (await vectors_of(world) == plain[:, ::-1]).all()
        after = {theme.id for theme in world.app.standing.book.themes()}
        assert after == {theme for theme in before.values() if theme is not None}


async def test_a_change_of_vectors_that_was_interrupted_is_finished_first(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear(*[f"{USUAL[at % len(USUAL)]} number {at}" for at in range(600)])
        before, plain = await themes_of(world), await vectors_of(world)

        def stops(done: float | None) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            await reread(tools=turned(world), standing=world.app.standing, vectors=QUALITY, tell=stops)
        half = await vectors_of(world)
        assert (half[:500] == plain[:500, ::-1]).all()
        assert (half[500:] == plain[500:]).all()
        await finish(turned(world))
        assert (await vectors_of(world) == plain[:, ::-1]).all()
        assert await themes_of(world) == before


async def test_after_a_change_of_vectors_the_next_mention_finds_its_topic(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        insight = await world.topic()
        tools = turned(world)
        await reread(tools=tools, standing=world.app.standing, vectors=QUALITY)
        said = {"source": "forum", "id": "new", "at": world.clock.now().isoformat(), "text": CHARGERS[0] + " today"}
        await hear([Item(position="1", mention=said)], tools=tools, standing=world.app.standing)
        (row,) = await world.app.store.listed(Rows(text="today"))
        assert row.theme == insight.theme


async def test_without_what_makes_the_other_vectors_nothing_changes(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.hear(*USUAL)
        before = await vectors_of(world)
        with pytest.raises(ConfigError):
            await reread(tools=world.app.tools, standing=world.app.standing, vectors=QUALITY)
        assert await in_use(world.app.store) == PLAIN
        await world.hear("My parcel never arrived, again")
        assert (await vectors_of(world))[:-1].tolist() == before.tolist()
    async with small(tmp_path) as world:
        assert len(await world.app.store.listed(Rows(), limit=0)) == len(USUAL) + 1
