"""Words of danger: one mention is enough, at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from bot.insights.finding import Finding, Scene, doublings, settled, within
from bot.insights.view import Harm
from bot.model.insight import Insight, InsightId, Numbers

ALIKE = 0.6  # of uncentred vectors: danger speaks in many ways, and two topics of danger are rare in one fortnight
AWAY = 0.01  # what a day between them takes from that: the same danger is spoken of again soon
TOGETHER = timedelta(days=14)
NEWS = timedelta(days=1)
_EACH = 4  # up to so many, each further mention is said again; then each doubling


def risks(scene: Scene) -> list[Finding]:
    """One finding for each thing that is dangerous: mentions of one theme or about the same thing, in one fortnight.

    Severity .9 for one person, .02 more for each other. Themes alone would not do: three people
    whose power bank burns describe it in three ways. Wrongly joined risks are still said one by
    one, since each of the first four mentions raises the level.
    """
    found = []
    claimed: set[InsightId] = set()
    for group in _groups(scene.view.harms):
        standing = _standing(group, scene, claimed)
        if standing is not None:
            claimed.add(standing.id)
        elif scene.now - group[-1].at > NEWS:
            continue  # it was said, and is closed
        found.append(settled(_finding(group, standing), standing))
    return found


def _groups(harms: Sequence[Harm]) -> list[list[Harm]]:
    """In the order in which they were said: each joins the group that holds what is nearest to it, or begins one.

    The nearest, not the first: who is shocked does not name the thing, and who names it next is like who names it last.
    Of two that are near it is rather the one that was spoken of lately.
    """
    groups: list[list[Harm]] = []
    for harm in harms:
        near = [
            (max(_nearness(one, harm) for one in group), (harm.at - group[-1].at) / timedelta(days=1), place)
            for place, group in enumerate(groups)
            if harm.at - group[-1].at <= TOGETHER
        ]
        fit = [(round(alike - AWAY * days, 5), -place) for alike, days, place in near if alike >= ALIKE]
        if fit:
            groups[-max(fit)[1]].append(harm)
        else:
            groups.append([harm])
    return groups


def _nearness(one: Harm, other: Harm) -> float:
    if one.theme is not None and one.theme == other.theme:
        return 1.0
    if not one.vector or not other.vector:
        return 0.0
    first, second = np.frombuffer(one.vector, dtype=np.float32), np.frombuffer(other.vector, dtype=np.float32)
    lengths = float(np.sqrt(np.dot(first, first) * np.dot(second, second)))
    return round(float(np.dot(first, second)) / lengths, 5) if lengths else 0.0


def _standing(group: Sequence[Harm], scene: Scene, claimed: set[InsightId]) -> Insight | None:
    """The open risk that the group is: found at its first mention or, if that was taken back, in its time and theme."""
    opened = [one for one in scene.view.insights if one.kind == "risk" and one.id not in claimed]
    for insight in opened:
        if insight.numbers.since == group[0].at:
            return insight
    themes = {harm.theme for harm in group if harm.theme is not None}
    for insight in opened:
        if insight.theme in themes and group[0].at < insight.numbers.until and insight.numbers.since <= group[-1].at:
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
