"""What forgetting a colleague means to all that is kept of what they did."""

from __future__ import annotations

from dataclasses import replace

from bot.model.changes import (
    AskName,
    Enqueue,
    KeepCorrection,
    KeepInsight,
    KeepItem,
    KeepPost,
    KeepReaction,
    KeepSetting,
    KeepSignal,
    KeepStatus,
    KeepTheme,
    KeepToken,
    KeepTold,
    LedgerItem,
    MarkPost,
    Receive,
    RoomPost,
    SettingEvent,
    Told,
)
from bot.model.delivery import Delivery, Outgoing
from bot.model.insight import Insight, InsightId, Routed, StatusChange
from bot.model.mention import MentionId
from bot.model.message import Message, Span, Text
from bot.model.parting import Part
from bot.model.people import PersonId, Place
from bot.model.rows import Rows
from bot.model.signal import Correction, Signal, SignalId
from bot.model.theme import ThemeEvent, ThemeId
from bot.ports.memory import Store
from bot.testing.samples import at, insight, kept, theme

_MIA, _OTHER, _SLACK = PersonId("workspace:mia"), PersonId("workspace:mia-2"), PersonId("slack:T1/U1")
_NAME, _FORMER = 'Mia "M" Ött', "former:x"
_PART = Part(ids=((_MIA, _FORMER), (_SLACK, f"{_FORMER}/1")), names=(_NAME,), called="somebody", at=at(9))
_PLACE = Place(platform="workspace", workspace="", channel="support")


def _signal(number: int, person: PersonId) -> KeepSignal:
    return KeepSignal(
        signal=Signal(
            id=SignalId(number), key=f"judged:1:{person}", insight=InsightId(1), person=person, department="support",
            kind="reaction", at=at(number), value="👍",
        )
    )  # fmt: skip


def _setting(subject: str, person: PersonId, new: dict[str, object]) -> KeepSetting:
    return KeepSetting(event=SettingEvent(subject=subject, person=person, at=at(1), new=new))


def _message(words: str) -> Message:
    return Message(blocks=(Text(line=(Span(text=words),)),), summary=words)


async def _acted(store: Store) -> None:
    """Mia and another person do the same."""
    routed = Routed(department="support", reason=f"{_NAME} said so", probability=1.0, by=_MIA)
    event = ThemeEvent(theme=ThemeId(7), kind="renamed", at=at(1), detail=f"by {_MIA}")
    await store.commit([
        kept(1, theme=7), kept(2, author=_MIA), kept(3, author=_OTHER), KeepTheme(theme=theme(7), event=event),
        KeepInsight(insight=replace(insight(1), departments=(routed,), by=_MIA), evidence=(MentionId(1),)),
    ])  # fmt: skip
    for number, person in enumerate((_MIA, _SLACK, _OTHER), 1):
        correction = Correction(
            id=number, insight=InsightId(1), mention=None, vector=b"v", away=None, to="support", person=person, at=at(1)
        )  # fmt: skip
        item = {"note": f"for {_NAME} ({person})", "amount": "12"}
        step = StatusChange(
            insight=InsightId(1), person=person, department="support", before="new", after="acknowledged",
            at=at(number), detail=f"{_NAME}: yes",
        )  # fmt: skip
        room = RoomPost(id=f"r{number}", key="", place=_PLACE, author=person, at=at(number), body={"text": _NAME})
        await store.commit([
            _signal(number, person), KeepStatus(change=step), KeepCorrection(correction=correction),
            KeepTold(told=Told(insight=InsightId(number), mention=MentionId(1), person=person, at=at(1))),
            _setting(f"person:{person}", person, {"name": _NAME, "ids": [person]}),
            _setting(f"group:g{number}", person, {"query": f'"{_NAME}" OR charger'}),
            KeepItem(entry=LedgerItem(kind="costs", id=f"c{number}", item=item, recorded=at(1), person=person)),
            KeepPost(post=room), KeepReaction(post="r1", person=person, emoji="👍", at=at(1)),
            KeepToken(digest=f"d{number}", kind="session", person=person, until=at(99)),
            KeepToken(digest=f"g{number}", kind="invite", person=_OTHER, until=at(99), grant={"name": _NAME}),
            Receive(event_id=f"e{number}", kind="act", payload={"person": person}, at=at(number)),
            AskName(theme=ThemeId(7), name=None, by=person, at=at(1)),
            Enqueue(post=Outgoing(key=f"k{number}", kind="reply", place=_PLACE, message=_message(_NAME), due=at(1))),
        ])  # fmt: skip


