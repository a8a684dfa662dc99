"""The contract of the port `Finding`."""

from __future__ import annotations

from dataclasses import replace

from bot.model.changes import KeepCorrection, KeepInsight, KeepSignal, KeepStatus
from bot.model.insight import Driver, InsightId, Routed, StatusChange
from bot.model.mention import MentionId
from bot.model.people import PersonId
from bot.model.signal import Correction, Signal, SignalId
from bot.model.theme import ThemeId
from bot.ports.memory import Store
from bot.testing.samples import at, insight, kept, removed

_ANA = PersonId("workspace:ana")


class FindingContract:
    """Insights, what they stand on, what people did with them."""

    async def test_an_insight_comes_back_as_it_was_kept(self, store: Store) -> None:
        """All of it."""
        whole = replace(
            insight(3, theme=7, quotes=(("it burned", 1),)), level=2, status="in_work", programme="desk", by=_ANA,
            drivers=(Driver(dimension="source", value="forum", difference=-2.5),), open=False, group="brand",
            departments=(Routed(department="quality", reason="heat", probability=0.7, by=_ANA, active=False),),
        )  # fmt: skip
        await store.commit([KeepInsight(insight=insight(3))])
        await store.commit([KeepInsight(insight=whole)])
        assert await store.insight(InsightId(3)) == whole
        assert await store.insight(InsightId(404)) is None

    async def test_insights_are_asked_by_state_time_and_theme(self, store: Store) -> None:
        """By number; found or updated since."""
        shut = replace(insight(1, theme=7), open=False)
        old = replace(insight(2, theme=7), found=at(-9), updated=at(-8))
        kept_on = replace(insight(3), found=at(-9), updated=at(5))
        await store.commit([KeepInsight(insight=one) for one in (kept_on, shut, old)])
        assert await store.insights() == [shut, old, kept_on]
        assert await store.insights(open_only=True) == [old, kept_on]
        assert await store.insights(since=at(3)) == [shut, kept_on]
        assert await store.insights(theme=ThemeId(7), open_only=True) == [old]

    async def test_evidence_is_added_to_what_is_kept(self, store: Store) -> None:
        """By number, removed mentions included; unknown ones are left out."""
        await store.commit([kept(1), kept(2), kept(3)])
        await store.commit([KeepInsight(insight=insight(5), evidence=(MentionId(3), MentionId(1), MentionId(404)))])
        await store.commit([KeepInsight(insight=insight(5), evidence=(MentionId(2), MentionId(3))), removed(1)])
        assert await store.evidence(InsightId(5)) == [1, 2, 3]
        assert await store.evidence(InsightId(6)) == []

    async def test_the_insights_that_stand_on_a_mention_can_be_asked(self, store: Store) -> None:
        """By number, each once."""
        await store.commit([kept(1), kept(2), kept(3)])
        for number, evidence in ((6, (1, 2)), (4, (2,)), (5, (3,))):
            await store.commit([KeepInsight(insight=insight(number), evidence=tuple(map(MentionId, evidence)))])
        assert await store.citing([MentionId(2), MentionId(1)]) == [4, 6]
        assert await store.citing([]) == []

    async def test_a_history_is_oldest_first_and_holds_each_step_once(self, store: Store) -> None:
        """Over several insights."""
        await store.commit([KeepInsight(insight=insight(number)) for number in (1, 2)])
        first = StatusChange(
            insight=InsightId(2), person=_ANA, department="support", before="new", after="acknowledged", at=at(1)
        )
        second = replace(first, insight=InsightId(1), person=None, at=at(2), detail="why")
        await store.commit([KeepStatus(change=second), KeepStatus(change=first), KeepStatus(change=second)])
        assert await store.statuses([InsightId(1), InsightId(2)]) == [first, second]
        assert await store.statuses([InsightId(1)]) == [second]

    async def test_a_signal_is_one_for_each_key(self, store: Store) -> None:
        """Removed ones are kept and say when."""
        signal = Signal(
            id=SignalId(2), insight=InsightId(1), person=_ANA, department="support", kind="reaction", at=at(),
            value="👍", key="ana:1:👍",
        )  # fmt: skip
        other = replace(signal, id=SignalId(1), insight=InsightId(2), key="ana:2:👍", at=at(5), department=None)
        gone = replace(signal, removed=at(6))
        await store.commit([KeepSignal(signal=signal), KeepSignal(signal=other)])
        await store.commit([KeepSignal(signal=replace(gone, id=SignalId(9)))])
        assert await store.signals() == [other, gone]
        assert await store.signals(insight=InsightId(1)) == [gone]
        assert await store.signals(since=at(5)) == [other]

    async def test_a_correction_can_be_undone(self, store: Store) -> None:
        """By number."""
        correction = Correction(
            id=2, insight=InsightId(1), mention=None, vector=b"\0\xff", away="support", to=None, person=_ANA, at=at()
        )
        undone = replace(correction, undone=at(1))
        await store.commit(
            [KeepCorrection(correction=correction), KeepCorrection(correction=replace(correction, id=1))]
        )
        await store.commit([KeepCorrection(correction=undone)])
        assert await store.corrections() == [replace(correction, id=1), undone]
