"""What the parts of `find` share: a finding, its settings, and how often a thing must be said again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.insights.coverage import Coverage
from bot.insights.view import ThemesView
from bot.model.insight import Insight, InsightId, InsightKind, Numbers
from bot.model.mention import MentionId
from bot.model.theme import ThemeId

Change = Literal["new", "again", "update", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSettings:
    """The floors; the defaults keep the budget of one false spike or emerging insight a department and week.

    A source's first `history_days` are all news: nothing in them is sudden or new. A rise needs
    `rise` mentions above what is usual, from `rise_voices` people. A repeat problem needs
    `repeat_voices` people in each of `repeat_weeks` weeks. What lasts is made of whole days: it need
    be looked for (`lasting`) only once a day. `silences`: whether sources that say nothing are looked for.
    """

    lasting: bool = True
    silences: bool = True
    history_days: int = 21
    rise: int = 10
    rise_voices: int = 5
    emerging_voices: int = 5
    repeat_voices: int = 3
    repeat_weeks: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An insight that there is. `insight` is the open one that it updates (None: a new one).

    `change`: `new`; `again` (the level grew: it must be said again); `update` (numbers only); `over`
    (close it). Its evidence are the live mentions of its theme in [numbers.since, numbers.until), from `begun`
    on where that is earlier (what came back in six weeks stands on six weeks, though it counts the last);
    for a risk or a request exactly `mentions`, for a silence none.
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
    begun: datetime | None = None

    @property
    def stands_since(self) -> datetime:
        """Since when what was said is its evidence."""
        return self.numbers.since if self.begun is None else min(self.begun, self.numbers.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What every part of `find` looks at; `rises` are when there are sudden rises, found before or now.

    `small`: so few mentions come that counts are held against chance, not against a mean and its spread.
    """

    view: ThemesView
    now: datetime
    coverage: Coverage
    settings: FindSettings
    rises: tuple[tuple[datetime, datetime], ...] = ()
    small: bool = False

    def standing(self, kind: InsightKind, theme: ThemeId | None, source: str | None = None) -> Insight | None:
        """The open insight of this kind about this theme (or source)."""
        for insight in self.view.insights:
            if insight.kind == kind and insight.theme == theme and insight.source == source:
                return insight
        return None


def settled(finding: Finding, insight: Insight | None) -> Finding:
    """The finding as a change of the open insight; a level never falls."""
    if insight is None:
        return finding
    level = max(finding.level, insight.level)
    return Finding(
        kind=finding.kind, change="again" if level > insight.level else "update", insight=insight.id,
        theme=finding.theme, source=finding.source, numbers=finding.numbers, severity=finding.severity, level=level,
        mentions=finding.mentions, begun=finding.begun,
    )  # fmt: skip


def over(insight: Insight) -> Finding:
    """The open insight as no longer so."""
    return Finding(
        kind=insight.kind, change="over", insight=insight.id, theme=insight.theme, source=insight.source,
        numbers=insight.numbers, severity=insight.severity, level=insight.level,
    )  # fmt: skip


def doublings(now: float, base: float) -> int:
    """How often `base` has doubled to reach `now`."""
    return max(0, int(math.log2(now / base))) if base > 0 and now > base else 0


def within(value: float) -> float:
    """A severity: two digits, 0..1."""
    return round(min(1.0, max(0.0, value)), 2)
