"""Quiet series, with chances added up term by term in fractions."""

import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest

from bot.themes.rare import FLOOR, LEAST_DAYS, RareSeries, tail
from bot.themes.spikes import THRESHOLD, scan

START = datetime(2026, 4, 6, tzinfo=UTC)


def by_hand(count: int, before: int, days: int, span: int) -> float:
    """One less the sum of the negative binomial below `count`, exact but for the first term."""
    shape, stays = Fraction(2 * before + 1, 2), Fraction(days, days + span)
    term, below = Fraction(1), Fraction(0)
    for number in range(count):
        below += term
        term *= (shape + number) / (number + 1) * (1 - stays)
    none: float = float(stays) ** float(shape)
    return 1 - float(below) * none


@pytest.mark.parametrize(("count", "before", "days", "span"), [(1, 0, 7, 1), (4, 10, 14, 1), (9, 56, 28, 1)])
def test_the_chance_is_that_of_a_count_whose_mean_is_itself_uncertain(
    count: int, before: int, days: int, span: int
) -> None:
    assert tail(count, before, days, span) == pytest.approx(by_hand(count, before, days, span), rel=1e-6)


def test_small_chances_do_not_drown_in_rounding() -> None:
    one, other = tail(30, 28, 28, 1), tail(31, 28, 28, 1)
    assert 0 < other < one < 1e-15
    assert 5 < one / other < 50


def calm(days: int = 40, rate: float = 2.0, seed: int = 3) -> list[float]:
    return [float(one) for one in np.random.default_rng(seed).poisson(rate / 24, 24 * days)]


def rises(values: list[float | None]) -> list[int]:
    points = [(START + timedelta(hours=hour), math.nan if one is None else one) for hour, one in enumerate(values)]
    return [round((at - START) / timedelta(hours=1)) for at, _ in scan(points)]


def test_a_handful_within_an_hour_is_a_rise_for_a_brand_of_two_a_day() -> None:
    values: list[float | None] = [*calm()]
    values[800] = 7.0
    assert rises(values) == [800]


def test_a_dozen_spread_over_a_day_is_one_too() -> None:
    values: list[float | None] = [*calm(rate=1.0)]
    values[800:824] = [1.0, 0.0] * 12
    assert [800 <= at < 824 for at in rises(values)] == [True]


def test_it_takes_five_above_the_usual_however_unlikely_fewer_are() -> None:
    values: list[float | None] = [0.0] * 1000
    values[900] = FLOOR - 1
    assert rises(values) == []
    values[900] = FLOOR
    assert rises(values) == [900]


def test_nothing_is_said_before_it_is_known_what_is_usual() -> None:
    values: list[float | None] = [0.0] * 400
    values[24 * LEAST_DAYS - 1] = 9.0
    assert rises(values) == []


def test_a_gap_is_no_silence() -> None:
    with_gap, whole = (RareSeries(bins_a_day=24, threshold=THRESHOLD) for _ in range(2))
    for value in calm():
        with_gap.push(value)
        whole.push(value)
    for _ in range(48):
        with_gap.push(None)
    assert with_gap.a_day == pytest.approx(whole.a_day, rel=0.1)


def test_a_loud_series_is_left_to_the_other_path() -> None:
    series = RareSeries(bins_a_day=24, threshold=THRESHOLD)
    for value in calm(rate=40.0):
        series.push(value)
    assert not series.quiet
    assert series.push(500.0) == (0.0, False)
