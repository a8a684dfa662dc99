"""The contract of the port `Theming`."""

from __future__ import annotations

from dataclasses import replace

from bot.model.changes import KeepTheme
from bot.model.mention import MentionId, Untrusted
from bot.model.theme import ThemeEvent, ThemeId
from bot.ports.memory import Spoken, Store
from bot.testing.samples import at, kept, removed, theme


class ThemingContract:
    """Themes, what happened to them, and their mentions."""

    async def test_themes_are_given_by_state_and_number(self, store: Store) -> None:
        """A merged one can still be asked for."""
        gone = replace(theme(1, "merged"), merged_into=ThemeId(3), name="Sign-in")
        await store.commit(
            [KeepTheme(theme=one) for one in (theme(3), theme(2, "candidate"), gone, theme(4, "archived"))]
        )
        assert await store.themes() == [theme(2, "candidate"), theme(3)]
        assert await store.themes(["merged"]) == [gone]
        assert await store.theme(ThemeId(1)) == gone
        assert await store.theme(ThemeId(404)) is None

    async def test_a_theme_is_kept_as_it_stands_now(self, store: Store) -> None:
        """Its events are kept once each, oldest first."""
        grown = replace(theme(1), mentions=9, centre=b"\0\1", weight=9.5, seen=at(9))
        events = [
            ThemeEvent(theme=ThemeId(1), kind="promoted", at=at(1)),
            ThemeEvent(theme=ThemeId(1), kind="merged", other=ThemeId(2), at=at(2), detail="0.91"),
        ]
        await store.commit([KeepTheme(theme=theme(1), event=events[1]), KeepTheme(theme=grown, event=events[0])])
        await store.commit([KeepTheme(theme=grown, event=events[0])])
        assert await store.themes() == [grown]
        assert await store.theme_events(ThemeId(1)) == events
        assert await store.theme_events(ThemeId(2)) == []

    async def test_members_are_live_and_newest_first(self, store: Store) -> None:
        """At most so many, since then."""
        await store.commit([kept(number, theme=7, hours=number) for number in (3, 1, 2, 4, 5)])
        await store.commit([removed(4, "expired"), kept(6, theme=8, hours=6), kept(7, theme=7, hours=3)])
        assert [one.id for one in await store.members(ThemeId(7))] == [5, 7, 3, 2, 1]
        assert [one.id for one in await store.members(ThemeId(7), since=at(2), limit=3)] == [5, 7, 3]
        assert [one.id for one in await store.members(ThemeId(7), since=at(4))] == [5]

    async def test_a_member_says_what_themes_need_of_it(self, store: Store) -> None:
        """With the original that it repeats."""
        await store.commit([kept(1, theme=7), kept(2, "Stopped after two days", theme=7, author="ana", copy_of=1)])
        assert (await store.members(ThemeId(7), limit=1)) == [
            Spoken(
                id=MentionId(2), at=at(), day="2026-10-05", text=Untrusted("Stopped after two days"), language="en",
                copy_of=MentionId(1), voice="ana", vector=bytes(range(16)),
            )
        ]  # fmt: skip

    async def test_assignments_are_given_by_time_then_number(self, store: Store) -> None:
        """Live mentions that have a theme."""
        await store.commit([
            kept(2, theme=7, author="ana", source="forum"), kept(1, theme=8, copy_of=2), kept(3),
            kept(4, theme=7, hours=-1), kept(5, theme=7, hours=1), removed(5),
        ])  # fmt: skip
        assert await store.assigned(at()) == [
            (1, 8, "bluesky", "bluesky:1", at(), True), (2, 7, "forum", "ana", at(), False),
        ]  # fmt: skip
        assert len(await store.assigned(at(-1))) == 3
