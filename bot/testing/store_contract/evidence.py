"""The contract of the port `Evidence`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.changes import KeepInsight, KeepTold, Told
from bot.model.insight import InsightId, Routed
from bot.model.mention import MentionId, Untrusted
from bot.model.people import PersonId
from bot.model.rows import Counts, Row, Rows
from bot.ports.memory import Full, Store
from bot.testing.samples import MORNING, at, insight, kept, removed


def _row(number: int, text: str) -> Row:
    return Row(
        id=MentionId(number), source="bluesky", source_id=f"post-{number}", at=MORNING, kind="mention",
        text=Untrusted(text), author=Untrusted("@ana"), url=Untrusted(f"https://social.example/{number}"), state="live",
        reason="", language="en", sentiment="negative", confidence=0.9, intent="complaint", department="support",
        theme=7, copy_of=None, copies=1, conversation=None, in_reply_to=None, edited=False, visibility="public",
        author_id="ana", followers=12,
    )  # fmt: skip


class EvidenceContract:
    """Figures and the rows behind them."""

    async def test_a_row_shows_what_was_kept(self, store: Store) -> None:
        """And how many copies it has."""
        await store.commit([kept(1, "Hello", theme=7, author="ana"), kept(2, copy_of=1), kept(3, copy_of=1)])
        await store.commit([removed(3)])
        assert (await store.listed(Rows(theme=7))) == [_row(1, "Hello")]

    async def test_vectors_and_reasons_come_with_the_row(self, store: Store) -> None:
        """By number."""
        await store.commit([kept(2, "B", groups=("z", "a"), author="ana", theme=7), kept(1, "A"), kept(3, copy_of=2)])
        found = await store.full([MentionId(2), MentionId(404), MentionId(1)])
        assert [one.row.id for one in found] == [1, 2]
        assert found[1] == Full(
            row=_row(2, "B"), vector=bytes(range(16)), voice="ana", harm=None,
            departments=(("support", 0.8, "broken"),), groups=(("a", "matched a"), ("z", "matched z")),
        )  # fmt: skip

    async def test_mentions_are_given_back_as_they_were_heard(self, store: Store) -> None:
        """By number, page by page, without what was removed."""
        said = [kept(number, f"Said {number}", author="ana", edited=2.0) for number in (1, 2, 3)]
        own = replace(said[2].mention, author=None, marks=("cut", "future"), rest={"order": {"no": 7}}, rating=2.5)
        await store.commit([said[0], said[1], replace(said[2], mention=own)])
        await store.commit([removed(2)])
        assert await store.mentions(MentionId(0), 1) == [(1, said[0].mention)]
        assert await store.mentions(MentionId(1), 9) == [(3, own)]

    async def test_what_is_past_was_both_said_and_heard_before(self, store: Store) -> None:
        """Of one source, live ones only."""
        late = replace(kept(2, hours=-5), arrived=at(1))
        await store.commit([kept(1, hours=-3), late, kept(3, hours=1), kept(4, source="forum"), kept(5, hours=-4)])
        await store.commit([removed(5)])
        assert [row.id for row in await store.past("bluesky", at(0.5))] == [1]
        assert [row.id for row in await store.past("bluesky", at(2), limit=2)] == [2, 1]

    async def test_people_are_distinct_voices(self, store: Store) -> None:
        """Copies are counted among the mentions."""
        await store.commit([kept(1, author="ana"), kept(2, author="ana"), kept(3, author="ben", copy_of=1), kept(4)])
        assert await store.count(Rows()) == Counts(mentions=4, people=3, copies=1)
        assert (await store.count(Rows(copies="originals"))).mentions == 3
        assert (await store.count(Rows(copies="copies"))).mentions == 1
        assert await store.count(Rows(theme=404)) == Counts(mentions=0, people=0, copies=0)

    async def test_pages_are_in_order_of_time_then_number(self, store: Store) -> None:
        """Oldest or newest first; pages leave nothing out and show nothing twice; limit 0 gives all."""
        await store.commit([kept(number, hours=number % 3) for number in range(1, 31)])
        rows = await store.listed(Rows(), limit=0)
        assert [(row.at, row.id) for row in rows] == sorted((row.at, row.id) for row in rows)
        assert len(rows) == 30
        pages = [await store.listed(Rows(), limit=7, offset=start) for start in range(0, 30, 7)]
        assert [row for page in pages for row in page] == rows
        newest = await store.listed(Rows(), limit=4, newest=True, offset=1)
        assert newest == list(reversed(rows))[1:5]
        assert len(await store.listed(Rows())) == 20

    async def test_times_are_half_open(self, store: Store) -> None:
        """`since` is in, `until` is out."""
        await store.commit([kept(1), kept(2, hours=1), kept(3, hours=2)])
        assert [row.id for row in await store.listed(Rows(since=at(), until=at(2)))] == [1, 2]

    async def test_all_words_of_a_search_must_occur_whatever_signs_stand_there(self, store: Store) -> None:
        """Case and accents do not matter; operators of any search language are words or nothing."""
        await store.commit([kept(1, "Crème brûlée on my E-Mail, don't ask"), kept(2, "creme, no mail")])
        found = {
            "creme": 2, "CRÈME mail": 2, "e-mail don't": 1, "brulee NOT creme": 0, '"brulee" (ask)': 1, "bru*": 0,
            "text: creme": 0, "!!!": 0, "ask OR nothing": 0, "\0": 0, "-": 0,
        }  # fmt: skip
        assert {text: (await store.count(Rows(text=text))).mentions for text in found} == found

    async def test_each_condition_restricts(self, store: Store) -> None:
        """Alone and together."""
        await store.commit([
            kept(1, theme=7, groups=("brand",), author="ana"),
            kept(2, "other", source="forum", kind="service", sentiment="positive", department=None, language="de"),
            kept(3, source="forum", hours=5),
        ])  # fmt: skip
        await store.commit([KeepInsight(insight=insight(4), evidence=(MentionId(1), MentionId(3)))])
        first = (
            Rows(theme=7), Rows(group="brand"), Rows(voice="ana"), Rows(insight=4, until=at(1)),
            Rows(source="bluesky"), Rows(text="charger", theme=7), Rows(department="support", voice="ana"),
        )  # fmt: skip
        second = (Rows(kind="service"), Rows(sentiment="positive"), Rows(language="de"), Rows(text="other"))
        assert [[row.id for row in await store.listed(rows)] for rows in first] == [[1]] * len(first)
        assert [[row.id for row in await store.listed(rows)] for rows in second] == [[2]] * len(second)

    async def test_all_that_somebody_wrote_is_found_with_what_they_shared(self, store: Store) -> None:
        """Who shares a link speaks with the voice of all who share it; nobody else's share is theirs."""
        shared = replace(kept(3, author="ana"), voice="#link:0011223344556677")
        await store.commit([
            replace(kept(1, author="ana"), voice="bluesky:ana"), replace(kept(2), voice="bluesky:ana"), shared,
            replace(kept(4, author="ben"), voice="#link:0011223344556677"),
            replace(kept(5, source="forum", author="ana"), voice="forum:ana"),
        ])  # fmt: skip
        assert [row.id for row in await store.listed(Rows(author="bluesky:ana"))] == [1, 2, 3]
        assert [row.id for row in await store.listed(Rows(author="bluesky:ben", source="bluesky"))] == [4]

    async def test_a_department_is_concerned_by_its_own_mentions_and_by_those_of_its_insights(
        self, store: Store
    ) -> None:
        """An insight that was moved away from it brings nothing."""
        await store.commit([kept(1), *(kept(number, department=None) for number in (2, 3, 4))])
        for number, active in ((5, True), (6, False)):
            routed = Routed(department="support", reason="they say “charger”", probability=0.6, active=active)
            one = replace(insight(number), departments=(routed,))
            await store.commit([KeepInsight(insight=one, evidence=(MentionId(1), MentionId(number - 3)))])
        rows = Rows(concerns="support")
        assert [row.id for row in await store.listed(rows)] == [1, 2]
        assert (await store.count(rows)).mentions == 2
        assert await store.listed(Rows(concerns="product")) == []

    async def test_only_what_the_reader_may_see_is_counted_and_listed(self, store: Store) -> None:
        """None means all, the empty set nothing."""
        await store.commit([kept(1), kept(2, visibility="internal"), kept(3, visibility="private:slack:T1/C1")])
        for visible, ids in (
            (None, [1, 2, 3]), (frozenset({"public", "internal"}), [1, 2]), (frozenset[str](), []),
            (frozenset({"private:slack:T1/C1"}), [3]),
        ):  # fmt: skip
            assert [row.id for row in await store.listed(Rows(), visible=visible)] == ids
            assert (await store.count(Rows(), visible=visible)).mentions == len(ids)
            assert sum((await store.facets(Rows(), "source", visible=visible)).values()) == len(ids)

    async def test_facets_are_largest_first_then_by_name(self, store: Store) -> None:
        """No theme and triage stand under the empty name; a mention counts in each of its groups."""
        await store.commit([
            kept(1, theme=7, groups=("b", "a")), kept(2, theme=12, groups=("b",), department=None),
            kept(3, source="forum", theme=7), kept(4, source="app"), kept(5, source="app"), removed(5, source="app"),
        ])  # fmt: skip
        assert await store.facets_each([Rows(theme=7), Rows(), Rows(theme=404)], "source") == [
            {"bluesky": 1, "forum": 1}, await store.facets(Rows(), "source"), {},
        ]  # fmt: skip
        facets = {
            by: list((await store.facets(Rows(), by)).items()) for by in ("source", "theme", "department", "group")
        }
        assert facets == {
            "source": [("bluesky", 2), ("app", 1), ("forum", 1)], "theme": [("7", 2), ("", 1), ("12", 1)],
            "department": [("support", 3), ("", 1)], "group": [("b", 2), ("a", 1)],
        }  # fmt: skip
        with pytest.raises(ValueError, match="author"):
            await store.facets(Rows(), "author")

    async def test_series_have_no_empty_units_and_every_name(self, store: Store) -> None:
        """Half-open days and hours; names without mentions are there and empty."""
        await store.commit([kept(1, hours=-7.5, theme=7), kept(2, theme=7), kept(3, theme=7, sentiment="mixed")])
        await store.commit([kept(4, hours=24, theme=7)])
        days = await store.series("theme", {"7", "8"}, unit="day", since="2026-10-04", until="2026-10-06")
        assert days == {"7": {"2026-10-04": {"negative": 1}, "2026-10-05": {"mixed": 1, "negative": 1}}, "8": {}}
        noon = int(MORNING.timestamp()) // 3600
        hours = await store.series("source", ["bluesky"], unit="hour", since=str(noon), until=str(noon + 24))
        assert hours == {"bluesky": {str(noon): {"mixed": 1, "negative": 1}}}
        assert await store.series("all", (), unit="day", since="2026-10-06", until="2026-10-07") == {
            "all": {"2026-10-06": {"negative": 1}}
        }
        with pytest.raises(ValueError, match="department"):
            await store.series("department", ["support"], unit="hour", since="0", until="1")

    async def test_customers_are_one_row_a_voice_with_whether_told(self, store: Store) -> None:
        """The latest contact of each, oldest first; telling one of a voice's contacts tells the voice."""
        await store.commit([
            kept(1, kind="service", author="ana"), kept(2, kind="service", author="ben", hours=1),
            kept(3, kind="service", author="ana", hours=2), kept(4, author="eve"),
            kept(5, kind="service", author="dan"), kept(6, kind="service", author="uma"), removed(6),
        ])  # fmt: skip
        told = Told(insight=InsightId(9), mention=MentionId(1), person=PersonId("workspace:ana"), at=at(3))
        evidence = tuple(MentionId(one) for one in (1, 2, 3, 4, 6))
        await store.commit([KeepInsight(insight=insight(9), evidence=evidence), KeepTold(told=told)])
        assert [(row.id, one) for row, one in await store.customers(InsightId(9))] == [(2, None), (3, told)]
        back = Told(insight=InsightId(9), mention=MentionId(1), person=told.person, at=at(4), told=False)
        await store.commit([KeepTold(told=back)])
        assert [one for _, one in await store.customers(InsightId(9))] == [None, back]
