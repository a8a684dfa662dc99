"""Streams of vectors to be assigned: made-up topics, and the demo's voices as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

import bot.understanding
from bot.model.mention import MentionId
from bot.model.theme import ThemeId
from bot.themes.book import ThemeBook
from bot.themes.state import Member
from bot.understanding.vectors import embed, read_embedding

START = datetime(2026, 4, 6, 8, tzinfo=UTC)
FILES = Path(bot.understanding.__file__).parent / "files"
VOICES = Path(__file__).parents[2] / "corpus" / "voices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One mention of a stream."""

    id: MentionId
    vector: bytes
    at: datetime
    voice: str
    text: str = ""
    topic: str = ""

    @property
    def day(self) -> str:
        return self.at.date().isoformat()


def unit(row: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bytes:
    return (row / np.linalg.norm(row)).astype(np.float32).tobytes()


def topics(*counts: int, seed: int = 1, hours: float = 3.0, noise: float = 0.4, others: int = 200) -> list[Heard]:
    """So many mentions of each topic and `others` about nothing common, in random order, every few hours.

    A stream of one topic alone has no direction: what is usual is subtracted. The others have the topic "".
    """
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((len(counts), 256)) / 16
    labels = np.repeat(np.arange(-1, len(counts)), (others, *counts))
    chance.shuffle(labels)
    found = []
    for place, topic in enumerate(labels.tolist()):
        row = chance.standard_normal(256) / 16
        if topic >= 0:
            row = centres[topic] + noise * row
        at = START + timedelta(hours=hours * place)
        name = str(topic) if topic >= 0 else ""
        found.append(Heard(id=MentionId(place + 1), vector=unit(row), at=at, voice=f"v{place}", topic=name))
    return found


@cache
def voices() -> tuple[tuple[str, str, bytes], ...]:
    """The demo's English voices in a fixed mixed order: (topic, text, vector)."""
    rows = []
    for path in sorted(VOICES.glob("s[1-8]*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            _, mark, text = line.split("\t")
            if mark != "copy" and text.isascii():
                rows.append((path.stem, text))
    embedding = read_embedding((FILES / "static256.npy").read_bytes(), (FILES / "tokenizer.json").read_bytes())
    vectors = embed([text for _, text in rows], embedding=embedding)
    order = np.random.default_rng(7).permutation(len(rows))
    return tuple((rows[place][0], rows[place][1], vectors[place].tobytes()) for place in order.tolist())


def stream(count: int, *, hours: float = 1.0) -> list[Heard]:
    return [
        Heard(
            id=MentionId(place + 1), vector=vector, at=START + timedelta(hours=hours * place), voice=f"v{place % 97}",
            text=text, topic=topic,
        )
        for place, (topic, text, vector) in enumerate(voices()[:count])
    ]  # fmt: skip


def assign(book: ThemeBook, heard: Sequence[Heard]) -> dict[MentionId, ThemeId]:
    """Assign the mentions; which theme each went to."""
    found = {}
    for one in heard:
        assignment = book.assign(one.vector, mention=one.id, at=one.at, day=one.day, voice=one.voice)
        if assignment is not None:
            found[one.id] = assignment.theme
    return found


def member(one: Heard, theme: ThemeId, *, copy: bool = False) -> Member:
    return Member(id=one.id, theme=theme, vector=one.vector, voice=one.voice, at=one.at, day=one.day, copy=copy)
