"""Typed access to the keys of one mention. Every refusal names the key, what was found and what is right."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.errors import BadMention

_LONGEST_SHOWN = 60
_LONGEST_ID = 2048
_MOST_COUNT = 2**63 - 1
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def shown(value: object) -> str:
    """What was found, short enough for a sentence."""
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    try:
        text = repr(value) if isinstance(value, str) else str(value)
    except ValueError:
        return "a very long number"
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of that IANA name.

    Raises:
        ZoneInfoNotFoundError, ValueError: there is none.
    """
    return ZoneInfo(name)


class Fields:
    """The keys of one mention; `where` names the mention in refusals, `path` stands before its keys."""

    __slots__ = ("path", "raw", "where")

    def __init__(self, raw: Mapping[str, object], *, where: str, path: str = "") -> None:
        self.raw, self.where, self.path = raw, where, path

    def bad(self, key: str, expected: str) -> BadMention:
        """The error that names this key, what stands there and what should."""
        found = shown(self.raw[key]) if self.raw.get(key) is not None else "missing"
        return BadMention(where=self.where, what=self.path + key, found=found, expected=expected)

    def text(self, key: str) -> str | None:
        """A string, or None where it is null, empty or left out."""
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.bad(key, "text in quotation marks")
        return value

    def name(self, key: str) -> str | None:
        """An id as text: a string as it stands, a whole number as its digits, None where left out."""
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            if len(value) <= _LONGEST_ID and not value.isspace():
                return value
        elif isinstance(value, int) and not isinstance(value, bool):
            if abs(value) < 10**60:
                return str(value)
        elif isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        raise self.bad(key, f"text of at most {_LONGEST_ID} characters or a whole number")

    def required(self, key: str) -> str:
        """An id as text that must be there."""
        value = self.name(key)
        if value is None:
            raise self.bad(key, "text or a whole number")
        return value

    def count(self, key: str) -> int | None:
        """A whole number that is not negative, or None where it is left out."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_COUNT:
            raise self.bad(key, "a whole number from 0 on")
        return value

    def number(self, key: str) -> float | None:
        """A finite number, or None where it is left out."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            raise self.bad(key, "a finite number")
        return float(value)

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """One of the allowed words, or None where it is left out."""
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or value not in allowed:
            raise self.bad(key, " or ".join(f'"{word}"' for word in allowed))
        return value

    def part(self, key: str) -> Fields | None:
        """The keys of a nested object, or None where it is left out."""
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.bad(key, "an object")
        return Fields(value, where=self.where, path=f"{self.path}{key}.")

    def moment(self, key: str, zone: str | None) -> datetime | None:
        """A time in UTC, or None where it is left out. Without an offset it is a time of `zone`."""
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        moment = moment_of(value, zone) if isinstance(value, str) else None
        if moment is None:
            raise self.bad(key, "a time with offset such as 2026-07-07T09:30:00+02:00")
        if moment.tzinfo is None:
            raise self.bad(key, "a time with offset such as 2026-07-07T09:30:00+02:00, or a zone in the mapping")
        return moment


def moment_of(text: str, zone: str | None) -> datetime | None:
    """The time in UTC; without offset and zone a naive one; None where it is no RFC 3339 time."""
    match = _TIME.fullmatch(text.strip())
    try:
        if match is None:
            if zone is None or not _DAY.fullmatch(text.strip()):
                return None
            midnight = datetime.fromisoformat(text.strip()).replace(tzinfo=zone_of(zone))
            return midnight.astimezone(UTC)
        day, minute, second, part, offset = match.groups()
        # A leap second is the last second of its minute; parts below a microsecond are dropped.
        second = "59" if second == "60" else second or "00"
        moment = datetime.fromisoformat(f"{day}T{minute}:{second}.{(part or '0')[:6]:0<6}{(offset or '').upper()}")
        if moment.tzinfo is None:
            if zone is None:
                return moment
            moment = moment.replace(tzinfo=zone_of(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
