"""The book of themes: which theme each mention belongs to, one mention at a time in sequence order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.changes import KeepTheme
from bot.model.mention import MentionId
from bot.model.theme import Assignment, Theme, ThemeId


@dataclass(frozen=True, slots=True, kw_only=True)
class BookState:
    """What the book must remember beside its themes; no mention can be read from it.

    `through` is the last mention that is in it. Store it (as a setting event) whenever
    `ThemeBook.turned` is true, i.e. once a local day; `ThemeBook.load` and `replay` of the later
    mentions give the same book.
    """

    day: str
    through: MentionId
    seen: int
    mean: tuple[float, ...]
    threshold: float
    sample: tuple[MentionId, ...]
    next_id: int

    def to_json(self) -> dict[str, object]:
        """The state as JSON values."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, found: Mapping[str, object]) -> BookState:
        """The state that `to_json` wrote.

        Raises:
            ValueError: it is not such a state.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A mention as the book has seen it: its vector as float32 bytes, its voice, when it was said."""

    id: MentionId
    theme: ThemeId
    vector: bytes
    voice: str
    at: datetime
    day: str


class ThemeBook:
    """All live themes, in memory; owned by the one process that thinks. Deterministic, without a clock."""

    @classmethod
    def load(
        cls, themes: Iterable[Theme], *, state: BookState | None,
        sample: Mapping[MentionId, bytes], voices: Iterable[tuple[ThemeId, str]], next_id: int = 1,
    ) -> ThemeBook:  # fmt: skip
        """The book as it stood when `state` was taken (None: from these themes alone).

        Args:
            themes: candidates, themes and merged ones (a merged theme goes on drawing mentions to the one it went into).
            state: the last stored one.
            sample: the vectors of `state.sample` that are still there.
            voices: one (theme, voice) for each live mention of these themes.
            next_id: the first free number for a theme, where there is no state.
        """
        raise NotImplementedError

    def assign(
        self, vector: bytes, *, id: MentionId, at: datetime, day: str, voice: str, original: ThemeId | None = None
    ) -> Assignment | None:
        """Which theme the mention belongs to; None for a text that says nothing (empty or zero vector).

        A copy goes where its `original` went. `day` is the organisation's local date.
        """
        raise NotImplementedError

    def replay(self, member: Member) -> None:
        """Take in a mention that was assigned after the state was stored (or that a person moved), as it was assigned."""
        raise NotImplementedError

    def remove(self, member: Member) -> None:
        """Forget a mention: its vector leaves the theme's centre and the sample."""
        raise NotImplementedError

    def changed(self) -> tuple[KeepTheme, ...]:
        """The themes to be stored since last asked, by id, each with its event (promoted, merged, split) if it had one."""
        raise NotImplementedError

    @property
    def turned(self) -> bool:
        """Whether a new local day began since `state()` was last called: then it is due to be stored."""
        raise NotImplementedError

    def state(self) -> BookState:
        """What must be stored beside the themes."""
        raise NotImplementedError

    def theme(self, theme: ThemeId) -> Theme | None:
        """The theme as it stands in memory."""
        raise NotImplementedError

    def current(self, theme: ThemeId) -> ThemeId:
        """Where the theme's mentions are now: itself, or what it was merged into."""
        raise NotImplementedError

    def name(self, theme: ThemeId, *, label: str, at: datetime) -> None:
        """Give the theme a label (a literal phrase); the change is in the next `changed()`."""
        raise NotImplementedError
