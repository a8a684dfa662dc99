"""The centres of all live themes as one matrix, searched at once."""

from __future__ import annotations

import numpy as np

from bot.model.theme import ThemeId
from bot.themes.space import DIMENSIONS, SCALE, Floats, cosine

_NEAR = np.float32(2e-5 * SCALE * SCALE)


class Rows:
    """A growing matrix with free places. A theme's place says nothing: ties go to the older id."""

    def __init__(self) -> None:
        # Column-major: one product of a row with it reads memory in order, twice as fast as the other way.
        self._matrix = np.zeros((64, DIMENSIONS), dtype=np.float32).T.copy()
        self._ids = np.zeros(64, dtype=np.int64)
        self._places: dict[ThemeId, int] = {}
        self._free: list[int] = []
        self._used = 0

    def __len__(self) -> int:
        return len(self._places)

    def put(self, theme: ThemeId, centre: Floats) -> None:
        """Set the theme's centre (placed)."""
        place = self._places.get(theme)
        if place is None:
            place = self._take(theme)
        self._matrix[:, place] = centre

    def drop(self, theme: ThemeId) -> None:
        """Take the theme out; its place is free."""
        place = self._places.pop(theme, None)
        if place is not None:
            self._matrix[:, place] = 0.0
            self._ids[place] = 0
            self._free.append(place)

    def nearest(self, query: Floats) -> tuple[ThemeId, float] | None:
        """The theme whose centre is nearest and its cosine to 5 digits; None if there is no theme."""
        if not self._places:
            return None
        dots = query @ self._matrix[:, : self._used]
        best = dots.max()
        near = np.flatnonzero(dots >= best - _NEAR)
        if len(near) == 1 and self._ids[near[0]]:
            return ThemeId(int(self._ids[near[0]])), cosine(float(best))
        found = [(-cosine(float(dots[place])), int(self._ids[place])) for place in near if self._ids[place]]
        if not found:
            return None
        negative, theme = min(found)
        return ThemeId(theme), -negative

    def with_theme(self, theme: ThemeId, query: Floats) -> float:
        """The cosine with one theme's centre; 0 if it is not here."""
        place = self._places.get(theme)
        return 0.0 if place is None else cosine(float(query @ np.ascontiguousarray(self._matrix[:, place])))

    def _take(self, theme: ThemeId) -> int:
        if self._free:
            place = self._free.pop()
        else:
            if self._used == self._matrix.shape[1]:
                self._grow()
            place = self._used
            self._used += 1
        self._places[theme] = place
        self._ids[place] = theme
        return place

    def _grow(self) -> None:
        size = self._matrix.shape[1]
        self._matrix = np.hstack([self._matrix, np.zeros((DIMENSIONS, size), dtype=np.float32)])
        self._ids = np.concatenate([self._ids, np.zeros(size, dtype=np.int64)])
