"""Danger seen and not imagined, over the sets of our own and, where they are, over open texts."""

from pathlib import Path

import pytest

from bench import harm
from bench.bars import Measured

ROOT = Path(__file__).parents[2]
DATA = next((path for root in (ROOT, ROOT.parent) for path in (root / "shared/data",) if path.exists()), None)


def by_name(rows: list[Measured]) -> dict[str, Measured]:
    return {row.name: row for row in rows}


def test_of_three_hundred_texts_that_speak_of_harm_nineteen_in_twenty_are_seen() -> None:
    found = by_name(harm.rows(None))
    assert len(harm.harm_texts()) >= 300
    assert found["harm, recall"].kept
    assert found["  plain"].value == 1


def test_of_those_that_the_rules_were_not_written_for_nine_in_ten() -> None:
    assert by_name(harm.rows(None))["harm, recall on a second set, looked at last"].value >= 0.9


def test_hardly_any_of_three_hundred_decoys_is_taken_for_harm() -> None:
    assert len(harm.decoy_texts()) >= 300
    assert sum(map(harm.seen, harm.decoy_texts())) <= 3


@pytest.mark.skipif(DATA is None, reason="the open texts are not here: false alarms go uncounted")
def test_ordinary_texts_raise_at_most_one_false_alarm_in_ten_thousand() -> None:
    assert DATA is not None
    texts = harm.ordinary_texts(DATA)[::4]
    assert sum(map(harm.seen, texts)) <= len(texts) / 10_000
