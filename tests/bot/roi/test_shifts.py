"""Topics that shift are told from topics that chance moves about."""

from __future__ import annotations

import numpy as np
import pytest

from bot.roi.shifts import Shift, shift


def test_a_topic_that_takes_over_is_a_shift() -> None:
    found = shift({1: 60, 2: 30, 3: 30}, {1: 10, 2: 10, 3: 40})
    assert found is not None
    assert (found.topic, round(found.before, 3), round(found.now, 3)) == (3, 0.25, 0.667)
    # 0.5 -> 0.167 and 0.25 -> 0.167 fell: 0.417 moved.
    assert round(found.moved, 3) == 0.417


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({1: 60, 2: 60}, {1: 20, 2: 20}),
        ({}, {1: 50}),
        ({1: 50}, {}),
        ({1: 19}, {2: 200}),  # too few
        ({1: 14, 2: 10}, {1: 10, 2: 14}),  # moves a sixth, as chance does
        ({1: 6000, 2: 4000}, {1: 1500, 2: 1500}),  # surely not chance, but only a tenth moved
    ],
)
def test_the_same_topics_too_few_mentions_and_small_moves_are_none(before: dict[int, int], now: dict[int, int]) -> None:
    assert shift(before, now) is None


def test_chance_is_hardly_ever_taken_for_a_shift_and_a_planted_one_hardly_missed() -> None:
    rng = np.random.default_rng(7)
    usual = np.array([0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05])
    planted = np.array([0.15, 0.1, 0.08, 0.05, 0.05, 0.03, 0.04, 0.5])

    def look(shares: np.ndarray[tuple[int], np.dtype[np.float64]], recent: int) -> Shift | None:
        # Twice as variable as plain counting: two mentions come at once.
        then, now = (2 * rng.multinomial(count // 2, one) for count, one in ((240, usual), (recent, shares)))
        return shift(dict(enumerate(then.tolist())), dict(enumerate(now.tolist())))

    false = sum(look(usual, 80) is not None for _ in range(500))
    seen = sum((found := look(planted, 80)) is not None and found.topic == 7 for _ in range(200))
    assert false <= 5
    assert seen >= 190
