"""Gaps of sources that could not be asked: opened within two missed turns, told once, closed when they are back."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Change, Enqueue, Gap, KeepGap, KeepSource
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from bot.texts import sources as words
from bot.texts.pages import source_name

MISSED = 2
"""So many turns of a source are missed before it is a gap."""
SHORTEST = timedelta(minutes=10)
"""What is asked every second is not missing after two."""


async def fallen_behind(stand: KeepSource, *, tools: Tools, standing: Standing) -> None:
    """Open the gap of a source that fails and has missed its turns, and tell whoever looks after it, once."""
    now, name = tools.clock.now(), stand.name
    if stand.failing is None or stand.every is None:
        return
    known = next((one for one in await tools.store.sources() if one.name == name), None)
    start = min(one for one in (stand.failing, known.through if known else None) if one is not None)
    patience = max(SHORTEST, MISSED * stand.every) if stand.state != "refused" else timedelta()
    if now - stand.failing < patience:
        return
    if any(gap.source == name and gap.end is None for gap in await tools.store.gaps(now)):
        return
    owner = next((one.owner or "" for one in standing.organisation.sources if one.name == name), "")
    said = words.unreachable(source_name(name), start, stand.error, owner=owner, zone=tools.zone)
    gap = Gap(source=name, start=start, cause="failing")
    await standing.commit([KeepGap(gap=gap), _notice(f"{name}:{start.isoformat()}", said, tools)], tools=tools)
    standing.due = True


async def overdue(*, tools: Tools, standing: Standing) -> None:
    """Open the gaps of sources that fail and have missed their turns since; the next try may be long after that."""
    for one in await tools.store.sources():
        if one.failing is not None:
            await fallen_behind(one, tools=tools, standing=standing)


async def back(name: str, *, lost: datetime | None, tools: Tools, standing: Standing) -> None:
    """Close the gap of a source that answered again. What was said meanwhile came with it, but for what is `lost`."""
    now = tools.clock.now()
    for gap in await tools.store.gaps(now):
        if gap.source != name or gap.end is not None or gap.cause != "failing":
            continue
        whole = lost is None or lost <= gap.start
        shut = Gap(source=name, start=gap.start, end=now if whole else lost, cause="caught_up" if whole else "failing")
        said = words.reachable(source_name(name), gap.start, now, zone=tools.zone, lost=None if whole else lost)
        changes: list[Change] = [KeepGap(gap=shut), _notice(f"{name}:{gap.start.isoformat()}:over", said, tools)]
        await standing.commit(changes, tools=tools)
        standing.due = True


def fell_silent(name: str, since: datetime, after: timedelta, *, owner: str, tools: Tools) -> Change:
    """The notice that a source answers, but says nothing any more."""
    said = words.silent_although_asked(source_name(name), since, after, owner=owner, zone=tools.zone)
    return _notice(f"{name}:{since.isoformat()}:silent", said, tools)


def spoke_again(name: str, since: datetime, *, tools: Tools) -> Change:
    """The notice that it does again."""
    said = words.speaks_again(source_name(name), since, zone=tools.zone)
    return _notice(f"{name}:{since.isoformat()}:speaks", said, tools)


def _notice(cause: str, said: str, tools: Tools) -> Enqueue:
    message = Message(blocks=(Text(line=(Span(text=said),)),), summary=said)
    place = Place.read(tools.settings.organisation.notices)
    post = Outgoing(
        key=f"notice:source:{cause}", kind="notice", place=place, message=message, due=tools.clock.now()
    )  # fmt: skip
    return Enqueue(post=post)
