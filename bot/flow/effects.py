"""Did it work? Each week every fix is judged anew from what was counted, kept as an entry, and told to the ledger.

An estimate is an entry of the list `effects`: it says when it was recorded, so an answer of an earlier day finds what
was known then. It is part of no sum. Where somebody entered how many contacts stand behind a mention (a benefit of kind
`fix` of that insight, without counts), the estimate also makes the benefit entry, which supersedes the one before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepItem, LedgerItem
from bot.model.effect import Effect, Naive
from bot.model.insight import InsightId
from bot.model.rows import Rows
from bot.roi.changes import CHANGES, changes_of
from bot.roi.effect import Fix, History, effect_of, last_day, monday_from, monday_of, window
from bot.roi.effect.benefit import benefit_of, seed_of

EFFECTS, FIXES = "effects", "fixes"
STANDING = ("fixed", "told", "measured")
NAIVE_DAYS = 28
LEAST_WEEKS = 12
"""A source that was heard for fewer weeks before a fix is left out of both sides."""


async def estimate(*, tools: Tools, standing: Standing) -> tuple[Effect, ...]:
    """Judge every fix that was not judged this week, and keep what came of it."""
    today = tools.clock.now().astimezone(tools.zone).date()
    items = await tools.store.ledger([EFFECTS, FIXES, CHANGES])
    found = []
    fixes = await _fixes(items, tools=tools, standing=standing)
    fixes += await _changes(items, fixes, tools=tools, standing=standing)
    benefits = await tools.store.ledger(["benefits"]) if fixes else ()
    for fix in fixes:
        effect = newest(items, InsightId(fix.insight), fixed=fix.fixed, change=fix.change)
        if _due(effect, fix, items, today):
            effect = await work_out(fix, [one for one in fixes if one != fix], today, tools=tools, standing=standing)
            kept = LedgerItem(
                kind=EFFECTS, id=_id(fix, today), item=effect.to_json(), recorded=tools.clock.now(), person=None
            )
            await standing.commit([KeepItem(entry=kept)], tools=tools)
            found.append(effect)
        if effect is not None and not fix.change:
            await _tell_ledger(effect, benefits, tools=tools, standing=standing)
    return tuple(found)


def newest(
    items: Sequence[LedgerItem], insight: InsightId, *, fixed: date | None = None, as_of: datetime | None = None,
    change: str = "",
) -> Effect | None:  # fmt: skip
    """The newest estimate of an insight's fix (of that day), or of a recorded change of it, that was known."""
    known = [
        one
        for one in items
        if one.kind == EFFECTS
        and one.item.get("insight") == insight
        and str(one.item.get("change") or "") == change
        and (fixed is None or one.item.get("fixed") == fixed.isoformat())
        and (as_of is None or one.recorded <= as_of)
    ]
    last = max(known, key=lambda one: (str(one.item["fixed"]), one.recorded), default=None)
    return Effect.read(last.item) if last is not None else None


def _id(fix: Fix, today: date) -> str:
    return f"effect-{fix.change or fix.insight}-{fix.fixed.isoformat()}-{monday_of(today).isoformat()}"


def _due(effect: Effect | None, fix: Fix, items: Sequence[LedgerItem], today: date) -> bool:
    """Whether a fix was not judged this week, and there is a week it was not judged by."""
    if effect is None:
        return True
    whole = effect.measured is not None and effect.until >= last_day(fix.fixed, today)
    return not whole and all(one.id != _id(fix, today) for one in items if one.kind == EFFECTS)


async def _fixes(items: Sequence[LedgerItem], *, tools: Tools, standing: Standing) -> list[Fix]:
    """The newest fix of every insight that stands as fixed, under the topic as it is now."""
    last: dict[int, LedgerItem] = {}
    for one in items:
        insight = one.item.get("insight")
        if one.kind == FIXES and isinstance(insight, int):
            held = last.get(insight)
            if held is None or str(one.item["date"]) >= str(held.item["date"]):
                last[insight] = one
    found = []
    groups = {group.name for group in standing.organisation.groups}
    for number, one in sorted(last.items()):
        insight = await tools.store.insight(InsightId(number))
        group = str(one.item.get("group") or "")
        group = group if group in groups else ""
        if insight is None or insight.status not in STANDING or (insight.theme is None and not group):
            continue
        theme = standing.current(insight.theme) if insight.theme is not None else None
        found.append(Fix(insight=number, theme=theme, group=group, fixed=date.fromisoformat(str(one.item["date"]))))
    return found


