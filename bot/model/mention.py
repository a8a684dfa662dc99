"""What somebody outside said: mentions, their authors, and what takes a mention back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NewType

MentionId = NewType("MentionId", int)
"""Our own number of a mention, given in the order of arrival."""

Kind = Literal["mention", "service"]
"""`mention`: said in public. `service`: a customer's turn in a service conversation."""

MentionState = Literal["live", "deleted", "forgotten", "expired"]
"""`deleted` lowers current totals; `forgotten` and `expired` leave a bare row that still counts."""


@dataclass(frozen=True, slots=True)
class Untrusted:
    """Text from outside. It has no string form: only a surface's escape function opens `raw`."""

    raw: str

    def __str__(self) -> str:
        raise TypeError("text from outside must be escaped for the surface it goes to")

    def __bool__(self) -> bool:
        return bool(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who said it, as the source names them. `followers` is None where the source does not say."""

    id: str
    name: Untrusted
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """Reach at the source when it was heard; never turned into money."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One thing somebody outside said, after intake: times in UTC, text cut at 64 KiB.

    `edited` is the time of this version and `digest` the SHA-256 of its canonical JSON: the
    larger (edited, digest) wins in every order of arrival. `rest` holds unknown keys as JSON.
    """

    source: str
    source_id: str
    at: datetime
    text: Untrusted
    kind: Kind
    author: Author | None = None
    url: Untrusted | None = None
    conversation: str | None = None
    in_reply_to: str | None = None
    engagement: Engagement = field(default_factory=Engagement)
    channel: str | None = None
    language: str | None = None
    rating: float | None = None
    edited: datetime
    digest: str
    visibility: str = "public"
    marks: tuple[str, ...] = ()
    rest: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same mention again: (source, source_id)."""
        return (self.source, self.source_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """The source took a mention back. It beats every version of its key, earlier or later."""

    source: str
    source_id: str

    @property
    def key(self) -> tuple[str, str]:
        """The key of the mention that is taken back."""
        return (self.source, self.source_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store already holds of a key: enough to decide which version wins. `closed`: when it was taken out."""

    id: MentionId | None
    edited: datetime | None
    digest: str | None
    state: MentionState
    closed: datetime | None = None
