"""The scorer, against hand-worked figures and against what the benchmark publishes for other detectors."""

import json
import math
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bench.nab import Series, load, scored, together
from bench.spikes import nab_rows

START = datetime.fromisoformat("2026-04-06")
ROOT = Path(__file__).parents[2]
DATA = next((path for root in (ROOT, ROOT.parent) for path in (root / "shared/data",) if path.exists()), None)
PUBLISHED = json.loads((Path(__file__).parent / "nab_published.json").read_text("utf-8"))["detectors"]
needs_data = pytest.mark.skipif(DATA is None, reason="the Twitter volumes of the Numenta benchmark are not here")


def series(*windows: tuple[int, int], rows: int = 1000) -> Series:
    times = tuple(START + timedelta(minutes=5 * row) for row in range(rows))
    spans = tuple((times[first], times[last]) for first, last in windows)
    return Series(name="one", times=times, values=(0.0,) * rows, windows=spans)


def test_silence_scores_0_and_an_alert_at_the_start_of_each_window_100() -> None:
    one = series((200, 299), (500, 599))
    assert scored(one, []).score == 0
    assert scored(one, [200, 500]).score == pytest.approx(100)


def test_a_later_alert_earns_less_and_the_first_counts() -> None:
    middle = (2 / (1 + math.exp(-2.5)) - 1) / (2 / (1 + math.exp(-5)) - 1)
    assert scored(series((200, 299)), [250]).raw == pytest.approx(middle)
    assert scored(series((200, 299)), [250, 290]).raw == pytest.approx(middle)


def test_false_alerts_cost_most_before_and_long_after_a_window() -> None:
    one = series((200, 299))
    assert scored(one, [180]).raw == pytest.approx(-1 - 0.11)
    assert scored(one, [299 + 99]).raw == pytest.approx(-1 + 0.11 * (2 / (1 + math.exp(5)) - 1))
    assert scored(one, [800]).raw == pytest.approx(-1 - 0.11)
    assert scored(one, [800]).elsewhere == 1


def test_the_first_rows_do_not_count() -> None:
    found = scored(series((10, 40), (200, 299)), [5, 20, 149])
    assert (found.windows, found.found, found.elsewhere, found.raw) == (1, 0, 0, -1)


def test_a_corpus_adds_up() -> None:
    parts = [scored(series((200, 299)), [200]), scored(series((200, 299)), [])]
    assert together(parts).score == pytest.approx(50)


@needs_data
@pytest.mark.parametrize("detector", sorted(PUBLISHED))
def test_published_detectors_score_what_is_published(detector: str) -> None:
    assert DATA is not None
    known = PUBLISHED[detector]
    for one in load(DATA / "nab_twitter"):
        assert scored(one, known["rows"][one.name]).raw == pytest.approx(known["raw"][one.name], abs=1e-9)


@needs_data
def test_the_products_alerts_keep_their_floor() -> None:
    assert DATA is not None
    found = nab_rows(load(DATA / "nab_twitter"))
    assert [one.name for one in found if not one.kept] == []
    assert found[0].value >= 78
