"""Dealing the topics to shards anew, where there are more or fewer of them than before: while nobody else thinks.

Topics keep their ids, insights theirs. Each topic goes where most of its mentions belong and takes them with it; the
centres of each shard are made anew from its own mentions, since what is usual in a shard is told by them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from bot.flow.rereading import members_of
from bot.flow.standing import BOOK
from bot.flow.tools import Tools
from bot.model.changes import Change, Deal, KeepSetting, SettingEvent
from bot.model.theme import ThemeId
from bot.ports.memory import Store
from bot.themes.book import ThemeBook
from bot.themes.state import Member

SHARDS: Final = "shards"
"""Subject of the setting that says among how many shards what is stored was dealt (0: not to the end)."""

Alone = Callable[[int], AbstractAsyncContextManager[object]]
"""Nobody else thinks any of so many shards while the block lasts. Raises StoreBusy."""


async def dealt(store: Store) -> int:
    """Among how many shards what is stored was dealt."""
    events = [one for one in await store.setting_events(SHARDS) if one.subject == SHARDS]
    held = (events[-1].new or {}).get("count") if events else 1
    return held if isinstance(held, int) else 1


async def _ever(store: Store) -> int:
    """The most shards that there ever were."""
    events = [one.new or {} for one in await store.setting_events(SHARDS) if one.subject == SHARDS]
    return max((count for one in events if isinstance(count := one.get("count"), int)), default=1)


async def deal(shards: int, *, alone: Alone, tools: Tools) -> bool:
    """Deal what is stored among so many shards, if it is not; gives whether it was done now.

    Raises:
        StoreBusy: somebody thinks a shard; all processes that think must be stopped first.
    """
    before, beside = await dealt(tools.store), await _ever(tools.store)
    if before == shards:
        return False
    async with alone(max(beside, shards)):
        await tools.store.commit([_said(0, tools)])
        await tools.store.commit([Deal(shards=shards)])
        for changes in await _books(shards, tools):
            await tools.store.commit(changes)
        await tools.store.commit([_said(shards, tools)])
    return True


async def _books(shards: int, tools: Tools) -> Sequence[Sequence[Change]]:
    """The topics of each shard with their centres made anew from their mentions."""
    themes = await tools.store.themes(("candidate", "theme", "merged"))
    homes: Mapping[ThemeId, int] = {one.id: one.shard for one in themes}
    members = defaultdict[int, list[Member]](list)
    for member in await members_of(tools):
        members[homes.get(member.theme, 0)].append(member)
    found: list[Sequence[Change]] = []
    for shard in range(shards):
        book = ThemeBook.load([one for one in themes if one.shard == shard], shard=shard, shards=shards)
        book.made_anew(members[shard])
        subject = BOOK if shard == 0 else f"{BOOK}:{shard}"
        state = SettingEvent(subject=subject, person=None, at=tools.clock.now(), new=book.state().to_json())
        found.append([*book.changed(), KeepSetting(event=state)])
    return found


def _said(count: int, tools: Tools) -> Change:
    return KeepSetting(event=SettingEvent(subject=SHARDS, person=None, at=tools.clock.now(), new={"count": count}))
