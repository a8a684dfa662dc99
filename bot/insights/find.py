"""Which insights there are: pure, from counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.insights.view import Change, ThemesView
from bot.model.insight import InsightId, InsightKind, Numbers
from bot.model.mention import MentionId
from bot.model.theme import ThemeId


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSettings:
    """The floors and thresholds; the defaults keep the false-alarm budget."""

    history_days: int = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An insight that there is. `insight` is the open one that it updates (None: a new one).

    `change`: `new`; `again` (the level grew: it must be said again); `update` (numbers only); `over` (close it).
    Its evidence are the theme's (or source's) live mentions in [numbers.since, numbers.until), for a
    risk exactly `mentions`.
    """

    kind: InsightKind
    change: Change
    insight: InsightId | None = None
    theme: ThemeId | None = None
    source: str | None = None
    numbers: Numbers
    severity: float
    level: int = 1
    mentions: tuple[MentionId, ...] = ()


def find(view: ThemesView, *, now: datetime, settings: FindSettings | None = None) -> list[Finding]:
    """The findings at `now`, most severe first; at most one for each theme."""
    raise NotImplementedError
