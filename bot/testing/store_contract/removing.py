"""What removing a mention means to figures, lists and insights."""

from __future__ import annotations

import itertools
from dataclasses import replace

from bot.model.changes import Change, KeepCorrection, KeepInsight, KeepReading
from bot.model.insight import InsightId, Sentence
from bot.model.mention import MentionId, MentionState, Untrusted
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.model.signal import Correction
from bot.ports.memory import Store
from bot.testing.samples import at, insight, kept, reading, removed

_TEXT = "My parcel burned on the doorstep"


class RemovingContract:
    """Deleted lowers totals; forgotten and expired leave a bare row that counts."""

    async def test_a_delete_lowers_totals(self, store: Store) -> None:
        """Figures, lists and rollups agree that it is gone."""
        await store.commit([kept(1, theme=7, groups=("brand",)), kept(2, theme=7)])
        await store.commit([removed(1, "deleted")])
        assert (await store.count(Rows(theme=7))).mentions == 1
        assert [row.id for row in await store.listed(Rows())] == [2]
        for by, name in (("all", "all"), ("source", "bluesky"), ("department", "support"), ("theme", "7")):
            found = await store.series(by, [name], unit="day", since="2026-10-05", until="2026-10-06")  # type: ignore[arg-type]
            assert found == {name: {"2026-10-05": {"negative": 1}}}
        assert await store.series("group", ["brand"], unit="hour", since="0", until="999999") == {"brand": {}}

    async def test_forgotten_and_expired_rows_still_count_and_say_nothing(self, store: Store) -> None:
        """Same figure, same length of the list; no text, author, address, key or vector."""
        states: tuple[MentionState, ...] = ("forgotten", "expired")
        for number, state in enumerate(states, 1):
            await store.commit([kept(number, _TEXT, theme=7, author=f"ana{number}", groups=("brand",))])
            await store.commit([removed(number, state)])
        assert (await store.count(Rows(theme=7, group="brand"))).people == 2
        rows = await store.listed(Rows(theme=7, since=at(), until=at(1)))
        assert [(row.state, row.reason) for row in rows] == [(one, f"{one} for a reason") for one in states]
        for row in rows:
            assert (row.text.raw, row.author, row.url, row.conversation, row.edited) == ("", None, None, None, False)
            assert (row.department, row.theme, row.sentiment) == ("support", 7, "negative")
            assert "post-" not in row.source_id
        assert len({row.source_id for row in rows}) == 2
        assert await store.full([row.id for row in rows]) == []
        assert (await store.count(Rows(text="parcel"))).mentions == 0
        assert (await store.count(Rows(voice="ana1"))).mentions == 0

    async def test_of_two_removals_the_stronger_stays_in_every_order(self, store: Store) -> None:
        """Deleted before forgotten before expired; each once or twice."""
        states: tuple[MentionState, ...] = ("expired", "forgotten", "deleted")
        for number, order in enumerate(itertools.permutations(states), 1):
            await store.commit([kept(number, hours=number)])
            for state in (order[0], *order, order[0], order[2]):
                await store.commit([removed(number, state)])
            assert (await store.known([("bluesky", f"post-{number}")]))["bluesky", f"post-{number}"].state == "deleted"
        assert (await store.count(Rows())).mentions == 0
        assert (await store.series("all", ["all"], unit="day", since="2026-01-01", until="2027-01-01")) == {"all": {}}

    async def test_a_removal_by_key_alone_finds_the_mention(self, store: Store) -> None:
        """The caller may not have known of it yet."""
        await store.commit([kept(1), removed(None, "deleted", key=1)])
        assert (await store.count(Rows())).mentions == 0

    async def test_nothing_brings_a_removed_mention_back(self, store: Store) -> None:
        """A late edit, a late copy under a new number and a new reading change nothing."""
        late: tuple[Change, ...] = (
            kept(1, "late edit", edited=9), kept(2, "late copy", key=1),
            KeepReading(mention=MentionId(1), reading=reading("positive"), department="product"),
        )  # fmt: skip
        await store.commit([kept(1), removed(1, "forgotten")])
        await store.commit(late)
        (row,) = await store.listed(Rows())
        assert (row.id, row.state, row.text.raw, row.sentiment) == (1, "forgotten", "", "negative")

    async def test_people_are_counted_as_before_when_one_is_forgotten(self, store: Store) -> None:
        """All of a person's mentions, forgotten together, remain one person, and nobody in particular."""
        await store.commit([kept(1, author="ana"), kept(2, author="ana"), kept(3, author="ben")])
        await store.commit([removed(1, "forgotten"), removed(2, "forgotten")])
        assert (await store.count(Rows())).people == 2
        await store.commit([kept(4, author="ana")])
        assert (await store.count(Rows())).people == 3

    async def test_people_are_counted_as_before_when_mentions_expire(self, store: Store) -> None:
        """One after the other, while the author goes on speaking."""
        await store.commit([kept(1, author="ana"), kept(2, author="ana"), kept(3, author="ana")])
        await store.commit([removed(1, "expired")])
        await store.commit([removed(2, "expired")])
        assert (await store.count(Rows())).people == 1

    async def test_an_insight_loses_the_sentences_of_a_removed_mention(self, store: Store) -> None:
        """Unless a live mention that the sentence cites says the same; what goes is counted as dropped."""
        await store.commit([kept(1, _TEXT), kept(2, f"Same: {_TEXT}"), kept(3, "Another one")])
        one = insight(5, quotes=(("burned", 1), ("Another", 3)))
        both = Sentence(quote=Untrusted("parcel burned"), cites=(MentionId(1), MentionId(2)))
        told = replace(one, sentences=(*one.sentences, both))
        await store.commit([KeepInsight(insight=told, evidence=(MentionId(1), MentionId(2), MentionId(3)))])
        await store.commit([removed(1, "forgotten")])
        left = (one.sentences[1], replace(both, cites=(MentionId(2),)))
        assert await store.insight(InsightId(5)) == replace(told, sentences=left, dropped=1)
        assert await store.evidence(InsightId(5)) == [1, 2, 3]
        assert (await store.count(Rows(insight=5))).mentions == 3

    async def test_an_insight_kept_late_does_not_bring_words_back(self, store: Store) -> None:
        """Whoever held it in memory writes it again after the removal."""
        await store.commit([kept(1, _TEXT)])
        await store.commit([removed(1, "deleted")])
        await store.commit([KeepInsight(insight=insight(5, quotes=((_TEXT, 1),)), evidence=(MentionId(1),))])
        found = await store.insight(InsightId(5))
        assert found is not None
        assert (found.sentences, found.dropped) == ((), 1)
        assert (await store.count(Rows(insight=5))).mentions == 0

    async def test_a_correction_about_a_removed_mention_forgets_its_vector(self, store: Store) -> None:
        """The act stays."""
        correction = Correction(
            id=1, insight=None, mention=MentionId(1), vector=b"1234", away="support", to="product",
            person=PersonId("workspace:ana"), at=at(),
        )  # fmt: skip
        await store.commit([kept(1), KeepCorrection(correction=correction), removed(1, "forgotten")])
        assert await store.corrections() == [replace(correction, vector=b"")]