class PartingContract:
    """What a colleague did is from then on a pseudonym's; what others did is theirs."""

    async def test_what_they_did_is_a_pseudonyms_and_counts_as_before(self, store: Store) -> None:
        """Ids that begin alike are others'; a query goes on finding what it found."""
        await _acted(store)
        assert await store.acted([_MIA, _SLACK]) == 2 * 11
        await store.commit([_PART])
        await store.commit([_PART])
        people = [_FORMER, f"{_FORMER}/1", _OTHER]
        assert [one.person for one in await store.signals()] == people
        steps = await store.statuses([InsightId(1)])
        assert [(one.person, one.detail) for one in steps] == [(one, "somebody: yes") for one in people]
        assert [one.person for one in await store.corrections()] == people
        assert [(one.person, one.item) for one in await store.ledger()] == [
            (one, {"note": f"for somebody ({one})", "amount": "12"}) for one in people
        ]
        events = await store.setting_events("person:")
        assert sorted(one.subject for one in events) == sorted(f"person:{one}" for one in people)
        assert {one.new["name"] for one in events if one.new} == {"somebody"}
        assert all(_NAME in str(one.new) for one in await store.setting_events("group:"))
        assert [one.payload["person"] for one in await store.pending(["act"])] == people
        brought_in = await store.full([MentionId(2), MentionId(3)])
        assert [(one.voice, one.row.author_id) for one in brought_in] == [(_FORMER, _FORMER), (_OTHER, _OTHER)]
        assert (await store.count(Rows())).mentions == 3
        (route,) = (await _insight(store)).departments
        assert (route.reason, route.by) == ("somebody said so", _FORMER)
        assert await store.acted([_MIA, _SLACK]) == 0

    async def test_nobody_comes_in_any_more_by_their_tokens(self, store: Store) -> None:
        """Others do, and are granted what they were."""
        await _acted(store)
        await store.commit([_PART])
        assert await store.token("d1", "session", at(9)) is None
        assert await store.token("d3", "session", at(9)) == (_OTHER, {})
        assert await store.token("g3", "invite", at(9)) == (_OTHER, {"name": "somebody"})

    async def test_the_room_keeps_their_words_without_their_name(self, store: Store) -> None:
        """Also where two of their accounts did the same."""
        await _acted(store)
        await store.commit([_PART])
        posts = await store.posts(_PLACE, person=None)
        assert [(one.author, one.body) for one in posts] == [
            (one, {"text": "somebody"}) for one in (_FORMER, f"{_FORMER}/1", _OTHER)
        ]
        assert await store.reactions(["r1"]) == [("r1", "👍", one) for one in (_FORMER, f"{_FORMER}/1", _OTHER)]

    async def test_what_was_posted_with_the_name_is_edited_once_and_what_waits_is_changed(self, store: Store) -> None:
        """Posts to one person are over."""
        await _acted(store)
        done = Delivery(key="k1", kind="reply", place=_PLACE, message_id="m1", at=at(2))
        (first, *_) = await store.outbox(("new",))
        await store.commit([MarkPost(id=first.id, state="done", tries=1, sent_id="m1", delivery=done)])
        await store.commit([_PART])
        await store.commit([_PART])
        rows = await store.outbox(("new", "done"))
        assert [one.post.message for one in rows] == 4 * [_message("somebody")]
        assert [(one.post.key, one.post.edits) for one in rows if one.post.kind == "edit"] == [
            (f"edit:k1:{_FORMER}", "k1")
        ]


async def _insight(store: Store) -> Insight:
    found = await store.insight(InsightId(1))
    assert found is not None
    return found
