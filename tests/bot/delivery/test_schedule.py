from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.schedule import digest_at, due, next_digest, window
from bot.model.people import Department

BERLIN = ZoneInfo("Europe/Berlin")
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
# Ordinary ones and oddities: shifts of half an hour, changes at midnight, skipped and repeated dates, no changes.
ZONES = (
    "UTC", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
    "America/Havana", "America/Santiago", "America/Asuncion", "America/Caracas", "America/Nuuk",
    "America/Scoresbysund", "Asia/Beirut", "Asia/Amman", "Asia/Gaza", "Asia/Tehran", "Asia/Kathmandu", "Asia/Pyongyang",
    "Africa/Cairo", "Africa/Casablanca", "Atlantic/Azores", "Australia/Lord_Howe", "Australia/Adelaide",
    "Pacific/Apia", "Pacific/Fakaofo", "Pacific/Chatham", "Pacific/Norfolk", "Antarctica/Troll", "Antarctica/Casey",
    "Antarctica/Vostok", "Europe/Volgograd", "Asia/Qostanay",
)  # fmt: skip


def department(digest: str = "09:00", days: tuple[int, ...] = EVERY_DAY, zone: str | None = None) -> Department:
    return Department(name="support", about="", digest=digest, digest_days=days, timezone=zone)


def local(zone: ZoneInfo, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=zone, fold=fold).astimezone(UTC)  # type: ignore[arg-type,misc]


def changes(zone: ZoneInfo) -> list[date]:
    """The local dates on which the clock of a zone changes, 2000 to 2040."""
    found, day = [], datetime(2000, 1, 1, tzinfo=UTC)
    while day.year <= 2040:
        if day.astimezone(zone).utcoffset() != (day + timedelta(days=7)).astimezone(zone).utcoffset():
            hours = [day + timedelta(hours=hour) for hour in range(169)]
            found += [
                two.astimezone(zone).date()
                for one, two in pairwise(hours)
                if one.astimezone(zone).utcoffset() != two.astimezone(zone).utcoffset()
            ]
        day += timedelta(days=7)
    return found


def dates_that_exist(zone: ZoneInfo, first: date, days: int) -> set[date]:
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=2)
    seen = {(start + timedelta(hours=3 * step)).astimezone(zone).date() for step in range((days + 4) * 8)}
    return {first + timedelta(days=offset) for offset in range(days)} & seen


@pytest.mark.parametrize("name", ZONES)
def test_every_local_date_around_a_change_of_the_clock_has_exactly_one_digest(name: str) -> None:
    zone = ZoneInfo(name)
    for changed in changes(zone):
        for digest in ("00:00", "00:30", "02:30", "09:00", "23:30"):
            desk, first = department(digest), changed - timedelta(days=1)
            posted: list[date] = []
            last: date | None = first - timedelta(days=1)
            now = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
            while now.astimezone(zone).date() <= changed + timedelta(days=1):
                for one in due(desk, now, last, zone=zone):
                    posted.append(one.day)
                    last = one.day
                # As the timer does it: at the next digest at the latest.
                now = min(now + timedelta(hours=5), next_digest(desk, now, zone=zone) or now + timedelta(days=1))
            expected = dates_that_exist(zone, first, 3)
            assert len(posted) == len(set(posted))
            assert set(posted) - {changed + timedelta(days=2)} == expected, (name, changed, digest)


@given(
    name=st.sampled_from(ZONES),
    day=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    digest=st.times().map(lambda at: at.strftime("%H:%M")),
)
@settings(max_examples=300, deadline=None)
def test_the_instant_of_a_digest_lies_on_its_own_date(name: str, day: date, digest: str) -> None:
    zone = ZoneInfo(name)
    at = digest_at(department(digest), day, zone)
    if at is None:
        assert day not in dates_that_exist(zone, day, 1)
    else:
        assert at.astimezone(zone).date() == day


def test_a_missing_time_moves_to_the_next_valid_minute() -> None:
    assert digest_at(department("02:30"), date(2026, 3, 29), BERLIN) == local(BERLIN, 2026, 3, 29, 3, 0)


