from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from bot.insights.find import find, surges
from bot.insights.finding import FindSettings
from bot.insights.rising import waves
from bot.model.changes import Gap
from bot.model.insight import InsightId
from bot.model.theme import ThemeId
from tests.bot.insights.scenes import START, THEME, Scene, kinds, spread

DAY = timedelta(days=1)
LATER = START + 60 * DAY


# --- sudden rises ---------------------------------------------------------------------------------------------------


def outage(scene: Scene, count: int = 40, *, minutes: float = 1.5) -> None:
    scene.weeks(8, 3)
    for at in spread(LATER, count, minutes=minutes):
        scene.hear(at, sentiment="negative")


def busy(scene: Scene, *, since: datetime) -> None:
    """Beside it people speak of other things, so much that a few mentions more are nothing."""
    for at in spread(since, 24 * 10, minutes=60.0):
        scene.hear(at, theme=None)


def test_a_rise_is_found_with_its_own_times_and_what_would_be_usual() -> None:
    scene = Scene()
    outage(scene)
    (found,) = scene.new(LATER + timedelta(hours=1), "spike")
    assert found.theme == THEME
    assert (found.numbers.mentions, found.numbers.people) == (40, 40)
    assert found.numbers.since == LATER
    assert found.numbers.until - LATER < timedelta(hours=1)
    assert found.numbers.usual is not None
    assert found.numbers.usual < 1
    assert found.severity > 0.7


def test_a_rise_needs_ten_mentions_above_usual_from_five_people() -> None:
    few, one_voice = Scene(), Scene()
    outage(few, count=9)
    busy(few, since=LATER - 9 * DAY)
    one_voice.weeks(8, 3)
    for at in spread(LATER, 40, minutes=1.0):
        one_voice.hear(at, voice="the same")
    assert few.new(LATER + DAY / 24, "spike") == []
    assert one_voice.new(LATER + DAY / 24, "spike") == []


def quiet(count: int, *, voice: str = "") -> Scene:
    """Three mentions a week, and then so many in one afternoon."""
    scene = Scene()
    scene.weeks(8, 3)
    scene.weeks(8, 3, theme=ThemeId(2))
    for at in spread(LATER, count, minutes=40.0):
        scene.hear(at, voice=voice)
    return scene


def test_of_a_small_brand_six_people_in_one_day_are_a_rise() -> None:
    scene = quiet(6)
    (found,) = scene.new(LATER + DAY / 4, "spike")
    assert (found.numbers.mentions, found.numbers.people, found.numbers.since) == (6, 6, LATER)
    assert found.numbers.usual == pytest.approx(0.4, abs=0.1)
    assert scene.new(LATER + DAY / 3, "spike") == []
    assert ("spike", "over") in kinds(scene.find(LATER + 2.6 * DAY))


def test_of_a_small_brand_four_people_or_one_who_says_it_often_are_no_rise() -> None:
    assert quiet(4).new(LATER + DAY / 4, "spike") == []
    assert quiet(9, voice="the same").new(LATER + DAY / 3, "spike") == []


def test_where_much_is_heard_six_people_in_one_day_are_no_rise() -> None:
    scene = quiet(6)
    busy(scene, since=LATER - 9 * DAY)
    assert scene.new(LATER + DAY / 4, "spike") == []


def test_of_a_small_brand_too_what_is_new_is_told_as_new() -> None:
    scene = Scene()
    scene.weeks(9, 3, theme=ThemeId(2))
    scene.hear(LATER - 2 * DAY)
    for at in spread(LATER, 6, minutes=40.0):
        scene.hear(at)
    assert [one.kind for one in scene.new(LATER + DAY / 4, "spike", "emerging")] == ["emerging"]


def test_a_rise_is_updated_not_found_again_and_over_after_two_quiet_days() -> None:
    scene = Scene()
    outage(scene)
    assert len(scene.new(LATER + DAY / 24, "spike")) == 1
    assert ("spike", "update") in kinds(scene.find(LATER + DAY / 12))
    assert ("spike", "over") in kinds(scene.find(LATER + 2.2 * DAY))
    assert scene.new(LATER + 2.3 * DAY, "spike") == []


