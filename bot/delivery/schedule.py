"""When digests are due: one per department and local date, whatever the clock or the season does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.people import Department

GRACE = timedelta(minutes=15)
"""A digest posted later than this is marked as late."""
_DAY = timedelta(days=1)
_LOOK_BACK = 366
"""Missed days are looked for no further back than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestDue:
    """A digest to post now. It covers [since, until); `missed` are earlier days that got none and are in it."""

    department: str
    day: date
    since: datetime
    until: datetime
    late: bool
    missed: tuple[date, ...] = ()


def zone_of(department: Department, organisation: ZoneInfo) -> ZoneInfo:
    """The zone of a department's digest hour and of the times it is shown."""
    return ZoneInfo(department.timezone) if department.timezone else organisation


def digest_at(department: Department, day: date, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of the department's digest of a local date, None where that date does not exist.

    A time that the clock skips moves to the next valid minute of that date (the last valid one
    where the rest of the date is skipped); of a repeated time it is the first.
    """
    wall = datetime.combine(day, time.fromisoformat(department.digest))
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    after = _leap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), at, zone)
    for candidate in (after, after - timedelta(minutes=1)):
        if candidate.astimezone(zone).date() == day:
            return candidate
    return None


def _leap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first whole minute behind the one change of the clock between two instants (UTC)."""
    usual = before.astimezone(zone).utcoffset()
    while after - before > timedelta(minutes=1):
        between = before + timedelta(minutes=(after - before) // timedelta(minutes=1) // 2)
        if between.astimezone(zone).utcoffset() == usual:
            before = between
        else:
            after = between
    return after


def due(department: Department, now: datetime, last: date | None, *, zone: ZoneInfo) -> tuple[DigestDue, ...]:
    """The digest to post now, or none. `last` is the local date of the last one posted (or decided to be silent).

    A digest whose time has passed is due until local midnight; after that it is not posted, and
    the next one covers and names its day. With the clock set back nothing is due twice, because
    a date up to `last` has had its digest.
    """
    zone = zone_of(department, zone)
    today = now.astimezone(zone).date()
    if department.archived or today.weekday() not in department.digest_days or (last is not None and last >= today):
        return ()
    at = digest_at(department, today, zone)
    if at is None or at > now:
        return ()
    return (_covering(department, today, at, last=last, late=now - at > GRACE, zone=zone),)


def next_digest(department: Department, now: datetime, *, zone: ZoneInfo) -> datetime | None:
    """The next instant after `now` at which a digest is due; None when no day is a digest day."""
    zone = zone_of(department, zone)
    today = now.astimezone(zone).date()
    # Nine days: a week, and a day on each side that may not exist.
    for ahead in range(9):
        day = today + ahead * _DAY
        at = digest_at(department, day, zone) if day.weekday() in department.digest_days else None
        if at is not None and at > now:
            return at
    return None


def window(department: Department, day: date, *, zone: ZoneInfo) -> DigestDue | None:
    """The digest of one local date as if it were posted on time (for the command that shows it)."""
    zone = zone_of(department, zone)
    at = digest_at(department, day, zone)
    return None if at is None else _covering(department, day, at, last=None, late=False, zone=zone)


def _covering(
    department: Department, day: date, at: datetime, *, last: date | None, late: bool, zone: ZoneInfo
) -> DigestDue:
    """The digest of a day: from the last one that was posted, else from the one that should have been before."""
    missed = []
    earlier = day - _DAY
    for _ in range(_LOOK_BACK):
        if last is not None and earlier <= last:
            break
        if earlier.weekday() in department.digest_days and digest_at(department, earlier, zone) is not None:
            if last is None:
                break
            missed.append(earlier)
        earlier -= _DAY
    since = digest_at(department, last if last is not None else earlier, zone) or at - _DAY
    # The digest hour may have been moved since the last one.
    since = min(since, at - timedelta(minutes=1))
    return DigestDue(
        department=department.name, day=day, since=since, until=at, late=late, missed=tuple(reversed(missed))
    )
