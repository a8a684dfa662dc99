"""What is known of the themes at a moment: the input of `find`, as plain counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.changes import Gap
from bot.model.insight import Insight, InsightId
from bot.model.mention import Kind, MentionId
from bot.model.reading import Intent, Sentiment
from bot.model.theme import ThemeId
from bot.themes.space import Space

DAYS = 56
HOURS = 8 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One live mention as counting needs it. `day` is its local date, `hour` its UTC hour since the epoch.

    `harm` are the words of danger in it, `vector` (needed only with harm or a request) what it is about,
    `language` how it is written (as themes compare it).
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
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A theme's local day or hour: mentions (copies among them), the people, the first and last of them.

    `sources` counts all mentions, `moods` and `intents` the originals; `quarters` are an hour's
    mentions by its quarters.
    """

    mentions: int
    copies: int
    voices: frozenset[str]
    first: datetime
    last: datetime
    sources: Mapping[str, int] = field(default_factory=dict)
    moods: Mapping[str, int] = field(default_factory=dict)
    intents: Mapping[str, int] = field(default_factory=dict)
    quarters: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def originals(self) -> int:
        """Mentions that are not copies."""
        return self.mentions - self.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme's last 56 local days and last 8 days by UTC hour, without the empty ones.

    `before` is how many mentions like its own the stream held a week before the theme was born (an
    estimate: `ThemeBook.like`), 0 where nothing is known.
    """

    theme: ThemeId
    born: datetime
    days: Mapping[str, Count]
    hours: Mapping[int, Count]
    before: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """A mention that speaks of danger, with what it is about (its reading's vector)."""

    mention: MentionId
    theme: ThemeId | None
    source: str
    voice: str
    at: datetime
    words: str
    copy: bool = False
    vector: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A mention that asks for something, with what it is about (its reading's vector) and how it is written."""

    mention: MentionId
    theme: ThemeId | None
    voice: str
    at: datetime
    copy: bool = False
    vector: bytes = b""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesView:
    """All of it. `today` is the local date of now in `zone`; only themes in state `theme` are listed.

    `stream` holds all mentions of the last 8 days, of any theme or none: UTC hour -> source ->
    mentions. `started` is each source's first mention, `gaps` those of the last 56 days (and those still open),
    `harms` and `wishes` of the last 56 days by (at, id), `insights` those that are open, each with the theme
    that its own is now part of (`ThemeBook.current`). `space` is the one in which wishes are compared, `asked`
    what the open requests stand on so far.
    """

    today: str
    zone: str
    themes: tuple[ThemeView, ...]
    stream: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    harms: tuple[Harm, ...] = ()
    wishes: tuple[Wish, ...] = ()
    space: Space | None = None
    asked: Mapping[InsightId, frozenset[MentionId]] = field(default_factory=dict)
    started: Mapping[str, datetime] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    insights: tuple[Insight, ...] = ()
