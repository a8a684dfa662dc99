"""Small worlds for the rules of insights: mentions of themes at made-up times, without any text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.insights.find import find
from bot.insights.finding import Finding
from bot.insights.tally import Tally
from bot.insights.view import Heard, ThemesView
from bot.model.changes import Gap
from bot.model.insight import Insight, InsightId
from bot.model.mention import MentionId, Untrusted
from bot.model.reading import Intent, Sentiment
from bot.model.theme import ThemeId
from bot.themes.space import Space

START = datetime(2026, 4, 6, tzinfo=UTC)
THEME = ThemeId(1)


class Scene:
    """A stream of counted mentions and the insights that were found in it, as flow keeps them."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.born: dict[ThemeId, datetime] = {}
        self.before: dict[ThemeId, float] = {}
        self.gaps: tuple[Gap, ...] = ()
        self.insights: list[Insight] = []
        self.said: list[tuple[datetime, Finding]] = []
        self.asked: dict[InsightId, frozenset[MentionId]] = {}
        self.space: Space | None = None
        self._next = 1

    def hear(
        self, at: datetime, *, theme: ThemeId | None = THEME, voice: str = "", source: str = "forum",
        intent: Intent = "other", sentiment: Sentiment = "neutral", copy: bool = False, harm: str | None = None,
        vector: bytes = b"",
    ) -> MentionId:  # fmt: skip
        number = MentionId(self._next)
        self._next += 1
        self.tally.add(
            Heard(
                id=number, theme=theme, source=source, voice=voice or f"v{number}", at=at, day=at.date().isoformat(),
                hour=int(at.timestamp()) // 3600, intent=intent, sentiment=sentiment, copy=copy, harm=harm,
                vector=vector,
            )
        )  # fmt: skip
        if theme is not None:
            self.born[theme] = min(at, self.born.get(theme, at))
        return number

    def weeks(self, count: int, a_week: int, *, intent: Intent = "other", theme: ThemeId = THEME) -> None:
        """So many weeks from the start, evenly filled."""
        for place in range(count * a_week):
            self.hear(START + timedelta(days=7 * place / a_week), theme=theme, intent=intent)

    def view(self, now: datetime) -> ThemesView:
        return self.tally.view(
            now, today=now.date().isoformat(), zone="UTC", themes=self.born, before=self.before, gaps=self.gaps,
            insights=tuple(self.insights), space=self.space, asked=self.asked,
        )  # fmt: skip

    def find(self, now: datetime) -> list[Finding]:
        """What is found at `now`, kept as flow keeps it."""
        found = find(self.view(now), now=now)
        for one in found:
            self._keep(one, now)
            if one.change in ("new", "again"):
                self.said.append((now, one))
        return found

    def new(self, now: datetime, *kinds: str) -> list[Finding]:
        return [one for one in self.find(now) if one.change == "new" and (not kinds or one.kind in kinds)]

    def _keep(self, one: Finding, now: datetime) -> None:
        if one.change == "new":
            number = InsightId(1 + max((insight.id for insight in self.insights), default=0))
            self.asked[number] = frozenset(one.mentions)
            self.insights.append(
                Insight(
                    id=number, kind=one.kind, theme=one.theme, source=one.source, label=Untrusted(""),
                    numbers=one.numbers, severity=one.severity, level=one.level, found=now, updated=now,
                )
            )  # fmt: skip
        elif one.change == "over":
            self.insights = [insight for insight in self.insights if insight.id != one.insight]
        else:
            held = one.insight or InsightId(0)
            self.asked[held] = self.asked.get(held, frozenset()) | set(one.mentions)
            self.insights = [
                replace(insight, numbers=one.numbers, severity=one.severity, level=one.level, updated=now)
                if insight.id == one.insight
                else insight
                for insight in self.insights
            ]


def spread(start: datetime, count: int, *, minutes: float) -> Iterable[datetime]:
    return (start + timedelta(minutes=minutes * place) for place in range(count))


def kinds(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(one.kind, one.change) for one in found]
