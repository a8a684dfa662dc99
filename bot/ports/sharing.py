"""Sharing the work with other processes: leases on what one process does at a time, claims on what any may do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol

from bot.model.changes import Receive
from bot.model.leases import Held, Lease

INBOX: Final = "inbox"
"""Something was put into the inbox."""
READ: Final = "read"
"""Something in the inbox was understood."""
OUTBOX: Final = "outbox"
"""Something is to be posted."""
ARRIVALS: Final = frozenset((INBOX, READ, OUTBOX))


class Leases(Protocol):
    """Who owns what. Time is the database's own; a lease that is not renewed goes to whoever asks next.

    Every verb raises StoreError where the database cannot be reached.
    """

    async def take(self, name: str) -> Lease | None:
        """The lease, if nobody has it: its token is higher than any before."""
        ...

    async def free(self, name: str) -> bool:
        """Whether the lease can be had."""
        ...

    async def renew(self, leases: Collection[Lease]) -> Collection[Lease]:
        """Those that still hold, for a while longer; the others belong to somebody else."""
        ...

    async def release(self, leases: Collection[Lease]) -> None:
        """Give them up, so that others need not wait."""
        ...

    async def lasting(self, beginning: str) -> Sequence[Held]:
        """Leases whose name begins so and that last, by name."""
        ...


class Claims(Protocol):
    """What came in and is to be understood before it is taken in. Raises StoreError as `Leases` does."""

    async def claim(self, kinds: Collection[str], most: int) -> Sequence[Receive]:
        """At most so many events that nobody else is at, the oldest first; they are ours for a while.

        What was claimed before and not kept goes to others once its time is over.
        """
        ...

    async def keep(self, ahead: Mapping[str, str]) -> int:
        """Keep what was understood of the events claimed last, by their ids, once; gives how many were still ours."""
        ...


class Bell(Protocol):
    """Says that something arrived, so that nobody waits for the next look. It is a hint and no more: it may be missed,
    and ring for nothing. Whoever listens looks from time to time all the same.
    """

    async def arrived(self, within: float) -> Collection[str]:
        """Which of `ARRIVALS` there were since this was asked last, waiting at most so many seconds for the first.

        Raises:
            StoreError: the database cannot be reached.
        """
        ...
