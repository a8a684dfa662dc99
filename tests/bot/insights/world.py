"""The demo's half year, read, themed and searched for insights as flow does it, without a store.

`heard` builds the corpus with any seed, brand and volume (or shuffled: the same texts in random
order at random times, a world in which nothing happens); `live` runs it.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import bot.understanding
from bot.insights.find import find, fresh, surges, told_as_new
from bot.insights.finding import Finding, FindSettings
from bot.insights.tally import Tally
from bot.insights.view import Heard, ThemesView
from bot.listening.copies import CopyFinder, signatures
from bot.model.changes import Gap, MoveMentions
from bot.model.insight import Insight, InsightId
from bot.model.mention import MentionId, Untrusted
from bot.model.reading import written
from bot.model.theme import ThemeId
from bot.themes.book import ThemeBook
from bot.themes.consolidate import consolidate, one_news
from bot.themes.gather import gather
from bot.themes.repeats import YOUNG_DAYS
from bot.themes.state import Member
from bot.understanding import MODEL_FILES, ReaderModel, Understood, load_identifier, read_batch, read_model
from tests.corpus.build import build

ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One mention of the corpus with the story that it belongs to."""

    at: datetime
    source: str
    voice: str
    text: str
    public: bool
    story: str
    read: Understood


@cache
def model() -> ReaderModel:
    folder = Path(bot.understanding.__file__).parent
    static, tokenizer, heads, decisions = ((folder / name).read_bytes() for name in MODEL_FILES)
    return read_model(static, tokenizer, heads, decisions, identify=load_identifier())


@cache
def heard(*, seed: int = 1, brand: str = "Lumo", volume: float = 1.0) -> tuple[Voice, ...]:
    lines, answers, _ = build(seed, brand, volume)
    stories = answers["stories"]
    assert isinstance(stories, dict)
    story = {mention: name for name, mentions in stories.items() for mention in mentions}
    kept = [line for line in lines if line.get("op") != "delete" and "arrive" not in line]
    read = read_batch([str(line["text"]) for line in kept], model=model(), languages=("en", "de"))
    found = []
    for line, understood in zip(kept, read, strict=True):
        author = line.get("author")
        key = f"{line['source']}:{line['id']}"
        found.append(
            Voice(
                at=datetime.fromisoformat(str(line["at"])).astimezone(UTC),
                source=str(line["source"]),
                voice=f"{line['source']}:{author['id']}" if isinstance(author, dict) else key,
                text=str(line["text"]),
                public=line["kind"] == "mention",
                story=story.get(key, ""),
                read=understood,
            )
        )
    return tuple(sorted(found, key=lambda one: one.at))


def shuffled(voices: Sequence[Voice], seed: int) -> list[Voice]:
    """The same texts in random order at random times: whatever is found in it is a false alarm."""
    chance = random.Random(seed)
    first, span = voices[0].at, (voices[-1].at - voices[0].at).total_seconds()
    times = sorted(first + timedelta(seconds=chance.random() * span) for _ in voices)
    mixed = list(voices)
    chance.shuffle(mixed)
    return [replace(one, at=at) for one, at in zip(mixed, times, strict=True)]


