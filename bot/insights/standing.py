"""What comes back or is praised: claims about weeks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.insights.coverage import window
from bot.insights.finding import Finding, Scene, doublings, over, settled, within
from bot.insights.rising import negative, told_as_rises
from bot.insights.view import ThemeView
from bot.model.insight import Insight, InsightKind, Numbers
from bot.themes.repeats import REPEAT_PEOPLE, REPEAT_PEOPLE_WEEKS, Week, is_praise, is_repeat

OVER = timedelta(days=28)  # so long nobody said it
_WEEKS = 7
_LEAST = 5  # mentions in four weeks: with fewer nothing lasts

# In the order in which one of them is said first.
_FLOOR: Mapping[InsightKind, float] = {"repeat": 0.3, "praise": 0.2}


def lasting(theme: ThemeView, scene: Scene) -> list[Finding]:
    """What the theme is: a repeat problem or praise; praise of what is a known problem is said beside it.

    Severity is .3 or .2, more by people a week and (a problem) by how negative it is.
    """
    standing = {one.kind: one for one in scene.view.insights if one.theme == theme.theme and one.kind in _FLOOR}
    recent = window(scene.view.today, days=28)
    if not standing and sum(theme.days[day].mentions for day in recent if day in theme.days) < _LEAST:
        return []
    weeks = [week_of(theme, scene, ago=7 * back) for back in reversed(range(_WEEKS))]
    last = sum(theme.days[day].mentions for day in window(scene.view.today, days=7) if day in theme.days)
    # The week of an outage says nothing of other weeks, and its mentions are told already.
    burst = 2 * told_as_rises(theme, scene, today=False) > last
    found = []
    for kind in _FLOOR:
        insight = standing.get(kind)
        if insight is not None:
            gone = _forgotten(theme, scene) or _faded(insight, weeks)
            found.append(over(insight) if gone else _finding(theme, kind, insight, scene))
        elif not burst and _is(kind, weeks, scene) and not (kind == "repeat" and standing):
            found.append(_finding(theme, kind, None, scene))
    return found


def _finding(theme: ThemeView, kind: InsightKind, insight: Insight | None, scene: Scene) -> Finding:
    last = window(scene.view.today, days=7)
    counts = [theme.days[day] for day in last if day in theme.days]
    if insight is not None and not counts:
        # Nobody spoke of it: it stands as it stood, behind what is spoken of.
        still = Finding(
            kind=kind, change="update", theme=theme.theme, numbers=insight.numbers, severity=_FLOOR[kind]
        )  # fmt: skip
        return settled(still, insight)
    people = len(frozenset[str]().union(*(count.voices for count in counts))) if counts else 0
    since, until = scene.coverage.span(last)
    # That a problem comes back is shown by the weeks in which it did; praise is about now.
    come_back, _ = scene.coverage.span(window(scene.view.today, days=7 * REPEAT_PEOPLE_WEEKS))
    usual = scene.coverage.usual(
        theme.days, last, [window(scene.view.today, days=7, ago=7 * ago) for ago in (1, 2, 3, 4)]
    )  # fmt: skip
    mentions = sum(count.mentions for count in counts)
    numbers = Numbers(
        mentions=mentions, people=people, copies=sum(count.copies for count in counts),
        usual=None if usual is None else round(usual, 1), since=since, until=until,
    )  # fmt: skip
    weight = negative(theme.days, last) if kind == "repeat" else 0.0
    severity = within(_FLOOR[kind] + 0.05 * math.log2(max(people, 1)) + 0.15 * weight)
    finding = Finding(
        kind=kind, change="new", theme=theme.theme, numbers=numbers, severity=severity,
        level=_level(theme, insight, scene), begun=come_back if kind == "repeat" else None,
    )  # fmt: skip
    return settled(finding, insight)


def _level(theme: ThemeView, insight: Insight | None, scene: Scene) -> int:
    """One more for each doubling since it was found, once it held for two weeks: one loud week is told as a rise."""
    if insight is None:
        return 1

    def mentions(days: Sequence[str]) -> int:
        return sum(theme.days[day].mentions for day in days if day in theme.days)

    base = mentions(window(insight.found.astimezone(scene.coverage.zone).date().isoformat(), days=7))
    both = min(mentions(window(scene.view.today, days=7, ago=ago)) for ago in (0, 7))
    return 1 + doublings(both, max(base, 2 * scene.settings.repeat_voices))


def week_of(theme: ThemeView, scene: Scene, *, ago: int) -> Week | None:
    """Seven whole local days of the theme, ending so many days ago; None where too much of it was silent."""
    days = window(scene.view.today, days=7, ago=ago)
    if scene.coverage.known(days) != days:
        return None
    if scene.view.gaps and scene.coverage.missed(theme.days, days):
        return None
    voices: set[str] = set()
    originals = complaints = praise = 0
    for day in days:
        count = theme.days.get(day)
        if count is not None:
            voices |= count.voices
            originals += count.originals
            complaints += count.intents.get("complaint", 0) + count.intents.get("churn_risk", 0)
            praise += count.intents.get("praise", 0)
    return Week(voices=len(voices), originals=originals, complaints=complaints, praise=praise)


def _forgotten(theme: ThemeView, scene: Scene) -> bool:
    newest = max((count.last for count in theme.days.values()), default=None)
    return newest is None or scene.now - newest > OVER


def _faded(insight: Insight, weeks: Sequence[Week | None]) -> bool:
    """Whether so few still say it that it is none any more: half of the people who make one over six weeks.

    Nobody took it up; what somebody works on stays open until they say how it ended.
    """
    known = [week for week in weeks if week is not None][-REPEAT_PEOPLE_WEEKS:]
    people = sum(week.voices for week in known)
    return insight.status == "new" and len(known) == REPEAT_PEOPLE_WEEKS and people < REPEAT_PEOPLE // 2


def _is(kind: InsightKind, weeks: Sequence[Week | None], scene: Scene) -> bool:
    if kind == "praise":
        return is_praise(weeks)
    return is_repeat(weeks, voices=scene.settings.repeat_voices, least=scene.settings.repeat_weeks)
