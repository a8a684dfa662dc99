"""Shards: thinking is dealt to so many processes by keyword group."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model.mention import MentionId
from bot.model.theme import ThemeId


def shard_of(groups: Iterable[str], shards: int) -> int:
    """The shard, 0 to `shards` - 1, of a mention of these keyword groups: that of the first of them by name.

    A mention of no group is in shard 0.
    """
    first = min(groups, default="")
    return zlib.crc32(first.encode("utf-8", "surrogatepass")) % shards if first else 0


def number_after(highest: int, shard: int, shards: int) -> int:
    """The next number that a shard gives: each gives its own, so that two never give the same."""
    return highest + 1 + (shard - highest - 1) % shards


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPlace:
    """What waits for the owner of a shard: a mention to be placed; what a theme has to subtract for a mention that
    left it (edited or removed); a name that a person gave a theme.
    """

    id: int
    kind: Literal["place", "leave", "rename"]
    mention: MentionId | None
    theme: ThemeId | None
    at: datetime
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How much waits in a shard, and since how many seconds the oldest of it does."""

    shard: int
    waiting: int
    age: float
