"""What is known of the themes at a moment: the input of `find`, as plain counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.model.changes import Gap
from bot.model.insight import Insight
from bot.model.mention import Kind, MentionId
from bot.model.reading import Intent, Sentiment
from bot.model.theme import ThemeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One live mention as counting needs it. `day` is its local date, `hour` its UTC hour since the epoch.

    `harm` are the words of danger in it, `vector` (only needed with harm) what it is about.
    """

    id: MentionId
    theme: ThemeId | None
    source: str
    voice: str
    at: datetime
    day: str
    hour: int
    kind: Kind = "mention"
    sentiment: Sentiment = "unsure"
    intent: Intent = "other"
    copy: bool = False
    harm: str | None = None
    vector: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """A theme's local day: mentions (copies among them), and originals by mood, intent and source; voices as a set."""

    mentions: int = 0
    copies: int = 0
    voices: frozenset[str] = frozenset()
    moods: Mapping[str, int] = field(default_factory=dict)
    intents: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme's last 56 local days (date -> counts) and last 8 days by hour (UTC hour -> source -> mentions)."""

    theme: ThemeId
    born: datetime
    days: Mapping[str, DayCount]
    hours: Mapping[int, Mapping[str, int]]
    voices_by_hour: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """A mention that speaks of danger."""

    mention: MentionId
    theme: ThemeId | None
    source: str
    voice: str
    at: datetime
    words: str
    vector: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesView:
    """All of it. `today` is the local date of now; `started` each source's first mention; `gaps` of the last 56 days.

    `open` are the insights that are open; only themes in state `theme` are listed.
    """

    today: str
    themes: tuple[ThemeView, ...]
    harms: tuple[Harm, ...] = ()
    started: Mapping[str, datetime] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    open: tuple[Insight, ...] = ()
    zone: str = "UTC"


Change = Literal["new", "again", "update", "over"]


class Tally:
    """Counts what is heard, mention by mention, and gives the view; owned by the one process that thinks."""

    def add(self, heard: Heard) -> None:
        """Count a mention (the same id again replaces the earlier)."""
        raise NotImplementedError

    def remove(self, mention: MentionId) -> None:
        """Count it no more."""
        raise NotImplementedError

    def move(self, mentions: tuple[MentionId, ...], theme: ThemeId) -> None:
        """Count these under another theme."""
        raise NotImplementedError

    def view(self, now: datetime, *, today: str, zone: str, themes: Mapping[ThemeId, datetime],
             gaps: tuple[Gap, ...] = (), open: tuple[Insight, ...] = ()) -> ThemesView:  # fmt: skip
        """The view at `now`; `themes` are those in state `theme`, each with when it was born."""
        raise NotImplementedError
