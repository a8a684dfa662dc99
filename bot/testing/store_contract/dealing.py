"""The contract of the port `Dealing`: what waits for the owners of shards, and what they did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StoreBusy
from bot.model.changes import AskName, Deal, KeepInsight, KeepTheme, Placed, PlaceMentions
from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.rows import Rows
from bot.model.shards import shard_of
from bot.model.theme import Assignment, ThemeId
from bot.ports.memory import Store
from bot.testing.samples import at, insight, kept, removed, theme


def _placed(*mentions: int, theme: int = 7) -> PlaceMentions:
    return PlaceMentions(
        placed=tuple(
            Assignment(mention=MentionId(one), theme=ThemeId(theme), cosine=0.5, threshold=0.4) for one in mentions
        )
    )


class DealingContract:
    """Mentions of other shards wait for their themes, in order; each is placed once."""

    async def test_what_is_heard_in_another_shard_waits_there_until_it_is_placed(self, store: Store) -> None:
        """And is counted under its theme from then on."""
        await store.commit([kept(1), replace(kept(2), shard=2), replace(kept(3), shard=1), replace(kept(4), shard=2)])
        waiting = await store.to_place(2, limit=9)
        assert [(one.kind, one.mention) for one in waiting] == [("place", 2), ("place", 4)]
        assert [one.mention for one in await store.to_place(2, limit=1)] == [2]
        assert [(one.shard, one.waiting) for one in await store.waits(at(9))] == [(1, 1), (2, 2)]
        await store.commit([_placed(2, 4), Placed(ids=tuple(one.id for one in waiting))])
        assert await store.to_place(2, limit=9) == []
        assert (await store.count(Rows(theme=7))).mentions == 2
        days = await store.series("theme", ["7"], unit="day", since="2026-01-01", until="2027-01-01")
        assert sum(sum(moods.values()) for moods in days["7"].values()) == 2
        assert await store.shards_of([MentionId(1), MentionId(2)]) == {1: 0, 2: 2}
        assert await store.dealt(at()) == {2: 2, 3: 1, 4: 2}

    async def test_what_went_meanwhile_is_not_placed_and_nothing_beside_it(self, store: Store) -> None:
        """Nor is anything placed twice."""
        await store.commit([replace(kept(1), shard=1), replace(kept(2), shard=1)])
        await store.commit([removed(1)])
        for change in (_placed(1, 2), _placed(2)):
            with pytest.raises(StoreBusy):
                await store.commit([change, _placed(2)])
        assert (await store.count(Rows(theme=7))).mentions == 0

    async def test_what_leaves_a_theme_is_told_to_its_shard_with_what_to_subtract(self, store: Store) -> None:
        """An edited mention waits again behind that; where one shard is, nobody is told."""
        await store.commit([kept(9, theme=3), replace(kept(1), shard=1), replace(kept(2), shard=1)])
        await store.commit([_placed(1, 2), Placed(ids=tuple(one.id for one in await store.to_place(1, limit=9)))])
        await store.commit([replace(kept(1, "Now it says this", edited=2), shard=1), removed(2), removed(9)])
        waiting = await store.to_place(1, limit=9)
        assert [(one.kind, one.mention, one.theme) for one in waiting] == [
            ("leave", 1, 7), ("place", 1, None), ("leave", 2, 7),
        ]  # fmt: skip
        assert {*waiting[0].body} == {"copy", "day", "language", "vector", "voice"}
        assert [one.shard for one in await store.waits(at(9))] == [1]

    async def test_themes_are_given_by_shard_and_those_of_others_without_their_centres(self, store: Store) -> None:
        """A name that a person gave waits for who thinks about the theme."""
        mine, other = theme(1), replace(theme(2), shard=1)
        await store.commit([KeepTheme(theme=mine), KeepTheme(theme=other)])
        assert await store.themes(shard=1) == [other]
        assert await store.themes_beside(0) == [replace(other, centre=b"")]
        await store.commit([AskName(theme=other.id, name="Sign-in", by="Ana", at=at())])
        (asked,) = await store.to_place(1, limit=9)
        assert (asked.kind, asked.theme, asked.body) == ("rename", 2, {"name": "Sign-in", "by": "Ana"})

    async def test_dealing_takes_themes_where_their_groups_are_and_mentions_and_insights_with_them(
        self, store: Store
    ) -> None:
        """What waits goes along."""
        home = shard_of(["cases"], 8)
        merged = replace(theme(2, "merged"), merged_into=ThemeId(1))
        await store.commit([KeepTheme(theme=theme(1)), KeepTheme(theme=merged)])
        await store.commit([kept(n, theme=1, groups=("cases",)) for n in (1, 2)])
        about = replace(insight(5), theme=ThemeId(1))
        await store.commit([kept(3, theme=1), replace(kept(4), shard=3), KeepInsight(insight=about)])
        await store.commit([Deal(shards=8)])
        assert [one.shard for one in await store.themes(("theme", "merged"))] == [home, home]
        assert await store.shards_of([MentionId(n) for n in (1, 2, 3, 4)]) == {1: home, 2: home, 3: home, 4: 0}
        assert [one.mention for one in await store.to_place(0, limit=9)] == [4]
        held = await store.insight(InsightId(5))
        assert held is not None
        assert (home > 0, held.shard) == (True, home)
