"""Sudden rises and what is new: claims about a moment, so what is usual must be known first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.insights.coverage import window
from bot.insights.finding import Finding, Scene, doublings, over, settled, within
from bot.insights.view import DAYS, HOURS, Count, ThemeView
from bot.model.insight import Insight, Numbers
from bot.model.theme import ThemeId
from bot.themes.rare import FLOOR, MEMORY_DAYS, RareSeries
from bot.themes.repeats import (
    WAKING_CHANCE,
    WAKING_SHARE,
    WAKING_VOICES,
    YOUNG_DAYS,
    is_emerging,
    is_waking,
)
from bot.themes.spikes import THRESHOLD, SpikeSeries

QUIET = timedelta(hours=48)  # a rise is over when so long nothing of it was left
EMERGING_DAYS = 28
_FALLEN = 0.6
_LATELY = 48  # hours
_LEAST_WAVE = 8
_SLOW_MEMORY, _SLOW_TRAILING = 14, 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """A rise: the hours it takes in (or, for a slow one, the local day), and what would be usual for them."""

    theme: ThemeId
    since: datetime
    until: datetime
    mentions: int
    copies: int
    voices: frozenset[str]
    usual: float
    level: int


def surge(theme: ThemeView, scene: Scene, *, standing: Insight | None = None) -> Surge | None:
    """The rise that begins in the last 24 hours (or goes on, where an insight stands), if there is one."""
    if standing is None and not _many(theme, scene):
        return None
    return _by_hour(theme, scene, standing) or (None if standing else _by_day(theme, scene))


def spike(theme: ThemeView, scene: Scene) -> Finding | None:
    """A sudden rise of the theme: severity .5, more by size and by how negative it is."""
    standing = scene.standing("spike", theme.theme)
    found = surge(theme, scene, standing=standing)
    if found is None:
        quiet = standing is not None and scene.now - standing.numbers.until > QUIET
        return over(standing) if standing is not None and quiet else None
    if standing is not None and scene.now - found.until > QUIET:
        return over(standing)
    return _risen(theme, found, scene, standing)


def quiet_spike(theme: ThemeView, scene: Scene) -> Finding | None:
    """A rise of a brand that few speak of: so many people in one day as chance hardly brings; severity as of a spike.

    Of a topic that is new nobody knows what is usual, and what is told as another topic's rise is that.
    """
    young = (scene.now - theme.born).days <= YOUNG_DAYS
    if not scene.small or young or scene.standing("spike", theme.theme) is not None or not _is_heard(theme, scene):
        return None
    found = _by_chance(theme, scene)
    if found is None or 2 * told_as_rises(theme, scene) >= found.mentions:
        return None
    return _risen(theme, found, scene, None)


def _risen(theme: ThemeView, found: Surge, scene: Scene, standing: Insight | None) -> Finding:
    size = math.log2(max(found.mentions - found.usual, scene.settings.rise) / scene.settings.rise)
    numbers = Numbers(
        mentions=found.mentions, people=len(found.voices), copies=found.copies, usual=round(found.usual, 1),
        since=found.since, until=found.until,
    )  # fmt: skip
    severity = within(0.5 + 0.06 * size + 0.15 * negative(theme.days, window(scene.view.today, days=1, ago=-1)))
    finding = Finding(
        kind="spike", change="new", theme=theme.theme, numbers=numbers, severity=severity, level=found.level
    )
    return settled(finding, standing)


def emerging(theme: ThemeView, scene: Scene) -> Finding | None:
    """A new theme that grows, or one that wakes after weeks in which it was hardly spoken of.

    Severity .4, more by size and by how negative it is.
    """
    standing = scene.standing("emerging", theme.theme)
    if standing is not None and scene.now - standing.found > timedelta(days=EMERGING_DAYS):
        return over(standing)
    begun = _begun(theme, scene) if standing is None else standing.numbers.since
    if begun is None:
        return None
    since = begun
    first = since.astimezone(scene.coverage.zone).date().isoformat()
    days = [day for day in theme.days if day >= first]
    counts = [theme.days[day] for day in days]
    voices = frozenset[str]().union(*(count.voices for count in counts)) if counts else frozenset[str]()
    mentions = sum(count.mentions for count in counts)
    if 2 * told_as_rises(theme, scene) >= mentions:
        return over(standing) if standing is not None else None
    weeks = (scene.now - since) / timedelta(days=7)
    numbers = Numbers(
        mentions=mentions, people=len(voices), copies=sum(count.copies for count in counts),
        usual=round(max(theme.before, _weekly_before(theme, first, scene)) * weeks, 1),
        since=min(since, scene.now), until=_until(counts, scene.now),
    )  # fmt: skip
    level = 1
    if standing is not None:
        found = standing.found.astimezone(scene.coverage.zone).date().isoformat()
        base = sum(theme.days[day].mentions for day in days if day <= found)
        level += doublings(mentions, max(base, 10))
    size = math.log2(max(len(voices), 5) / 5)
    severity = within(0.4 + 0.06 * size + 0.15 * negative(theme.days, days))
    finding = Finding(kind="emerging", change="new", theme=theme.theme, numbers=numbers, severity=severity, level=level)
    return settled(finding, standing)


def _begun(theme: ThemeView, scene: Scene) -> datetime | None:
    """Since when the theme is new: its first mention, or the week in which it woke. None: it is not, or not known."""
    told = _told(theme, window(scene.view.today, days=7, ago=-1), least=scene.settings.emerging_voices)
    if told < scene.settings.emerging_voices or not _is_heard(theme, scene):
        return None  # most themes are done here
    age = (scene.now - theme.born).days
    if age > YOUNG_DAYS:
        return _woke(theme, scene)
    series = [_day_value(theme, day, scene) for day in window(scene.view.today, days=14, ago=-1)]
    is_new = is_emerging(age_days=age, voices=told, days=series, before=theme.before)
    return theme.born if is_new and _is_known(scene) else None


def _told(theme: ThemeView, days: Sequence[str], *, least: int) -> int:
    """The people who told something of their own in these days, or what they told where that is less."""
    counts = [theme.days[day] for day in days if day in theme.days]
    told = sum(count.originals for count in counts)
    return told if told < least else min(told, len(frozenset[str]().union(*(count.voices for count in counts))))


def _woke(theme: ThemeView, scene: Scene) -> datetime | None:
    """The first midnight of the week or fortnight in which an old theme woke."""
    stream = sum(mentions for sources in scene.view.stream.values() for mentions in sources.values())
    for span in WAKING_CHANCE:
        days = window(scene.view.today, days=span, ago=-1)
        told = _told(theme, days, least=WAKING_VOICES)
        if told < WAKING_VOICES or told < WAKING_SHARE * stream * span / 7:
            continue
        # What a source says that nobody heard for long before is news of that source.
        since = scene.now - timedelta(days=scene.settings.history_days * span / 7)
        old = [source for source, started in scene.view.started.items() if started <= since]
        series = [_heard_value(theme, day, scene, old) for day in _known_days(scene)]
        if is_waking(voices=told, days=series, span=span) and _is_known(scene):
            return scene.coverage.midnight(days[0])
    return None


def told_as_rises(theme: ThemeView, scene: Scene, *, today: bool = True) -> int:
    """How many of the theme's mentions of the last days are told as a sudden rise already, its own or another's.

    An outage is spoken of in so many ways that part of it falls into other themes: they are not new, they are it.
    """
    own = scene.standing("spike", theme.theme)
    spans = [range(int(since.timestamp()) // 3600, int(until.timestamp()) // 3600 + 1) for since, until in scene.rises]
    first = int(scene.coverage.midnight(scene.view.today).timestamp()) // 3600
    during = sum(
        count.mentions
        for hour, count in theme.hours.items()
        if (today or hour < first) and any(hour in span for span in spans)
    )
    return max(during, own.numbers.mentions if own is not None and today else 0)


def _weekly_before(theme: ThemeView, first: str, scene: Scene) -> float:
    """How many mentions a week the theme had before this day, as far as it is known."""
    earlier = [day for day in _known_days(scene) if day < first]
    return 7 * sum(theme.days[day].mentions for day in earlier if day in theme.days) / max(len(earlier), 1)


def _known_days(scene: Scene) -> tuple[str, ...]:
    """The local days of the view on which the stream was heard from their first hour on, today last."""
    return scene.coverage.known(window(scene.view.today, days=DAYS, ago=-1))


def negative(days: Mapping[str, Count], wanted: Sequence[str]) -> float:
    """The share of negative or mixed ones among the originals of these days that have a mood."""
    moods: dict[str, int] = {}
    for day in wanted:
        for mood, count in (days[day].moods if day in days else {}).items():
            moods[mood] = moods.get(mood, 0) + count
    known = sum(moods.get(mood, 0) for mood in ("positive", "neutral", "negative", "mixed"))
    return (moods.get("negative", 0) + moods.get("mixed", 0)) / known if known else 0.0


def _is_heard(theme: ThemeView, scene: Scene) -> bool:
    """Whether most of its last week comes from sources that have been heard long enough: the rest is all news."""
    days = window(scene.view.today, days=7, ago=-1)
    old = every = 0
    for count in (theme.days[day] for day in days if day in theme.days):
        for source, mentions in count.sources.items():
            every += mentions
            if scene.coverage.old_enough([source], now=scene.now, days=scene.settings.history_days):
                old += mentions
    return 2 * old > every


def _is_known(scene: Scene) -> bool:
    """Whether at least half of the last two days comes from sources that have been heard long enough.

    Where most of what is heard is new, topics are cut anew around it, and old ones seem to begin.
    """
    old = every = 0
    first = int(scene.now.timestamp()) // 3600 - _LATELY
    for sources in (sources for hour, sources in scene.view.stream.items() if hour >= first):
        for source, mentions in sources.items():
            every += mentions
            if scene.coverage.old_enough([source], now=scene.now, days=scene.settings.history_days):
                old += mentions
    return 2 * old >= every


def _many(theme: ThemeView, scene: Scene) -> bool:
    """Whether a rise is possible at all: most themes are done here."""
    days = window(scene.view.today, days=2, ago=-1)
    counts = [theme.days[day] for day in days if day in theme.days]
    return sum(count.mentions for count in counts) >= scene.settings.rise and _is_heard(theme, scene)


def _by_hour(theme: ThemeView, scene: Scene, standing: Insight | None) -> Surge | None:
    last = int(scene.now.timestamp()) // 3600
    if standing is None and not any(
        count.mentions >= scene.settings.rise for hour, count in theme.hours.items() if hour > last - 24
    ):
        return None  # no hour is above the floor, whatever is usual
    values = _hour_values(theme.hours, scene, range(last - HOURS + 1, last + 1))
    start, usual = _onset(values, scene, standing)
    if start is None:
        return None
    least = usual + max(2.0, 2.0 * math.sqrt(usual))
    high = [hour for hour in values if hour >= start and (values[hour] or 0.0) >= least and hour < start + 72]
    if not high:
        return None
    hours = [theme.hours[hour] for hour in range(start, high[-1] + 1) if hour in theme.hours]
    mentions = sum(count.mentions for count in hours)
    voices = frozenset[str]().union(*(count.voices for count in hours))
    expected = usual * len(range(start, high[-1] + 1))
    if mentions - expected < scene.settings.rise or len(voices) < scene.settings.rise_voices:
        return None
    quarters = [value for hour in range(start, high[-1] + 1) for value in _quarters(theme, hour)]
    found = int((standing.found if standing else scene.now).timestamp()) // 900 - 4 * start
    level = doublings(mentions, max(sum(quarters[:found]), scene.settings.rise)) + waves(quarters)
    return Surge(
        theme=theme.theme, since=hours[0].first, until=hours[-1].last + timedelta(seconds=1), mentions=mentions,
        copies=sum(count.copies for count in hours), voices=voices, usual=expected,
        level=level if standing else 1,
    )  # fmt: skip


def stream_surge(scene: Scene) -> Surge | None:
    """The rise of the whole stream in the last 24 hours, under the theme that grew most in it.

    People say one thing in so many ways that none of the themes they go to need rise for itself.
    """
    if not scene.coverage.old_enough(scene.view.started, now=scene.now, days=scene.settings.history_days):
        return None
    last = int(scene.now.timestamp()) // 3600
    if not any(
        sum(sources.values()) >= scene.settings.rise for hour, sources in scene.view.stream.items() if hour > last - 24
    ):
        return None
    counts = {hour: _Hour(sources=sources) for hour, sources in scene.view.stream.items()}
    values = _hour_values(counts, scene, range(last - HOURS + 1, last + 1))
    start, usual = _onset(values, scene, None)
    if start is None:
        return None
    least = usual + max(2.0, 2.0 * math.sqrt(usual))
    hours = range(start, max(hour for hour in values if hour >= start and (values[hour] or 0.0) >= least) + 1)
    grown = [(_growth(theme, hours), -theme.theme, theme) for theme in scene.view.themes]
    most, _, theme = max(grown, default=(0.0, 0, None), key=lambda one: one[:2])
    if theme is None or most < scene.settings.rise_voices:
        return None
    inside = [theme.hours[hour] for hour in hours if hour in theme.hours]
    return Surge(
        theme=theme.theme, since=datetime.fromtimestamp(hours[0] * 3600, tz=scene.now.tzinfo),
        until=datetime.fromtimestamp((hours[-1] + 1) * 3600, tz=scene.now.tzinfo),
        mentions=sum(count.mentions for count in inside), copies=sum(count.copies for count in inside),
        voices=frozenset[str]().union(*(count.voices for count in inside)), usual=usual * len(hours), level=1,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Hour:
    sources: Mapping[str, int]


def _growth(theme: ThemeView, hours: range) -> float:
    """Originals in these hours above what the theme's other hours hold."""
    inside = sum(theme.hours[hour].originals for hour in hours if hour in theme.hours)
    outside = sum(count.originals for hour, count in theme.hours.items() if hour not in hours)
    return inside - outside * len(hours) / max(HOURS - len(hours), 1)


