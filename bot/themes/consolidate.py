"""At night: themes that turn out to be one are merged, a theme that turns out to be two is split.

How alike two themes are is the average similarity of a mention of one with a mention of the other
(average link, read off the running sums), divided by how alike mentions are within each. The
division matters: mentions of a broad topic are hardly more alike than chance, so a fixed cosine
either leaves it in pieces or runs everything narrow together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

MERGE, CROWDED_MERGE = 0.45, 0.70  # from which likeness on two themes are one: in a sparse stream, in a crowded one
LEAST_WEIGHT, CROWDED_WEIGHT = 8.0, 2.0  # fewer mentions are alike or not by chance, and every night would try again
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


def one_news(
    book: ThemeBook, fresh: Sequence[ThemeId], told: Iterable[ThemeId], *, at: datetime
) -> list[tuple[ThemeId, ThemeId]]:
    """Merge each fresh theme that is a part of one that is told as new: (gone, into); the book is changed at once.

    People speak of what is new in so many ways that it wakes several themes, each too small for the night to compare.
    With the few that are news just now one may be compared all the same, where among all themes chance would find it
    a likeness; and what is told as new twice is wrong at once, what is merged is split again by a later night.

    Args:
        book: the themes.
        fresh: those about to be told as new, the one that is to stay first.
        told: those told already.
        at: the time of the events.
    """
    standing = [book.current(theme) for theme in told]
    found: list[tuple[ThemeId, ThemeId]] = []
    for theme in fresh:
        likeness, into = max(_likenesses(book, theme, standing), default=(0.0, theme))
        if likeness >= merged_from(book.space):
            book.merge(theme, into, at=at, detail=f"{likeness:.2f}")
            found.append((theme, into))
        else:
            standing.append(theme)
    return found


def _likenesses(book: ThemeBook, theme: ThemeId, others: Iterable[ThemeId]) -> list[tuple[float, ThemeId]]:
    """How alike the theme is each of these."""
    cores = book.cores()
    named = [other for other in dict.fromkeys(others) if other != theme and other in cores]
    if theme not in cores or not named:
        return []
    ids = [theme, *named, *(one for one in cores if one != theme and one not in named)]
    weights, sums = _sums([cores[one] for one in ids], book.space)
    dots, weights = sums @ sums.T, np.maximum(weights, 1.0)
    row = _likeness(0, dots, weights, alive=weights > 0, usual=_usual_within(dots, weights))
    return [(round(float(row[place]), 5), one) for place, one in enumerate(ids) if one in named]


def _sums(entries: Sequence[tuple[Entry, ...]], space: Space) -> tuple[Numbers, Numbers]:
    """The weight of each theme, and the sum of what its mentions are about."""
    weights = np.array([sum(entry.weight for entry in own) for own in entries])
    totals = np.array([np.sum([entry.centre for entry in own], axis=0) for own in entries])
    return weights, space.turned(totals) / np.sqrt(space.spread)


def merges(cores: Mapping[ThemeId, tuple[Entry, ...]], space: Space) -> list[tuple[ThemeId, ThemeId, float]]:
    """Which themes are one, most alike first: (goes away, stays, likeness). What stays is a theme rather than a
    candidate, and the older of two.
    """
    least = LEAST_WEIGHT + space.crowded * (CROWDED_WEIGHT - LEAST_WEIGHT)
    kept = {theme: entries for theme, entries in cores.items() if sum(entry.weight for entry in entries) > least}
    if len(kept) < 2:
        return []
    ids = list(kept)
    weights, sums = _sums(list(kept.values()), space)
    rank = [(entries[0].state != "theme", theme) for theme, entries in kept.items()]
    return [
        (ids[away], ids[into], likeness)
        for away, into, likeness in _joined(sums @ sums.T, weights, rank, least=merged_from(space))
    ]


def merged_from(space: Space) -> float:
    """From which likeness on two themes are one."""
    return MERGE + space.crowded * (CROWDED_MERGE - MERGE)


def _joined(
    dots: Numbers, weights: Numbers, rank: Sequence[tuple[bool, ThemeId]], *, least: float
) -> list[tuple[int, int, float]]:
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
        if likeness < least:
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
