"""What processes beside the one that thinks do: understand what waits, and post to the channels that they own."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from bot.errors import LeaseLost
from bot.flow.delivered import HOOK
from bot.flow.post import Outbox, lane
from bot.flow.tools import Tools
from bot.model.changes import Change, Hold, Receive
from bot.model.delivery import Outgoing
from bot.model.leases import AT_WORK, LEASE, POST, SHARES, Lease
from bot.ports.sharing import INBOX, OUTBOX, Bell, Claims, Leases
from bot.ports.world import Chat
from bot.serve.loops import OUTBOX_S, RELINK_S, Sending, Served, boundary, loop
from bot.texts import memory as words

READ_S, SHARES_S, HERE_S = 0.5, 1.0, 2.0
"""How often the loops look, in seconds; readers and posters besides whenever something arrives."""
BELL_S = 0.5
"""So long it is listened before a look whether all is to end."""
BATCH = 64
"""So many deliveries are understood at once: memory for them is bounded by this."""
MOST_DUE = 1_000
"""So many due posts are looked at to find those of our channels."""
CAREFUL = 0.8
"""After this part of a lease that was not renewed, nothing is sent any more: the sending takes time too."""

Understanding = Callable[[Sequence[Receive]], Mapping[str, str]]


async def hear(bell: Bell, wakes: Mapping[str, asyncio.Event], *, stop: asyncio.Event, served: Served) -> None:
    """Wake who waits for what arrives, until `stop` is set. Nothing depends on it: who is not woken looks anyway."""

    async def turn() -> None:
        while not stop.is_set():
            for what in await bell.arrived(BELL_S):
                if what in wakes:
                    wakes[what].set()
        for wake in wakes.values():  # so that they see that all is to end
            wake.set()

    await loop("bell", turn, RELINK_S, stop=stop, served=served)


async def understand(
    claims: Claims, understanding: Understanding, *, bell: Bell, stop: asyncio.Event, served: Served, pace: float = 1.0
) -> None:
    """Understand what waits, batch by batch, until `stop` is set."""
    wake = asyncio.Event()

    async def turn() -> None:
        while not stop.is_set():
            events = await claims.claim((HOOK,), BATCH)
            if not events:
                return
            await claims.keep(await asyncio.to_thread(understanding, events))

    async with asyncio.TaskGroup() as group:
        group.create_task(hear(bell, {INBOX: wake}, stop=stop, served=served))
        group.create_task(loop("reading", turn, READ_S * pace, stop=stop, served=served, wake=wake))


async def be_here(leases: Leases, name: str, *, stop: asyncio.Event, served: Served) -> None:
    """Say that a process is at work, for whoever asks, until `stop` is set."""
    here: list[Lease] = []

    async def turn() -> None:
        here[:] = await leases.renew(here) if here else []
        if not here:
            taken = await leases.take(name)
            here[:] = [taken] if taken is not None else []

    await loop("here", turn, HERE_S, stop=stop, served=served)
    await boundary("here", partial(leases.release, here), served)


async def send(
    leases: Leases, name: str, *, chats: Mapping[str, Chat], tools: Tools, bell: Bell, stop: asyncio.Event,
    served: Served, pace: float = 1.0,
) -> None:  # fmt: skip
    """Work off the outbox of the channels that are ours, until `stop` is set; then others take them over at once."""
    shares = Shares(leases, name)
    sending = Sending(
        Outbox(chats, tools=tools, owns=shares.owns, senders=lambda: shares.posters), served=served, mine=shares.mine,
        most=MOST_DUE,
    )  # fmt: skip

    async def deal() -> None:
        await shares.turn(sending.busy)
        sending.look.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(hear(bell, {OUTBOX: sending.look}, stop=stop, served=served))
        group.create_task(loop("shares", deal, SHARES_S * pace, stop=stop, served=served))
        turn = partial(sending.turn, group)
        group.create_task(loop("outbox", turn, OUTBOX_S * pace, stop=stop, served=served, wake=sending.look))
    await boundary("shares", shares.close, served)


class Shares:
    """The shares of the channels that this process owns: about as many as every other process that posts.

    A share that is to go to somebody else gets no new posts, and is given up once none is under way. `posters` is how
    many processes post, as far as is known.
    """

    def __init__(self, leases: Leases, name: str, *, now: Callable[[], float] | None = None) -> None:
        """`now` is a clock that only goes on, in seconds; it goes on while the process stands still."""
        self._leases = leases
        self._here = f"{AT_WORK}{POST}{name}"
        self._now = now or asyncio.get_running_loop().time
        self._held: dict[str, Lease] = {}
        self._until = 0.0
        self.posters = 1
        self._leaving: set[str] = set()

    def mine(self, name: str) -> bool:
        """Whether posts of this lane are sent here."""
        share = share_of(name)
        return share in self._held and share not in self._leaving and self._now() < self._until

    def owns(self, post: Outgoing) -> Sequence[Change]:
        """What proves that a post is ours to send.

        Raises:
            LeaseLost: it is not, or we stood still for so long that it may not be.
        """
        lease = self._held.get(share_of(lane(post)))
        if lease is None or self._now() >= self._until:
            raise LeaseLost(what=words.lease_lost(share_of(lane(post))), remedy=words.leave_it())
        return (Hold(lease=lease),)

    async def turn(self, busy: Collection[str]) -> None:
        """Renew what is ours, take what is free up to a fair part, give up what is beyond it. `busy` lanes are kept."""
        began = self._now()
        kept = await self._leases.renew([*self._held.values()]) if self._held else ()
        self._held = {one.name: one for one in kept}
        self._until = began + CAREFUL * LEASE.total_seconds()
        if self._here not in self._held:
            await self._take(self._here)
        self.posters = max(1, len(await self._leases.lasting(f"{AT_WORK}{POST}")))
        fair = -(-SHARES // self.posters)
        ours = sorted(name for name in self._held if name.startswith(POST))
        at_work = {share_of(name) for name in busy}
        self._leaving = set(ours[fair:])
        going = [self._held.pop(name) for name in ours[fair:] if name not in at_work]
        if going:
            await self._leases.release(going)
        for number in range(SHARES):
            if sum(name.startswith(POST) for name in self._held) >= fair:
                break
            if f"{POST}{number}" not in self._held:
                await self._take(f"{POST}{number}")

    async def close(self) -> None:
        """Give everything up."""
        if self._held:
            await self._leases.release([*self._held.values()])
        self._held = {}

    async def _take(self, name: str) -> None:
        lease = await self._leases.take(name)
        if lease is not None:
            self._held[name] = lease


def share_of(name: str) -> str:
    """The share to which a lane belongs."""
    return f"{POST}{zlib.crc32(name.encode()) % SHARES}"
