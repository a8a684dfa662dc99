from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.choose import NEWS, Chosen, choose
from bot.model.changes import Shown
from bot.model.delivery import Delivery
from bot.model.insight import Insight, InsightId, Routed, StatusChange
from bot.model.people import PersonId, Place
from bot.model.signal import Signal, SignalId
from tests.bot.delivery import lumo

FRIDAY, SATURDAY = lumo.at(10, 2, 9), lumo.at(10, 3, 12)
ANA = PersonId("workspace:ana")
OTHER = Place(platform="slack", workspace="T1", channel="C1")


def shown(number: int = 1, at: datetime = FRIDAY, place: Place = lumo.SUPPORT) -> Shown:
    return Shown(insight=InsightId(number), place=place, day="2026-10-02", rank=1, score=0, version="v", at=at)


def chosen(
    *insights: Insight, department: str | None = "support", before: tuple[Shown, ...] = (),
    statuses: tuple[StatusChange, ...] = (), signals: tuple[Signal, ...] = (), deliveries: tuple[Delivery, ...] = (),
    muted: dict[int, int] | None = None,
) -> Chosen:  # fmt: skip
    return choose(
        insights, department=department, place=lumo.SUPPORT, since=FRIDAY, shown=before, statuses=statuses,
        signals=signals, deliveries=deliveries, muted=muted or {},
    )  # fmt: skip


def ids(found: Chosen) -> list[int]:
    return [insight.id for insight in found.insights]


def test_what_was_never_shown_here_is_shown_in_the_order_given() -> None:
    assert ids(chosen(lumo.insight(7), lumo.insight(2))) == [7, 2]


def test_what_did_not_change_is_only_counted_as_still_open() -> None:
    found = chosen(lumo.insight(1), before=(shown(),))
    assert (ids(found), found.still_open) == ([], {"spike": 1})


def test_having_been_shown_in_another_place_does_not_count() -> None:
    assert ids(chosen(lumo.insight(1), before=(shown(place=OTHER),))) == [1]


def test_a_changed_status_brings_it_back_and_a_further_taker_does_not() -> None:
    step = StatusChange(
        insight=InsightId(1), person=ANA, department="support", before="new", after="acknowledged", at=SATURDAY
    )
    assert ids(chosen(lumo.insight(1), before=(shown(),), statuses=(step,))) == [1]
    same = replace(step, before="acknowledged")
    assert ids(chosen(lumo.insight(1), before=(shown(),), statuses=(same,))) == []


def test_a_new_level_said_in_its_thread_brings_it_back() -> None:
    update = Delivery(
        key="update:1:workspace:support:2", kind="update", place=lumo.SUPPORT, message_id="m", at=SATURDAY,
        insight=InsightId(1), level=2,
    )  # fmt: skip
    assert ids(chosen(lumo.insight(1, level=2), before=(shown(),), deliveries=(update,))) == [1]
    assert ids(chosen(lumo.insight(1), before=(shown(),), deliveries=(replace(update, place=OTHER),))) == []


def test_a_changed_department_brings_it_back_unless_it_was_taken_back() -> None:
    tag = Signal(
        id=SignalId(1), insight=InsightId(1), person=ANA, department="support", kind="tag", at=SATURDAY,
        value="quality", key="a",
    )  # fmt: skip
    assert ids(chosen(lumo.insight(1), before=(shown(),), signals=(tag,))) == [1]
    assert ids(chosen(lumo.insight(1), before=(shown(),), signals=(replace(tag, removed=SATURDAY),))) == []


def test_what_changed_before_it_was_shown_is_old_news() -> None:
    step = StatusChange(
        insight=InsightId(1), person=ANA, department="support", before="new", after="acknowledged", at=FRIDAY
    )
    assert ids(chosen(lumo.insight(1), before=(shown(at=FRIDAY),), statuses=(step,))) == []


def test_what_finds_no_room_waits_and_is_counted() -> None:
    found = chosen(*(lumo.insight(number) for number in range(1, 8)))
    assert (ids(found), found.still_open) == ([1, 2, 3, 4, 5], {"spike": 2})


def test_an_insight_that_is_over_is_shown_once_if_it_was_never_shown() -> None:
    over = lumo.insight(1, is_open=False)
    assert ids(chosen(over)) == [1]
    assert chosen(over, before=(shown(),)) == Chosen(insights=(), waiting=())
    long_over = lumo.insight(1, is_open=False, until=lumo.at(9, 1))
    assert ids(chosen(long_over)) == []


def test_declined_told_and_measured_ones_are_no_entries_and_not_open() -> None:
    found = chosen(
        lumo.insight(1, status="declined"), lumo.insight(2, status="told"), lumo.insight(3, status="measured")
    )
    assert found == Chosen(insights=(), waiting=())


def test_other_departments_insights_stay_out_and_nobodys_go_to_triage() -> None:
    nobodys = lumo.insight(1, departments=())
    moved = lumo.insight(2, departments=(Routed(department="support", reason="", probability=0.5, active=False),))
    elsewhere = lumo.insight(3, departments=(Routed(department="quality", reason="", probability=0.5),))
    assert ids(chosen(nobodys, moved, elsewhere)) == []
    assert ids(chosen(nobodys, moved, elsewhere, department=None)) == [1, 2]


def test_muted_and_private_insights_are_neither_shown_nor_counted() -> None:
    private = lumo.insight(1, visibility="private:slack:T1/C1")
    assert chosen(private) == Chosen(insights=(), waiting=())
    assert chosen(lumo.insight(1), muted={1: 1000}) == Chosen(insights=(), waiting=())
    assert ids(chosen(lumo.insight(1, "risk"), muted={1: 1000})) == [1]


def test_what_lasts_and_found_no_room_for_two_weeks_is_no_news_any_more() -> None:
    old = replace(lumo.insight(1, "repeat"), found=FRIDAY - NEWS - timedelta(days=1))
    found = chosen(old, replace(old, id=InsightId(2), kind="risk"), replace(old, id=InsightId(3), found=FRIDAY - NEWS))
    assert (ids(found), found.still_open) == ([2, 3], {"repeat": 1})
