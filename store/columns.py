"""Values as columns: instants as microseconds since the epoch, small structures as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """Microseconds since the epoch.

    Raises:
        TypeError: the time has no zone.
    """
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def micros_or_none(at: datetime | None) -> int | None:
    """Microseconds since the epoch, or None."""
    return None if at is None else micros(at)


def instant(number: int) -> datetime:
    """The instant in UTC."""
    return EPOCH + timedelta(microseconds=number)


def instant_or_none(number: int | None) -> datetime | None:
    """The instant in UTC, or None."""
    return None if number is None else instant(number)


def as_list(values: object) -> str:
    """Values as a JSON list, for `in (...)` with any number of them."""
    return json.dumps(values)


SEPARATOR = "\n"
"""Between the marks of a mention."""

EVER = -(2**62)
"""Before every instant: a condition that does not restrict."""
