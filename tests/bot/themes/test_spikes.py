import csv
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.themes.spikes import SpikeSeries, scan

START = datetime(2026, 4, 6, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
NAB = [path for root in (ROOT, ROOT.parent) for path in (root / "shared/data/nab_twitter",) if path.exists()]


def hourly(values: list[float | None]) -> list[tuple[datetime, float]]:
    return [(START + timedelta(hours=hour), value) for hour, value in enumerate(values) if value is not None]


def usual(days: int, seed: int = 1, rate: float = 20.0) -> list[float | None]:
    return [float(one) for one in np.random.default_rng(seed).poisson(rate, 24 * days)]


def test_a_rise_is_said_once_at_its_onset() -> None:
    values = usual(20)
    values[300:306] = [150.0, 400.0, 390.0, 200.0, 180.0, 90.0]
    found = scan(hourly(values))
    assert [at for at, _ in found] == [START + timedelta(hours=300)]
    assert found[0][1] >= 4.3


def test_a_second_rise_is_said_again_after_a_day() -> None:
    values = usual(30)
    values[300], values[310], values[360] = 400.0, 500.0, 900.0
    assert [at for at, _ in scan(hourly(values))] == [START + timedelta(hours=hour) for hour in (300, 360)]


def test_a_steady_stream_is_quiet() -> None:
    assert [scan(hourly(usual(60, seed=seed))) for seed in range(5)] == [[]] * 5


def test_a_gap_is_not_zero() -> None:
    gap: list[float | None] = usual(30, rate=100.0)
    gap[340:360] = [None] * 20
    zeros = [0.0 if value is None else value for value in gap]
    with_gap, with_zeros = SpikeSeries(bins_a_day=24), SpikeSeries(bins_a_day=24)
    for hour in range(360):
        with_gap.push(gap[hour])
        with_zeros.push(zeros[hour])
    assert 90 < with_gap.mean < 110
    assert with_zeros.mean < 60
    assert scan(hourly(gap)) == []


def test_a_series_goes_on_where_it_stopped() -> None:
    values = usual(20)
    values[300] = 300.0
    whole, first = SpikeSeries(bins_a_day=24), SpikeSeries(bins_a_day=24)
    expected = [whole.push(value) for value in values]
    found = [first.push(value) for value in values[:290]]
    second = SpikeSeries.from_json(json.loads(json.dumps(first.to_json())))
    assert found + [second.push(value) for value in values[290:]] == expected


def test_a_damaged_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        SpikeSeries.from_json({"bins": 24})


def test_too_few_rows_have_no_rise() -> None:
    assert scan([]) == []
    assert scan([(START, 5.0), (START + timedelta(hours=1), 9.0)]) == []


def test_nab_windows_are_found_with_few_alerts_elsewhere() -> None:
    if not NAB:
        pytest.skip("the Twitter volumes of the Numenta benchmark are not here: the figures in spikes.py go unchecked")
    windows = json.loads((NAB[0] / "windows.json").read_text())
    found = elsewhere = days = 0
    for path in sorted(NAB[0].glob("*.csv.gz")):
        with gzip.open(path, "rt") as lines:
            rows = [(_at(row["timestamp"]), float(row["value"])) for row in csv.DictReader(lines)]
        alerts = [at for at, _ in scan(rows)]
        spans = [(_at(one), _at(other)) for one, other in windows[f"realTweets/{path.name[:-3]}"]]
        found += sum(any(since <= at <= until for at in alerts) for since, until in spans)
        elsewhere += sum(not any(since <= at <= until for since, until in spans) for at in alerts)
        days += (rows[-1][0] - rows[0][0]).days
    assert found == 16
    assert elsewhere <= 41
    assert elsewhere / (days / 7) <= 1.1


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
