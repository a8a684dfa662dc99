"""What service conversations come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.insights.service import Returned, service_of
from bot.model.mention import MentionId, Untrusted
from bot.model.service import Outcome, Turn

START = datetime(2026, 10, 5, 8, tzinfo=UTC)


def _turn(number: int, case: str, who: str, outcome: Outcome | None = None) -> Turn:
    return Turn(
        id=MentionId(number), case=("desk", case), voice=f"desk:{who}", author=Untrusted(who),
        at=START + timedelta(hours=number), text=Untrusted(f"said {number}"), outcome=outcome,
    )  # fmt: skip


def _ended(
    answer: str | None, *, first: float | None = None, whole: float | None = None, mood: str | None = None
) -> Outcome:
    return Outcome(
        status="solved", first_response=first, resolution=whole,
        answer=None if answer is None else Untrusted(answer), satisfaction=mood,
    )  # fmt: skip


def test_turns_of_one_conversation_are_one_and_times_are_medians_of_those_that_say_so() -> None:
    found = service_of([
        _turn(1, "a", "jo", _ended("Press it for ten seconds", first=10, whole=60, mood="good")),
        _turn(2, "a", "jo"),
        _turn(3, "b", "ann", _ended("Press it for  TEN seconds", first=30, whole=120, mood="bad")),
        _turn(4, "c", "kim", _ended(None, whole=600)),
        _turn(5, "d", "lee"),
    ])  # fmt: skip
    assert (found.turns, found.cases, found.ended) == (5, 4, 3)
    assert (found.first_response, found.resolution, found.good, found.bad) == (20, 120, 1, 1)
    assert [one.id for one in found.unanswered] == [4]
    assert [(one.answer.raw, one.cases, one.last.id) for one in found.answers] == [("Press it for  TEN seconds", 2, 3)]


def test_conversations_that_are_open_are_counted_beside_those_that_ended() -> None:
    found = service_of([
        _turn(1, "a", "jo", _ended("Press it", first=10, whole=60)),
        _turn(2, "b", "ann", Outcome(status="open", first_response=30)),
        _turn(3, "c", "kim", Outcome(status="Pending")),
        _turn(4, "d", "lee"),
    ])  # fmt: skip
    assert (found.cases, found.ended, found.open, found.waiting) == (4, 1, 2, 1)
    assert (found.first_response, found.resolution, found.unanswered) == (20, 60, ())


def test_who_wrote_in_several_conversations_came_back() -> None:
    found = service_of([
        _turn(1, "a", "jo"), _turn(2, "a", "jo"), _turn(3, "b", "jo"), _turn(4, "c", "ann"), _turn(5, "c", "ann"),
    ])  # fmt: skip
    assert found.returned == (Returned(voice="desk:jo", author=Untrusted("jo"), turns=3, cases=2),)


def test_nothing_said_gives_nothing() -> None:
    found = service_of([])
    assert (found.turns, found.first_response, found.answers, found.returned) == (0, None, (), ())
