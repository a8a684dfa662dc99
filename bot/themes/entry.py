"""One theme while the book is open: the numbers that change with each mention."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np

from bot.model.mention import Untrusted
from bot.model.theme import Theme, ThemeId, ThemeState
from bot.themes.space import DIMENSIONS, Floats

HALF_LIFE_DAYS = 56
_NOTHING = 1e-3


class Entry:
    """A theme with its running sum. What it holds goes into a `Theme` and comes back without loss."""

    __slots__ = (
        "_beside", "_voices", "born", "centre", "id", "label", "mentions", "merged_into", "name", "seen", "shard",
        "state", "weight",
    )  # fmt: skip

    def __init__(self, theme: ThemeId, *, born: datetime, shard: int = 0) -> None:
        self.id = theme
        self.shard = shard
        self.state: ThemeState = "candidate"
        self.label = Untrusted("")
        self.name: str | None = None
        self.born = born
        self.seen = born
        self.mentions = 0
        self.centre: Floats = np.zeros(DIMENSIONS, dtype=np.float32)
        self.weight = 0.0
        self.merged_into: ThemeId | None = None
        self._voices: Counter[str] = Counter()
        self._beside = 0  # voices that the store counts and we do not know by name

    @classmethod
    def read(cls, theme: Theme) -> Entry:
        """The entry of a stored theme; its voices are counted, not yet known."""
        entry = cls(theme.id, born=theme.born, shard=theme.shard)
        entry.state, entry.label, entry.name = theme.state, theme.label, theme.name
        entry.seen, entry.mentions, entry.merged_into = theme.seen, theme.mentions, theme.merged_into
        entry.weight = theme.weight
        if theme.centre:
            entry.centre = np.frombuffer(theme.centre, dtype=np.float32).copy()
        entry._beside = theme.voices
        return entry

    def value(self) -> Theme:
        """The theme to be stored."""
        return Theme(
            id=self.id, state=self.state, label=self.label, name=self.name, born=self.born, seen=self.seen,
            mentions=self.mentions, voices=self.voices, centre=self.centre.tobytes(), weight=self.weight,
            merged_into=self.merged_into, shard=self.shard,
        )  # fmt: skip

    @property
    def live(self) -> bool:
        """Whether its centre draws mentions."""
        return self.state in ("candidate", "theme", "merged")

    @property
    def voices(self) -> int:
        """Distinct voices."""
        return self._beside + len(self._voices)

    def knows(self, voice: str) -> None:
        """One of the stored mentions' voices."""
        if voice not in self._voices and self._beside:
            self._beside -= 1
        self._voices[voice] += 1

    def heard(self, voice: str, at: datetime) -> None:
        """Count a mention."""
        self.mentions += 1
        self._voices[voice] += 1
        self.born = min(self.born, at)
        self._age(at)

    def unheard(self, voice: str) -> None:
        """Count a mention no more."""
        self.mentions = max(0, self.mentions - 1)
        if voice in self._voices:
            self._voices[voice] -= 1
            if self._voices[voice] <= 0:
                del self._voices[voice]

    def add(self, vector: Floats, at: datetime) -> None:
        """Add a difference to the sum; what is older weighs half as much after 56 days."""
        self._age(at)
        share = _kept(at, self.seen)
        self.centre = self.centre + np.float32(share) * vector
        self.weight += share

    def subtract(self, vector: Floats, at: datetime) -> None:
        """Take a difference out of the sum."""
        share = _kept(at, self.seen)
        self.centre = self.centre - np.float32(share) * vector
        self.weight = max(0.0, self.weight - share)
        if self.weight < _NOTHING:
            # Means have moved since: what is left of a text that is gone would not be quite nothing.
            self.clear()

    def shift(self, by: Floats) -> None:
        """Sum up around another mean."""
        self.centre = self.centre + np.float32(self.weight) * by

    def clear(self) -> None:
        """Empty the sum."""
        self.centre = np.zeros(DIMENSIONS, dtype=np.float32)
        self.weight = 0.0

    def absorb(self, other: Entry) -> None:
        """Take over the counts of a theme that is merged into this one; its centre stays its own."""
        self.mentions += other.mentions
        self._voices.update(other._voices)
        self._beside += other._beside
        self.born = min(self.born, other.born)
        self._age(other.seen)

    def _age(self, at: datetime) -> None:
        if at > self.seen:
            share = _kept(self.seen, at)
            self.centre = np.float32(share) * self.centre
            self.weight *= share
            self.seen = at


def _kept(said: datetime, now: datetime) -> float:
    """How much of a mention's weight is left."""
    days = max(0.0, (now - said).total_seconds() / 86400)
    return float(2.0 ** (-days / HALF_LIFE_DAYS))
