"""What people ask for: wishes that are about the same thing, whatever themes they fell into.

Most who miss something only state it; the few who ask for it in so many words are scattered over the
themes of what they talk about. Compared with each other, apart from everything else, they find
together, and what such a claim stands on are exactly the mentions that ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

import numpy as np

from bot.insights.finding import Finding, Scene, doublings, over, settled, within
from bot.insights.view import Wish
from bot.model.insight import Insight, InsightId, Numbers
from bot.model.theme import ThemeId
from bot.themes.space import SCALE, Space

OVER = timedelta(days=28)  # so long nobody asked for it
NEWS = timedelta(days=28)  # a group whose newest wish is older is not said for the first time
LEAST = 4  # mentions and people
NEWEST = 400  # so many of the newest wishes are compared with each other
_SHARED = 4
_NEAR = 0.75  # part of the space's own threshold: a mean over pairs is lower than the nearness to a centre


def wished(scene: Scene) -> list[Finding]:
    """One finding for each thing that people ask for: 4 of them in eight weeks; severity .25, more by people.

    A wish belongs to the theme that holds most of its mentions. Groups shift from day to day: one that shares a
    quarter of its mentions with an open request is that request, and its smaller twins are not said beside it.
    """
    found: list[Finding] = []
    claimed: set[InsightId] = set()
    opened = {one.id: one for one in scene.view.insights if one.kind == "request"}
    for group in _groups(scene.view.wishes, scene.view.space):
        themes = Counter(wish.theme for wish in group if wish.theme is not None)
        standing = _standing(group, scene, opened)
        if standing is None:
            if themes and _enough(group) and scene.now - group[-1].at <= NEWS:
                found.append(_finding(group, themes, None))
        elif standing.id not in claimed:
            claimed.add(standing.id)
            found.append(settled(_finding(group, themes, standing), standing))
    stale = [one for number, one in opened.items() if number not in claimed]
    return [*found, *(over(one) for one in stale if scene.now - one.numbers.until > OVER)]


def _enough(group: Sequence[Wish]) -> bool:
    originals = [wish for wish in group if not wish.copy]
    return min(len(originals), len({wish.voice for wish in originals})) >= LEAST


def _standing(group: Sequence[Wish], scene: Scene, opened: Mapping[InsightId, Insight]) -> Insight | None:
    """The open request that the group is: the one that shares most of its mentions, a quarter at least."""
    mine = {wish.mention for wish in group}
    shared = [(len(mine & held), -number) for number, held in scene.view.asked.items() if number in opened]
    most, place = max(shared, default=(0, InsightId(0)))
    return opened[InsightId(-place)] if _SHARED * most >= len(mine) else None


def _finding(group: Sequence[Wish], themes: Mapping[ThemeId, int], standing: Insight | None) -> Finding:
    people = len({wish.voice for wish in group})
    theme = standing.theme if standing is not None else min(themes, key=lambda one: (-themes[one], one))
    level = 1
    if standing is not None:
        level += doublings(len(group), max(sum(wish.at <= standing.found for wish in group), LEAST))
    since = min(group[0].at, standing.numbers.since) if standing is not None else group[0].at
    return Finding(
        kind="request", change="new", theme=theme, level=level, severity=within(0.25 + 0.05 * np.log2(max(people, 1))),
        numbers=Numbers(
            mentions=len(group), people=people, copies=sum(wish.copy for wish in group), usual=None,
            since=since, until=group[-1].at + timedelta(seconds=1),
        ),
        mentions=tuple(wish.mention for wish in group),
    )  # fmt: skip


def _groups(wishes: Sequence[Wish], space: Space | None) -> list[list[Wish]]:
    """Wishes that are alike in the mean of all their pairs (average link), the largest group first, each by time."""
    kept = [wish for wish in wishes if wish.vector][-NEWEST:]
    if space is None or len(kept) < LEAST:
        return []
    rows = [
        space.place(space.centred(np.frombuffer(wish.vector, dtype=np.float32), wish.language)) for wish in kept
    ]  # fmt: skip
    placed = np.stack(rows).astype(np.float64) / SCALE
    groups = joined(placed, least=_NEAR * space.threshold)
    found = [[kept[place] for place in sorted(group)] for group in groups]
    return sorted(found, key=lambda group: (-len(group), group[0].at, group[0].mention))


def joined(rows: np.ndarray[tuple[int, int], np.dtype[np.float64]], *, least: float) -> list[list[int]]:
    """The rows (of length 1) in groups whose mean pair cosine is `least` or more, joined closest first."""
    sums = rows @ rows.T
    sizes = np.ones(len(rows))
    means = sums.copy()
    np.fill_diagonal(means, -9.0)
    groups: list[list[int] | None] = [[place] for place in range(len(rows))]
    while True:
        place = int(means.argmax())
        one, other = sorted(divmod(place, len(rows)))
        # Rounded, so that the same wishes join on every machine.
        if round(float(means[one, other]), 5) < least:
            return [group for group in groups if group is not None]
        groups[one], groups[other] = [*(groups[one] or ()), *(groups[other] or ())], None
        sums[one] += sums[other]
        sums[:, one] += sums[:, other]
        sizes[one] += sizes[other]
        row = sums[one] / (sizes[one] * sizes)
        row[[place for place, group in enumerate(groups) if group is None or place == one]] = -9.0
        means[one] = means[:, one] = row
        means[other] = means[:, other] = -9.0
