"""What a mention adds to the rollups, and the sum of it over a transaction.

By day: all, source, department, theme, group. By hour: source, theme, group. A mention without department counts under
the name '' (triage); one without theme under no theme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

DayKey = tuple[str, str, str, str]
HourKey = tuple[str, int, str, str]

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The part of a mention that rollups count."""

    day: str
    hour: int
    source: str
    department: str | None
    theme: int | None
    sentiment: str
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class Rollups:
    """Differences that one transaction makes, each key once."""

    days: dict[DayKey, int] = field(default_factory=dict)
    hours: dict[HourKey, int] = field(default_factory=dict)

    def add(self, one: Counted, times: int = 1) -> None:
        """Count the mention `times` more (-1: no more)."""
        days, day, mood = self.days, one.day, one.sentiment
        hours, hour = self.hours, one.hour
        for key in (
            (ALL, day, ALL, mood),
            ("source", day, one.source, mood),
            ("department", day, one.department or "", mood),
        ):
            days[key] = days.get(key, 0) + times
        at = ("source", hour, one.source, mood)
        hours[at] = hours.get(at, 0) + times
        if one.theme is not None:
            self.add_to("theme", str(one.theme), one, times)
        for name in one.groups:
            self.add_to("group", name, one, times)

    def add_to(self, dimension: str, name: str, one: Counted, times: int) -> None:
        """Count the mention `times` more under one theme or group."""
        by_day = (dimension, one.day, name, one.sentiment)
        by_hour = (dimension, one.hour, name, one.sentiment)
        self.days[by_day] = self.days.get(by_day, 0) + times
        self.hours[by_hour] = self.hours.get(by_hour, 0) + times

    def take_days(self) -> Iterator[tuple[str, str, str, str, int]]:
        """The differences by day, in key order, which the sum then no longer holds."""
        found, self.days = self.days, {}
        return ((*key, times) for key, times in sorted(found.items()) if times)

    def take_hours(self) -> Iterator[tuple[str, int, str, str, int]]:
        """The differences by hour, in key order, which the sum then no longer holds."""
        found, self.hours = self.hours, {}
        return ((*key, times) for key, times in sorted(found.items()) if times)
