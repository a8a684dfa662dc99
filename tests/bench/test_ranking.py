"""A seeded share of the simulation; the whole of it is `python -m bench.ranking`."""

import pytest

from bench.ranking import Judged, judged, table
from bench.ranking_world import Brigading

SEEDS = range(1, 7)


@pytest.mark.parametrize("brigading", ["nobody", "insights"])
def test_the_learned_order_shows_more_than_the_loudest_and_the_newest_do(brigading: Brigading) -> None:
    found = judged(SEEDS, brigading=brigading, orders=("chronological", "volume", "learned"))
    assert found.wins("learned", "chronological") == 1.0
    assert found.wins("learned", "volume") >= 5 / 6
    assert found.share("learned") > found.share("volume") + 0.05


def test_the_table_says_what_each_order_showed_and_how_often_it_was_better() -> None:
    same = (0.4, 0.4)
    shares = {"chronological": same, "severity": same, "shown score": same, "volume": (0.5, 0.6)}
    lines = table({"a world": Judged(shares={**shares, "learned": (0.7, 0.55)})})
    assert lines[-1].split() == ["learned", "62.5", "50%", "100%"]
