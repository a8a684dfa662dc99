import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from bot.model.effect import Effect, Naive
from bot.roi.effect import Fix, History, effect_of, window

FIRST, TODAY = date(2026, 4, 6), date(2026, 10, 5)
FIXED = Fix(insight=3, theme=9, group="", fixed=date(2026, 8, 17))
CHARGER = [22, 23, 21, 24, 22, 21, 23, 24, 22, 23, 24, 22, 24, 23, 24, 25, 23, 24, 26, 17, 8, 7, 6, 7, 6, 6]


NAIVE = Naive(before=98, before_days=28, after=57, after_days=49)


def history(own: list[int] = CHARGER, topics: int = 14, *, weeks: int = 26) -> History:
    """Weekly counts; the other topics vary by chance around 4 to 30."""
    rng = np.random.default_rng(11)
    others = np.stack([rng.poisson(4 + 2 * at, 26) for at in range(topics)])[:, :weeks]
    mine = np.array(own[:weeks])
    return History(
        own=mine, topics=others, ids=tuple(range(20, 20 + topics)), total=mine + others.sum(axis=0),
        sources=("helpdesk",),
    )  # fmt: skip


def told(own: list[int] = CHARGER, *, fix: Fix = FIXED, today: date = TODAY, topics: int = 14) -> Effect:
    weeks = window(fix.fixed, heard=FIRST, today=today)
    return effect_of(fix, history(own, topics, weeks=(today - FIRST).days // 7), weeks, NAIVE)


def test_a_clear_fall_is_told_with_its_interval() -> None:
    found = told().measured
    assert found is not None and found.fell
    assert -0.85 < found.low < found.change < found.high < -0.5
    assert found.after == 40
    assert found.avoided_low < found.avoided < found.avoided_high
    # Bounds and counts say the same thing: avoided = count after x (1 / (1 + change) - 1).
    for change, avoided in ((found.change, found.avoided), (found.high, found.avoided_low)):
        assert avoided == pytest.approx(40 * (1 / (1 + change) - 1), rel=2e-3)


def test_a_fix_that_does_nothing_shows_nothing_and_says_what_it_could_have_seen() -> None:
    tracking = [15, 14, 16, 15, 14, 15, 16, 15, 14, 15, 16, 15, 15, 16, 22, 31, 27, 19, 16, 15, 14, 15, 16, 15, 14, 15]
    found = told(tracking, fix=replace(FIXED, fixed=date(2026, 7, 27)))
    assert found.measured is not None
    assert found.measured.low < 0 < found.measured.high
    assert 0.1 < found.measured.visible < 0.9


def test_the_naive_figure_is_the_change_of_the_daily_rate() -> None:
    assert told().naive.change == pytest.approx(57 / 49 / (98 / 28) - 1)
    assert Naive(before=0, before_days=28, after=3, after_days=7).change is None
    assert Naive(before=9, before_days=28, after=0, after_days=0).change is None


def test_five_days_are_too_soon_and_the_day_is_named() -> None:
    found = told(fix=replace(FIXED, fixed=date(2026, 9, 30)))
    assert (found.measured, found.why, found.judged) == (None, "too_soon", date(2026, 11, 9))


def test_eleven_weeks_before_are_too_few_and_no_day_mends_it() -> None:
    found = told(fix=replace(FIXED, fixed=FIRST + timedelta(weeks=11)))
    assert (found.measured, found.why, found.judged) == (None, "short_history", None)
    assert told(fix=replace(FIXED, fixed=FIRST + timedelta(weeks=12))).measured is not None


def test_nine_topics_are_too_few() -> None:
    assert told(topics=8).why == "few_topics"
    assert told(topics=9).measured is not None


def test_a_topic_that_was_never_heard_before_cannot_be_judged() -> None:
    assert told([0] * 20 + [4] * 6).why == "not_heard"


def test_on_the_day_before_its_fourth_week_ends_it_is_too_soon() -> None:
    assert told(today=date(2026, 9, 20)).why == "too_soon"
    assert told(today=date(2026, 9, 21)).measured is not None


def test_the_forecast_stands_from_the_week_of_the_fix_on() -> None:
    weeks = told().weeks
    assert [one.count for one in weeks] == CHARGER
    assert [one.monday for one in weeks if one.forecast is not None] == [
        date(2026, 8, 17) + timedelta(weeks=week) for week in range(7)
    ]


def test_what_is_kept_reads_back_the_same() -> None:
    for found in (told(), told(fix=replace(FIXED, fixed=date(2026, 9, 30), theme=None, group="charger"))):
        assert Effect.read(json.loads(json.dumps(found.to_json()))) == found


def test_the_largest_of_the_others_are_named() -> None:
    found = told()
    assert found.compared == (33, 32, 31, 30, 29)
    assert found.topics == 15
