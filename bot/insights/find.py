"""Which insights there are: pure, from counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.insights.coverage import Coverage
from bot.insights.danger import risks
from bot.insights.finding import Finding, FindSettings, Scene
from bot.insights.rising import Surge, emerging, spike, surge
from bot.insights.silence import silences
from bot.insights.standing import lasting
from bot.insights.view import ThemesView, ThemeView

_IN_ORDER: tuple[Callable[[ThemeView, Scene], Finding | None], ...] = (spike, emerging, lasting)


def find(view: ThemesView, *, now: datetime, settings: FindSettings | None = None) -> list[Finding]:
    """The findings at `now`, most severe first; for one theme at most one that is said (new or again).

    A risk goes before a rise, a rise before what is new, that before what lasts. What comes second is
    found in a later pass, if it is still so.
    """
    scene = _scene(view, now, settings)
    found = risks(scene)
    said = {finding.theme for finding in found if finding.theme is not None and finding.change in ("new", "again")}
    for theme in view.themes:
        for kind in _IN_ORDER:
            finding = kind(theme, scene)
            if finding is None:
                continue
            aloud = finding.change in ("new", "again")
            if aloud and theme.theme in said:
                continue
            if aloud:
                said.add(theme.theme)
            found.append(finding)
    found.extend(silences(scene))
    return sorted(found, key=lambda one: (-one.severity, one.kind, one.theme or 0, one.source or "", one.numbers.since))


def surges(view: ThemesView, *, now: datetime, settings: FindSettings | None = None) -> list[Surge]:
    """The rises that would be found at `now`: what belongs to one of them may be gathered before `find` is asked."""
    scene = _scene(view, now, settings)
    found = [surge(theme, scene, standing=scene.standing("spike", theme.theme)) for theme in view.themes]
    return sorted((one for one in found if one is not None), key=lambda one: (-one.mentions, one.theme))


def _scene(view: ThemesView, now: datetime, settings: FindSettings | None) -> Scene:
    return Scene(view=view, now=now, coverage=Coverage.of(view), settings=settings or FindSettings())