async def _changes(
    items: Sequence[LedgerItem], fixes: Sequence[Fix], *, tools: Tools, standing: Standing
) -> list[Fix]:  # fmt: skip
    """Recorded changes that name an insight: they were to move its topic, and are judged like a fix of it."""
    fixed = {(one.insight, one.fixed) for one in fixes}
    found, now = list[Fix](), tools.clock.now()
    today = now.astimezone(tools.zone).date()
    for one in changes_of(items, now):
        insight = await tools.store.insight(InsightId(int(one.insight))) if one.insight.isdigit() else None
        if insight is None or insight.theme is None or (int(insight.id), one.day) in fixed or one.day > today:
            continue
        theme = standing.current(insight.theme)
        found.append(Fix(insight=int(insight.id), theme=theme, group="", fixed=one.day, change=one.id))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """The sources that were heard all the time, the first day of that time, and the sources left out."""

    since: date
    used: tuple[str, ...]
    left_out: tuple[str, ...]


async def work_out(fix: Fix, others: Sequence[Fix], today: date, *, tools: Tools, standing: Standing) -> Effect:
    """The effect of one fix from what the store counted. `others` were fixed too."""
    heard = await _heard(fix, today, tools=tools)
    weeks = window(fix.fixed, heard=heard.since, today=today)
    beside = [one for one in others if weeks.first <= one.fixed < weeks.until and not _same(one, fix)]
    count = max((monday_of(today) - weeks.first).days // 7, 0)
    history = await _history(fix, beside, _Table(heard=heard, first=weeks.first, weeks=count, tools=tools))
    until = weeks.until if weeks.until > weeks.start else today
    naive = await _naive(fix, heard, until, tools=tools)
    return effect_of(fix, history, weeks, naive)


def _same(one: Fix, other: Fix) -> bool:
    return one.group == other.group if one.group or other.group else one.theme == other.theme


async def _heard(fix: Fix, today: date, *, tools: Tools) -> _Heard:
    """Which sources were heard without a gap from at least twelve weeks before the fix until now.

    A source that was connected in between would look like a change of every topic.
    """
    names = [one.name for one in await tools.store.sources()]
    end = monday_of(fix.fixed)
    series = await tools.store.series("source", names, unit="day", since="0001-01-01", until=today.isoformat())
    first = {name: date.fromisoformat(min(days)) for name, days in series.items() if days}
    early = {
        name for name, day in first.items() if monday_from(day) + timedelta(weeks=LEAST_WEEKS) <= end
    }  # fmt: skip
    whole = window(fix.fixed, heard=min(first.values(), default=today), today=today)
    gaps = await tools.store.gaps(_midnight(whole.first, tools))
    begins, ends = _midnight(whole.first, tools), _midnight(today, tools)
    broken = {
        gap.source
        for gap in gaps
        if gap.cause != "caught_up" and gap.start < ends and (gap.end is None or gap.end > begins)
    }
    used = tuple(sorted(early - broken)) or tuple(sorted(early)) or tuple(sorted(first))
    since = max((first[name] for name in used), default=today)
    return _Heard(since=since, used=used, left_out=tuple(sorted(set(first) - set(used))))


async def _history(fix: Fix, beside: Sequence[Fix], table: _Table) -> History:
    count = table.weeks
    topics = await table.topics()
    total = await table.total()
    own = topics.pop(fix.theme, np.zeros(count, np.int64)) if not fix.group and fix.theme is not None else None
    if own is None:
        own = np.zeros(count, np.int64)
        for theme, counted in (await table.of_group(fix.group)).items():
            own += counted
            if theme in topics:
                topics[theme] = topics[theme] - counted
    for one in beside:
        if one.group:
            total = total - sum((await table.of_group(one.group)).values())
        elif one.theme in topics:
            total = total - topics[one.theme]
    ids = sorted(topics)
    rows = np.stack([topics[one] for one in ids]) if ids else np.zeros((0, count), np.int64)
    elsewhere = {one.theme for one in beside if not one.group}
    return History(
        own=own, topics=rows, ids=tuple(ids), total=total,
        fixed=frozenset(row for row, theme in enumerate(ids) if theme in elsewhere),
        sources=table.heard.used, left_out=table.heard.left_out,
    )  # fmt: skip


Counts = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Weekly counts of topics in the sources used: from the rollups where all are, else counted by topic."""

    heard: _Heard
    first: date
    weeks: int
    tools: Tools

    async def topics(self) -> dict[int, Counts]:
        """Of every topic that is one."""
        known = {int(one.id) for one in await self.tools.store.themes(("theme",))}
        if self.heard.left_out:
            return {theme: row for theme, row in (await self._faceted()).items() if theme in known}
        found = await self._days("theme", [str(one) for one in known])
        return {int(name): row for name, row in found.items()}

    async def total(self) -> Counts:
        """Of all mentions."""
        rows = await self._days("source", self.heard.used)
        return np.asarray(sum(rows.values(), np.zeros(self.weeks, np.int64)), np.int64)

    async def of_group(self, group: str) -> dict[int, Counts]:
        """Of the matches of a keyword group, by topic (0: none)."""
        return await self._faceted(group)

    async def _days(self, by: Literal["theme", "source"], names: Collection[str]) -> dict[str, Counts]:
        until = self.first + timedelta(weeks=self.weeks)
        series = await self.tools.store.series(
            by, list(names), unit="day", since=self.first.isoformat(), until=until.isoformat()
        )
        found: dict[str, Counts] = {}
        for name, days in series.items():
            row: Counts = np.zeros(self.weeks, np.int64)
            for day, moods in days.items():
                row[(date.fromisoformat(day) - self.first).days // 7] += sum(moods.values())
            found[name] = row
        return found

    async def _faceted(self, group: str | None = None) -> dict[int, Counts]:
        """Counted by topic, week for week and source for source."""
        sources: Sequence[str | None] = self.heard.used if self.heard.left_out else (None,)
        mondays = [_midnight(self.first + timedelta(weeks=week), self.tools) for week in range(self.weeks + 1)]
        sets = [
            Rows(group=group, source=source, since=since, until=until)
            for since, until in pairwise(mondays)
            for source in sources
        ]
        found: dict[int, Counts] = {}
        for at, counted in enumerate(await self.tools.store.facets_each(sets, "theme")):
            for name, number in counted.items():
                theme = int(name) if name.isdigit() else 0
                found.setdefault(theme, np.zeros(self.weeks, np.int64))[at // len(sources)] += number
        return found


async def _naive(fix: Fix, heard: _Heard, until: date, *, tools: Tools) -> Naive:
    """The four weeks before the fix and all days since, in the same sources."""
    since = max(fix.fixed - timedelta(days=NAIVE_DAYS), min(heard.since, fix.fixed))

    async def counted(one: date, other: date) -> int:
        rows = Rows(
            theme=None if fix.group else fix.theme, group=fix.group or None, since=_midnight(one, tools),
            until=_midnight(other, tools),
        )  # fmt: skip
        by = await tools.store.facets(rows, "source")
        return sum(number for name, number in by.items() if name in heard.used)

    return Naive(
        before=await counted(since, fix.fixed), before_days=(fix.fixed - since).days,
        after=await counted(fix.fixed, until), after_days=max((until - fix.fixed).days, 0),
    )  # fmt: skip


def _midnight(day: date, tools: Tools) -> datetime:
    return datetime.combine(day, time(), tools.zone)


async def _tell_ledger(effect: Effect, items: Sequence[LedgerItem], *, tools: Tools, standing: Standing) -> None:
    """Replace the benefit entry of this fix by what its effect is now, where one asks for it."""
    seed = seed_of(items, effect)
    if seed is None:
        return
    entry = benefit_of(effect, seed, at=tools.clock.now())
    if entry is not None and all((one.kind, one.id) != (entry.kind, entry.id) for one in items):
        await standing.commit([KeepItem(entry=entry)], tools=tools)
