"""`/roi relationships`: the customers behind what was found, who wrote again, who was answered last, who waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.flow.inquiry import Inquiry, posted_stories, title_of
from bot.flow.rights import OPEN_TO_ALL
from bot.model.insight import Insight
from bot.model.message import Block, Line, Span, Table, Text
from bot.model.rows import Rows
from bot.texts import figures
from bot.texts import subjects as words

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One customer: their newest insight, when they last wrote, when somebody last told them, how often they wrote."""

    voice: str
    insight: Insight
    last: datetime
    told: datetime | None
    heard: int = 0

    @property
    def waits(self) -> bool:
        """Whether they wrote and nobody told them anything since."""
        return self.told is None or self.last > self.told


async def relations(one: Inquiry) -> list[Relation]:
    """Every customer behind the insights of these days, once: who wrote most often first, then who waits longest."""
    found: dict[str, Relation] = {}
    for each in await posted_stories(one):
        customers = await one.tools.store.customers(each.insight.id)
        voices = {full.row.id: full.voice for full in await one.tools.store.full([row.id for row, _ in customers])}
        for row, mark in customers:
            voice = voices.get(row.id)
            if voice is None or row.at > one.at:
                continue
            told = mark.at if mark is not None and mark.told and mark.at <= one.at else None
            known = found.get(voice)
            mine = Relation(voice=voice, insight=each.insight, last=row.at, told=told)
            found[voice] = mine if known is None else _later(known, mine)
    sets = [_rows(voice, one) for voice in found]
    kinds = await one.tools.store.facets_each(sets, "kind", visible=OPEN_TO_ALL) if sets else []
    counted = [
        await _newest(replace(each, heard=sum(counts.values())), one)
        for each, counts in zip(found.values(), kinds, strict=True)
    ]
    return sorted(counted, key=lambda each: (-each.heard, each.last, each.voice))


async def _newest(each: Relation, one: Inquiry) -> Relation:
    """With when they last wrote at all, where they wrote again or were told something."""
    if each.told is None and each.heard < 2:
        return each
    newest = await one.tools.store.listed(_rows(each.voice, one), visible=OPEN_TO_ALL, limit=1, newest=True)
    return replace(each, last=max(each.last, newest[0].at)) if newest else each


def _later(known: Relation, other: Relation) -> Relation:
    newer = other if other.last > known.last else known
    told = max((at for at in (known.told, other.told) if at is not None), default=None)
    return replace(newer, told=told)


def _rows(voice: str, one: Inquiry) -> Rows:
    return Rows(voice=voice, kind="service", since=one.since, until=one.until)


async def relationships(one: Inquiry) -> list[Block]:
    """How many customers there are, who wrote again, who was answered; then exactly who waits, with their mentions."""
    found = await relations(one)
    if not found:
        return []
    waiting = [each for each in found if each.waits]
    said = words.relations(
        len(found), sum(each.heard > 1 for each in found), len(found) - len(waiting), len(waiting)
    )  # fmt: skip
    blocks: list[Block] = [Text(line=(Span(text=said),))]
    if waiting:
        shown = waiting if one.whole else waiting[:SHOWN]
        blocks.append(Table(head=words.RELATIONS_HEAD, rows=tuple(_row(each, one) for each in shown)))
        if len(shown) < len(waiting):
            blocks.append(Text(line=(Span(text=words.more_waiting(len(waiting) - len(shown))),), faint=True))
    return [*blocks, Text(line=(Span(text=words.relations_note()),), faint=True)]


def _row(each: Relation, one: Inquiry) -> tuple[Line, ...]:
    zone = one.tools.zone
    told = figures.day(each.told.astimezone(zone).date()) if each.told is not None else "-"
    return (
        (Span(text=figures.counted(each.heard, "time"), opens=_rows(each.voice, one)),),
        (title_of(each.insight, one),),
        (Span(text=figures.day(each.last.astimezone(zone).date())),),
        (Span(text=told),),
        (Span(text=words.insight_source(each.insight.id), href=f"/insight/{each.insight.id}"),),
    )
