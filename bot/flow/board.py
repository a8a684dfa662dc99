"""The board: topics over time, mood by hour of a keyword group, departments reached, sources with health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.columns import IMPORT
from bot.model.changes import Gap, KeepSource
from bot.model.mention import Untrusted
from bot.model.message import Chart, Line, Span
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.model.views import Board, DepartmentLine, Health, SourceLine
from bot.texts import pages as words
from bot.texts.sources import failing, reading
from bot.understanding.totals import net_sentiment

WEEKS, TOPICS, HOURS = 13, 6, 48
MOST_BAD = 1000
ACTED = ("acknowledged", "in_work", "fixed", "told", "measured", "declined")


async def board(*, tools: Tools, standing: Standing, group: str | None) -> Board:
    """The board as it stands now."""
    groups = tuple(one.name for one in standing.organisation.groups)
    chosen = group if group in groups else (groups[0] if groups else None)
    chart, lines = await _topics(tools=tools, standing=standing)
    hours, note = await _hours(chosen, tools=tools) if chosen else (None, "")
    return Board(
        topics=chart,
        topic_lines=lines,
        group=chosen,
        groups=groups,
        hours=hours,
        hours_note=note,
        departments=await _departments(tools=tools, standing=standing),
        sources=await source_lines(tools=tools, standing=standing),
    )


async def _topics(
    *, tools: Tools, standing: Standing
) -> tuple[Chart | None, tuple[tuple[ThemeId, Untrusted, Line], ...]]:
    today = tools.clock.now().astimezone(tools.zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS)
    themes = {str(one.id): one for one in standing.themes() if one.state == "theme"}
    series = await tools.store.series(
        "theme", list(themes), unit="day", since=first.isoformat(), until=monday.isoformat()
    )
    weekly: dict[str, list[int]] = {}
    for name, days in series.items():
        counts = weekly.setdefault(name, [0] * WEEKS)
        for day, moods in days.items():
            counts[(date.fromisoformat(day) - first).days // 7] += sum(moods.values())
    top = sorted(weekly, key=lambda name: (-sum(weekly[name]), int(name)))[:TOPICS]
    if not top:
        return None, ()
    shown = [(themes[name].name or themes[name].label.raw, weekly[name]) for name in top]
    largest = max(shown, key=lambda one: one[1][-1])
    chart = Chart(
        kind="line",
        title=words.topics_title(),
        alt=words.topics_alt(largest[0], largest[1][-1]),
        x=tuple((first + timedelta(weeks=week)).isoformat() for week in range(WEEKS)),
        series=tuple((label, tuple(float(value) for value in counts)) for label, counts in shown),
    )
    start, end = _midnight(first, tools), _midnight(monday, tools)
    lines = []
    for name in top:
        theme = themes[name]
        rows = Rows(theme=theme.id, since=start, until=end)
        counted = await tools.store.count(rows, visible=OPEN_TO_ALL)
        figures = (
            Span(text=words.mentions(counted.mentions), opens=rows),
            Span(text=f" · {words.people(counted.people)}"),
        )
        lines.append((theme.id, Untrusted(theme.name) if theme.name else theme.label, figures))
    return chart, tuple(lines)


def _midnight(day: date, tools: Tools) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=tools.zone)


async def _hours(group: str, *, tools: Tools) -> tuple[Chart | None, str]:
    """48 hours of a keyword group by mood; hours without mentions are zero, hours in a gap of all its sources None."""
    now = tools.clock.now()
    last = int(now.timestamp() // 3600)
    first = last - HOURS + 1
    unheard = await _unheard(group, first, last, tools=tools)
    series = await tools.store.series("group", [group], unit="hour", since=str(first), until=str(last + 1))
    found = series.get(group, {})
    moods = ("negative", "neutral", "positive")
    hours = range(first, last + 1)
    labels = tuple(
        f"{datetime.fromtimestamp(hour * 3600, UTC).astimezone(tools.zone):%Y-%m-%dT%H:00}" for hour in hours
    )
    total = sum(sum(counts.values()) for counts in found.values())
    negative = sum(counts.get("negative", 0) for counts in found.values())
    scored = sum(counts.get(mood, 0) for counts in found.values() for mood in (*moods, "mixed"))
    chart = Chart(
        kind="stacked",
        title=words.hours_title(group),
        alt=words.hours_alt(group, total, negative),
        x=labels,
        series=tuple(
            (words.MOODS[mood], tuple(_bar(found.get(str(hour)), mood, heard=hour not in unheard) for hour in hours))
            for mood in moods
        ),
    )
    summed: Counter[str] = Counter()
    for counts in found.values():
        summed.update(counts)
    net = net_sentiment(summed)
    return chart, words.hours_note(total, scored, (net.net, net.low, net.high) if net is not None else None)


def _bar(counts: Mapping[str, int] | None, mood: str, *, heard: bool) -> float | None:
    """A bar's height; None where nobody was listening, which is not the same as nothing."""
    return float((counts or {}).get(mood, 0)) if counts or heard else None