def test_a_rise_that_doubles_is_said_again() -> None:
    scene = Scene()
    outage(scene)
    scene.find(LATER + DAY / 24)
    for at in spread(LATER + timedelta(hours=1), 45, minutes=1.0):
        scene.hear(at)
    assert ("spike", "again") in kinds(scene.find(LATER + DAY / 12))
    assert ("spike", "update") in kinds(scene.find(LATER + DAY / 12))


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        ([0, 6, 12, 9, 10, 18, 14, 12, 12, 8, 7, 10, 15, 16, 15, 0], 2),
        ([0, 20, 22, 18, 21, 19, 20, 22, 18, 0], 1),
        ([30, 30, 0, 0, 0, 30, 30, 0, 0, 0, 30, 30], 3),
        ([4, 5, 1, 4, 5, 1, 4], 1),
        ([], 1),
    ],
)
def test_a_wave_is_a_return_after_a_pause(quarters: list[int], expected: int) -> None:
    assert waves(quarters) == expected


def test_a_second_wave_is_said_again_on_the_same_insight() -> None:
    scene = Scene()
    outage(scene, count=60, minutes=1.0)
    scene.find(LATER + DAY / 24)
    for at in spread(LATER + timedelta(hours=2, minutes=10), 40, minutes=0.8):
        scene.hear(at)
    found = [one for one in scene.find(LATER + timedelta(hours=3)) if one.kind == "spike"]
    assert [(one.change, one.insight, one.level) for one in found] == [("again", 1, 2)]


def test_a_slow_rise_is_found_by_the_day() -> None:
    scene = Scene()
    scene.weeks(9, 14)
    for at in spread(LATER + timedelta(hours=2), 24, minutes=45):
        scene.hear(at)
    (found,) = scene.new(LATER + timedelta(hours=21), "spike")
    assert found.numbers.mentions >= 24


def test_in_the_first_three_weeks_nothing_is_sudden_or_new() -> None:
    scene = Scene()
    scene.weeks(2, 3)
    for at in spread(START + 20 * DAY, 40, minutes=1.0):
        scene.hear(at)
    assert scene.new(START + 20.1 * DAY, "spike", "emerging") == []
    assert surges(scene.view(START + 20.1 * DAY), now=START + 20.1 * DAY) == []


def test_mentions_of_a_source_that_has_just_begun_are_no_rise() -> None:
    scene = Scene()
    scene.hear(START, theme=ThemeId(2))
    for at in spread(LATER, 40, minutes=1.0):
        scene.hear(at, source="brand new")
    assert scene.new(LATER + DAY / 24, "spike", "emerging") == []


# --- new themes -----------------------------------------------------------------------------------------------------


def growing(scene: Scene) -> None:
    scene.weeks(8, 10, theme=ThemeId(2))
    for days, count in ((0, 1), (2, 2), (4, 3)):
        for at in spread(LATER + days * DAY, count, minutes=200):
            scene.hear(at)


def test_a_new_theme_that_grows_is_found() -> None:
    scene = Scene()
    growing(scene)
    (found,) = scene.new(LATER + 5 * DAY, "emerging")
    assert (found.theme, found.numbers.people) == (THEME, 6)


def test_what_is_told_as_a_rise_is_not_also_told_as_new() -> None:
    scene = Scene()
    scene.weeks(9, 10, theme=ThemeId(2))
    for at in spread(LATER, 6, minutes=60):
        scene.hear(at)
    assert [one.kind for one in scene.new(LATER + DAY / 4, "emerging", "spike")] == ["emerging"]
    for at in spread(LATER + DAY / 4, 60, minutes=1):
        scene.hear(at)
    assert {("spike", "new"), ("emerging", "over")} <= set(kinds(scene.find(LATER + DAY / 3)))
    assert scene.new(LATER + DAY, "emerging") == []


def test_what_was_said_before_in_other_words_is_not_new() -> None:
    scene = Scene()
    growing(scene)
    scene.before = {THEME: 3.0}
    assert scene.new(LATER + 5 * DAY, "emerging") == []


# --- what lasts -----------------------------------------------------------------------------------------------------


def test_a_problem_that_comes_back_three_weeks_running_is_a_repeat_problem() -> None:
    scene = Scene()
    scene.weeks(6, 7, intent="complaint")
    (found,) = scene.new(START + 42 * DAY)
    assert (found.kind, found.numbers.mentions, found.numbers.usual) == ("repeat", 7, 7.0)


