"""Channels are dealt among the processes that post, each to one at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from bot.errors import LeaseLost
from bot.model.changes import Hold
from bot.model.delivery import Outgoing
from bot.model.leases import POST, SHARES, Held, Lease
from bot.model.message import Message
from bot.model.people import Place
from bot.serve.sharing import Shares, share_of
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
