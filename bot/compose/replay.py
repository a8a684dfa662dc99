"""Replaying a recorded stream in its own time: the same use cases as live, under a clock that is set by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import get_args

from bot.compose.app import App
from bot.compose.clock import StoryClock
from bot.errors import EarshotError
from bot.flow.acts import act
from bot.flow.digests import post_due
from bot.flow.effects import estimate
from bot.flow.hear import hear
from bot.flow.post import Outbox
from bot.flow.think import think
from bot.flow.tools import Read
from bot.flow.upkeep import night, watch_sources
from bot.model.changes import KeepItem, LedgerItem
from bot.model.insight import Insight, InsightId
from bot.model.mention import MentionId
from bot.model.people import PersonId
from bot.model.signal import Act, ActName
from bot.ports.world import Item
from bot.understanding import Understood

BATCH = 500
BUSY = 6
"""From so many mentions an hour on, Earshot looks every ten minutes; else at the hours of LOOKS."""

LOOKS = (3, 9, 18)
"""Local hours at which a quiet day is looked at: the night's tidying, the digests, the evening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One recorded thing: mention JSON that arrived, or what a colleague did."""

    at: datetime
    mention: Mapping[str, object] | None = None
    act: Mapping[str, object] | None = None


def recorded(mentions: Sequence[Mapping[str, object]], acts: Sequence[Mapping[str, object]]) -> list[Recorded]:
    """Both in the order of their time. A line's `arrive` says when its edit or deletion was told."""
    found = []
    for line in mentions:
        at = datetime.fromisoformat(str(line.get("arrive") or line["at"]))
        mention = {key: value for key, value in line.items() if key != "arrive"}
        found.append(Recorded(at=at, mention=mention))
    found += [Recorded(at=datetime.fromisoformat(str(line["at"])), act=line) for line in acts]
    return sorted(found, key=lambda one: one.at)


async def replay(
    app: App, clock: StoryClock, things: Sequence[Recorded], *, since: datetime, until: datetime,
    tell: Callable[[float], None] = lambda done: None,
) -> list[str]:  # fmt: skip
    """Live through the record: what lies before `since` as an archive, the rest in its own time up to `until`.

    Gives the acts that met no insight, in words.
    """
    tools, standing = app.tools, app.standing
    read = _ahead(things, tools.read)
    archive = [Item(position=str(at), mention=one.mention) for at, one in enumerate(things) if one.at < since]
    clock.set(since)
    for start in range(0, len(archive), BATCH):
        await hear(archive[start : start + BATCH], tools=tools, standing=standing, read=read)
        tell(start / max(1, len(things)))
    await night(tools=tools, standing=standing)
    lost: list[str] = []
    outbox = Outbox(app.chats, tools=tools)
    later = [one for one in things if since <= one.at < until]
    count = len(archive)
    for moment, due in _moments(later, since, until, zone=tools.zone):
        clock.set(moment)
        items = [Item(position=str(one.at), mention=one.mention) for one in due if one.mention is not None]
        if items:
            await hear(items, tools=tools, standing=standing, read=read)
            await think(tools=tools, standing=standing)
        for one in due:
            if one.act is not None:
                lost += await _do(app, one.act)
        await _timers(app, moment, outbox)
        count += len(due)
        tell(count / max(1, len(things)))
    return lost


def _ahead(things: Sequence[Recorded], read: Read) -> Read:
    """Reads texts: those of the record were read before, in large batches. The same text reads the same in any."""
    texts = list(dict.fromkeys(str(one.mention["text"]) for one in things if one.mention and "text" in one.mention))
    known: dict[str, Understood] = {}
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        known.update(zip(batch, read(batch), strict=True))
    return lambda wanted: [known[one] if one in known else read((one,))[0] for one in wanted]


async def _timers(app: App, moment: datetime, outbox: Outbox) -> None:
    """What the loops of a serving Earshot do at this time."""
    local = moment.astimezone(app.tools.zone)
    if local.hour in LOOKS and local.minute == 0:
        await watch_sources(tools=app.tools, standing=app.standing)
        await night(tools=app.tools, standing=app.standing)
        await post_due(tools=app.tools, standing=app.standing)
    # Lanes beside each other, as when serving: what they write at the same time goes into one transaction.
    while any(await asyncio.gather(*[outbox.send(row) for row in await outbox.due()])):
        pass