def test_a_problem_stands_on_the_weeks_in_which_it_came_back() -> None:
    scene = Scene()
    scene.weeks(6, 7, intent="complaint")
    (found,) = scene.new(START + 42 * DAY)
    assert (found.numbers.since, found.stands_since) == (START + 35 * DAY, START)


def test_a_topic_that_hardly_anybody_spoke_of_is_new_once_all_do() -> None:
    scene = Scene()
    scene.weeks(8, 40, theme=ThemeId(2))
    scene.hear(START + DAY)
    for at in spread(START + 50 * DAY, 8, minutes=60 * 16):
        scene.hear(at)
    (found,) = scene.new(START + 55.5 * DAY, "emerging")
    assert found.numbers.mentions == 8
    assert found.numbers.since >= START + 49 * DAY


def test_a_topic_may_wake_within_a_fortnight_where_a_week_is_too_short_to_tell() -> None:
    scene = Scene()
    scene.weeks(9, 2, theme=ThemeId(2))
    scene.hear(LATER - 30 * DAY)
    for days in (12, 10, 9, 8, 6, 5, 4, 2, 1):
        scene.hear(LATER - days * DAY)
    assert [one.kind for one in scene.new(LATER, "emerging")] == ["emerging"]


def test_among_very_many_mentions_a_small_topic_that_stirs_is_not_new() -> None:
    scene = Scene()
    scene.weeks(8, 1000, theme=ThemeId(2))
    scene.hear(START + DAY)
    for at in spread(START + 50 * DAY, 8, minutes=60 * 16):
        scene.hear(at)
    assert scene.new(START + 55.5 * DAY, "emerging") == []


def test_what_a_new_source_speaks_of_was_not_silent_before_it_was_connected() -> None:
    scene = Scene()
    scene.weeks(8, 40, theme=ThemeId(2))
    scene.hear(START + DAY)
    for at in spread(START + 25 * DAY, 3, minutes=60 * 24 * 8):
        scene.hear(at, source="app reviews")
    for at in spread(START + 50 * DAY, 8, minutes=60 * 16):
        scene.hear(at, source="app reviews")
    assert scene.new(START + 55.5 * DAY, "emerging") == []


def test_while_most_of_what_is_heard_comes_from_new_sources_nothing_is_called_new() -> None:
    scene = Scene()
    growing(scene)
    for at in spread(LATER - DAY, 60, minutes=60 * 2):
        scene.hear(at, theme=ThemeId(2), source="just connected")
    assert scene.new(LATER + 5 * DAY, "emerging") == []


def test_what_is_told_as_a_rise_is_not_new_in_another_theme() -> None:
    scene = Scene()
    outage(scene)
    scene.hear(START + DAY, theme=ThemeId(9))
    for at in spread(LATER, 8, minutes=4.0):
        scene.hear(at, theme=ThemeId(9))
    assert [one.theme for one in scene.new(LATER + DAY / 24, "spike", "emerging")] == [THEME]
    assert scene.new(LATER + DAY / 12, "emerging") == []


def test_praise_is_found() -> None:
    scene = Scene()
    scene.weeks(5, 6, intent="praise")
    assert [one.kind for one in scene.new(START + 35 * DAY)] == ["praise"]


def test_what_doubles_is_said_again_and_what_nobody_says_is_over() -> None:
    scene = Scene()
    scene.weeks(5, 7, intent="complaint")
    scene.find(START + 35 * DAY)
    for at in spread(START + 35 * DAY, 48, minutes=60 * 7):
        scene.hear(at, intent="complaint")
    assert ("repeat", "update") in kinds(scene.find(START + 42 * DAY)), "one loud week is told as a rise"
    assert ("repeat", "again") in kinds(scene.find(START + 49 * DAY))
    assert ("repeat", "over") in kinds(scene.find(START + 82 * DAY))


def test_what_nobody_spoke_of_last_week_stands_as_it_stood_but_lower() -> None:
    scene = Scene()
    scene.weeks(5, 7, intent="complaint")
    (found,) = scene.new(START + 35 * DAY)
    (still,) = scene.find(START + 43 * DAY)
    assert (still.change, still.numbers) == ("update", found.numbers)
    assert still.severity < found.severity


def test_a_week_that_is_told_as_a_rise_makes_no_repeat_problem() -> None:
    scene = Scene()
    scene.weeks(8, 2, intent="complaint")
    for at in spread(LATER, 40, minutes=1.0):
        scene.hear(at, intent="complaint")
    assert [one.kind for one in scene.new(LATER + DAY / 24)] == ["spike"]
    assert scene.new(LATER + DAY) == []


