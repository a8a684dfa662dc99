"""Upkeep: silent sources, the night's merging and splitting of themes, labels, retention, forgetting."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.flow.effects import estimate
from bot.flow.gaps import MISSED, fell_silent, spoke_again
from bot.flow.naming import name_theme
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.insights.silence import usual_pause
from bot.model.changes import Change, ClearTokens, Gap, KeepGap, KeepSetting, MoveMentions, RemoveMention, SettingEvent
from bot.model.people import SourceSpec
from bot.model.reading import written
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.ports.memory import Spoken
from bot.themes.consolidate import Consolidation, consolidate
from bot.themes.halves import may_split
from bot.themes.state import Member

NIGHT = "night"
BATCH = 500
SILENT, RHYTHM = timedelta(hours=24), timedelta(days=28)
"""When a source whose rhythm is not known counts as silent, and of how many days its rhythm is taken."""


async def watch_sources(*, tools: Tools, standing: Standing) -> tuple[Gap, ...]:
    """Open a gap for each source that is silent for too long, close it once it speaks again.

    Too long is what its owner says; else, for a source that answers when it is asked, twice its usual pause: then
    whoever looks after it is told, once, and once when it is over.
    """
    now = tools.clock.now()
    specs = {one.name: one for one in standing.organisation.sources}
    gaps = {gap.source: gap for gap in await tools.store.gaps(now) if gap.end is None}
    asked = {one.name for one in await tools.store.sources() if one.every is not None and one.state == "ok"}
    changes: list[Change] = []
    changed: list[Gap] = []
    for name, newest in sorted(standing.newest_of().items()):
        spec = specs.get(name)
        gap = gaps.get(name)
        if gap is not None and gap.cause == "failing":
            continue  # whether what was said there is missing is known once it answers again
        if spec is not None and spec.paused:
            continue
        if gap is not None and newest > gap.start:
            changed.append(Gap(source=name, start=gap.start, end=newest))
            changes += [spoke_again(name, gap.start, tools=tools)] if name in asked else []
        elif gap is None and spec is not None:
            after = await _patience(spec, newest, asked=name in asked, tools=tools)
            if now - newest > after:
                changed.append(Gap(source=name, start=newest))
                owner = spec.owner or ""
                changes += [fell_silent(name, newest, after, owner=owner, tools=tools)] if name in asked else []
    if changed:
        await standing.commit([*(KeepGap(gap=gap) for gap in changed), *changes], tools=tools)
    return tuple(changed)


async def _patience(spec: SourceSpec, newest: datetime, *, asked: bool, tools: Tools) -> timedelta:
    """How long this source may say nothing."""
    if spec.silent_after_hours is not None:
        return timedelta(hours=spec.silent_after_hours)
    now = tools.clock.now()
    if not asked or now - newest <= 2 * timedelta(hours=1):
        return SILENT
    first, last = int((now - RHYTHM).timestamp() // 3600), int(now.timestamp() // 3600) + 1
    said = await tools.store.series("source", [spec.name], unit="hour", since=str(first), until=str(last))
    pause = usual_pause([int(hour) for hour in said.get(spec.name, {})], now=now)
    return SILENT if pause is None else MISSED * pause


TOKENS = timedelta(days=1)
"""How long a token is kept after its time, so that whoever comes late is told that it is over."""


async def night(*, tools: Tools, standing: Standing) -> bool:
    """Once a local date, each shard for itself: merge and split themes, name them.

    Shard 0, for all there is: expire what is past its retention, judge fixes.

    False: done today.
    """
    now = tools.clock.now()
    today = now.astimezone(tools.zone).date().isoformat()
    if str(standing.latest(standing.own(NIGHT)).get("day", "")) >= today:
        return False
    await tidy_themes(now, tools=tools, standing=standing)
    if standing.shard == 0:  # of all there is, once
        await expire(now, tools=tools, standing=standing)
        await estimate(tools=tools, standing=standing)
    done = SettingEvent(subject=standing.own(NIGHT), person=None, at=now, new={"day": today})
    await standing.commit([KeepSetting(event=done), ClearTokens(before=now - TOKENS)], tools=tools)
    return True


async def tidy_themes(now: datetime, *, tools: Tools, standing: Standing) -> None:
    """Merge themes that turn out to be one, split those that turn out to be two, and label them."""
    book = standing.book
    members: dict[ThemeId, list[Member]] = {}
    for theme in sorted(standing.since_night()):
        known = book.theme(theme)
        if known is not None and may_split(known) and standing.due_for_split(known):
            found = await tools.store.members(theme, limit=BATCH)
            members[theme] = [_member(one, theme) for one in found if one.vector]
    change = consolidate(book, members, at=now)
    moves = [*change.moves, *await _left_behind(change, tools=tools)]
    for move in moves:
        standing.tally.move(move.mentions, move.theme)
        for mention in move.mentions:
            standing.remember(mention, move.theme)
    await standing.commit([*change.themes, *moves, *standing.changed_themes(now)], tools=tools)
    for theme in book.born():
        await name_theme(theme, tools=tools, standing=standing)
    await standing.commit(standing.changed_themes(now), tools=tools)


def _member(one: Spoken, theme: ThemeId) -> Member:
    return Member(
        id=one.id, theme=theme, vector=one.vector, voice=one.voice, at=one.at, day=one.day,
        copy=one.copy_of is not None, language=written(one.language, one.text.raw),
    )  # fmt: skip


async def _left_behind(change: Consolidation, *, tools: Tools) -> list[MoveMentions]:
    """What still stands under a theme that was merged: everything that was not moved with it."""
    moved = {mention for move in change.moves for mention in move.mentions}
    found = []
    for one in change.themes:
        theme = one.theme
        if theme.merged_into is None or one.event is None:
            continue
        rows = await tools.store.listed(Rows(theme=theme.id), limit=0)
        rest = tuple(row.id for row in rows if row.id not in moved)
        if rest:
            found.append(MoveMentions(mentions=rest, theme=theme.merged_into))
    return found


async def expire(now: datetime, *, tools: Tools, standing: Standing) -> int:
    """Turn mentions past their source's retention into bare rows; gives how many.

    A history that was imported is kept from the day of its import: it would else be gone in its first night.
    """
    days = {one.name: one.retention_days for one in standing.organisation.sources if one.retention_days is not None}
    gone = 0
    for name in [one.name for one in await tools.store.sources()]:
        until = now - timedelta(days=days.get(name, tools.settings.retention.days))
        while True:
            rows = await tools.store.past(name, until, limit=BATCH)
            if not rows:
                break
            ids = [row.id for row in rows]
            await standing.unlearn(ids, expired=True, tools=tools)
            removed: list[Change] = [
                RemoveMention(key=(row.source, row.source_id), id=row.id, state="expired", reason="retention", at=now)
                for row in rows
            ]
            await standing.commit([*removed, *standing.changed_themes(now)], tools=tools)
            gone += len(rows)
    return gone
