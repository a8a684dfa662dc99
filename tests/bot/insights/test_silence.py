from datetime import UTC, datetime, timedelta

import pytest

from bot.insights.silence import usual_pause

NOW = datetime(2026, 9, 28, 9, tzinfo=UTC)
THIS = int(NOW.timestamp() // 3600)


def hours(*, days: int, spoken: range, weekends: bool = True) -> list[int]:
    """The hours in which a source spoke: on each of the last days, at these hours of the day."""
    found = []
    for day in range(1, days + 1):
        midnight = NOW.replace(hour=0) - timedelta(days=day)
        if weekends or midnight.weekday() < 5:
            found += [int(midnight.timestamp() // 3600) + hour for hour in spoken]
    return found


@pytest.mark.parametrize(
    ("spoken", "weekends", "usual"),
    [
        (range(24), True, 1),  # at every hour
        (range(7, 23), True, 9),  # nights are usual
        (range(9, 18), False, 64),  # so are weekends: Friday 17 to Monday 9
        (range(12, 13), True, 24),  # once a day
    ],
)
def test_what_a_source_is_usually_quiet_holds_its_nights_and_weekends(
    spoken: range, weekends: bool, usual: int
) -> None:
    assert usual_pause(hours(days=28, spoken=spoken, weekends=weekends), now=NOW) == timedelta(hours=usual)


def test_one_long_pause_is_not_usual() -> None:
    said = [hour for hour in hours(days=28, spoken=range(24)) if not THIS - 300 < hour < THIS - 240]
    assert usual_pause(said, now=NOW) == timedelta(hours=1)


def test_nothing_is_usual_in_the_first_week() -> None:
    assert usual_pause(hours(days=5, spoken=range(24)), now=NOW) is None
    assert usual_pause([], now=NOW) is None