def test_what_lasts_need_not_be_looked_for_each_time() -> None:
    scene = Scene()
    scene.weeks(6, 7, intent="complaint")
    now = START + 42 * DAY
    assert find(scene.view(now), now=now, settings=FindSettings(lasting=False)) == []


# --- danger ---------------------------------------------------------------------------------------------------------


def vector(seed: int, *, near: int | None = None) -> bytes:
    row = np.random.default_rng(seed).standard_normal(256)
    if near is not None:
        row = np.random.default_rng(near).standard_normal(256) + 0.6 * row
    return (row / np.linalg.norm(row)).astype(np.float32).tobytes()


def chain(steps: int) -> bytes:
    """So many steps away from `vector(1)`: each is near the one before it, two are not."""
    row = np.random.default_rng(1).standard_normal(256)
    for step in range(steps):
        away = np.random.default_rng(10 + step).standard_normal(256)
        row = row + 0.9 * np.linalg.norm(row) / np.linalg.norm(away) * away
    return (row / np.linalg.norm(row)).astype(np.float32).tobytes()


def test_one_mention_of_danger_is_a_risk_at_once_also_in_the_first_hour() -> None:
    scene = Scene()
    mention = scene.hear(START, harm="burned my desk", theme=None)
    (found,) = scene.new(START + DAY / 24)
    assert (found.kind, found.mentions, found.level) == ("risk", (mention,), 1)
    assert found.severity >= 0.9


def test_the_same_danger_in_other_words_updates_the_same_risk() -> None:
    scene = Scene()
    scene.hear(START, harm="burned", theme=ThemeId(1), vector=vector(1))
    scene.find(START + DAY / 24)
    scene.hear(START + DAY, harm="hot", theme=ThemeId(2), vector=vector(2, near=1))
    scene.hear(START + DAY, harm="gas", theme=ThemeId(3), vector=vector(3))
    found = [(one.change, one.level) for one in scene.find(START + 1.1 * DAY)]
    assert sorted(found) == [("again", 2), ("new", 1)]


def test_who_names_the_thing_next_is_joined_by_who_names_it_last() -> None:
    scene = Scene()
    scene.hear(LATER, harm="burned", vector=vector(1))
    scene.find(LATER)
    for hours, near in ((20, 1), (40, 2)):
        scene.hear(LATER + DAY * hours / 24, theme=None, harm="smell", vector=chain(near))
        scene.find(LATER + DAY * hours / 24)
    (risk,) = [one for one in scene.insights if one.kind == "risk"]
    assert (risk.numbers.mentions, risk.level) == (3, 3)


def test_of_two_dangers_that_are_alike_it_is_rather_the_one_spoken_of_lately() -> None:
    axes = np.eye(256, dtype=np.float32)
    both = 0.70 * axes[0] + 0.66 * axes[1] + 0.27 * axes[2]
    scene = Scene()
    for days, row in ((0, axes[0]), (9, axes[1]), (10, both)):
        scene.hear(LATER + days * DAY, theme=None, harm="smoke", vector=row.astype(np.float32).tobytes())
        scene.find(LATER + days * DAY)
    assert [one.numbers.mentions for one in scene.insights if one.kind == "risk"] == [1, 2]


def test_a_risk_is_not_said_twice() -> None:
    scene = Scene()
    scene.hear(START, harm="burned", vector=vector(1))
    scene.hear(START + DAY, harm="hot", vector=vector(2, near=1))
    scene.find(START + DAY)
    for hours in range(0, 24 * 50, 12):
        assert {one.change for one in scene.find(START + DAY + timedelta(hours=hours))} <= {"update"}


def test_a_closed_risk_does_not_come_back_by_itself() -> None:
    scene = Scene()
    scene.hear(START, harm="burned")
    scene.find(START)
    scene.insights = []
    assert scene.find(START + 2 * DAY) == []


# --- silence, gaps, merges ------------------------------------------------------------------------------------------


