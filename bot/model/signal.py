"""What people do with insights: acts come in, signals are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NewType

from bot.model.insight import InsightId
from bot.model.mention import MentionId
from bot.model.people import PersonId, Place

SignalId = NewType("SignalId", int)

SignalKind = Literal[
    "seen", "reaction", "negative", "tag", "reply", "acknowledged", "routed", "action", "fixed", "told"
]

ActName = Literal[
    "react", "unreact", "reply", "tag", "not_ours", "undo", "take", "in_work", "fixed", "told", "decline",
    "reopen", "watch", "mute", "less", "useful", "not_useful", "link", "raise", "say", "wrong_mood",
    "wrong_intent", "wrong_department", "not_about_us", "told_customer", "rename",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing a person did in a chat.

    `saw` is the status the person saw (status acts), `text` what they typed, `value` a department,
    an emoji or a choice, `form` the fields of a dialog, `place` and `message` where it happened.
    `key` makes a redelivered act the same act.
    """

    name: ActName
    key: str
    person: PersonId
    at: datetime
    insight: InsightId | None = None
    mention: MentionId | None = None
    value: str = ""
    text: str = ""
    saw: str | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None
    message: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One act of one person on an insight as it counts; `removed` when it was taken back."""

    id: SignalId
    insight: InsightId
    person: PersonId
    department: str | None
    kind: SignalKind
    at: datetime
    value: str = ""
    removed: datetime | None = None
    key: str


NOT_ABOUT_US: Final = "(not about us)"
"""Where a correction sends what is about somebody else, and the group under which such mentions stay countable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A person said where something belongs: an example that routing learns from at once."""

    id: int
    insight: InsightId | None
    mention: MentionId | None
    vector: bytes
    away: str | None
    to: str | None
    person: PersonId
    at: datetime
    undone: datetime | None = None