def _onset(values: Mapping[int, float | None], scene: Scene, standing: Insight | None) -> tuple[int | None, float]:
    """The hour in which the rise begins, and what an hour usually holds."""
    series = SpikeSeries(bins_a_day=24, floor=scene.settings.rise)
    since = int(standing.numbers.since.timestamp()) // 3600 if standing else None
    last = max(values)
    for hour, value in values.items():
        usual = series.mean
        _, onset = series.push(value)
        if since is not None:
            if hour == since:
                return hour, usual
            continue
        if onset and hour > last - 24:
            return hour, usual
    return None, 0.0


def _hour_values(counts: Mapping[int, Count | _Hour], scene: Scene, hours: range) -> dict[int, float | None]:
    """Mentions by hour of the sources that can be heard now; None where one of the large ones could not be."""
    now = scene.now
    here = [source for source in scene.view.started if scene.coverage.heard(source, now - timedelta(hours=1), now)]
    totals = {source: sum(count.sources.get(source, 0) for count in counts.values()) for source in here}
    large = [source for source in here if 3 * totals[source] >= max(1, sum(totals.values()))]
    gapped = {gap.source for gap in scene.view.gaps}
    found: dict[int, float | None] = {}
    for hour in hours:
        count = counts.get(hour)
        since = datetime.fromtimestamp(hour * 3600, tz=now.tzinfo)
        missed = any(
            source in gapped and not scene.coverage.heard(source, since, since + timedelta(hours=1)) for source in large
        )
        found[hour] = None if missed else float(sum(count.sources.get(one, 0) for one in here)) if count else 0.0
    return found