def test_an_open_gap_is_one_insight_and_over_when_the_source_speaks() -> None:
    scene = Scene()
    scene.weeks(8, 21)
    scene.gaps = (Gap(source="forum", start=LATER - 3 * DAY),)
    (found,) = scene.new(LATER, "silence")
    assert (found.source, found.numbers.since) == ("forum", LATER - 3 * DAY)
    assert ("silence", "update") in kinds(scene.find(LATER + DAY))
    scene.gaps = (Gap(source="forum", start=LATER - 3 * DAY, end=LATER + 2 * DAY),)
    assert ("silence", "over") in kinds(scene.find(LATER + 2 * DAY))


def test_a_gap_is_left_out_of_what_is_usual() -> None:
    scene = Scene()
    for week in range(8):
        for at in spread(START + 7 * week * DAY, 7, minutes=60 * 23):
            scene.hear(at, intent="complaint")
            if week not in (5, 6):
                scene.hear(at, source="reviews", intent="complaint")
    gap_start = START + 35 * DAY
    scene.gaps = (Gap(source="reviews", start=gap_start, end=gap_start + 14 * DAY),)
    found = next(one for one in find(scene.view(START + 56 * DAY), now=START + 56 * DAY) if one.kind == "repeat")
    assert found.numbers.usual == 14.0


def test_a_source_silent_now_is_left_out_of_both_sides() -> None:
    scene = Scene()
    for week in range(8):
        for at in spread(START + 7 * week * DAY, 7, minutes=60 * 23):
            scene.hear(at, intent="complaint")
            if week < 7:
                scene.hear(at, source="reviews", theme=THEME, intent="complaint")
    scene.gaps = (Gap(source="reviews", start=START + 49 * DAY),)
    scene.find(START + 49 * DAY)
    found = next(one for one in scene.find(START + 56 * DAY) if one.kind == "repeat")
    assert (found.numbers.mentions, found.numbers.usual) == (7, 7.0)


def test_of_two_insights_of_themes_that_were_merged_the_younger_is_over() -> None:
    scene = Scene()
    scene.weeks(6, 7, intent="complaint")
    scene.find(START + 42 * DAY)
    scene.insights.append(replace(scene.insights[0], id=InsightId(9)))
    over = [one.insight for one in scene.find(START + 42 * DAY) if one.change == "over"]
    assert over == [9]


def test_for_one_theme_only_one_thing_is_said_in_a_pass() -> None:
    scene = Scene()
    scene.weeks(8, 7, intent="complaint")
    for at in spread(LATER, 40, minutes=1.0):
        scene.hear(at, intent="complaint")
    scene.hear(LATER, harm="on fire")
    assert [one.kind for one in scene.new(LATER + DAY / 24)] == ["risk"]
    assert [one.kind for one in scene.new(LATER + DAY / 12)] == ["spike"]
    assert [one.kind for one in scene.new(LATER + DAY / 8)] == ["repeat"]


def test_a_small_brand_has_at_most_one_false_rise_a_week() -> None:
    """Themes of 1 to 40 mentions a day, by chance alone, asked twice a day for 6 weeks after the first three."""
    for a_day in (1, 5, 15, 40):
        chance = np.random.default_rng(a_day)
        scene = Scene()
        for day in range(63):
            for hour in chance.uniform(0, 24, chance.poisson(a_day)):
                scene.hear(START + timedelta(hours=24 * day + float(hour)))
            if day >= 21:
                scene.find(START + timedelta(days=day, hours=23.9))
        rises = [one for _, one in scene.said if one.kind in ("spike", "emerging")]
        assert len(rises) <= 1


def fading(scene: Scene) -> datetime:
    """A repeat problem of four weeks of which hardly anybody speaks in the next eight: one mention every other week."""
    scene.weeks(4, 6, intent="complaint")
    now = START + timedelta(weeks=4)
    assert scene.new(now, "repeat")
    for week in range(4):
        scene.hear(now + timedelta(weeks=2 * week, days=1), intent="complaint")
        for day in range(14):
            scene.hear(now + timedelta(weeks=2 * week, days=day), theme=ThemeId(2))
    return now + timedelta(weeks=8)


def test_a_repeat_problem_that_hardly_anybody_has_any_more_is_over() -> None:
    scene = Scene()
    assert ("repeat", "over") in kinds(scene.find(fading(scene)))


def test_a_repeat_problem_that_somebody_took_up_stays_open_until_they_say_how_it_ended() -> None:
    scene = Scene()
    now = fading(scene)
    scene.insights = [replace(one, status="acknowledged") for one in scene.insights]
    assert ("repeat", "over") not in kinds(scene.find(now))
