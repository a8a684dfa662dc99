"""When insights were taken on, fixed and told; half and nine of ten; intervals of shares. Worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.insight import Insight, InsightId, Numbers, Status, StatusChange
from bot.model.mention import Untrusted
from bot.model.people import PersonId
from bot.roi.stories import Story, Within, story, waits, wilson

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
LATE = datetime(2027, 1, 1, tzinfo=UTC)


def insight(number: int = 1) -> Insight:
    numbers = Numbers(mentions=3, people=3, copies=0, usual=None, since=START, until=START + timedelta(days=1))
    return Insight(
        id=InsightId(number), kind="repeat", label=Untrusted("x"), numbers=numbers, severity=0.5, found=START,
        updated=START,
    )  # fmt: skip


def steps(*named: tuple[str, float], number: int = 1) -> Story:
    """A story from statuses and the days after the first mention on which they were set."""
    before: Status = "new"
    history = []
    for after, days in named:
        status: Status = after  # type: ignore[assignment]
        history.append(StatusChange(
            insight=InsightId(number), person=PersonId("p"), department="support", before=before, after=status,
            at=START + timedelta(days=days),
        ))  # fmt: skip
        before = status
    return story(insight(number), history, at=LATE)


def test_each_step_is_the_first_of_its_kind_since_it_was_opened() -> None:
    found = steps(("acknowledged", 1), ("in_work", 2), ("fixed", 5), ("told", 9))
    assert [found.days(name) for name in ("taken", "fixed", "told")] == [1.0, 5.0, 9.0]


def test_a_stride_to_fixed_counts_as_taken_on_too() -> None:
    found = steps(("fixed", 3))
    assert (found.days("taken"), found.days("fixed"), found.days("told")) == (3.0, 3.0, None)


def test_opening_it_again_takes_back_what_came_before() -> None:
    found = steps(("fixed", 3), ("new", 4), ("acknowledged", 6))
    assert (found.days("taken"), found.days("fixed")) == (6.0, None)


def test_nothing_later_than_the_moment_is_known() -> None:
    change = StatusChange(insight=InsightId(1), person=None, department=None, before="new", after="fixed", at=LATE)
    assert story(insight(), [change], at=LATE - timedelta(seconds=1)).fixed is None


def test_half_and_nine_of_ten_are_the_median_and_the_nearest_rank() -> None:
    told = [steps(("acknowledged", day), number=day) for day in range(1, 11)]
    taken, fixed, _ = waits(told, Within(start=None, end=date(2027, 1, 1), zone=UTC))
    assert (taken.count, taken.median, taken.ninetieth) == (10, 5.5, 9.0)
    assert (fixed.count, fixed.median, fixed.ninetieth) == (0, None, None)


def test_only_steps_of_these_local_days_count() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    late = steps(("acknowledged", 29 + 14.5 / 24))  # 30 September 22:30 in UTC is 1 October in Berlin
    october = Within(start=date(2026, 10, 1), end=date(2026, 11, 1), zone=berlin)
    assert waits([late], october)[0].count == 1
    assert waits([late], Within(start=date(2026, 10, 1), end=date(2026, 11, 1), zone=UTC))[0].count == 0


def test_the_interval_of_a_share_is_wilson_s() -> None:
    # By hand for 8 of 10 at z = 1.645: (0.8 + 0.13530 -+ 1.645 sqrt(0.016 + 0.0067650)) / 1.27060.
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.5408, abs=5e-5)
    assert high == pytest.approx(0.9314, abs=5e-5)


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share_and_stays_within_0_and_1(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    low, high = wilson(count, total)
    assert 0 <= low <= count / total + 1e-12
    assert count / total - 1e-12 <= high <= 1
