"""The two measures of topics, against cases worked out by hand and a pair count that shares nothing with them."""

from __future__ import annotations

import itertools
import random

import pytest

from bench.themes import agreement


def test_the_same_grouping_by_other_names_agrees_wholly() -> None:
    assert agreement([1, 1, 2, 2, 3], ["a", "a", "b", "b", "c"]) == pytest.approx((1.0, 1.0))


def test_half_of_what_could_be_known() -> None:
    # One split in two halves: what is shared is one bit of the (1 + 2) / 2 that both hold in the mean.
    mutual, rand = agreement([0, 0, 1, 1], ["a", "b", "c", "d"])
    assert mutual == pytest.approx(2 / 3)
    assert rand == pytest.approx(0.0)


def test_the_rand_index_is_that_of_counted_pairs() -> None:
    draw = random.Random(3)
    ours, theirs = [draw.randrange(4) for _ in range(60)], [f"n{draw.randrange(5)}" for _ in range(60)]
    pairs = list(itertools.combinations(range(60), 2))
    same = [ours[a] == ours[b] for a, b in pairs]
    told = [theirs[a] == theirs[b] for a, b in pairs]
    both = sum(one and other for one, other in zip(same, told, strict=True))
    expected = sum(same) * sum(told) / len(pairs)
    found = (both - expected) / ((sum(same) + sum(told)) / 2 - expected)
    assert agreement(ours, theirs)[1] == pytest.approx(found)
