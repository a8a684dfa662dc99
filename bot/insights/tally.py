"""Counts what is heard, mention by mention, so that a view costs nothing to ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from bot.insights.view import DAYS, HOURS, Count, Harm, Heard, ThemesView, ThemeView, Wish
from bot.model.changes import Gap
from bot.model.insight import Insight, InsightId
from bot.model.mention import MentionId
from bot.model.theme import ThemeId
from bot.themes.space import Space

HARM_DAYS = 56


class Tally:
    """The last 56 days of every theme; owned by the one process that thinks, filled from the store when it starts.

    After a start hand over each live mention of the last 56 days once; `started` of older sources can be given.
    """

    def __init__(self, *, started: Mapping[str, datetime] | None = None) -> None:
        self._heard: dict[MentionId, Heard] = {}
        self._days: dict[ThemeId, dict[str, dict[MentionId, Heard]]] = {}
        self._ready: dict[ThemeId, ThemeView] = {}
        self._stream: dict[int, Counter[str]] = {}
        self._counts: dict[ThemeId, dict[str, Count]] = {}
        self._hours: dict[ThemeId, dict[int, Count]] = {}
        self._harms: dict[MentionId, Harm] = {}
        self._wishes: dict[MentionId, Wish] = {}
        self._started = dict(started or {})
        self._first = ""

    def add(self, heard: Heard) -> None:
        """Count a mention; the same id again replaces the earlier."""
        self.remove(heard.id)
        self._heard[heard.id] = heard
        self._stream.setdefault(heard.hour, Counter())[heard.source] += 1
        self._started[heard.source] = min(heard.at, self._started.get(heard.source, heard.at))
        if heard.theme is not None:
            self._days.setdefault(heard.theme, {}).setdefault(heard.day, {})[heard.id] = heard
            if heard.day < self._first:
                self._first = ""  # what is told late is forgotten with the rest
            self._changed(heard.theme, heard.day, heard.hour)
        if heard.harm is not None:
            self._harms[heard.id] = Harm(
                mention=heard.id, theme=heard.theme, source=heard.source, voice=heard.voice, at=heard.at,
                words=heard.harm, copy=heard.copy, vector=heard.vector,
            )  # fmt: skip
        if heard.intent == "request":
            self._wishes[heard.id] = Wish(
                mention=heard.id, theme=heard.theme, voice=heard.voice, at=heard.at, copy=heard.copy,
                vector=heard.vector, language=heard.language,
            )  # fmt: skip

    def remove(self, mention: MentionId) -> None:
        """Count it no more."""
        heard = self._heard.pop(mention, None)
        self._harms.pop(mention, None)
        self._wishes.pop(mention, None)
        if heard is not None and heard.hour in self._stream:
            self._stream[heard.hour][heard.source] -= 1
        if heard is not None and heard.theme is not None:
            self._days[heard.theme][heard.day].pop(mention, None)
            self._changed(heard.theme, heard.day, heard.hour)

    def move(self, mentions: Iterable[MentionId], theme: ThemeId) -> None:
        """Count these under another theme."""
        for mention in mentions:
            heard = self._heard.get(mention)
            if heard is not None:
                self.add(_under(heard, theme))

    def first(self, theme: ThemeId) -> MentionId | None:
        """The first mention of a theme that is counted here."""
        return min((mention for mentions in self._days.get(theme, {}).values() for mention in mentions), default=None)

    def weekly(self, now: datetime) -> float:
        """How many mentions are counted here a week."""
        begun = max(min(self._started.values(), default=now), now - timedelta(days=DAYS))
        return len(self._heard) / max((now - begun) / timedelta(days=7), 1.0)

    def _changed(self, theme: ThemeId, day: str, hour: int | None = None) -> None:
        self._ready.pop(theme, None)
        self._counts.get(theme, {}).pop(day, None)
        if hour is not None:
            self._hours.get(theme, {}).pop(hour, None)

    def heard_since(self, since: datetime) -> tuple[Heard, ...]:
        """The mentions said at or after `since`, by (at, id)."""
        first = (since - timedelta(days=1)).date().isoformat()
        found = [
            heard
            for days in self._days.values()
            for day, mentions in days.items()
            if day >= first
            for heard in mentions.values()
            if heard.at >= since
        ]
        return tuple(sorted(found, key=lambda heard: (heard.at, heard.id)))

    def view(
        self, now: datetime, *, today: str, zone: str, themes: Mapping[ThemeId, datetime],
        before: Mapping[ThemeId, float] | None = None, gaps: tuple[Gap, ...] = (), insights: tuple[Insight, ...] = (),
        space: Space | None = None, asked: Mapping[InsightId, frozenset[MentionId]] | None = None,
    ) -> ThemesView:  # fmt: skip
        """The view at `now`.

        Args:
            now: the instant.
            today: its local date.
            zone: the organisation's time zone.
            themes: those in state `theme`, each with when it was born.
            before: for themes born in the last week, how many mentions like theirs came in a week before.
            gaps: times in which sources were silent.
            insights: those that are open.
            space: in which wishes are compared; without one they are not.
            asked: what the open requests stand on.
        """
        self._forget((date.fromisoformat(today) - timedelta(days=DAYS)).isoformat())
        first_hour = int(now.timestamp()) // 3600 - HOURS
        found = [
            self._theme(theme, born=born, first_hour=first_hour, before=(before or {}).get(theme, 0.0))
            for theme, born in sorted(themes.items())
            if theme in self._days
        ]
        for hour in [hour for hour in self._stream if hour < first_hour]:
            del self._stream[hour]
        since = now - timedelta(days=HARM_DAYS)
        harms = [harm for harm in self._harms.values() if harm.at >= since]
        wishes = [wish for wish in self._wishes.values() if since <= wish.at <= now]
        return ThemesView(
            today=today, zone=zone, themes=tuple(found), stream=self._stream_now(), started=dict(self._started),
            gaps=gaps, insights=insights,
            harms=tuple(sorted(harms, key=lambda harm: (harm.at, harm.mention))),
            wishes=tuple(sorted(wishes, key=lambda wish: (wish.at, wish.mention))), space=space, asked=asked or {},
        )  # fmt: skip

    def _stream_now(self) -> dict[int, dict[str, int]]:
        return {hour: dict(counts) for hour, counts in sorted(self._stream.items())}

    def _theme(self, theme: ThemeId, *, born: datetime, first_hour: int, before: float) -> ThemeView:
        ready = self._ready.get(theme)
        if ready is not None and ready.before == before and ready.born == born:
            return ready
        counts = self._counts.setdefault(theme, {})
        days: dict[str, Count] = {}
        hours: dict[int, list[Heard]] = {}
        first_day = (date(1970, 1, 1) + timedelta(days=first_hour // 24 - 1)).isoformat()  # wherever it is midnight
        for day, mentions in sorted(self._days[theme].items()):
            if not mentions:
                continue
            if day not in counts:
                counts[day] = _count(list(mentions.values()))
            days[day] = counts[day]
            for heard in mentions.values() if day >= first_day else ():
                if heard.hour >= first_hour:
                    hours.setdefault(heard.hour, []).append(heard)
        view = ThemeView(
            theme=theme, born=born, before=before, days=days,
            hours=self._count_hours(theme, hours),
        )  # fmt: skip
        self._ready[theme] = view
        return view

    def _count_hours(self, theme: ThemeId, hours: Mapping[int, list[Heard]]) -> dict[int, Count]:
        known = self._hours.get(theme, {})
        found = {hour: known.get(hour) or _count(mentions) for hour, mentions in sorted(hours.items())}
        self._hours[theme] = dict(found)
        return found

    def _forget(self, first: str) -> None:
        if first == self._first:
            return
        self._first = first
        for theme, days in list(self._days.items()):
            for day in [day for day in days if day < first]:
                for mention in days.pop(day):
                    del self._heard[mention]
                    self._harms.pop(mention, None)
                    self._wishes.pop(mention, None)
                self._changed(theme, day)
            if not days:
                del self._days[theme]
                self._ready.pop(theme, None)
                self._counts.pop(theme, None)
                self._hours.pop(theme, None)


def _under(heard: Heard, theme: ThemeId) -> Heard:
    return Heard(
        id=heard.id, theme=theme, source=heard.source, voice=heard.voice, at=heard.at, day=heard.day, hour=heard.hour,
        kind=heard.kind, sentiment=heard.sentiment, intent=heard.intent, copy=heard.copy, harm=heard.harm,
        vector=heard.vector, language=heard.language,
    )  # fmt: skip


def _count(mentions: list[Heard]) -> Count:
    originals = [heard for heard in mentions if not heard.copy]
    return Count(
        mentions=len(mentions),
        copies=len(mentions) - len(originals),
        voices=frozenset(heard.voice for heard in mentions),
        first=min(heard.at for heard in mentions),
        last=max(heard.at for heard in mentions),
        sources=Counter(heard.source for heard in mentions),
        moods=Counter(heard.sentiment for heard in originals),
        intents=Counter(heard.intent for heard in originals),
        quarters=_quarters(mentions),
    )


def _quarters(mentions: list[Heard]) -> tuple[int, int, int, int]:
    found = Counter(heard.at.minute // 15 for heard in mentions)
    return found[0], found[1], found[2], found[3]
