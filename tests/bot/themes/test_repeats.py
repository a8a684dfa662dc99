from bot.themes.repeats import Week, at_least, growth, is_emerging, is_praise, is_repeat, is_waking


def week(voices: int, *, complaints: int = 0, praise: int = 0) -> Week:
    return Week(voices=voices, originals=voices, complaints=complaints, praise=praise)


def test_three_people_in_each_of_three_weeks_who_complain_are_a_repeat_problem() -> None:
    assert is_repeat([week(3, complaints=1)] * 3)
    assert not is_repeat([week(3, complaints=1), week(2, complaints=2), week(9, complaints=9)])
    assert not is_repeat([week(9, complaints=2)] * 3)
    assert not is_repeat([week(9, complaints=9)] * 2)


def test_a_week_that_was_not_heard_is_passed_over() -> None:
    one = week(4, complaints=4)
    assert is_repeat([one, None, one, one])
    assert not is_repeat([one, one, None, None, None, None, None])


def test_five_new_voices_that_grow_are_emerging() -> None:
    assert is_emerging(age_days=3, voices=5, days=[0, 0, 0, 1, 1, 2, 3])
    assert not is_emerging(age_days=15, voices=9, days=[0, 0, 0, 1, 1, 2, 3])
    assert not is_emerging(age_days=3, voices=4, days=[0, 0, 0, 1, 1, 2, 3])
    assert not is_emerging(age_days=6, voices=9, days=[3, 2, 1, 1, 0, 0, 0])


def test_twice_the_week_before_is_growth() -> None:
    assert is_emerging(age_days=12, voices=6, days=[0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 2])
    assert not is_emerging(age_days=12, voices=6, days=[0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 2])


def test_two_people_in_each_of_five_weeks_are_a_repeat_problem_too() -> None:
    assert is_repeat([week(2, complaints=1)] * 5)
    assert not is_repeat([week(2, complaints=1)] * 4)


def test_ten_people_in_six_weeks_are_a_repeat_problem_also_with_a_hole() -> None:
    weeks = [week(1), week(4, complaints=2), week(0), week(3, complaints=1), week(1), week(1, complaints=1)]
    assert is_repeat(weeks)
    assert is_repeat([None, *weeks])
    assert not is_repeat([week(1), *weeks[2:], week(2, complaints=1)])
    assert not is_repeat([*weeks[:-1], week(0)])
    assert not is_repeat([week(1), week(7, complaints=3), week(0), week(0), week(1), week(1, complaints=1)])
    assert not is_repeat([week(2), week(4), week(1), week(3), week(1), week(1, complaints=2)])


def test_what_was_hardly_spoken_of_and_now_is_wakes() -> None:
    quiet = [0] * 20 + [1] + [0] * 20
    assert is_waking(voices=7, days=[*quiet, 0, 1, 2, 1, 1, 2, 0])
    assert not is_waking(voices=5, days=[*quiet, 0, 1, 2, 1, 1, 2, 0])
    assert not is_waking(voices=7, days=[*[0, 0, 1, 0] * 10, 0, 1, 2, 1, 1, 2, 0])
    assert not is_waking(voices=9, days=[0] * 20 + [0, 1, 2, 1, 3, 2, 0])


def test_so_many_or_more_are_as_likely_as_poisson_says() -> None:
    assert at_least(0, 2.0) == 1.0
    assert round(at_least(3, 1.0), 4) == 0.0803


def test_what_was_said_before_in_other_words_is_not_new() -> None:
    assert not is_emerging(age_days=3, voices=6, days=[0, 0, 0, 1, 1, 2, 2], before=2.0)
    assert is_emerging(age_days=3, voices=6, days=[0, 0, 0, 1, 1, 2, 2], before=1.5)


def test_a_day_that_was_not_heard_counts_on_neither_side() -> None:
    assert not is_emerging(age_days=6, voices=9, days=[4, None, 3, None, None, 1, 2])


def test_a_quarter_who_praise_make_praise() -> None:
    assert is_praise([week(8, praise=2, complaints=1)] * 4)
    assert not is_praise([week(8, praise=2, complaints=2)] * 4)


def test_growth_compares_two_weeks_with_two() -> None:
    assert growth([week(2), week(2), week(4), week(6)]) == 2.5
    assert growth([week(2), None, week(4), week(6)]) is None
    assert growth([week(0), week(0), week(4), week(6)]) is None
