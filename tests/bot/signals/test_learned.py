"""The learned order, against ridge regression written once more from the text, in fractions."""

import math
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from bot.model.insight import InsightId
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId, SignalKind
from bot.signals.learned import ENOUGH, MATURE, Features, Seen, learn, novelties, seen
from tests.bot.delivery import lumo


def features(at: int, theme: int | None = None) -> Features:
    return Features(
        severity=(at * 7 % 10) / 10, mentions=3 + at * 13 % 40, novelty=1 / (1 + at % 4), sentiment=(at % 5 - 2) / 2,
        theme=at % 3 if theme is None else theme,
    )  # fmt: skip


def past(count: int = ENOUGH) -> list[Seen]:
    return [
        Seen(features=features(at), score=float(at % 6), outcome=8.0 if at % 7 == 0 else 0.0) for at in range(count)
    ]


def solved(rows: list[list[Fraction]], targets: list[Fraction]) -> list[Fraction]:
    """Gauss, in fractions: no rounding, and nothing of numpy's."""
    size = len(rows)
    table = [[*row, target] for row, target in zip(rows, targets, strict=True)]
    for at in range(size):
        pivot = next(row for row in range(at, size) if table[row][at] != 0)
        table[at], table[pivot] = table[pivot], table[at]
        table[at] = [value / table[at][at] for value in table[at]]
        for row in range(size):
            if row != at:
                table[row] = [mine - table[row][at] * one for mine, one in zip(table[row], table[at], strict=True)]
    return [row[-1] for row in table]


def by_hand(known: list[Seen], asked: Features) -> float:
    """Every observation as a row of its own, an outcome as a second one of weight 2; prior precision 4."""
    themes = sorted({one.features.theme for one in known if one.features.theme is not None})

    def row(one: Features) -> list[Fraction]:
        common = [1.0, one.severity, math.log(1 + one.mentions), one.novelty, -one.sentiment]
        return [Fraction(value) for value in (*common, *(float(one.theme == theme) for theme in themes))]

    observed = [(row(one.features), Fraction(math.log(1 + one.score)), 1) for one in known]
    observed += [(row(one.features), Fraction(math.log(1 + 3 * one.outcome)), 2) for one in known if one.outcome]
    size = 5 + len(themes)
    left = [[Fraction(4 * (a == b)) + sum(w * x[a] * x[b] for x, _, w in observed) for b in range(size)]
            for a in range(size)]  # fmt: skip
    right = [sum((w * x[a] * y for x, y, w in observed), Fraction(0)) for a in range(size)]
    mean = sum((w * x for w, x in zip(solved(left, right), row(asked), strict=True)), Fraction(0))
    return math.expm1(float(mean))


def test_it_is_the_posterior_mean_of_the_text() -> None:
    weights = learn(past())
    assert weights is not None
    for at in range(6):
        assert weights.foretell(features(at + 100)) == pytest.approx(by_hand(past(), features(at + 100)), abs=1e-6)


def test_nothing_is_learned_until_fifty_outcomes_are_known() -> None:
    early = [*past(ENOUGH - 1), replace(past()[0], outcome=None)]
    assert learn(early) is None
    assert learn([*early, past()[1]]) is not None


def test_its_name_says_what_it_has_seen() -> None:
    weights = learn([*past(), replace(past()[0], outcome=None)])
    assert weights is not None
    assert weights.version == "learned-1:51+50"


def test_the_order_in_which_the_past_is_given_does_not_matter() -> None:
    one, other = learn(past()), learn(past()[::-1])
    assert one is not None
    assert other is not None
    assert [one.foretell(features(at)) for at in range(20)] == [other.foretell(features(at)) for at in range(20)]


def test_a_topic_that_nobody_has_seen_stands_where_all_topics_do() -> None:
    weights = learn(past())
    assert weights is not None
    known = [weights.foretell(features(5, theme)) for theme in range(3)]
    assert min(known) < weights.foretell(features(5, 99)) < max(known)


def acted(kind: SignalKind, days: float, department: str = "support") -> Signal:
    return Signal(
        id=SignalId(1), insight=InsightId(1), person=PersonId(f"workspace:{department}"), department=department,
        kind=kind, at=lumo.NOW + timedelta(days=days), key=f"{kind}{days}{department}",
    )  # fmt: skip


def after(days: float, *signals: Signal) -> Seen:
    return seen(features(1), signals, shown=lumo.NOW, now=lumo.NOW + timedelta(days=days))


def test_what_came_of_it_is_known_after_thirty_days_and_not_before() -> None:
    fixed = acted("fixed", 3)
    assert after(29.9, fixed).outcome is None
    assert (after(30, fixed).outcome, after(30).outcome) == (8.0, 0.0)


def test_only_what_was_fixed_or_told_within_thirty_days_is_an_outcome() -> None:
    late, loud = acted("fixed", 30), acted("reply", 2)
    found = after(40, late, loud, acted("told", 5, "product"))
    assert (found.outcome, found.score) == (10.0, (8 + 10) * 1.25)
    assert after(40, late, loud).outcome == 0.0
    assert timedelta(days=30) == MATURE


def test_each_further_insight_of_a_topic_is_less_new() -> None:
    found = novelties([(InsightId(1), 4), (InsightId(2), None), (InsightId(3), 4), (InsightId(4), 4)])
    assert [found[InsightId(number)] for number in (1, 2, 3, 4)] == [1.0, 1.0, 0.5, 1 / 3]
