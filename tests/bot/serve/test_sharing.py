"""Channels are dealt among the processes that post, each to one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import pytest

from bot.errors import LeaseLost
from bot.model.changes import Hold, Receive
from bot.model.delivery import Outgoing
from bot.model.leases import POST, SHARES, Held, Lease
from bot.model.message import Message
from bot.model.people import Place
from bot.ports.sharing import INBOX
from bot.serve import Served
from bot.serve.sharing import Shares, share_of, understand
from tests.bot.flow.rig import MORNING


class Table:
    """Leases of several processes in memory; they last until they are given up or taken away."""

    def __init__(self) -> None:
        self.holders: dict[str, tuple[str, int]] = {}
        self.tokens: dict[str, int] = {}

    def of(self, holder: str) -> Mine:
        """The table as one process sees it."""
        return Mine(self, holder)


class Mine:
    """Obeys the port `Leases`."""

    def __init__(self, table: Table, holder: str) -> None:
        self._table, self._holder = table, holder

    async def take(self, name: str) -> Lease | None:
        """The lease, if it is free."""
        if name in self._table.holders:
            return None
        token = self._table.tokens[name] = self._table.tokens.get(name, 0) + 1
        self._table.holders[name] = (self._holder, token)
        return Lease(name=name, token=token)

    async def free(self, name: str) -> bool:
        """Whether nobody has it."""
        return name not in self._table.holders

    async def renew(self, leases: Collection[Lease]) -> Collection[Lease]:
        """Those that hold."""
        return [one for one in leases if self._table.holders.get(one.name) == (self._holder, one.token)]

    async def release(self, leases: Collection[Lease]) -> None:
        """Give them up."""
        for one in leases:
            del self._table.holders[one.name]

    async def lasting(self, beginning: str) -> Sequence[Held]:
        """Those that somebody has."""
        return [
            Held(name=name, holder=holder, token=token, lasts=True)
            for name, (holder, token) in sorted(self._table.holders.items())
            if name.startswith(beginning)
        ]


def _post(channel: str) -> Outgoing:
    place = Place(platform="workspace", workspace="", channel=channel)
    return Outgoing(key=channel, kind="insight", place=place, message=Message(blocks=(), summary=""), due=MORNING)


def _shares(table: Table, holder: str) -> int:
    return sum(name.startswith(POST) and who == holder for name, (who, _) in table.holders.items())


async def test_one_process_owns_all_and_two_own_half_each_once_posts_under_way_have_ended() -> None:
    table = Table()
    first, second = (Shares(table.of(name), name, now=lambda: 0.0) for name in ("first", "second"))
    await first.turn(())
    assert _shares(table, "first") == SHARES
    busy = next(f"c{n}" for n in range(99) if share_of(f"c{n}") == f"{POST}{SHARES - 1}")
    await second.turn(())
    await first.turn((busy,))
    assert not first.mine(busy)  # nothing new is begun there
    assert _shares(table, "first") == SHARES // 2 + 1
    await first.turn(())
    await second.turn(())
    assert (_shares(table, "first"), _shares(table, "second")) == (SHARES // 2, SHARES // 2)
    await second.close()
    await first.turn(())
    assert _shares(table, "first") == SHARES


async def test_who_stood_still_sends_nothing_even_before_it_asks() -> None:
    now = [0.0]
    shares = Shares(Table().of("first"), "first", now=lambda: now[0])
    await shares.turn(())
    (hold,) = shares.owns(_post("support"))
    assert isinstance(hold, Hold)
    now[0] = 8.5
    with pytest.raises(LeaseLost):
        shares.owns(_post("support"))
    assert not shares.mine("workspace:support")


class Line:
    """Obeys the port `Claims`: what comes is claimed and kept once; `kept` says when all of it is."""

    def __init__(self) -> None:
        self.waiting: list[Receive] = []
        self.kept = asyncio.Event()
        self.read: list[str] = []
        self.looked = asyncio.Event()

    async def claim(self, kinds: Collection[str], most: int) -> Sequence[Receive]:
        """What waits."""
        self.looked.set()
        found, self.waiting = self.waiting[:most], self.waiting[most:]
        return found

    async def keep(self, ahead: Mapping[str, str]) -> int:
        """Remember which."""
        self.read += ahead
        self.kept.set()
        return len(ahead)


class Rope:
    """Obeys the port `Bell`: rings when it is pulled."""

    def __init__(self) -> None:
        self.pulled = asyncio.Event()

    async def arrived(self, within: float) -> Collection[str]:
        """That something was put into the inbox, once it is pulled."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.pulled.wait(), within)
            self.pulled.clear()
            return {INBOX}
        return ()


def _said(number: int) -> Receive:
    return Receive(event_id=f"e{number}", kind="hook", payload={}, at=MORNING)


def _understood(events: Sequence[Receive]) -> Mapping[str, str]:
    return {event.event_id: "{}" for event in events}


async def test_a_reader_that_hears_no_bell_finds_what_came_in_all_the_same() -> None:
    line, stop = Line(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(understand(line, _understood, bell=Rope(), stop=stop, served=Served(), pace=0.01))
        for number in range(3):
            line.kept.clear()
            line.waiting.append(_said(number))
            await line.kept.wait()
        stop.set()
    assert line.read == ["e0", "e1", "e2"]


async def test_a_reader_that_hears_the_bell_looks_at_once() -> None:
    line, rope, stop = Line(), Rope(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        forever = 1e9
        group.create_task(understand(line, _understood, bell=rope, stop=stop, served=Served(), pace=forever))
        await line.looked.wait()
        line.waiting.append(_said(1))
        rope.pulled.set()
        await line.kept.wait()
        stop.set()
        rope.pulled.set()
    assert line.read == ["e1"]
