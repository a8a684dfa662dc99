"""At night: themes that turn out to be one are merged, a theme that turns out to be two is split.

How alike two themes are is the average similarity of a mention of one with a mention of the other
(average link, read off the running sums), divided by how alike mentions are within each. The
division matters: mentions of a broad topic are hardly more alike than chance, so a fixed cosine
either leaves it in pieces or runs everything narrow together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from bot.model.changes import KeepTheme, MoveMentions
from bot.model.theme import ThemeId
from bot.themes.book import ThemeBook
from bot.themes.entry import Entry
from bot.themes.halves import halves
from bot.themes.space import Space
from bot.themes.state import Member

MERGE = 0.45
LEAST_WEIGHT = 8.0  # fewer mentions are alike or not by chance, and every night would try again
_LEAST_WITHIN = 0.02
_PRIOR_PAIRS = 20.0  # so many pairs of the usual closeness keep two or three mentions from deciding
_USUAL_WITHIN = 0.3

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation:
    """What a night changed, ready to be committed: themes with their events, and mentions that moved."""

    themes: tuple[KeepTheme, ...]
    moves: tuple[MoveMentions, ...]


def consolidate(
    book: ThemeBook, members: Mapping[ThemeId, Sequence[Member]], *, at: datetime,
    terms: Mapping[ThemeId, str] | None = None,
) -> Consolidation:  # fmt: skip
    """Merge and split; the book is changed at once, and what it returns is to be committed.

    Args:
        book: the themes.
        members: live mentions of themes, by id: all of those that may be split (`may_split`), or their
            newest 500. Of a merged theme only what is here is moved: the caller moves the rest.
        at: the time of the events.
        terms: the telling words of a theme, recorded as a merge's reason.
    """
    moves: list[MoveMentions] = []
    for theme, found in sorted(members.items()):
        entry = book.theme(theme)
        if entry is not None and entry.state == "theme":
            cut = halves(found, space=book.space)
            if cut is not None:
                new = book.split(theme, stays=cut.stays, leaves=cut.leaves, at=at, detail=f"{cut.likeness:.2f}")
                moves.append(MoveMentions(mentions=tuple(one.id for one in cut.leaves), theme=new))
    for away, into, likeness in merges(book.cores(), book.space):
        words = (terms or {}).get(away, "")
        book.merge(away, into, at=at, detail=f"{likeness:.2f} {words}".strip())
        gone = tuple(one.id for one in members.get(away, ()))
        if gone:
            moves.append(MoveMentions(mentions=gone, theme=into))
    return Consolidation(themes=book.changed(), moves=tuple(moves))


def merges(cores: Mapping[ThemeId, tuple[Entry, ...]], space: Space) -> list[tuple[ThemeId, ThemeId, float]]:
    """Which themes are one, most alike first: (goes away, stays, likeness). What stays is a theme rather than a
    candidate, and the older of two.
    """
    kept = {theme: entries for theme, entries in cores.items() if sum(entry.weight for entry in entries) > LEAST_WEIGHT}
    if len(kept) < 2:
        return []
    ids = list(kept)
    weights = np.array([sum(entry.weight for entry in entries) for entries in kept.values()])
    totals = np.array([np.sum([entry.centre for entry in entries], axis=0) for entries in kept.values()])
    sums = space.turned(totals) / np.sqrt(space.spread)
    rank = [(entries[0].state != "theme", theme) for theme, entries in kept.items()]
    return [(ids[away], ids[into], likeness) for away, into, likeness in _joined(sums @ sums.T, weights, rank)]


def _joined(dots: Numbers, weights: Numbers, rank: Sequence[tuple[bool, ThemeId]]) -> list[tuple[int, int, float]]:
    weights = np.maximum(weights, 1.0)
    usual = _usual_within(dots, weights)
    alive = np.ones(len(weights), dtype=bool)
    table = np.full(dots.shape, -9.0)
    for row in range(len(weights)):
        table[row] = _likeness(row, dots, weights, alive=alive, usual=usual)
    best = table.max(axis=1)
    found: list[tuple[int, int, float]] = []
    while True:
        one = int(best.argmax())
        # Rounded, so that the same themes merge in the same order on every machine.
        likeness = round(float(best[one]), 5)
        if likeness < MERGE:
            return found
        other = int(table[one].argmax())
        into, away = sorted((one, other), key=lambda place: rank[place])
        found.append((away, into, likeness))
        dots[into] += dots[away]
        dots[:, into] += dots[:, away]
        weights[into] += weights[away]
        alive[away] = False
        table[away] = -9.0
        table[:, away] = -9.0
        table[into] = table[:, into] = _likeness(into, dots, weights, alive=alive, usual=usual)
        best = table.max(axis=1)


def _usual_within(dots: Numbers, weights: Numbers) -> float:
    large = weights >= 5
    if not large.any():
        return _USUAL_WITHIN
    pairs = weights[large] * (weights[large] - 1)
    return float(np.clip(((np.diag(dots)[large] - weights[large]) / pairs).mean(), 0.05, 0.6))


def _likeness(row: int, dots: Numbers, weights: Numbers, *, alive: npt.NDArray[np.bool_], usual: float) -> Numbers:
    pairs = weights * (weights - 1)
    within = (np.diag(dots) - weights + _PRIOR_PAIRS * usual) / (pairs + _PRIOR_PAIRS)
    within = np.maximum(within, _LEAST_WITHIN)
    found = dots[row] / (weights[row] * weights) / np.sqrt(within[row] * within)
    found[~alive] = -9.0
    found[row] = -9.0
    return np.asarray(found, dtype=np.float64)
