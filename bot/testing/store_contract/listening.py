"""The contract of the port `Listening`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.changes import BadItem, Gap, KeepBadItem, KeepGap, KeepSource
from bot.model.mention import Author, Known, MentionId, Untrusted
from bot.model.rows import Rows
from bot.model.service import Outcome
from bot.model.theme import ThemeId
from bot.ports.memory import Recent, Store
from bot.testing.samples import at, kept, removed


class ListeningContract:
    """Keys, copies, sources and gaps."""

    async def test_a_live_key_is_known_with_its_version(self, store: Store) -> None:
        """Enough to decide which version wins; unknown keys are left out."""
        change = kept(4, edited=2)
        await store.commit([change])
        key = change.mention.key
        assert await store.known([key, ("bluesky", "never heard")]) == {
            key: Known(id=MentionId(4), edited=at(2), digest=change.mention.digest, state="live")
        }

    async def test_a_removed_key_stays_known_without_what_it_said(self, store: Store) -> None:
        """A late copy must not come back."""
        change = kept(4)
        await store.commit([change, removed(4, "forgotten")])
        assert await store.known([change.mention.key]) == {
            change.mention.key: Known(id=MentionId(4), edited=None, digest=None, state="forgotten", closed=at(1))
        }

    async def test_a_key_can_be_closed_before_it_is_heard(self, store: Store) -> None:
        """A deletion may arrive first."""
        late = kept(9)
        await store.commit([removed(None, "deleted", key=9)])
        assert await store.known([late.mention.key]) == {
            late.mention.key: Known(id=None, edited=None, digest=None, state="deleted", closed=at(1))
        }
        await store.commit([late])
        assert store.highest("mention") == 0

    async def test_keys_of_two_sources_are_two_keys(self, store: Store) -> None:
        """The key is the pair."""
        await store.commit([kept(1, source="forum", key=5), kept(2, source="reviews", key=5)])
        known = await store.known([("forum", "post-5"), ("reviews", "post-5")])
        assert {key: one.id for key, one in known.items()} == {("forum", "post-5"): 1, ("reviews", "post-5"): 2}

    async def test_the_copy_finder_is_given_live_public_mentions(self, store: Store) -> None:
        """By number; older, removed and service ones are left out."""
        await store.commit([
            kept(1, hours=-1), kept(3, theme=7, author="ana"), kept(2, copy_of=3), kept(4, kind="service"), kept(5),
            removed(5, "expired"),
        ])  # fmt: skip
        two, three = MentionId(2), MentionId(3)
        assert await store.recent(at()) == [
            Recent(id=two, copy_of=three, signature=b"sign", voice="bluesky:2", at=at()),
            Recent(id=three, copy_of=None, signature=b"sign", voice="ana", at=at(), theme=ThemeId(7)),
        ]

    async def test_live_mentions_are_found_by_the_beginning_of_their_ids(self, store: Store) -> None:
        """In order, of that source alone; removed ones are not among them."""
        numbers = (1, 2, 3, 4)
        await store.commit([kept(number) for number in numbers])
        await store.commit([removed(3, "deleted")])
        ids = sorted(kept(number).mention.source_id for number in numbers if number != 3)
        source = kept(1).mention.source
        assert await store.under(source, "") == ids
        assert await store.under(source, ids[0]) == [one for one in ids if one.startswith(ids[0])]
        assert await store.under("elsewhere", "") == []

    async def test_authors_are_found_by_id_or_by_name_whatever_its_case(self, store: Store) -> None:
        """Of that source alone, each once; of removed mentions nothing is known."""
        jo, joe, ann = (
            Author(id=number, name=Untrusted(name)) for number, name in (("u1", "Jo"), ("u2", "JO"), ("u3", "Ann"))
        )
        said = {1: jo, 2: jo, 3: joe, 4: ann}
        keeps = [kept(number) for number in said]
        await store.commit([
            replace(keep, mention=replace(keep.mention, author=said[keep.id])) for keep in keeps
        ])  # fmt: skip
        source = keeps[0].mention.source
        assert await store.authors(source, "jo") == ["u1", "u2"]
        assert await store.authors(source, "u3") == ["u3"]
        assert await store.authors("elsewhere", "jo") == await store.authors(source, "U3") == []
        await store.commit([removed(4, "forgotten")])
        assert await store.authors(source, "u3") == []

    async def test_turns_of_conversations_carry_what_the_desk_says_came_of_them(self, store: Store) -> None:
        """Oldest first; public mentions and removed turns are not among them, and odd words of a desk say nothing."""
        said = {"status": "solved", "first_response_minutes": 12, "answer": "Try again", "satisfaction": "good"}
        rests: dict[int, dict[str, object]] = {1: {"service": said}, 2: {}, 3: {"service": "odd"}, 4: {}}
        keeps = [kept(number) for number in rests]
        turns = [
            replace(keep, mention=replace(keep.mention, kind="service", conversation="c1", rest=rests[keep.id]))
            for keep in keeps
        ]
        await store.commit([*turns, kept(5), removed(4, "deleted")])
        found = await store.turns(Rows())
        assert [one.id for one in found] == [1, 2, 3]
        assert {one.case for one in found} == {(keeps[0].mention.source, "c1")}
        assert [one.outcome for one in found[1:]] == [None, None]
        assert found[0].outcome == Outcome(
            status="solved", first_response=12.0, answer=Untrusted("Try again"), satisfaction="good"
        )
        assert await store.turns(Rows(kind="mention")) == []

    async def test_a_source_stands_as_it_was_last_kept(self, store: Store) -> None:
        """By name; a cursor that is not given stays, and the newest item never gets older."""
        forum = KeepSource(name="forum", cursor="c1", polled=at(), newest=at(-1))
        await store.commit([KeepSource(name="zendesk"), forum])
        assert await store.sources() == [forum, KeepSource(name="zendesk")]
        await store.commit([KeepSource(name="forum", polled=at(1), newest=at(-5), error="401", state="refused")])
        assert (await store.sources())[0] == KeepSource(
            name="forum", cursor="c1", polled=at(1), newest=at(-1), error="401", state="refused"
        )
        await store.commit([KeepSource(name="forum", cursor="")])
        assert (await store.sources())[0].cursor == ""

    async def test_gaps_are_open_or_ended_since(self, store: Store) -> None:
        """By source and start; the same gap is opened and closed."""
        old = Gap(source="forum", start=at(-9), end=at(-8))
        shut, open_ = Gap(source="forum", start=at(-5), end=at(1)), Gap(source="app", start=at(-2))
        await store.commit([KeepGap(gap=old), KeepGap(gap=Gap(source="forum", start=at(-5))), KeepGap(gap=open_)])
        await store.commit([KeepGap(gap=shut)])
        assert await store.gaps(at(1)) == [open_, shut]
        assert await store.gaps(at(-20)) == [open_, old, shut]

    async def test_a_source_is_kept_with_how_far_it_is_and_when_it_is_asked_again(self, store: Store) -> None:
        """What is not given stays, but for since when it fails: that is over where it is not said."""
        first = KeepSource(
            name="forum", cursor="c", through=at(-1), due=at(1), done=0.5, every=timedelta(minutes=15), failing=at(-2),
            error="busy", state="failing",
        )  # fmt: skip
        await store.commit([first])
        assert await store.sources() == [first]
        await store.commit([KeepSource(name="forum", polled=at())])
        assert await store.sources() == [replace(first, polled=at(), failing=None, error="", state="ok")]

    async def test_a_gap_that_was_caught_up_is_kept_as_one(self, store: Store) -> None:
        """The same gap has another cause once what was said in it came."""
        await store.commit([KeepGap(gap=Gap(source="forum", start=at(-5), cause="failing"))])
        late = Gap(source="forum", start=at(-5), end=at(), cause="caught_up")
        await store.commit([KeepGap(gap=late)])
        assert await store.gaps(at(-1)) == [late]

    async def test_bad_items_are_set_aside_newest_first_and_the_oldest_make_room(self, store: Store) -> None:
        """By source and place; the same place again is the same item."""
        items = [BadItem(source="forum", position=str(n), reason="no text", at=at(n)) for n in range(103)]
        await store.commit([KeepBadItem(item=one) for one in items])
        again = BadItem(source="forum", position="102", reason="no time", at=at(200))
        await store.commit([KeepBadItem(item=again)])
        found = await store.bad_items(at(-1), limit=500)
        assert found[:2] == [again, items[101]] and len(found) == 100
        assert await store.bad_items(at(150), limit=500) == [again]
