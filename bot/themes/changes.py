"""What changed between two windows, and which parts add up to the change: exactly, in whole mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.insight import Driver

OTHER = "other"
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """A window's mentions counted in several ways: dimension -> value -> mentions.

    A dimension may leave mentions out (those without a theme, say): the rest becomes `other`.
    """

    total: int
    by: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The change of a count: `now` - `usual` = `difference`; each dimension's drivers add up to it."""

    now: int
    usual: int
    difference: int
    drivers: tuple[Driver, ...]

    def of(self, dimension: str) -> tuple[Driver, ...]:
        """One dimension's drivers; their differences add up to `difference`."""
        return tuple(driver for driver in self.drivers if driver.dimension == dimension)


def changed(now: Facets, usual: Sequence[Facets], *, shown: int = SHOWN) -> Changed:
    """What drove the change from the usual windows to this one.

    Args:
        now: the window asked about.
        usual: one or more earlier windows of the same length, all without gaps; their mean is what is usual,
            rounded to whole mentions so that the parts still add up.
        shown: at most so many drivers a dimension, the strongest first; the others are summed up as `other`.
    """
    windows = max(1, len(usual))
    total = round_half_up(sum(window.total for window in usual), windows)
    drivers: list[Driver] = []
    for dimension in now.by:
        parts = _completed(now.total, now.by[dimension])
        before = _usual_parts(
            [_completed(window.total, window.by.get(dimension, {})) for window in usual], total, windows
        )
        drivers.extend(_strongest(dimension, parts, before, shown))
    return Changed(now=now.total, usual=total, difference=now.total - total, drivers=tuple(drivers))


def round_half_up(amount: int, parts: int) -> int:
    """The whole number nearest to amount / parts, halves up."""
    return (2 * amount + parts) // (2 * parts)


def _completed(total: int, counts: Mapping[str, int]) -> dict[str, int]:
    parts = {value: count for value, count in counts.items() if count}
    rest = total - sum(parts.values())
    if rest:
        parts[OTHER] = parts.get(OTHER, 0) + rest
    return parts


def _usual_parts(windows: Sequence[Mapping[str, int]], total: int, count: int) -> dict[str, int]:
    """Each value's mean in whole mentions that add up to `total`: the largest remainders are rounded up."""
    sums: dict[str, int] = {}
    for window in windows:
        for value, mentions in window.items():
            sums[value] = sums.get(value, 0) + mentions
    parts = {value: mentions // count for value, mentions in sums.items()}
    short = total - sum(parts.values())
    for value in sorted(sums, key=lambda value: (-(sums[value] % count), value))[: max(0, short)]:
        parts[value] += 1
    return parts


def _strongest(dimension: str, now: Mapping[str, int], usual: Mapping[str, int], shown: int) -> list[Driver]:
    moved = {value: now.get(value, 0) - usual.get(value, 0) for value in {*now, *usual}}
    named = sorted((value for value in moved if value != OTHER and moved[value]), key=lambda v: (-abs(moved[v]), v))
    kept = named[:shown]
    rest = sum(moved.values()) - sum(moved[value] for value in kept)
    found = [Driver(dimension=dimension, value=value, difference=float(moved[value])) for value in kept]
    if rest:
        found.append(Driver(dimension=dimension, value=OTHER, difference=float(rest)))
    return found
