from datetime import UTC, datetime, timedelta

import pytest

from bot.insights.silence import silent_since

NOW = datetime(2026, 9, 28, 9, tzinfo=UTC)


def days(*counts: int) -> dict[str, int]:
    return {f"2026-08-{day + 1:02}": count for day, count in enumerate(counts)}


@pytest.mark.parametrize(
    ("a_day", "hours", "silent"),
    [(9, 50, True), (9, 24, False), (1, 100, False), (1, 240, True), (100, 16, True), (100, 10, False)],
)
def test_a_silence_is_odd_when_the_usual_rate_does_not_explain_it(a_day: int, hours: int, silent: bool) -> None:
    last = NOW - timedelta(hours=hours)
    assert silent_since(last, now=NOW, days=days(*[a_day] * 28)) == (last if silent else None)


def test_nothing_is_odd_in_the_first_week_or_before_the_least_hours() -> None:
    last = NOW - timedelta(hours=60)
    assert silent_since(last, now=NOW, days=days(9, 9, 9)) is None
    assert silent_since(last, now=NOW, days=days(*[9] * 28), least_hours=72) is None
