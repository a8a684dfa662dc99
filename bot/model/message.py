"""Messages and cards without a platform: each chat turns them into its own shape.

A figure is a span with `opens`: the rows it counts, which its reader may list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from bot.model.insight import InsightId
from bot.model.mention import Untrusted
from bot.model.rows import Rows

_ADDRESS: Final = 3000
"""As long as chats take an address to be."""
Style = Literal["plain", "strong", "faint", "good", "bad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text. `text` from outside stays Untrusted until a surface escapes it.

    At most one of `opens` (the rows behind a figure), `topic` (a theme's page), `answer` (an
    opened part of a ROI answer) and `href` (a path of the workspace, or a vetted address) is set.
    """

    text: str | Untrusted
    style: Style = "plain"
    opens: Rows | None = None
    topic: int | None = None
    href: str | None = None

    @property
    def address(self) -> str:
        """Where it leads out to over https, '' where it does not."""
        url = self.href or ""
        safe = url.startswith("https://") and url.isascii() and url.isprintable() and " " not in url
        return url if safe and len(url) <= _ADDRESS and urlsplit(url).hostname else ""


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The title of a message."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph."""

    line: Line
    faint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A literal part of a stored mention, with where and when it was said."""

    text: Untrusted
    origin: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An act on offer. `act` is an ActName or `open:` followed by the name of a form or page."""

    label: str
    act: str
    value: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Two buttons and a menu at most, all about one insight (`saw`: its status when this was made)."""

    insight: InsightId | None
    buttons: tuple[Button, ...]
    menu: tuple[Button, ...] = ()
    saw: str = "new"

    def code(self, button: Button) -> str:
        """What a button or choice stands for, where one string must say it: `NAME|INSIGHT|SAW|VALUE`."""
        return f"{button.act}|{'' if self.insight is None else int(self.insight)}|{self.saw}|{button.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A small series; None is a gap, never zero."""

    values: tuple[float | None, ...]
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: named series over x labels; None is a gap. `alt` states the finding.

    `band` names the two series that are the lower and upper end of an area; `mark` is a label at which something was
    done, and what.
    """

    kind: Literal["line", "bar", "stacked"]
    title: str
    alt: str
    x: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    unit: str = ""
    band: tuple[str, str] | None = None
    mark: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One numbered insight of a digest (its own card in the digest's body)."""

    number: int
    insight: InsightId
    badge: str
    tone: Literal["bad", "warn", "good", "calm"]
    title: Line
    figures: Line
    spark: Spark | None = None
    quote: Quote | None = None
    why: Line = ()
    actions: Actions | None = None


Block: TypeAlias = Header | Text | Quote | Actions | Spark | Chart | Table | Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Blocks, and `summary`: the same content as plain words for notifications and screen readers.

    `insight` is set on a message about one insight; `numbered` maps 1..5 to insights on a digest.
    """

    blocks: tuple[Block, ...]
    summary: str
    insight: InsightId | None = None
    numbered: Mapping[int, InsightId] = field(default_factory=dict)
    private: bool = False