def _by_day(theme: ThemeView, scene: Scene) -> Surge | None:
    """A rise that no single hour shows: today against two months of days."""
    series = SpikeSeries(bins_a_day=1, memory_days=_SLOW_MEMORY, trailing_days=_SLOW_TRAILING)
    today = scene.view.today
    heard = theme.days.get(today)
    if heard is None or heard.mentions < scene.settings.rise:
        return None
    for day in window(today, days=55):
        if scene.coverage.midnight(day) >= min(scene.view.started.values(), default=scene.now):
            series.push(_day_value(theme, day, scene))
    count, usual = theme.days.get(today), series.mean
    value = _day_value(theme, today, scene)
    if count is None or value is None or value - usual < scene.settings.rise:
        return None
    _, onset = series.push(value)
    if not onset or len(count.voices) < scene.settings.rise_voices:
        return None
    return Surge(
        theme=theme.theme, since=count.first, until=count.last + timedelta(seconds=1), mentions=count.mentions,
        copies=count.copies, voices=count.voices, usual=usual, level=1,
    )  # fmt: skip


def _by_chance(theme: ThemeView, scene: Scene) -> Surge | None:
    """A rise of a brand that few speak of: so many mentions in one day as chance hardly brings."""
    heard = theme.days.get(scene.view.today)
    if heard is None or heard.mentions < FLOOR or len(heard.voices) < scene.settings.rise_voices:
        return None
    series = RareSeries(bins_a_day=1, threshold=THRESHOLD)
    for day in scene.coverage.known(window(scene.view.today, days=MEMORY_DAYS)):
        series.push(_day_value(theme, day, scene))
    usual = series.a_day
    _, onset = series.push(_day_value(theme, scene.view.today, scene))
    if not onset:
        return None
    return Surge(
        theme=theme.theme, since=heard.first, until=heard.last + timedelta(seconds=1), mentions=heard.mentions,
        copies=heard.copies, voices=heard.voices, usual=usual, level=1,
    )  # fmt: skip