async def _unheard(group: str, first: int, last: int, *, tools: Tools) -> frozenset[int]:
    """The hours in which every source that usually speaks of the group was missing."""
    since = datetime.fromtimestamp(first * 3600, UTC)
    speaking = await tools.store.facets(Rows(group=group, since=since - timedelta(days=28)), "source")
    gaps = [one for one in await tools.store.gaps(since) if one.cause != "caught_up"]

    def missing(source: str, hour: int) -> bool:
        at, behind = hour * 3600, (hour + 1) * 3600
        return any(
            one.source == source and one.start.timestamp() <= at and (one.end is None or one.end.timestamp() >= behind)
            for one in gaps
        )

    silent = {gap.source for gap in gaps}
    if not speaking or not silent.issuperset(speaking):
        return frozenset()
    return frozenset(hour for hour in range(first, last + 1) if all(missing(one, hour) for one in speaking))


async def _departments(*, tools: Tools, standing: Standing) -> tuple[DepartmentLine, ...]:
    since = tools.clock.now() - timedelta(days=90)
    insights = await tools.store.insights(since=since)
    signals = [one for one in await tools.store.signals(since=since) if one.removed is None]
    steps = await tools.store.statuses([one.id for one in insights])
    lines = []
    for department in standing.organisation.departments():
        mine = [one for one in insights if department.name in one.active]
        acted = {step.insight for step in steps if step.department == department.name and step.after in ACTED}
        shared = {name for one in mine for name in one.active if name != department.name}
        lines.append(
            DepartmentLine(
                name=department.name,
                insights=(Span(text=words.count(len(mine))),),
                acts=sum(1 for one in signals if one.department == department.name),
                acted_on=len(acted & {one.id for one in mine}),
                spread=words.spread(len(shared)),
            )
        )
    return tuple(lines)


async def source_lines(*, tools: Tools, standing: Standing) -> tuple[SourceLine, ...]:
    """Each source with its mentions of the last 28 days, its health and its owner."""
    now = tools.clock.now()
    since = now - timedelta(days=28)
    states = {one.name: one for one in await tools.store.sources()}
    specs = {one.name: one for one in standing.organisation.sources}
    gaps = await tools.store.gaps(since)
    bad = Counter(one.source for one in await tools.store.bad_items(since, limit=MOST_BAD))
    lines = []
    for name in sorted({*states, *specs}):
        state, spec = states.get(name, KeepSource(name=name)), specs.get(name)
        if name.startswith(IMPORT) or (spec is None and state.newest is None):
            continue
        rows = Rows(source=name, since=since, until=now)
        counted = await tools.store.count(rows, visible=OPEN_TO_ALL)
        gap = _open_gap(name, gaps)
        health = "paused" if spec is not None and spec.paused else _health(state, gap)
        lines.append(
            SourceLine(
                name=words.source_name(name),
                mentions=(Span(text=words.mentions(counted.mentions), opens=rows),),
                newest=_when(state.newest, tools),
                state=health,
                words=_health_words(health, state, gap, bad[name], tools=tools),
                owner=spec.owner or "" if spec is not None else "",
                source=name,
                through=_when(state.through, tools),
                failing=_when(state.failing, tools),
                due=_when(state.due, tools) if health != "paused" else "",
                error=state.error,
                bad=bad[name],
                budget=standing.budget(name),
            )
        )
    return tuple(lines)


def _health(state: KeepSource, gap: Gap | None) -> Health:
    """How a source is: what it answers itself comes before what it says."""
    return "silent" if gap is not None and state.state == "ok" else state.state


def _health_words(health: Health, state: KeepSource, gap: Gap | None, bad: int, *, tools: Tools) -> str:
    if health == "silent" and gap is not None:
        return words.source_words("silent", _when(gap.start, tools), 0)
    if health in ("failing", "refused") and state.failing is not None:
        return failing(_when(state.failing, tools), state.error, _when(state.due, tools))
    said = words.source_words(health, _when(state.newest, tools), 0)
    if health != "ok" or state.every is None:
        return said
    return said + reading(_when(state.through, tools), _when(state.due, tools), done=state.done, bad=bad)


def _when(at: datetime | None, tools: Tools) -> str:
    return words.when(at, tools.zone, day=True) if at is not None else ""


def _open_gap(name: str, gaps: Sequence[Gap]) -> Gap | None:
    return next((gap for gap in gaps if gap.source == name and gap.end is None), None)
