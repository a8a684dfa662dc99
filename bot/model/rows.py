"""Which rows a figure counts. Whoever may see a figure may open exactly these rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal

from bot.model.mention import Kind, MentionId, Untrusted

Copies = Literal["all", "originals", "copies"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A set of mentions, as a value: the store counts it and lists it with the same condition.

    Fields left None do not restrict. `insight` means the evidence of that insight; `concerns` what a
    department has to do with: its own mentions and the evidence of the insights that concern it now; `author`
    (SOURCE:ID) all that somebody wrote, with what speaks with their voice and what they shared without a word;
    `conversation` the turns of one, as its source calls it; `since` and `until` are half-open instants; `text` are
    words that must all occur; `sentiment`, `source` and `kind` hold one name each. Removed mentions count as
    `mention.MentionState` says.
    """

    theme: int | None = None
    insight: int | None = None
    department: str | None = None
    concerns: str | None = None
    group: str | None = None
    source: str | None = None
    kind: Kind | None = None
    sentiment: str | None = None
    language: str | None = None
    voice: str | None = None
    author: str | None = None
    conversation: str | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    copies: Copies = "all"

    def code(self) -> dict[str, str]:
        """The same set as flat words, for a link; `Rows.read` turns it back."""
        found = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if value is None or (spec.name == "copies" and value == "all"):
                continue
            found[spec.name] = value.isoformat() if isinstance(value, datetime) else str(value)
        return found

    @classmethod
    def read(cls, code: Mapping[str, str]) -> Rows:
        """The set that a link's words name; unknown words are left out.

        Raises:
            ValueError: a number or time cannot be read.
        """
        rows = cls()
        for spec in fields(cls):
            raw = code.get(spec.name)
            if raw is None or raw == "":
                continue
            value: object = raw
            if spec.name in ("theme", "insight"):
                value = int(raw)
            elif spec.name in ("since", "until"):
                value = datetime.fromisoformat(raw)
                if value.tzinfo is None:
                    raise ValueError(f"{spec.name} has no offset: {raw}")
            rows = replace(rows, **{spec.name: value})  # type: ignore[arg-type]
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows a set holds: all mentions, the people behind them, and copies among them."""

    mentions: int
    people: int
    copies: int

    @property
    def originals(self) -> int:
        """Mentions that are not copies."""
        return self.mentions - self.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mention as a list shows it. Bare rows (removed or expired) have no text and no author."""

    id: MentionId
    source: str
    source_id: str
    at: datetime
    kind: Kind
    text: Untrusted
    author: Untrusted | None
    url: Untrusted | None
    state: str
    reason: str
    language: str
    sentiment: str
    confidence: float
    intent: str
    department: str | None
    theme: int | None
    copy_of: MentionId | None
    copies: int
    conversation: str | None
    in_reply_to: str | None
    edited: bool
    visibility: str
    author_id: str | None = None
    followers: int | None = None
    rating: float | None = None
