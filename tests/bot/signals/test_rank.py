from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.model.insight import Insight, InsightId
from bot.signals.rank import rank
from tests.bot.delivery import lumo


def order(*insights: Insight, scores: dict[int, float] | None = None, less: tuple[int, ...] = ()) -> list[int]:
    known = {InsightId(number): score for number, score in (scores or {}).items()}
    return [one.id for one in rank(insights, known, less=less)]


def test_the_score_comes_first_then_severity_then_the_id() -> None:
    assert order(lumo.insight(1, severity=0.9), lumo.insight(2, severity=0.2), scores={1: 1.0, 2: 3.0}) == [2, 1]
    assert order(lumo.insight(1, severity=0.2), lumo.insight(2, severity=0.9)) == [2, 1]
    assert order(lumo.insight(2), lumo.insight(1)) == [1, 2]


def test_harm_goes_first_whatever_its_score() -> None:
    assert order(lumo.insight(1), lumo.insight(2, "risk", severity=0.1), scores={1: 9.0}) == [2, 1]


def test_less_like_this_holds_a_topic_back_but_never_harm() -> None:
    assert order(lumo.insight(1), lumo.insight(2), scores={1: 5.0, 2: 3.0}, less=(1,)) == [2, 1]
    assert order(lumo.insight(1, severity=0.9), lumo.insight(2, severity=0.7), less=(1,)) == [2, 1]
    assert order(lumo.insight(1, "risk", severity=0.1), lumo.insight(2), less=(1,)) == [1, 2]


def test_less_like_this_raises_nothing_that_people_found_useless() -> None:
    assert order(lumo.insight(1), lumo.insight(2), scores={1: -2.0, 2: -1.5}, less=(1,)) == [2, 1]


@given(st.permutations(range(1, 7)))
def test_the_same_insights_come_in_the_same_order_however_they_are_given(numbers: list[int]) -> None:
    insights = [replace(lumo.insight(number), severity=(number % 3) / 10) for number in numbers]
    assert order(*insights) == [2, 5, 1, 4, 3, 6]
