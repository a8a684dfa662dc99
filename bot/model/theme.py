"""Mentions about the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from bot.model.mention import MentionId, Untrusted

ThemeId = NewType("ThemeId", int)

ThemeState = Literal["candidate", "theme", "merged", "archived"]
ThemeEventKind = Literal["promoted", "renamed", "merged", "split"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme as it stands. Its id never changes.

    `centre` is the running sum of its mentions' centred vectors (float32 bytes, 256 numbers),
    `weight` how much that sum holds. `label` is a literal phrase of a mention (`name` where a
    person renamed it), so it is text from outside. `shard` says who thinks about it.
    """

    id: ThemeId
    state: ThemeState
    label: Untrusted
    name: str | None = None
    born: datetime
    seen: datetime
    mentions: int
    voices: int
    centre: bytes
    weight: float
    merged_into: ThemeId | None = None
    shard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEvent:
    """A recorded change of a theme: promoted, renamed, merged into another, split from another."""

    theme: ThemeId
    kind: ThemeEventKind
    other: ThemeId | None = None
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Which theme one mention went to, how near it was (cosine, 5 digits) and under which threshold."""

    mention: MentionId
    theme: ThemeId
    cosine: float
    threshold: float
