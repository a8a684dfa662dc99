"""Shards are dealt among the processes that think, each to one at a time."""

from __future__ import annotations

import asyncio

from bot.errors import StoreBusy
from bot.model.leases import AT_WORK, SHARD
from bot.ports.sharing import Leases
from bot.serve import Served
from bot.serve.shards import THINKING, Owning
from tests.bot.serve.test_sharing import Table


class Thinker:
    """A process whose shards are held open until they are to be closed."""

    def __init__(self, table: Table, name: str, *, shards: int) -> None:
        self.leases: Leases = table.of(name)
        self.name = name
        self.untils: dict[int, asyncio.Event] = {}
        self.owning = Owning(self.leases, self._think, shards=shards, served=Served())

    async def here(self) -> None:
        """Say that it is at work."""
        await self.leases.take(f"{AT_WORK}{THINKING}{self.name}")

    async def turn(self) -> list[int]:
        """The shards that are thought here after a turn, and after what it began came as far as it can."""
        await self.owning.turn()
        for _ in range(5):
            await asyncio.sleep(0)
        return [*self.owning.owned]

    async def _think(self, shard: int, until: asyncio.Event) -> None:
        lease = await self.leases.take(f"{SHARD}{shard}")
        if lease is None:
            raise StoreBusy(what="held", remedy="")
        self.untils[shard] = until
        await until.wait()
        await self.leases.release([lease])


async def test_one_process_thinks_all_shards_and_two_think_half_each_until_one_is_gone() -> None:
    table = Table()
    first, second = (Thinker(table, name, shards=5) for name in ("first", "second"))
    await first.here()
    assert await first.turn() == [1, 2, 3, 4]
    await second.here()
    assert await second.turn() == []
    await first.turn()
    assert await first.turn() == [1, 2]
    assert await second.turn() == [3, 4]
    await first.owning.close()
    table.holders.pop(f"{AT_WORK}{THINKING}first")
    await second.turn()
    assert await second.turn() == [1, 2, 3, 4]
    await second.owning.close()


async def test_a_shard_that_was_lost_is_taken_again_when_it_is_free() -> None:
    table = Table()
    one = Thinker(table, "one", shards=2)
    await one.here()
    assert await one.turn() == [1]
    one.untils[1].set()
    await one.turn()
    assert await one.turn() == [1]
    assert table.tokens[f"{SHARD}1"] == 2
    await one.owning.close()
