"""When each source could be heard: what was missed is left out of both sides of every comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.insights.view import Count, ThemesView
from bot.model.changes import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which source was there when: from its first mention on, but for its gaps."""

    started: Mapping[str, datetime]
    gaps: tuple[Gap, ...]
    zone: ZoneInfo
    _heard: dict[tuple[str, datetime, datetime], bool] = field(default_factory=dict, compare=False, repr=False)
    _whole: dict[tuple[str, str], bool] = field(default_factory=dict, compare=False, repr=False)
    _third: dict[int, tuple[Mapping[str, Count], Sequence[str]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, view: ThemesView) -> Coverage:
        """The coverage of a view."""
        return cls(started=view.started, gaps=view.gaps, zone=ZoneInfo(view.zone))

    def heard(self, source: str, since: datetime, until: datetime) -> bool:
        """Whether the source could be heard during all of [since, until): it had spoken before, and was not silent."""
        key = source, since, until
        known = self._heard.get(key)
        if known is None:  # many themes are asked about in the same few windows
            started = self.started.get(source)
            known = self._heard[key] = (
                started is not None
                and started <= since
                and not any(
                    gap.source == source and gap.start < until and (gap.end is None or gap.end > since)
                    for gap in self.gaps
                )
            )
        return known

    def old_enough(self, sources: Iterable[str], *, now: datetime, days: int) -> bool:
        """Whether at least one of these sources has been heard for so long: a stream's first weeks are all news."""
        limit = now - timedelta(days=days)
        return any(self.started.get(source, now) <= limit for source in sources)

    def midnight(self, day: str) -> datetime:
        """When the local day began."""
        return _midnight(day, self.zone)

    def known(self, days: tuple[str, ...]) -> tuple[str, ...]:
        """Those of these local days on which the stream was heard from their first hour on."""
        first = min(self.started.values(), default=None)
        return () if first is None else _begun(days, first, self.zone)

    def span(self, days: Sequence[str]) -> tuple[datetime, datetime]:
        """The instants of consecutive local days, half-open."""
        return _midnight(days[0], self.zone), _midnight(_plus(days[-1], 1), self.zone)

    def usual(self, days: Mapping[str, Count], now: Sequence[str], earlier: Sequence[Sequence[str]]) -> float | None:
        """What the earlier windows of local days held on average, over the sources that can be heard now.

        Each source is averaged over those windows in which it could be heard; None if there is none.
        """
        here = self.span(now)
        spoken = [(self.span(window), [days[day].sources for day in window if day in days]) for window in earlier]
        total, known = 0.0, False
        for source in self.started:
            if not self.heard(source, *here):
                continue
            counts = [
                sum(sources.get(source, 0) for sources in said) for span, said in spoken if self.heard(source, *span)
            ]
            if counts:
                known = True
                total += sum(counts) / len(counts)
        return total if known else None

    def missed(self, days: Mapping[str, Count], window: Sequence[str]) -> bool:
        """Whether a source that makes up a third of the theme or more was silent in this window."""
        if self._all_heard(window):
            return False
        span = self.span(window)
        return any(not self.heard(source, *span) for source in self._large(days))

    def _large(self, days: Mapping[str, Count]) -> Sequence[str]:
        """The sources that make up a third of a theme or more; worked out once a theme, for its many windows."""
        found = self._third.get(id(days))
        if found is None:
            totals: dict[str, int] = {}
            for count in days.values():
                for source, mentions in count.sources.items():
                    totals[source] = totals.get(source, 0) + mentions
            every = sum(totals.values())
            found = days, [source for source, mentions in totals.items() if 3 * mentions >= every]
            self._third[id(days)] = found
        return found[1]

    def _all_heard(self, days: Sequence[str]) -> bool:
        key = days[0], days[-1]
        if key not in self._whole:
            span = self.span(days)
            self._whole[key] = all(self.heard(source, *span) for source in self.started)
        return self._whole[key]


@lru_cache(maxsize=4096)
def window(today: str, *, days: int, ago: int = 0) -> tuple[str, ...]:
    """The last whole local days before today (or so many days earlier), oldest first."""
    return tuple(_plus(today, -ago - back) for back in range(days, 0, -1))


@lru_cache(maxsize=64)
def _begun(days: tuple[str, ...], first: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(day for day in days if _midnight(day, zone) >= first)


@lru_cache(maxsize=4096)
def _midnight(day: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=zone)


@lru_cache(maxsize=4096)
def _plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
