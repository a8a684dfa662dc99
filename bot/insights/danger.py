"""Words of danger: one mention is enough, at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from bot.insights.finding import Finding, Scene, doublings, settled, within
from bot.insights.view import Harm
from bot.model.insight import Insight, Numbers

ALIKE = 0.45
_EACH = 4  # up to so many, each further mention is said again; then each doubling


def risks(scene: Scene) -> list[Finding]:
    """One finding for each thing that is dangerous: mentions of one theme, or about the same thing.

    Severity .9 for one mention, .02 more for each further voice. Themes alone would not do: three
    people whose battery burns describe it in three ways. Wrongly joined risks are still said one by
    one, since each of the first four mentions raises the level.
    """
    found = []
    for group in _groups(scene.view.harms):
        standing = _standing(group, scene)
        finding = _finding(group, standing)
        # A closed risk is not opened again by the mentions that it was about.
        if standing is None and scene.now - group[-1].at > timedelta(days=1):
            continue
        found.append(settled(finding, standing))
    return found


def _groups(harms: Sequence[Harm]) -> list[list[Harm]]:
    """In the order in which they were said: each joins the first group whose first mention it resembles."""
    groups: list[list[Harm]] = []
    for harm in harms:
        for group in groups:
            if any(_same(one, harm) for one in group):
                group.append(harm)
                break
        else:
            groups.append([harm])
    return groups


def _same(one: Harm, other: Harm) -> bool:
    if one.theme is not None and one.theme == other.theme:
        return True
    first, second = _row(one), _row(other)
    if first is None or second is None:
        return False
    lengths = float(np.sqrt(np.dot(first, first) * np.dot(second, second)))
    return lengths > 0 and round(float(np.dot(first, second)) / lengths, 5) >= ALIKE


def _row(harm: Harm) -> npt.NDArray[np.float32] | None:
    return np.frombuffer(harm.vector, dtype=np.float32) if harm.vector else None


def _standing(group: Sequence[Harm], scene: Scene) -> Insight | None:
    """The open risk about any of the group's themes; where it was found without a theme, its time tells."""
    themes = {harm.theme for harm in group}
    for insight in scene.view.insights:
        if insight.kind == "risk" and insight.theme in themes:
            if insight.theme is None and insight.numbers.since != group[0].at:
                continue
            return insight
    return None


def _finding(group: Sequence[Harm], standing: Insight | None) -> Finding:
    originals = [harm for harm in group if not harm.copy] or list(group)
    voices = {harm.voice for harm in originals}
    count = len(originals)
    level = count if count <= _EACH else _EACH + doublings(count, _EACH)
    return Finding(
        kind="risk", change="new", theme=standing.theme if standing else group[0].theme,
        numbers=Numbers(
            mentions=len(group), people=len({harm.voice for harm in group}), copies=len(group) - len(originals),
            usual=None, since=group[0].at, until=group[-1].at + timedelta(seconds=1),
        ),
        severity=within(0.9 + 0.02 * (len(voices) - 1)), level=level, mentions=tuple(harm.mention for harm in group),
    )  # fmt: skip
