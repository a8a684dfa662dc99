"""Unkindness from a seed: storms of 429, 5xx, connections cut before and after a call was taken, slow and dead ones."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

KINDS = ("429", "storm", "5xx", "cut before", "cut after", "5xx after", "slow", "half-open")


@dataclass(slots=True, kw_only=True)
class Faults:
    """Draws a fault for a `share` of the calls; with share 0 none. `calm()` ends them all, half-open ones included."""

    seed: int = 1
    share: float = 0.0
    kinds: tuple[str, ...] = KINDS
    slowest_s: float = 0.01
    longest_storm: int = 6
    _chance: random.Random = field(init=False)
    _storm: Counter[int] = field(default_factory=Counter)
    _calm: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def calm(self) -> None:
        """No more faults."""
        self.share = 0.0
        self._storm.clear()
        self._calm.set()

    def stir(self, share: float) -> None:
        """Faults again, for this share of the calls."""
        self.share = share
        self._calm.clear()

    async def around(
        self, request: web.Request, count: Counter[str], answer: Callable[[], Awaitable[web.Response]],
        *, storm_exempt: bool = False,
    ) -> web.StreamResponse:  # fmt: skip
        """The answer, or what a fault leaves of it; each fault is counted."""
        if self._storm[id(count)] > 0 and not storm_exempt:
            self._storm[id(count)] -= 1
            count["storm"] += 1
            return _limited(self._chance.randint(1, 30))
        if self.share <= 0 or self._chance.random() >= self.share:
            return await answer()
        kind = self._chance.choice(self.kinds)
        count[kind] += 1
        return await self._befallen(kind, request, count, answer)

    async def _befallen(
        self, kind: str, request: web.Request, count: Counter[str], answer: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        if kind in ("429", "storm"):
            self._storm[id(count)] = self._chance.randint(1, self.longest_storm) if kind == "storm" else 0
            return _limited(self._chance.randint(1, 30))
        if kind == "5xx":
            return web.Response(status=self._chance.choice((500, 502, 503, 504)))
        if kind == "cut before":
            return _cut(request)
        if kind == "half-open":
            # Taken or not, nobody will ever say; the asker's own patience ends it.
            if self._chance.random() < 0.5:
                await answer()
            await self._calm.wait()
            return _cut(request)
        if kind == "slow":
            await asyncio.sleep(self._chance.random() * self.slowest_s)
        made = await answer()
        if kind == "cut after":
            return _cut(request)
        return web.Response(status=self._chance.choice((500, 502, 504))) if kind == "5xx after" else made


def _limited(seconds: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
    )  # fmt: skip


def _cut(request: web.Request) -> web.StreamResponse:
    """The connection is gone; whoever asked does not know what came of it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
