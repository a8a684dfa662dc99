"""How a database server is, and the processes that share the work on it, asked as a doctor asks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.compose import memory
from bot.config import Settings
from bot.errors import RemoteError
from bot.model.leases import AT_WORK, THINK, Depths, Held
from bot.model.views import Check
from bot.ports.memory import Store
from bot.ports.world import Clock, Reachable, Source
from bot.texts import cluster as texts

if TYPE_CHECKING:
    from store.postgres.examining import Server

PARTS: Final = ("edge", "post", "read")
"""The roles of which each process says that it is there, besides the one that thinks."""
APART: Final = timedelta(seconds=5)
"""So far clocks may be apart."""
LONG_S: Final = 600.0
"""After so many seconds an open transaction is worth a word."""
LATE_S: Final = 60.0
"""After so many seconds what waits is worth a word."""
CROWDED: Final = 0.8


async def examined(settings: Settings, store: Store, clock: Clock) -> list[Check]:
    """What is found of the server and of who is at work with it; nothing where memory is a file."""
    url = settings.store.url
    if url is None or not url.startswith(memory.SERVER):
        return []
    from store.postgres.examining import examine

    server, now = await asyncio.to_thread(examine, url), clock.now()
    found = [*_server(server), *_months(server), _clock((server.clock - now).total_seconds())]
    leases = [one for one in await store.leases(now) if one.lasts and one.holder != memory.process()]
    return [*found, *_roles(leases), _queue(await store.depths(now), settings)]


async def reached(sources: Iterable[Source]) -> list[Check]:
    """Whether streams answer; nothing is taken from them."""
    found = []
    for one in sources:
        if isinstance(one, Reachable):
            try:
                await one.reach()
                found.append(Check(name="sources", state="ok", words=texts.reached(one.name)))
            except RemoteError as wrong:
                fix = texts.fix_reached(one.name)
                found.append(Check(name="sources", state="fault", words=f"{one.name}: {wrong}", fix=fix))
    return found


def _server(server: Server) -> Iterator[Check]:
    said = texts.server(server.version, server.connections, server.most)
    if server.connections > server.most * CROWDED:
        yield Check(name="server", state="warning", words=said, fix=texts.fix_connections())
    else:
        yield Check(name="server", state="ok", words=said)
    if server.longest > LONG_S:
        said = texts.standing_still(server.longest)
        yield Check(name="server", state="warning", words=said, fix=texts.fix_standing_still())


def _months(server: Server) -> Iterator[Check]:
    if server.ahead is None:
        yield Check(name="months", state="warning", words=texts.not_parted(), fix=texts.fix_months())
    elif server.ahead < 1 or server.beyond:
        said = texts.months_short(server.ahead, server.beyond)
        yield Check(name="months", state="warning", words=said, fix=texts.fix_months())
    else:
        yield Check(name="months", state="ok", words=texts.months(server.ahead))


def _clock(seconds: float) -> Check:
    if abs(seconds) > APART.total_seconds():
        return Check(name="clocks", state="warning", words=texts.clock_apart(seconds), fix=texts.fix_clock())
    return Check(name="clocks", state="ok", words=texts.clock_together())


def _roles(leases: Sequence[Held]) -> Iterator[Check]:
    """Who is at work, by the leases that last and are not our own."""
    there = Counter(one.name.removeprefix(AT_WORK).partition("/")[0] for one in leases if one.name.startswith(AT_WORK))
    lead = next((one.holder for one in leases if one.name == THINK), "")
    if not there:
        yield Check(name="processes", state="ok", words=texts.alone())
        return
    missing = [one for one in PARTS if not there[one]] + ([] if lead else ["think"])
    if missing:
        grave = "think" in missing or "post" in missing
        yield Check(
            name="processes",
            state="fault" if grave else "warning",
            words=texts.missing(missing),
            fix=texts.fix_missing(),
        )
    single = [one for one in PARTS if there[one] == 1]
    if single:
        yield Check(name="processes", state="warning", words=texts.single(single), fix=texts.fix_missing())
    if not missing and not single:
        yield Check(name="processes", state="ok", words=texts.at_work(there, lead))


def _queue(depths: Depths, settings: Settings) -> Check:
    said = texts.queue(depths.inbox, depths.inbox_age, depths.outbox, depths.outbox_age)
    late = depths.inbox_age > LATE_S or depths.inbox > settings.http.most_waiting
    return Check(
        name="queue", state="warning" if late else "ok", words=said, fix=texts.fix_queue() if late else ""
    )  # fmt: skip
