"""What an act counts as: the ladder of signals and the table of emoji."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model.insight import InsightKind
from bot.model.signal import SignalKind

Emoji = Mapping[str, SignalKind]


def strength(kind: SignalKind) -> int:
    """The points of a signal."""
    raise NotImplementedError


def meaning(emoji: str, insight: InsightKind, table: Emoji | None = None) -> SignalKind:
    """What an emoji (a character, or a chat's name for it) counts as on an insight of this kind."""
    raise NotImplementedError


def number(emoji: str) -> int | None:
    """1 to 9 for a keycap emoji (also as a chat names it), else None: which entry of a digest is meant."""
    raise NotImplementedError
