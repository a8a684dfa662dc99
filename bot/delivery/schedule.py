"""When digests are due: one per department and local date, whatever the clock or the season does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.model.people import Department


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
    raise NotImplementedError


def digest_at(department: Department, day: date, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of the department's digest of a local date, None where that date does not exist."""
    raise NotImplementedError


def due(department: Department, now: datetime, last: date | None, *, zone: ZoneInfo) -> tuple[DigestDue, ...]:
    """The digest to post now, or none. `last` is the local date of the last one posted (or decided to be silent)."""
    raise NotImplementedError


def next_digest(department: Department, now: datetime, *, zone: ZoneInfo) -> datetime | None:
    """The next instant after `now` at which a digest is due; None when no day is a digest day."""
    raise NotImplementedError


def window(department: Department, day: date, *, zone: ZoneInfo) -> DigestDue | None:
    """The digest of one local date as if it were posted on time (for the command that shows it)."""
    raise NotImplementedError
