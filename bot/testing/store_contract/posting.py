"""The contract of the port `Posting`."""

from __future__ import annotations

from dataclasses import replace

from bot.model.changes import Change, Enqueue, KeepRoute, KeepShown, MarkPost, Reword, Shown
from bot.model.delivery import Delivery, Route
from bot.model.insight import InsightId
from bot.model.message import Message
from bot.model.people import PersonId, Place
from bot.ports.memory import Store
from bot.testing.messages import MESSAGES
from bot.testing.samples import at, outgoing

_SUPPORT = outgoing().place


async def _keys(store: Store, hours: float = 0.0) -> list[str]:
    return [one.post.key for one in await store.waiting(at(hours))]


class PostingContract:
    """What waits, in which order, and what was posted."""

    async def test_every_message_comes_back_as_it_was_given(self, store: Store) -> None:
        """Blocks, spans, text from outside and figures, exactly."""
        posts = [
            replace(outgoing(f"p{number}"), message=message, to=PersonId("workspace:ana"), thread="t", edits="e",
                    insight=InsightId(3))
            for number, message in enumerate(MESSAGES)
        ]  # fmt: skip
        await store.commit([Enqueue(post=post) for post in posts])
        assert [one.post for one in await store.outbox(["new"])] == posts

    async def test_digests_are_found_by_what_they_say(self, store: Store) -> None:
        """Posted or not; of other posts none, and nothing by an empty piece."""
        said = replace(MESSAGES[0], summary="it smoked in my hand")
        await store.commit([
            Enqueue(post=replace(outgoing("d"), kind="digest", message=said)),
            Enqueue(post=replace(outgoing("e"), kind="digest", message=MESSAGES[0])),
            Enqueue(post=replace(outgoing("i"), kind="insight", message=said)),
        ])  # fmt: skip
        assert [one.post.key for one in await store.digests_saying(["100%", "smoked in my"])] == ["d"]
        assert await store.digests_saying([""]) == []

    async def test_a_key_is_enqueued_once(self, store: Store) -> None:
        """The first one stays, also after it is done."""
        await store.commit([Enqueue(post=outgoing("a"))])
        await store.commit([MarkPost(id=1, state="done", tries=1, sent_id="m1")])
        await store.commit([Enqueue(post=replace(outgoing("a"), message=Message(blocks=(), summary="again")))])
        (row,) = await store.outbox(["new", "done"])
        assert (row.state, row.sent_id, row.post) == ("done", "m1", outgoing("a"))

    async def test_what_was_taken_back_is_said_by_no_post_and_no_edit(self, store: Store) -> None:
        """Posted or not; others stay as they are."""
        other, edit = outgoing("b"), replace(outgoing("e"), edits="a")
        await store.commit([Enqueue(post=outgoing("a")), Enqueue(post=edit), Enqueue(post=other)])
        await store.commit([MarkPost(id=1, state="done", tries=1, sent_id="m1")])
        less = Message(blocks=(), summary="less")
        await store.commit([Reword(key="a", message=less)])
        rows = await store.outbox(["new", "done"])
        assert [row.post.message for row in rows] == [less, less, other.message]

    async def test_nothing_overtakes_in_a_place(self, store: Store) -> None:
        """Of each place the first that is not done, by due time then number; places do not wait for each other."""
        posts = [
            outgoing("late", hours=2), outgoing("first", hours=-2), outgoing("second", hours=-1),
            outgoing("same", hours=-2), outgoing("elsewhere", channel="quality", hours=-1.5),
            outgoing("far", channel="product", hours=9),
        ]  # fmt: skip
        await store.commit([Enqueue(post=post) for post in posts])
        order = []
        while waiting := await store.waiting(at(3)):
            order.append([one.post.key for one in waiting])
            await store.commit([MarkPost(id=one.id, state="done", tries=1, sent_id="m") for one in waiting])
        assert order == [["first", "elsewhere"], ["same"], ["second"], ["late"]]

    async def test_a_place_waits_for_its_first_post_s_next_try(self, store: Store) -> None:
        """One that is being sent goes before; dead and dropped ones hold nothing up."""
        await store.commit([Enqueue(post=outgoing(key)) for key in ("a", "b")])
        await store.commit([MarkPost(id=1, state="sending", tries=1, error="busy", next_at=at(1))])
        assert await _keys(store, 0.5) == []
        assert await _keys(store, 1) == ["a"]
        (row,) = await store.waiting(at(1))
        assert (row.state, row.tries, row.error, row.next_at) == ("sending", 1, "busy", at(1))
        await store.commit([MarkPost(id=1, state="dead", tries=2, error="refused")])
        assert await _keys(store) == ["b"]
        await store.commit([MarkPost(id=2, state="dropped", tries=0)])
        assert await _keys(store) == []

    async def test_an_alert_goes_before_what_waits_in_its_place(self, store: Store) -> None:
        """Alerts keep their order; what follows an alert waits for it as ever."""
        digest = [outgoing(key, hours=-3) for key in ("digest", "card")]
        alerts = [
            outgoing(key, hours=hours, kind="alert") for key, hours in (("alert", -1.0), ("second", -0.5), ("later", 1))
        ]
        edit = replace(outgoing("edit", hours=-0.9, kind="alert"), edits="alert")
        await store.commit([Enqueue(post=post) for post in (*digest, *alerts, edit)])
        order = []
        while waiting := await store.waiting(at()):
            order += [one.post.key for one in waiting]
            await store.commit([MarkPost(id=one.id, state="done", tries=1, sent_id="m") for one in waiting])
        assert order == ["alert", "second", "digest", "card", "edit"]
        assert await _keys(store, 1) == ["later"]

    async def test_an_alert_waits_for_what_is_being_tried(self, store: Store) -> None:
        """The platform asked for patience: that holds for the place."""
        await store.commit([Enqueue(post=outgoing("digest", hours=-2))])
        await store.commit([MarkPost(id=1, state="new", tries=1, error="429", next_at=at(1))])
        await store.commit([Enqueue(post=replace(outgoing("alert", hours=-1), kind="alert"))])
        assert await _keys(store) == []
        assert await _keys(store, 1) == ["digest"]

    async def test_a_place_rests_after_a_post_and_others_do_not(self, store: Store) -> None:
        """Until the instant that the mark names; a later mark counts."""
        await store.commit([Enqueue(post=outgoing(key)) for key in ("a", "b")])
        await store.commit([Enqueue(post=outgoing("c", channel="quality"))])
        await store.commit([MarkPost(id=1, state="done", tries=1, sent_id="m1", rest=at(1))])
        assert (await _keys(store, 0.5), await _keys(store, 1)) == (["c"], ["b", "c"])
        await store.commit([MarkPost(id=2, state="sending", tries=1, rest=at(2))])
        assert (await _keys(store, 1), await _keys(store, 2)) == (["c"], ["b", "c"])

    async def test_a_closed_place_waits_and_a_closed_workspace_with_all_its_places(self, store: Store) -> None:
        """What is closed is told, oldest first, until it is open again."""
        elsewhere = replace(outgoing("b"), place=Place(platform="slack", workspace="T1", channel="C1"))
        await store.commit([Enqueue(post=outgoing("a")), Enqueue(post=elsewhere)])
        one = Route(place=_SUPPORT, next_at=at(2), closed=at(1), tries=3, error="is_archived")
        two = Route(place=Place(platform="slack", workspace="T1", channel=""), next_at=at(3), closed=at())
        await store.commit([KeepRoute(route=one), KeepRoute(route=two)])
        assert await store.routes() == [two, one]
        assert [await _keys(store, hours) for hours in (1, 2, 3)] == [[], ["a"], ["a", "b"]]
        await store.commit([MarkPost(id=1, state="new", tries=1, rest=at(9))])
        assert await store.routes() == [two, replace(one, next_at=at(9))]
        await store.commit([KeepRoute(route=Route(place=two.place)), KeepRoute(route=Route(place=one.place))])
        assert (await store.routes(), await _keys(store)) == ([], ["a", "b"])

    async def test_an_answer_to_an_address_goes_beside_its_place(self, store: Store) -> None:
        """Whatever waits there, also where the place rests; a thread is no address."""
        via = [replace(outgoing(f"v{n}", hours=-1), via=f"https://hooks/{n}") for n in range(2)]
        inside = replace(outgoing("t", hours=-0.5), via="thread:1.2")
        await store.commit([Enqueue(post=post) for post in (outgoing("a", hours=-2), inside, *via)])
        assert await _keys(store) == ["a", "v0", "v1"]
        await store.commit([KeepRoute(route=Route(place=_SUPPORT, next_at=at(1), closed=at()))])
        assert (await _keys(store), await _keys(store, 1)) == (["v0", "v1"], ["a", "v0", "v1"])

    async def test_as_many_wait_as_are_asked_for(self, store: Store) -> None:
        """The first due."""
        changes: list[Change] = [Enqueue(post=outgoing(f"{n}", channel=f"c{n}", hours=-n)) for n in range(5)]
        await store.commit(changes)
        assert [one.post.key for one in await store.waiting(at(), limit=2)] == ["4", "3"]

    async def test_a_delivery_is_kept_with_its_mark(self, store: Store) -> None:
        """By key; of one insight, place and kind, and since, oldest first."""
        one = Delivery(
            key="i:3:support", kind="insight", place=_SUPPORT, message_id="m1", at=at(1), insight=InsightId(3)
        )
        two = Delivery(key="digest", kind="digest", place=_SUPPORT, message_id="m0", at=at(), level=2, day="2026-10-05")
        await store.commit([Enqueue(post=outgoing("i:3:support")), Enqueue(post=outgoing("digest"))])
        await store.commit([MarkPost(id=1, state="done", tries=1, sent_id="m1", delivery=one)])
        await store.commit([MarkPost(id=2, state="done", tries=1, sent_id="m0", delivery=two)])
        assert await store.delivery("digest") == two
        assert await store.delivery("nothing") is None
        assert await store.delivered() == [two, one]
        assert await store.delivered(insight=InsightId(3)) == [one]
        assert await store.delivered(since=at(1)) == [one]
        assert await store.delivered(place=_SUPPORT, kind="digest") == [two]
        assert await store.delivered(place=replace(_SUPPORT, channel="elsewhere")) == []
        grown = replace(one, level=2)
        await store.commit([MarkPost(id=1, state="done", tries=1, delivery=grown)])
        assert (await store.delivered())[1] == grown

    async def test_an_insight_was_posted_when_it_first_stood_in_a_channel(self, store: Store) -> None:
        """The earliest of its deliveries; what is no insight is not named."""
        elsewhere = replace(_SUPPORT, channel="elsewhere")
        kept = [
            Delivery(
                key="i:3:support", kind="insight", place=_SUPPORT, message_id="m1", at=at(2), insight=InsightId(3)
            ),
            Delivery(key="i:3:other", kind="insight", place=elsewhere, message_id="m2", at=at(1), insight=InsightId(3)),
            Delivery(key="digest", kind="digest", place=_SUPPORT, message_id="m0", at=at(), level=2, day="2026-10-05"),
        ]
        assert await store.first_posted() == {}
        for number, delivery in enumerate(kept, 1):
            await store.commit([Enqueue(post=outgoing(delivery.key))])
            mark = MarkPost(id=number, state="done", tries=1, sent_id=delivery.message_id, delivery=delivery)
            await store.commit([mark])
        assert await store.first_posted() == {3: at(1)}

    async def test_the_post_behind_a_message_is_found(self, store: Store) -> None:
        """The post itself rather than its edits; a message id belongs to its place."""
        edit = replace(outgoing("root:edit"), edits="root", kind="edit")
        await store.commit(
            [Enqueue(post=edit), Enqueue(post=outgoing("root")), Enqueue(post=outgoing("x", channel="c"))]
        )
        await store.commit([MarkPost(id=number, state="done", tries=1, sent_id="m1") for number in (1, 2, 3)])
        behind = await store.behind(_SUPPORT, "m1")
        assert behind is not None
        assert behind.post.key == "root"
        assert await store.behind(_SUPPORT, "m2") is None
        assert await store.behind(Place(platform="slack", workspace="T1", channel="support"), "m1") is None

    async def test_what_a_digest_showed_is_kept_once(self, store: Store) -> None:
        """For each insight, place and day; oldest first."""
        first = Shown(insight=InsightId(1), place=_SUPPORT, day="2026-10-05", rank=1, score=0.75, version="v1", at=at())
        later = replace(first, day="2026-10-06", at=at(24))
        await store.commit([KeepShown(shown=later), KeepShown(shown=first), KeepShown(shown=replace(first, rank=2))])
        assert await store.shown(at(-1)) == [first, later]
        assert await store.shown(at(1)) == [later]
        assert await store.shown(at(-1), place=_SUPPORT) == [first, later]
        assert await store.shown(at(-1), place=replace(_SUPPORT, channel="elsewhere")) == []
