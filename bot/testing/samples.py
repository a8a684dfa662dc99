"""Values to test with: defaults plus what the test is about."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from bot.model.changes import KeepMention, Match, RemoveMention
from bot.model.delivery import Outgoing, PostKind
from bot.model.insight import Insight, InsightId, Numbers, Sentence
from bot.model.mention import Author, Kind, Mention, MentionId, MentionState, Untrusted
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from bot.model.reading import Probability, Reading, Sentiment
from bot.model.theme import Assignment, Theme, ThemeId, ThemeState

MORNING = datetime(2026, 10, 5, 7, tzinfo=UTC)
"""When most of it happens."""


def at(hours: float = 0.0) -> datetime:
    """So many hours after the morning."""
    return MORNING + timedelta(hours=hours)


class Said(TypedDict, total=False):
    """What may be chosen of a mention: `hours` and `edited` are hours after the morning."""

    source: str
    hours: float
    edited: float
    kind: Kind
    author: str
    visibility: str


def mention(number: int = 1, text: str = "The charger stopped after two days", **said: Unpack[Said]) -> Mention:
    """Something said, as its source's item number so and so."""
    moment, author = at(said.get("hours", 0.0)), said.get("author")
    return Mention(
        source=said.get("source", "bluesky"), source_id=f"post-{number}", at=moment, text=Untrusted(text),
        kind=said.get("kind", "mention"),
        author=None if author is None else Author(id=author, name=Untrusted(f"@{author}"), followers=12),
        url=Untrusted(f"https://social.example/{number}"), edited=at(said["edited"]) if "edited" in said else moment,
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        visibility=said.get("visibility", "public"),
    )  # fmt: skip


def reading(sentiment: Sentiment = "negative", *, department: str | None = "support", language: str = "en") -> Reading:
    """A reading of it."""
    routes = () if department is None else (Probability(department=department, probability=0.8, reason="broken"),)
    return Reading(
        language=language, sentiment=sentiment, score=-0.6, confidence=0.9, intent="complaint", departments=routes,
        vector=bytes(range(16)), reader="sample-1",
    )  # fmt: skip


def kept(
    number: int = 1, text: str = "The charger stopped after two days", *, sentiment: Sentiment = "negative",
    department: str | None = "support", theme: int | None = None, copy_of: int | None = None,
    groups: tuple[str, ...] = (), language: str = "en", key: int | None = None, **said: Unpack[Said],
) -> KeepMention:  # fmt: skip
    """The change that keeps a mention of that number, heard as it was said; its days are UTC days."""
    one = mention(number if key is None else key, text, **said)
    return KeepMention(
        id=MentionId(number), mention=one, arrived=one.at, voice=said.get("author", f"{one.source}:{number}"),
        day=one.at.date().isoformat(), hour=int(one.at.timestamp()) // 3600,
        reading=reading(sentiment, department=department, language=language), department=department,
        assignment=None if theme is None else assigned(number, theme),
        copy_of=None if copy_of is None else MentionId(copy_of), signature=b"sign" if one.kind == "mention" else b"",
        groups=tuple(Match(group=name, version=1, reason=f"matched {name}") for name in groups),
    )  # fmt: skip


def assigned(number: int, theme: int) -> Assignment:
    """That mention in that theme."""
    return Assignment(mention=MentionId(number), theme=ThemeId(theme), cosine=0.71234, threshold=0.5)


def removed(
    number: int | None = 1, state: MentionState = "deleted", *, source: str = "bluesky", key: int | None = None,
    hours: float = 1.0,
) -> RemoveMention:  # fmt: skip
    """The change that removes the mention of that number (None: only its key, named by `key`)."""
    return RemoveMention(
        key=(source, f"post-{number if key is None else key}"), id=None if number is None else MentionId(number),
        state=state, reason=f"{state} for a reason", at=at(hours),
    )  # fmt: skip


def theme(number: int = 1, state: ThemeState = "theme") -> Theme:
    """A theme of that number."""
    return Theme(
        id=ThemeId(number), state=state, label=Untrusted(f"label {number}"), born=at(), seen=at(2), mentions=5,
        voices=3, centre=bytes(range(16)), weight=5.0,
    )  # fmt: skip


def insight(number: int = 1, *, theme: int | None = None, quotes: tuple[tuple[str, int], ...] = ()) -> Insight:
    """An insight of that number; `quotes` are texts with the mention that each cites."""
    return Insight(
        id=InsightId(number), kind="spike", theme=None if theme is None else ThemeId(theme),
        label=Untrusted("charger stopped"),
        numbers=Numbers(mentions=3, people=3, copies=0, usual=1.5, since=at(), until=at(3)),
        sentences=tuple(Sentence(quote=Untrusted(text), cites=(MentionId(cite),)) for text, cite in quotes),
        severity=0.5, found=at(3), updated=at(3),
    )  # fmt: skip


def outgoing(
    key: str = "digest:support", *, channel: str = "support", hours: float = 0.0, kind: PostKind = "digest"
) -> Outgoing:  # fmt: skip
    """A post for the outbox of the local workspace, due `hours` after the morning."""
    return Outgoing(
        key=key, kind=kind, place=Place(platform="workspace", workspace="", channel=channel), due=at(hours),
        message=Message(blocks=(Text(line=(Span(text="Good morning"),)),), summary="Good morning"),
    )  # fmt: skip
