"""Unkindness from a seed: storms of 429, 412, 5xx, connections cut before and after a call was taken, slow ones."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

KINDS = ("429", "storm", "412", "502", "504", "cut before", "cut after", "5xx after", "slow")
_CODES = {412: "PreconditionFailed", 429: "Throttled", 500: "ServiceError", 502: "BadGateway", 504: "GatewayTimeout"}


@dataclass(slots=True, kw_only=True)
class Faults:
    """Draws a fault for a `share` of the calls; with share 0 none. `calm()` ends them all."""

    seed: int = 1
    share: float = 0.0
    kinds: tuple[str, ...] = KINDS
    slowest_s: float = 0.01
    longest_storm: int = 6
    _chance: random.Random = field(init=False)
    _storm: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def calm(self) -> None:
        """No more faults."""
        self.share = 0.0
        self._storm.clear()

    def stir(self, share: float) -> None:
        """Faults again, for this share of the calls."""
        self.share = share

    async def around(
        self, request: web.Request, count: Counter[str], answer: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        """The answer, or what a fault leaves of it; each fault is counted."""
        if self._storm[id(count)] > 0:
            self._storm[id(count)] -= 1
            count["storm"] += 1
            return self._limited()
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
            return self._limited()
        if kind in ("412", "502", "504"):
            return refusal(int(kind))
        if kind == "cut before":
            return cut(request)
        if kind == "slow":
            await asyncio.sleep(self._chance.random() * self.slowest_s)
        made = await answer()
        if kind == "cut after":
            return cut(request)
        return refusal(self._chance.choice((500, 502, 504))) if kind == "5xx after" else made

    def _limited(self) -> web.Response:
        """Half of the refusals say when to come again."""
        said = refusal(429)
        if self._chance.random() < 0.5:
            said.headers["Retry-After"] = str(self._chance.randint(1, 30))
        return said


def refusal(status: int, code: str = "", message: str = "") -> web.Response:
    """An error as the connector words it."""
    code = code or _CODES[status]
    return web.json_response({"error": {"code": code, "message": message or code}}, status=status)


def cut(request: web.Request) -> web.StreamResponse:
    """The connection is gone; whoever asked does not know what came of it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
