"""At night: themes that turn out to be one are merged, a theme that turns out to be two is split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.changes import KeepTheme, MoveMentions
from bot.model.theme import ThemeId
from bot.themes.book import Member, ThemeBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation:
    """What a night changed, ready to be committed: themes with their events, and mentions that moved."""

    themes: tuple[KeepTheme, ...]
    moves: tuple[MoveMentions, ...]


def consolidate(
    book: ThemeBook, members: Mapping[ThemeId, Sequence[Member]], *, at: datetime, terms: Mapping[ThemeId, str]
) -> Consolidation:
    """Merge and split; the book is changed at once.

    Args:
        book: the themes.
        members: the live mentions of every theme and candidate, by id (the newest 500 are enough for splits).
        at: the time of the events.
        terms: the telling words of each theme, for the reason that is recorded.
    """
    raise NotImplementedError
