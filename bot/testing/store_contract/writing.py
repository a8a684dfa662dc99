"""The contract of the port `Writing`, and of what writing a mention means to every figure."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.errors import StoreError
from bot.model.changes import Enqueue, KeepMention, KeepReading, KeepStatus, KeepTheme, MoveMentions, RegroupMentions
from bot.model.insight import InsightId, StatusChange
from bot.model.mention import MentionId
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.ports.memory import Store
from bot.testing.samples import at, kept, outgoing, reading, removed, theme

_NOBODY = StatusChange(
    insight=InsightId(404), person=None, department=None, before="new", after="acknowledged", at=at()
)


async def _by_theme(store: Store, *names: str) -> dict[str, int]:
    found = await store.series("theme", names, unit="day", since="2026-01-01", until="2027-01-01")
    return {name: sum(sum(moods.values()) for moods in days.values()) for name, days in found.items()}


class WritingContract:
    """All changes of a caller or none; what is written twice is there once."""

    async def test_a_caller_s_changes_are_written_all_or_none(self, store: Store) -> None:
        """A step in the history of an insight that is not there is refused, and all that came with it."""
        with pytest.raises(StoreError):
            await store.commit([kept(1), KeepTheme(theme=theme(1)), KeepStatus(change=_NOBODY)])
        assert (await store.count(Rows())).mentions == 0
        assert await store.themes() == []
        assert await store.known([kept(1).mention.key]) == {}

    async def test_a_refused_caller_does_not_take_others_along(self, store: Store) -> None:
        """Many at once may share a transaction; each stands or falls alone."""
        calls = [
            store.commit([kept(number, theme=3), *([KeepStatus(change=_NOBODY)] if number % 3 == 0 else [])])
            for number in range(1, 31)
        ]
        done = await asyncio.gather(*calls, return_exceptions=True)
        assert [number for number, error in enumerate(done, 1) if error is not None] == list(range(3, 31, 3))
        assert (await store.count(Rows())).mentions == 20
        assert await _by_theme(store, "3") == {"3": 20}

    async def test_nothing_to_write_is_written_at_once(self, store: Store) -> None:
        """No changes are no error."""
        await store.commit([])

    async def test_the_highest_numbers_are_those_in_use(self, store: Store) -> None:
        """Removed mentions keep their number."""
        assert [store.highest(kind) for kind in ("mention", "theme", "insight", "signal", "correction")] == [0] * 5
        await store.commit([kept(8), removed(8), KeepTheme(theme=theme(5)), Enqueue(post=outgoing())])
        assert [store.highest(kind) for kind in ("mention", "theme", "insight")] == [8, 5, 0]
        with pytest.raises(ValueError, match="outbox"):
            store.highest("outbox")

    async def test_the_same_mention_twice_is_one(self, store: Store) -> None:
        """Also within one commit, where the later one stands."""
        change = kept(1, theme=7, groups=("brand", "care"))
        await store.commit([kept(1, "an earlier text", theme=8), change])
        await store.commit([change])
        assert (await store.count(Rows(group="brand"))).mentions == 1
        assert (await store.count(Rows(text="earlier"))).mentions == 0
        assert await _by_theme(store, "7", "8") == {"7": 1, "8": 0}

    async def test_an_edit_moves_every_figure(self, store: Store) -> None:
        """Text, mood, department, theme, groups, voice and time are the new version's, everywhere."""
        await store.commit([kept(1, "old words", theme=7, groups=("brand",), author="ana")])
        await store.commit([
            kept(1, "new words", theme=8, groups=("care",), author="ben", hours=30, sentiment="positive",
                 department=None, edited=31),
        ])  # fmt: skip
        old = (Rows(text="old"), Rows(theme=7), Rows(group="brand"), Rows(voice="ana"), Rows(department="support"))
        new = (Rows(text="new"), Rows(theme=8), Rows(group="care"), Rows(voice="ben"), Rows(sentiment="positive"))
        assert [(await store.count(rows)).mentions for rows in old] == [0] * 5
        assert [(await store.count(rows)).mentions for rows in new] == [1] * 5
        days = await store.series("department", ["support", ""], unit="day", since="2026-10-05", until="2026-10-08")
        assert days == {"": {"2026-10-06": {"positive": 1}}, "support": {}}
        assert (await store.listed(Rows()))[0].edited

    async def test_a_mention_read_again_counts_by_its_new_reading(self, store: Store) -> None:
        """The text and the theme stay."""
        await store.commit([kept(1, theme=7)])
        change = KeepReading(
            mention=MentionId(1), reading=reading("positive", department="product"), department="product"
        )
        await store.commit([change])
        await store.commit([change])
        (row,) = await store.listed(Rows())
        assert (row.sentiment, row.department, row.theme, row.text.raw) == (
            "positive", "product", 7, "The charger stopped after two days",
        )  # fmt: skip
        assert await store.series("theme", ["7"], unit="day", since="2026-10-05", until="2026-10-06") == {
            "7": {"2026-10-05": {"positive": 1}}
        }

    async def test_mentions_moved_count_under_their_new_theme(self, store: Store) -> None:
        """Removed ones that still count go along."""
        await store.commit([kept(1, theme=7), kept(2, theme=7), kept(3), kept(4, theme=7), kept(5, theme=7)])
        await store.commit([removed(2, "expired"), removed(5, "deleted")])
        change = MoveMentions(mentions=tuple(MentionId(one) for one in (1, 2, 3, 5)), theme=ThemeId(9))
        await store.commit([change])
        await store.commit([change])
        assert await _by_theme(store, "7", "9") == {"7": 1, "9": 3}
        assert (await store.count(Rows(theme=9))).mentions == 3

    async def test_a_group_matched_anew_counts_by_its_new_matches(self, store: Store) -> None:
        """Removed mentions cannot be matched again and stay where they were."""
        await store.commit([kept(number, groups=("brand", "care")) for number in (1, 2, 3)])
        await store.commit([removed(3, "forgotten")])
        change = RegroupMentions(group="brand", version=2, matches=((MentionId(2), "lumo"), (MentionId(404), "gone")))
        await store.commit([change])
        await store.commit([change])
        assert [row.id for row in await store.listed(Rows(group="brand"))] == [2, 3]
        assert (await store.full([MentionId(2)]))[0].groups == (("brand", "lumo"), ("care", "matched care"))
        assert await store.series("group", ["brand", "care"], unit="hour", since="0", until="999999") == {
            "brand": {_hour(): {"negative": 2}}, "care": {_hour(): {"negative": 3}},
        }  # fmt: skip

    async def test_two_mentions_cannot_have_one_key(self, store: Store) -> None:
        """The second number is refused: nothing is stored twice."""
        await store.commit([kept(1)])
        with pytest.raises(StoreError):
            await store.commit([replace(kept(2), mention=kept(1).mention)])
        assert (await store.count(Rows())).mentions == 1

    async def test_a_service_contact_is_never_a_copy(self, store: Store) -> None:
        """Each one cost money."""
        await store.commit([kept(1), kept(2, kind="service", copy_of=1), kept(3, copy_of=1)])
        counts = await store.count(Rows())
        assert (counts.mentions, counts.copies) == (3, 1)

    async def test_a_cancelled_caller_s_changes_are_whole(self, store: Store) -> None:
        """Whoever gives up waiting finds all of it there, or nothing."""
        task = asyncio.create_task(store.commit([kept(number) for number in range(1, 51)]))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await store.commit([_marker()])
        assert (await store.count(Rows(source="bluesky"))).mentions in (0, 50)


def _marker() -> KeepMention:
    return kept(99, source="forum")


def _hour() -> str:
    return str(int(at().timestamp()) // 3600)