def _moments(
    things: Sequence[Recorded], since: datetime, until: datetime, *, zone: tzinfo
) -> Iterator[tuple[datetime, list[Recorded]]]:
    """The instants at which the record is looked at, each with what came since the last one."""
    hours: dict[datetime, int] = {}
    for one in things:
        hour = one.at.replace(minute=0, second=0, microsecond=0)
        hours[hour] = hours.get(hour, 0) + 1
    place, moment = 0, since
    while moment < until:
        hour = moment.replace(minute=0, second=0, microsecond=0)
        busy = hours.get(hour, 0) >= BUSY
        step = timedelta(minutes=10) if busy else timedelta(hours=1)
        moment = min(until, moment + step)
        due = []
        while place < len(things) and things[place].at < moment:
            due.append(things[place])
            place += 1
        acted = any(one.act is not None for one in due)
        if busy or acted or moment.astimezone(zone).hour in LOOKS or moment == until:
            yield moment, due
        else:
            place -= len(due)


async def _do(app: App, line: Mapping[str, object]) -> list[str]:
    """One recorded act, on the insight that holds most of the mentions it names; gives words where there is none."""
    insight = await _meant(app, line)
    at = datetime.fromisoformat(str(line["at"]))
    name = str(line["name"])
    if insight is None and name != "raise":
        return [f"{at:%Y-%m-%d %H:%M} {name}: no insight holds these mentions"]
    number = insight.id if insight is not None else None
    if name == "told_customers" and insight is not None:
        customers = await app.store.customers(insight.id)
        count = int(str(line.get("count", 0)))
        acts = [
            _act("told_customer", line, at, number, mention=row.id, tail=f":{row.id}") for row, _ in customers[:count]
        ]
    else:
        acts = [_act(name, line, at, number, saw=insight.status if insight is not None else None)]
    lost = []
    for one in acts:
        try:
            receipt = await act(one, tools=app.tools, standing=app.standing)
        except EarshotError as wrong:
            lost.append(f"{at:%Y-%m-%d %H:%M} {name}: {wrong}")
        else:
            if not receipt.moved:
                lost.append(f"{at:%Y-%m-%d %H:%M} {name}: {receipt.words} {receipt.ask}")
    return lost


def _act(
    name: str, line: Mapping[str, object], at: datetime, insight: InsightId | None, *,
    mention: MentionId | None = None, saw: str | None = None, tail: str = "",
) -> Act:  # fmt: skip
    known: ActName = next((one for one in get_args(ActName) if one == name), "say")
    form = line.get("form")
    return Act(
        name=known, key=f"recorded:{line['at']}:{name}:{line['person']}{tail}", person=PersonId(str(line["person"])),
        at=at, insight=insight, mention=mention, value=str(line.get("value", "")), text=str(line.get("text", "")),
        saw=saw, form={str(key): str(value) for key, value in form.items()} if isinstance(form, Mapping) else {},
    )  # fmt: skip


async def _meant(app: App, line: Mapping[str, object]) -> Insight | None:
    wanted = line.get("mentions")
    keys = [tuple(str(one).split(":", 1)) for one in wanted] if isinstance(wanted, list) else []
    pairs = [(key[0], key[1]) for key in keys]
    known = await app.store.known(pairs)
    ids = {one.id for one in known.values() if one.id is not None}
    best: tuple[int, int] = (0, 0)
    found: Insight | None = None
    for number in await app.store.citing(ids):
        held = len(ids & set(await app.store.evidence(number)))
        insight = await app.store.insight(number)
        if insight is not None and (held, number) > best:
            best, found = (held, number), insight
    return found


async def enter(app: App, entries: Sequence[Mapping[str, object]]) -> None:
    """Put recorded entries into the living ledger: each has `kind`, `id`, `item` and when it was `recorded`.

    One with `fixed` is about the insight whose fix was released on that day. Fixes are judged then.
    """
    fixes = {str(one.item["date"]): one.item["insight"] for one in await app.store.ledger() if one.kind == "fixes"}
    items = []
    for one in entries:
        item = dict(held) if isinstance(held := one["item"], Mapping) else {}
        if one.get("fixed") in fixes:
            item["insight"] = f"insight-{fixes[str(one['fixed'])]}"
        recorded_ = datetime.fromisoformat(str(one["recorded"]))
        entry = LedgerItem(kind=str(one["kind"]), id=str(one["id"]), item=item, recorded=recorded_)
        items.append(KeepItem(entry=entry))
    await app.store.commit(items)
    await estimate(tools=app.tools, standing=app.standing)
