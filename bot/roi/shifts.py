"""Whether people speak of other things than they did: the topics of a programme now against those of before.

The chi-square distance of the two distributions, divided by the method's variance over mean of counts (2), beyond what
chance gives once in a thousand looks (Wilson and Hilferty's approximation), and at least a fifth of all that is said
has moved to other topics.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

RECENT_WEEKS, EARLIER_WEEKS = 4, 12
LEAST = 20
"""Mentions that are needed on either side."""
MOVED = 0.2
_OVERDISPERSION = 2.0
_Z = 3.09


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The topic that grew most, its share of all before and now, and the share that moved between topics."""

    topic: int
    before: float
    now: float
    moved: float


def shift(before: Mapping[int, int], now: Mapping[int, int]) -> Shift | None:
    """The shift between mentions by topic earlier and in recent weeks; None where chance explains it."""
    earlier, recent = sum(before.values()), sum(now.values())
    if min(earlier, recent) < LEAST:
        return None
    topics = sorted({*before, *now})
    shares = {one: (before.get(one, 0) / earlier, now.get(one, 0) / recent) for one in topics}
    moved = sum(abs(new - old) for old, new in shares.values()) / 2
    if moved < MOVED or _distance(before, now) / _OVERDISPERSION <= _critical(len(topics) - 1):
        return None
    topic = max(topics, key=lambda one: (shares[one][1] - shares[one][0], -one))
    return Shift(topic=topic, before=shares[topic][0], now=shares[topic][1], moved=moved)


def _distance(before: Mapping[int, int], now: Mapping[int, int]) -> float:
    """Pearson's chi-square of two rows of counts."""
    rows = (before, now)
    sums = [sum(row.values()) for row in rows]
    found = 0.0
    for topic in {*before, *now}:
        column = before.get(topic, 0) + now.get(topic, 0)
        for row, total in zip(rows, sums, strict=True):
            expected = column * total / sum(sums)
            found += (row.get(topic, 0) - expected) ** 2 / expected if expected else 0.0
    return found


def _critical(freedom: int) -> float:
    """What a chi-square with so many degrees of freedom exceeds once in a thousand times."""
    part = 2 / (9 * max(freedom, 1))
    return max(freedom, 1) * (1 - part + _Z * math.sqrt(part)) ** 3
