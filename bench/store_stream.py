"""A made-up stream of mentions for the store's measurements: the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.model.changes import KeepMention, Match
from bot.model.mention import Author, Engagement, Mention, MentionId, Untrusted
from bot.model.reading import Probability, Reading, Sentiment
from bot.model.theme import Assignment, ThemeId

START = datetime(2026, 1, 1, tzinfo=UTC)
DEPARTMENTS = ("support", "quality", "product", "marketing", "logistics", "sales", "web", "legal")
SOURCES = ("bluesky", "zendesk", "forum", "mastodon", "reviews")
GROUPS = tuple(f"group-{number}" for number in range(20))
MOODS: tuple[Sentiment, ...] = ("positive", "neutral", "negative", "mixed", "unsure")
THEMES = 500
WORDS = 20_000


def stream(count: int, *, days: int, words: int = 60, first: int = 1) -> Iterator[KeepMention]:
    """So many mentions in order of time over so many days, about 400 characters each, words as rare as in life."""
    chance = random.Random(7)
    vocabulary = ["".join(chance.choices("etaoinshrdlucmfw", k=chance.randint(2, 9))) for _ in range(WORDS)]
    weights = [1 / (rank + 3) for rank in range(WORDS)]
    drawn = chance.choices(vocabulary, cum_weights=_running(weights), k=count * words)
    vector, step = chance.randbytes(1024), timedelta(days=days) / count
    for place in range(count):
        text = " ".join(drawn[place * words : (place + 1) * words])
        yield _mention(first + place, text, at=START + step * place, vector=vector, chance=chance)


def _running(weights: list[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def _mention(number: int, text: str, *, at: datetime, vector: bytes, chance: random.Random) -> KeepMention:
    author = f"did:{int(chance.paretovariate(0.8)) % 100_000}"
    department = chance.choice(DEPARTMENTS)
    said = Mention(
        source=chance.choice(SOURCES), source_id=f"at://{number:010d}", at=at, text=Untrusted(text), kind="mention",
        author=Author(id=author, name=Untrusted(f"@{author}"), followers=chance.randint(0, 5000)),
        url=Untrusted(f"https://social.example/{number}"), conversation=f"c{number // 3}", language="en",
        engagement=Engagement(likes=number % 7), edited=at, digest=f"{chance.getrandbits(256):064x}",
    )  # fmt: skip
    reading = Reading(
        language="en", sentiment=chance.choice(MOODS), score=0.1, confidence=0.7, intent="complaint",
        departments=(Probability(department=department, probability=0.8, reason="parcel, arrive"),), vector=vector,
        reader="bench-1",
    )  # fmt: skip
    theme = Assignment(
        mention=MentionId(number), theme=ThemeId(chance.randint(1, THEMES)), cosine=0.61234, threshold=0.41234
    )
    return KeepMention(
        id=MentionId(number), mention=said, arrived=at, voice=f"{said.source}:{author}", day=at.date().isoformat(),
        hour=int(at.timestamp()) // 3600, reading=reading, department=department, assignment=theme,
        signature=vector[:256], groups=(Match(group=chance.choice(GROUPS), version=1, reason="lumo"),),
    )  # fmt: skip
