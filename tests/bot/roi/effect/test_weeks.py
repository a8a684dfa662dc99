from datetime import date

import pytest

from bot.roi.effect.weeks import judged_from, monday_from, monday_of, window

HEARD, TODAY = date(2026, 4, 6), date(2026, 10, 5)


@pytest.mark.parametrize(
    ("fixed", "judged"),
    [
        (date(2026, 9, 30), date(2026, 11, 9)),  # a Wednesday: rolled out on the 7th, whole weeks from the 12th
        (date(2026, 8, 17), date(2026, 9, 21)),  # a Monday: whole weeks from the Monday after
        (date(2026, 8, 16), date(2026, 9, 21)),  # a Sunday
        (date(2026, 8, 18), date(2026, 9, 28)),  # a Tuesday
    ],
)
def test_a_fix_can_be_judged_after_its_roll_out_and_four_weeks(fixed: date, judged: date) -> None:
    assert judged_from(fixed) == judged


def test_the_weeks_of_the_charger_story() -> None:
    weeks = window(date(2026, 8, 17), heard=HEARD, today=TODAY)
    assert (weeks.first, weeks.end) == (date(2026, 4, 6), date(2026, 8, 17))
    assert (weeks.start, weeks.until) == (date(2026, 8, 24), date(2026, 10, 5))
    assert (weeks.before, weeks.after) == (19, 6)


def test_the_week_in_which_it_was_fixed_is_on_neither_side() -> None:
    weeks = window(date(2026, 8, 19), heard=HEARD, today=TODAY)
    assert weeks.end == date(2026, 8, 17)
    assert weeks.start == date(2026, 8, 31)


def test_the_week_that_is_not_over_does_not_count() -> None:
    assert window(date(2026, 8, 17), heard=HEARD, today=date(2026, 10, 4)).until == date(2026, 9, 28)


def test_half_a_year_on_either_side_is_the_most() -> None:
    weeks = window(date(2027, 8, 16), heard=HEARD, today=date(2029, 1, 1))
    assert (weeks.before, weeks.after) == (26, 26)


def test_what_began_in_the_middle_of_a_week_begins_with_the_next() -> None:
    assert window(date(2026, 8, 17), heard=date(2026, 4, 7), today=TODAY).first == date(2026, 4, 13)


def test_before_anything_was_heard_there_are_no_weeks() -> None:
    weeks = window(date(2026, 4, 1), heard=HEARD, today=TODAY)
    assert weeks.before == 0


def test_mondays() -> None:
    assert monday_of(date(2026, 10, 4)) == date(2026, 9, 28)
    assert monday_from(date(2026, 10, 4)) == date(2026, 10, 5)
    assert monday_of(date(2026, 10, 5)) == monday_from(date(2026, 10, 5)) == date(2026, 10, 5)