def _day_value(theme: ThemeView, day: str, scene: Scene) -> int | None:
    if scene.view.gaps and scene.coverage.missed(theme.days, [day]):
        return None
    return theme.days[day].mentions if day in theme.days else 0


def _heard_value(theme: ThemeView, day: str, scene: Scene, sources: Sequence[str]) -> int | None:
    """What these sources said of it; None too where what mostly speaks of it was not connected: that was no silence."""
    if scene.coverage.missed(theme.days, [day]):
        return None
    said = theme.days[day].sources if day in theme.days else {}
    return sum(said.get(source, 0) for source in sources)


def _quarters(theme: ThemeView, hour: int) -> tuple[int, int, int, int]:
    count = theme.hours.get(hour)
    return count.quarters if count else (0, 0, 0, 0)


def waves(quarters: Sequence[int]) -> int:
    """How often a rise came: its rate fell to three fifths of its height or less, and came back by more than chance.

    The rate is that of half an hour; coming back means 8 more, and one and a half times the spread
    that chance gives two such counts: what is at stake is only that a rise is said again.
    """
    found, peak, trough = 1, 0, 0
    for rate in (first + second for first, second in pairwise(quarters)):
        trough = min(trough, rate)
        if trough > _FALLEN * peak:
            if rate > peak:
                peak = trough = rate
        elif rate - trough >= max(_LEAST_WAVE, 1.5 * math.sqrt(rate + trough)):
            found += peak > 0
            peak = trough = rate
    return found


def _until(counts: Sequence[Count], now: datetime) -> datetime:
    return max((count.last for count in counts), default=now) + timedelta(seconds=1)
