from __future__ import annotations

import json
from importlib.resources import files

import pytest

from bot.understanding.totals import FEWEST, SAID, SAID_WHEN, net_sentiment

RECORD = json.loads((files("bot.understanding") / "files" / "heads.json").read_text(encoding="utf-8"))


def test_the_rates_are_those_that_were_measured() -> None:
    assert RECORD["decisions"]["said_when"] == {
        mood: dict(zip(SAID, rates, strict=True)) for mood, rates in SAID_WHEN.items()
    }


@pytest.mark.parametrize("shares", [(1.0, 0.0, 0.0), (0.2, 0.5, 0.3), (0.0, 1.0, 0.0), (0.3, 0.3, 0.4)])
def test_what_the_reader_would_say_of_known_shares_gives_them_back(shares: tuple[float, float, float]) -> None:
    counts = {
        label: round(100_000 * sum(share * rates[at] for share, rates in zip(shares, SAID_WHEN.values(), strict=True)))
        for at, label in enumerate(SAID)
    }
    found = net_sentiment(counts)
    assert found is not None
    assert found.net == pytest.approx(shares[0] - shares[1], abs=0.02)
    assert found.low <= found.net <= found.high


def test_the_more_mentions_the_narrower_the_interval() -> None:
    few, many = net_sentiment({"positive": 20, "negative": 20}), net_sentiment({"positive": 2000, "negative": 2000})
    assert few is not None
    assert many is not None
    assert many.high - many.low < (few.high - few.low) / 5


def test_it_says_how_many_were_unsure_or_not_read() -> None:
    found = net_sentiment({"positive": 50, "negative": 30, "unsure": 20, "not_scored": 100})
    assert found is not None
    assert (found.scored, found.unsure, found.not_scored) == (100, 0.2, 0.5)


def test_of_too_few_no_total_is_made() -> None:
    assert net_sentiment({"positive": FEWEST - 1}) is None
    assert net_sentiment({"not_scored": 500}) is None
