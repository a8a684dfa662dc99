"""Which insights there are: pure, from counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.insights.coverage import Coverage
from bot.insights.danger import risks
from bot.insights.finding import Finding, FindSettings, Scene, over
from bot.insights.rising import Surge, emerging, quiet_spike, spike, stream_surge, surge
from bot.insights.silence import silences
from bot.insights.standing import lasting
from bot.insights.view import HOURS, ThemesView, ThemeView
from bot.insights.wishes import wished
from bot.model.insight import Insight
from bot.model.theme import ThemeId
from bot.themes.rare import QUIET_A_DAY


def find(view: ThemesView, *, now: datetime, settings: FindSettings | None = None) -> list[Finding]:
    """The findings at `now`, most severe first; for one theme at most one that is said (new or again).

    A risk goes before a rise, a rise before what is new, that before what lasts. What comes second is
    found in a later pass, if it is still so.
    """
    scene = _scene(view, now, settings)
    found = [*risks(scene), *_doubled(view), *(wished(scene) if scene.settings.lasting else ())]
    rises = {theme.theme: spike(theme, scene) for theme in view.themes}
    scene = replace(scene, rises=_spans([*view.insights, *(one for one in rises.values() if one is not None)]))
    rises |= {theme.theme: rises[theme.theme] or quiet_spike(theme, scene) for theme in view.themes}
    said = {finding.theme for finding in found if finding.theme is not None and finding.change in ("new", "again")}
    for theme in view.themes:
        for finding in _of_theme(theme, rises[theme.theme], scene):
            aloud = finding.change in ("new", "again")
            if aloud and theme.theme in said:
                continue
            if aloud:
                said.add(theme.theme)
            found.append(finding)
    found.extend(silences(scene) if scene.settings.silences else ())
    return sorted(found, key=lambda one: (-one.severity, one.kind, one.theme or 0, one.source or "", one.numbers.since))


def surges(view: ThemesView, *, now: datetime, settings: FindSettings | None = None) -> list[Surge]:
    """The rises at `now`, the largest first: what belongs to the first may be gathered before `find` is asked.

    Where the whole stream rises, that is the first, under the theme that grew most.
    """
    scene = _scene(view, now, settings)
    found = [surge(theme, scene, standing=scene.standing("spike", theme.theme)) for theme in view.themes]
    rises = sorted((one for one in found if one is not None), key=lambda one: (-one.mentions, one.theme))
    whole = stream_surge(scene)
    return rises if whole is None else [whole, *(one for one in rises if one.theme != whole.theme)]


def fresh(found: Iterable[Finding]) -> list[ThemeId]:
    """The themes that are about to be told as new, the most severe first: they may be one news, or told already."""
    return [one.theme for one in found if one.kind == "emerging" and one.change == "new" and one.theme is not None]


def told_as_new(insights: Iterable[Insight]) -> list[ThemeId]:
    """The themes of the open insights that told something as new or as a sudden rise."""
    return [one.theme for one in insights if one.kind in ("emerging", "spike") and one.theme is not None]


def _of_theme(theme: ThemeView, rise: Finding | None, scene: Scene) -> list[Finding]:
    found = [finding for finding in (rise, emerging(theme, scene)) if finding is not None]
    return [*found, *(lasting(theme, scene) if scene.settings.lasting else ())]


def _spans(claims: Iterable[Insight | Finding]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((one.numbers.since, one.numbers.until) for one in claims if one.kind == "spike")


def _doubled(view: ThemesView) -> list[Finding]:
    """Where themes were merged, of two open insights of one kind the younger is over; wishes have no theme's bounds."""
    seen: set[tuple[str, int]] = set()
    found = []
    for insight in sorted(view.insights, key=lambda one: one.id):
        if insight.theme is None or insight.kind in ("risk", "request", "raised"):
            continue
        if (insight.kind, insight.theme) in seen:
            found.append(over(insight))
        seen.add((insight.kind, insight.theme))
    return found


def _scene(view: ThemesView, now: datetime, settings: FindSettings | None) -> Scene:
    every = sum(mentions for sources in view.stream.values() for mentions in sources.values())
    return Scene(
        view=view, now=now, coverage=Coverage.of(view), settings=settings or FindSettings(),
        small=every < QUIET_A_DAY * HOURS / 24,
    )  # fmt: skip
