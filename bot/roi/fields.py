"""Typed access to the keys of one item of a ledger or query; every refusal names the item, the key and the finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import BadLedger

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")
# Enough for any currency, and small enough that no product of inputs outgrows the working precision.
_MOST_BEFORE_POINT = 15
_MOST_AFTER_POINT = 30
_LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """What was found, short enough for a sentence."""
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def end_of_day(day: date, timezone: ZoneInfo) -> datetime:
    """The last moment of a local day, in UTC: what a bare date means where a moment is asked for."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def day_or_moment(value: object) -> date | datetime | None:
    """The date of `YYYY-MM-DD`, the moment of a time stamp with an offset, None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        if not _DAY.match(value) or value[10:11] not in ("T", "t", " "):
            return None
        moment = datetime.fromisoformat(value)
        return None if moment.utcoffset() is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The keys of one item. `item` names it in messages; a key that is left out reads like null."""

    item: str
    raw: Mapping[str, object]
    timezone: ZoneInfo | None = None

    def bad(self, key: str, expected: str) -> BadLedger:
        """The error that names this key, what stands there and what should."""
        found = shown(self.raw[key]) if key in self.raw else "left out"
        return BadLedger(item=self.item, key=key, found=found, expected=expected)

    def given(self, key: str) -> bool:
        """Whether the key holds something other than null."""
        return self.raw.get(key) is not None

    def text(self, key: str) -> str | None:
        """A string that is not empty, or None where it is null or left out."""
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, "text in quotation marks")
        return value

    def needed_text(self, key: str, expected: str = "text in quotation marks") -> str:
        """A string that must be there."""
        value = self.text(key)
        if value is None:
            raise self.bad(key, expected)
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        """One of these words, or None where it is null or left out."""
        value = self.raw.get(key)
        if value is not None and (not isinstance(value, str) or value not in choices):
            raise self.bad(key, "one of " + ", ".join(choices))
        return value

    def flag(self, key: str) -> bool:
        """True or false; null and left out are false."""
        value = self.raw.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.bad(key, "true or false")
        return value

    def number(self, key: str, *, least: Decimal | None = None, most: Decimal | None = None) -> Decimal | None:
        """A number (or its digits in quotation marks) within the bounds, or None where it is not known."""
        value = self.raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            raise self.bad(key, "a decimal number")
        if isinstance(value, str) and not _NUMBER.fullmatch(value):
            raise self.bad(key, "a decimal number")
        if isinstance(value, int) and abs(value) >= 10**_MOST_BEFORE_POINT:
            raise self.bad(key, f"a number of at most {_MOST_BEFORE_POINT} digits")
        number = Decimal(value)
        if not number.is_finite():
            raise self.bad(key, "a decimal number")
        exponent = number.as_tuple().exponent
        if (number and number.adjusted() >= _MOST_BEFORE_POINT) or int(exponent) < -_MOST_AFTER_POINT:
            expected = f"a number of at most {_MOST_BEFORE_POINT} digits before and {_MOST_AFTER_POINT} after the point"
            raise self.bad(key, expected)
        if (least is not None and number < least) or (most is not None and number > most):
            raise self.bad(key, _bounds(least, most))
        return number

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number within the bounds, or None where it is null or left out."""
        number = self.number(key, least=Decimal(least), most=Decimal(most))
        if number is None:
            return None
        if number != int(number):
            raise self.bad(key, f"a whole number from {least} to {most}")
        return int(number)

    def day(self, key: str) -> date | None:
        """A local date; a time stamp with an offset is first turned into the date of the ledger's time zone."""
        if not self.given(key):
            return None
        value = day_or_moment(self.raw[key])
        if value is None:
            raise self.bad(key, "a date YYYY-MM-DD, or a time stamp with an offset")
        return self._local(key, value) if isinstance(value, datetime) else value

    def needed_day(self, key: str) -> date:
        """A local date that must be there."""
        day = self.day(key)
        if day is None:
            raise self.bad(key, "a date YYYY-MM-DD, or a time stamp with an offset")
        return day

    def moment(self, key: str) -> datetime | None:
        """A moment in UTC; a bare date means the end of that local day."""
        if not self.given(key):
            return None
        value = day_or_moment(self.raw[key])
        if value is None or self.timezone is None:
            raise self.bad(key, "a time stamp with an offset, or a date YYYY-MM-DD")
        if isinstance(value, datetime):
            return value
        try:
            return end_of_day(value, self.timezone)
        except OverflowError:
            raise self.bad(key, "a date that a calendar can hold") from None

    def items(self, key: str) -> tuple[object, ...]:
        """The members of a list; null and left out are empty."""
        value = self.raw.get(key)
        if value is None:
            return ()
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise self.bad(key, "a list")
        return tuple(value)

    def object(self, key: str) -> Mapping[str, object]:
        """The members of an object; null and left out are empty."""
        value = self.raw.get(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping) or any(not isinstance(name, str) for name in value):
            raise self.bad(key, "an object with names as keys")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names (whole numbers are read as their digits); one name alone is a list of one."""
        value = self.raw.get(key)
        members = (value,) if isinstance(value, str) else self.items(key)
        for member in members:
            if isinstance(member, bool) or not isinstance(member, str | int) or member == "":
                raise self.bad(key, "a list of names in quotation marks")
        return tuple(dict.fromkeys(str(member) for member in members))

    def numbers(self, key: str) -> Mapping[str, Decimal]:
        """An object of numbers that are not negative; a null in it counts as left out."""
        inner = Fields(item=f"{self.item} {key}", raw=self.object(key))
        read = {name: inner.number(name, least=Decimal(0)) for name in inner.raw}
        return {name: number for name, number in read.items() if number is not None}

    def _local(self, key: str, moment: datetime) -> date:
        if self.timezone is None:
            raise self.bad(key, "a date YYYY-MM-DD")
        try:
            return moment.astimezone(self.timezone).date()
        except OverflowError:
            raise self.bad(key, "a date that a calendar can hold") from None


def _bounds(least: Decimal | None, most: Decimal | None) -> str:
    if most is None:
        return f"a number not below {least}"
    return f"a number from {least} to {most}" if least is not None else f"a number not above {most}"