@dataclass(slots=True, kw_only=True)
class World:
    """What came of it: where each mention ended, and what was said when."""

    voices: Sequence[Voice]
    book: ThemeBook = field(default_factory=ThemeBook)
    tally: Tally = field(default_factory=Tally)
    members: dict[MentionId, Member] = field(default_factory=dict)
    insights: list[Insight] = field(default_factory=list)
    said: list[tuple[datetime, Finding, InsightId]] = field(default_factory=list)
    gaps: tuple[Gap, ...] = ()
    asked: dict[InsightId, frozenset[MentionId]] = field(default_factory=dict)

    def live(self, *, every: timedelta) -> "World":
        """Hear all of it; consolidate each local midnight, look for insights at each step."""
        copies = CopyFinder()
        marks = dict(zip(self.voices, signatures([one.text for one in self.voices]), strict=True))
        tick, night = self.voices[0].at.replace(hour=0, minute=0, second=0, microsecond=0), ""
        for place, one in enumerate(self.voices, 1):
            while one.at >= tick:
                today = tick.astimezone(ZONE).date().isoformat()
                if today != night:
                    self._night(tick)
                self._find(tick, lasting=today != night)
                night = today
                tick += every
            self._hear(MentionId(place), one, copies, marks[one] if one.public else b"")
        self._find(tick, lasting=True)
        return self

    def story(self, finding: Finding) -> Counter[str]:
        """To which stories the mentions of a finding belong."""
        if finding.mentions:
            return Counter(self.voices[mention - 1].story for mention in finding.mentions)
        theme = None if finding.theme is None else self.book.current(finding.theme)
        span = finding.numbers
        return Counter(
            self.voices[mention - 1].story
            for mention, member in self.members.items()
            if self.book.current(member.theme) == theme and span.since <= member.at < span.until
        )

    def told(self, kind: str, story: str) -> list[tuple[datetime, Finding]]:
        """The new insights of a kind most of whose mentions belong to a story."""
        found = []
        for at, one, _ in self.said:
            if one.kind == kind and one.change == "new":
                counts = self.story(one)
                if 2 * counts[story] >= counts.total() > 0:
                    found.append((at, one))
        return found

    def shares(self, story: str) -> tuple[float, float]:
        """Recall and purity of a story's largest theme."""
        where = {mention: self.book.current(member.theme) for mention, member in self.members.items()}
        mine = Counter(theme for mention, theme in where.items() if self.voices[mention - 1].story == story)
        theme, count = mine.most_common(1)[0]
        return count / mine.total(), count / sum(one == theme for one in where.values())

    def _hear(self, number: MentionId, one: Voice, copies: CopyFinder, signature: bytes) -> None:
        day = one.at.astimezone(ZONE).date().isoformat()
        original = copies.find(signature, one.at) if signature else None
        if signature:
            copies.add(number, signature, one.at, copy_of=original, voice=one.voice)
        home = self.members[original].theme if original in self.members else None
        vector, language = one.read.vector.tobytes(), written(one.read.language, one.text)
        assignment = self.book.assign(
            vector, mention=number, at=one.at, day=day, voice=one.voice, language=language, original=home
        )
        if assignment is not None:
            self.members[number] = Member(
                id=number, theme=assignment.theme, vector=vector, voice=one.voice, at=one.at, day=day,
                language=language, copy=original is not None,
            )  # fmt: skip
        self.tally.add(
            Heard(
                id=number, theme=assignment.theme if assignment else None, source=one.source, voice=one.voice,
                at=one.at, day=day, hour=int(one.at.timestamp()) // 3600, sentiment=one.read.sentiment,
                intent=one.read.intent, copy=original is not None, harm=one.read.harm,
                vector=vector if one.read.harm or one.read.intent == "request" else b"", language=language,
            )
        )  # fmt: skip

    def _night(self, now: datetime) -> None:
        by = defaultdict(list)
        for member in self.members.values():
            by[self.book.current(member.theme)].append(member)
        for move in consolidate(self.book, by, at=now).moves:
            self._move(move)

    def _move(self, move: MoveMentions) -> None:
        for mention in move.mentions:
            self.members[mention] = replace(self.members[mention], theme=move.theme)
        self.tally.move(move.mentions, move.theme)

    def _view(self, now: datetime) -> ThemesView:
        themes = {theme.id: theme.born for theme in self.book.themes() if theme.state == "theme"}
        return self.tally.view(
            now, today=now.astimezone(ZONE).date().isoformat(), zone="Europe/Berlin", themes=themes,
            before={one: self._before(one, now) for one, born in themes.items() if (now - born).days <= YOUNG_DAYS},
            gaps=tuple(gap for gap in self.gaps if gap.start <= now),
            insights=tuple(
                replace(one, theme=self.book.current(one.theme)) if one.theme is not None else one
                for one in self.insights
            ),
            space=self.book.space, asked=self.asked,
        )  # fmt: skip

    def _before(self, theme: ThemeId, now: datetime) -> float:
        first = min((one.id for one in self.members.values() if one.theme == theme), default=MentionId(0))
        weeks = max((now - self.voices[0].at) / timedelta(days=7), 1.0)
        return self.book.like(theme, before=first) * len(self.members) / weeks

    def _find(self, now: datetime, *, lasting: bool) -> None:
        view = self._view(now)
        rises = surges(view, now=now)
        if rises:
            span = rises[0]
            hours = [self.members[one.id] for one in self.tally.heard_since(span.since) if one.id in self.members]
            move = gather(self.book, span.theme, [one for one in hours if one.at < span.until])
            if move is not None:
                self._move(move)
                view = self._view(now)
        found = find(view, now=now, settings=FindSettings(lasting=lasting))
        if self._one_news(found, now):
            found = find(self._view(now), now=now, settings=FindSettings(lasting=lasting))
        for one in found:
            self._keep(one, now)

    def _one_news(self, found: Sequence[Finding], now: datetime) -> bool:
        gone = dict(one_news(self.book, fresh(found), told_as_new(self.insights), at=now))
        for away, into in gone.items():
            mentions = tuple(number for number, member in self.members.items() if member.theme == away)
            self._move(MoveMentions(mentions=mentions, theme=into))
        return bool(gone)

    def _keep(self, one: Finding, now: datetime) -> None:
        if one.change == "over":
            self.insights = [insight for insight in self.insights if insight.id != one.insight]
            return
        number = one.insight or InsightId(1 + sum(found.change == "new" for _, found, _ in self.said))
        if one.kind == "request":
            self.asked[number] = self.asked.get(number, frozenset()) | set(one.mentions)
        if one.change in ("new", "again"):
            self.said.append((now, one, number))
        if one.change == "new":
            self.insights.append(
                Insight(
                    id=number, kind=one.kind, theme=one.theme, source=one.source, label=Untrusted(""),
                    numbers=one.numbers, severity=one.severity, level=one.level, found=now, updated=now,
                )
            )  # fmt: skip
            return
        self.insights = [
            replace(insight, numbers=one.numbers, severity=one.severity, level=one.level, updated=now)
            if insight.id == number
            else insight
            for insight in self.insights
        ]
