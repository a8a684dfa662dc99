"""Leases in a table: taken, renewed and given up by the database's own clock."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

from bot.errors import StoreBusy
from bot.model.leases import AT_WORK, LEASE, Held, Lease
from bot.texts import memory as words
from store.postgres.dialect import statement
from store.postgres.failures import ERRORS, meaning
from store.postgres.session import Session

LEASE_US: Final = int(LEASE.total_seconds() * 1_000_000)
FRESH_US: Final = LEASE_US // 2
"""Whose connection is gone keeps a lease so long since it was renewed: the server may only have been restarted."""
RENEW_S: Final = LEASE.total_seconds() / 4
RETRY_S: Final = 0.25

T = TypeVar("T")


class Table:
    """The leases, asked step by step from one thread at a time."""

    def __init__(self, session: Session, *, holder: str) -> None:
        self._session = session
        self._holder = holder

    def take(self, name: str) -> Lease | None:
        """The lease, if it is free."""
        self._session.connect()
        values = {"name": name, "holder": self._holder, "lasts": LEASE_US, "fresh": FRESH_US}
        rows = self._session.rows(statement("sharing.take"), values)
        return Lease(name=name, token=int(rows[0][0])) if rows else None

    def insist(self, name: str) -> Lease:
        """The lease; where its holder is gone, after a short wait.

        Raises:
            StoreBusy: somebody has it.
        """
        while True:
            lease = self.take(name)
            if lease is not None:
                return lease
            if self._session.rows(statement("sharing.gone"), {"name": name}) != [(True,)]:
                raise StoreBusy(what=words.held_by_other(), remedy=words.stop_other())
            time.sleep(RETRY_S)

    def free(self, name: str) -> bool:
        """Whether nobody has it, or who had it is gone."""
        self._session.connect()
        rows = self._session.rows(statement("sharing.free"), {"name": name, "fresh": FRESH_US})
        return not rows or bool(rows[0][0])

    def renew(self, leases: Collection[Lease]) -> set[Lease]:
        """Those that still hold."""
        self._session.connect()
        rows = self._session.rows(statement("sharing.renew"), {**_both(leases), "lasts": LEASE_US})
        return {Lease(name=name, token=int(token)) for name, token in rows}

    def release(self, leases: Collection[Lease]) -> None:
        """Give them up."""
        self._session.connect()
        self._session.rows(statement("sharing.release"), _both(leases))
        self._session.rows(statement("sharing.forget"), {"beginning": AT_WORK})

    def lasting(self, beginning: str) -> Sequence[Held]:
        """Leases that last."""
        self._session.connect()
        rows = self._session.rows(statement("sharing.lasting"), {"beginning": beginning})
        return [Held(name=name, holder=holder, token=int(token), lasts=True) for name, holder, token in rows]

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


def _both(leases: Collection[Lease]) -> dict[str, object]:
    return {"names": [one.name for one in leases], "tokens": [one.token for one in leases]}


class Keeper:
    """Keeps a lease (and others beside it), in a thread of its own, until it is closed or it went to somebody else."""

    def __init__(
        self, table: Table, lease: Lease, *, lost: Callable[[], None], pause: float = RENEW_S,
        beside: Sequence[Lease] = (),
    ) -> None:  # fmt: skip
        """`lost` is called, once, from the thread; it is renewed every `pause` seconds."""
        self._table, self.lease, self._lost, self._pause = table, lease, lost, pause
        self._all = (lease, *beside)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="earshot-lease", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the lease up and close the connection."""
        self._stop.set()
        self._thread.join()
        with suppress(*ERRORS):
            self._table.release(self._all)
        self._table.close()

    def _run(self) -> None:
        pause = self._pause
        while not self._stop.wait(pause):
            try:
                if len(self._table.renew(self._all)) < len(self._all):
                    self._lost()
                    return
                pause = self._pause
            except ERRORS:  # the server is away: nobody else can have it either
                pause = RETRY_S


class Leases:
    """Implements `ports.sharing.Leases`; one thread, one connection."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="earshot-leases")

    async def take(self, name: str) -> Lease | None:
        """The lease, if it is free (see the port)."""
        return await self._ask(lambda: self._table.take(name))

    async def free(self, name: str) -> bool:
        """Whether it can be had (see the port)."""
        return await self._ask(lambda: self._table.free(name))

    async def renew(self, leases: Collection[Lease]) -> Collection[Lease]:
        """Those that still hold (see the port)."""
        return await self._ask(lambda: self._table.renew(leases))

    async def release(self, leases: Collection[Lease]) -> None:
        """Give them up (see the port)."""
        await self._ask(lambda: self._table.release(leases))

    async def lasting(self, beginning: str) -> Sequence[Held]:
        """Leases that last (see the port)."""
        return await self._ask(lambda: self._table.lasting(beginning))

    def close(self) -> None:
        """Close the connection."""
        self._thread.submit(self._table.close)
        self._thread.shutdown(wait=True)

    async def _ask(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except ERRORS as error:
            raise meaning(error) from error