def test_a_repeated_time_is_the_first_of_the_two() -> None:
    assert digest_at(department("02:30"), date(2026, 10, 25), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_date_that_the_calendar_skipped_has_no_digest() -> None:
    assert digest_at(department(), date(2011, 12, 30), ZoneInfo("Pacific/Apia")) is None


def test_monday_covers_since_friday() -> None:
    now = local(BERLIN, 2026, 10, 5, 9, 0)
    (found,) = due(department(days=(0, 1, 2, 3, 4)), now, date(2026, 10, 2), zone=BERLIN)
    assert (found.day, found.late, found.missed) == (date(2026, 10, 5), False, ())
    assert (found.since, found.until) == (local(BERLIN, 2026, 10, 2, 9, 0), now)


def test_nothing_is_due_before_its_time_on_other_days_or_a_second_time() -> None:
    weekdays = department(days=(0, 1, 2, 3, 4))
    assert due(weekdays, local(BERLIN, 2026, 10, 5, 8, 59), date(2026, 10, 2), zone=BERLIN) == ()
    assert due(weekdays, local(BERLIN, 2026, 10, 4, 12, 0), date(2026, 10, 2), zone=BERLIN) == ()
    assert due(weekdays, local(BERLIN, 2026, 10, 5, 9, 1), date(2026, 10, 5), zone=BERLIN) == ()


def test_the_clock_set_back_gives_no_second_digest_also_over_midnight() -> None:
    assert due(department("00:10"), local(BERLIN, 2026, 10, 4, 23, 20), date(2026, 10, 5), zone=BERLIN) == ()
    assert due(department(), local(BERLIN, 2026, 10, 5, 8, 30), date(2026, 10, 5), zone=BERLIN) == ()


def test_a_missed_digest_comes_late_and_marked_until_local_midnight() -> None:
    (found,) = due(department(), local(BERLIN, 2026, 10, 5, 23, 59), date(2026, 10, 4), zone=BERLIN)
    assert found.late
    assert found.until == local(BERLIN, 2026, 10, 5, 9, 0)


def test_after_midnight_a_missed_digest_is_part_of_the_next_one_which_says_so() -> None:
    assert due(department(), local(BERLIN, 2026, 10, 6, 0, 5), date(2026, 10, 4), zone=BERLIN) == ()
    (found,) = due(department(), local(BERLIN, 2026, 10, 6, 9, 0), date(2026, 10, 4), zone=BERLIN)
    assert found.missed == (date(2026, 10, 5),)
    assert found.since == local(BERLIN, 2026, 10, 4, 9, 0)


def test_windows_of_following_digests_leave_no_gap_and_no_overlap() -> None:
    desk, day = department("02:30", days=(0, 2, 4)), date(2026, 3, 23)
    found = [window(desk, day + timedelta(days=offset), zone=BERLIN) for offset in (0, 2, 4, 7)]
    whole = [one for one in found if one is not None]
    assert len(whole) == 4
    assert [one.until for one in whole[:-1]] == [one.since for one in whole[1:]]


def test_a_department_has_its_own_zone() -> None:
    tokyo = department(zone="Asia/Tokyo")
    (found,) = due(tokyo, local(ZoneInfo("Asia/Tokyo"), 2026, 10, 5, 9, 0), None, zone=BERLIN)
    assert found.until == datetime(2026, 10, 5, 0, 0, tzinfo=UTC)


def test_the_next_digest_is_known_ahead() -> None:
    friday_noon = local(BERLIN, 2026, 10, 2, 12, 0)
    assert next_digest(department(days=(0, 1, 2, 3, 4)), friday_noon, zone=BERLIN) == local(BERLIN, 2026, 10, 5, 9, 0)
    assert next_digest(department(days=()), friday_noon, zone=BERLIN) is None


def test_an_archived_department_gets_none() -> None:
    archived = Department(name="old", about="", digest_days=EVERY_DAY, archived=True)
    assert due(archived, local(BERLIN, 2026, 10, 5, 9, 0), None, zone=BERLIN) == ()
