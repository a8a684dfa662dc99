"""A place where customers speak, on this machine: it holds what was said, and is as unkind as such places are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Literal

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Fault = Literal[
    "401", "429", "503", "hang", "drip", "cut", "oversized", "private redirect", "garbage"
]  # fmt: skip
FAULTS: tuple[Fault, ...] = (
    "401", "429", "503", "hang", "drip", "cut", "oversized", "private redirect", "garbage"
)  # fmt: skip
PERSON_MUST_ACT = ("401",)
"""Faults after which a source is refused, not failing."""


@dataclass(slots=True, kw_only=True)
class Said:
    """Something said there: the truth, against which the store is held. `edited` is when it was last changed."""

    id: str
    text: str
    author: str
    at: datetime
    edited: datetime | None = None
    gone: bool = False


@dataclass(slots=True)
class Counterpart:
    """Subclass it for a source: `routes` answer from `said` as the real place would.

    `fault` is how every request fares from now on. `asked` counts requests. `bad` is a malformed item to be sent along.
    """

    said: dict[str, Said] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    fault: Fault | None = None
    bad: bool = False
    asked: int = 0
    port: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    # --- what a subclass says ---

    def routes(self) -> list[web.AbstractRouteDef]:
        """What it answers."""
        raise NotImplementedError

    # --- what happens there ---

    def say(self, said: Said) -> None:
        """Somebody says something, or says it otherwise."""
        self.said[said.id] = said

    def take_back(self, id_: str) -> None:
        """What was said is deleted."""
        self.said[id_].gone = True

    def leave(self, author: str) -> None:
        """An author goes, with everything they said."""
        self.left.append(author)
        for one in self.said.values():
            if one.author == author:
                one.gone = True

    @property
    def standing(self) -> dict[str, str]:
        """What stands there now: text by id."""
        return {one.id: one.text for one in self.said.values() if not one.gone}

    # --- how it is reached ---

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Counterpart:
        app = web.Application()
        app.middlewares.append(self._unkind())
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self.gate.set()
        assert self._runner is not None
        await self._runner.cleanup()

    def _unkind(self) -> Middleware:
        @web.middleware
        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.asked += 1
            match self.fault:
                case None:
                    return await handler(request)
                case "401" | "503":
                    return web.Response(status=int(self.fault))
                case "429":
                    return web.Response(status=429, headers={"Retry-After": "90"})
                case "private redirect":
                    return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
                case "garbage":
                    return web.Response(body=b"\x00<html>{]\xff", content_type="application/json")
                case "oversized":
                    return web.Response(body=b"[" + b" " * 400_000)
                case "hang":
                    await self.gate.wait()
                    return web.Response(status=503)
                case "drip":
                    return await self._drip(request)
                case "cut":
                    if request.transport is not None:
                        request.transport.abort()
                    return web.Response()

        return answer

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b" ")
        await self.gate.wait()
        return response


@dataclass(slots=True)
class Changing(Counterpart):
    """A place that can be asked for what was changed since a moment of its own clock, which runs on with each change.

    `changed` is when each thing was last changed there.
    """

    changed: dict[str, datetime] = field(default_factory=dict)
    ticks: datetime = datetime(2026, 10, 1, tzinfo=UTC)

    def say(self, said: Said) -> None:
        """Somebody says something, or says it otherwise."""
        Counterpart.say(self, said)
        self._tick(said.id)

    def take_back(self, id_: str) -> None:
        """What was said is deleted."""
        Counterpart.take_back(self, id_)
        self._tick(id_)

    def since(self, moment: datetime) -> list[Said]:
        """What was changed since, that moment with it, in the order of its change."""
        ids = sorted((at, one) for one, at in self.changed.items() if at >= moment.replace(microsecond=0))
        return [self.said[one] for _, one in ids]

    def _tick(self, id_: str) -> None:
        # Every third change comes in the same second as the one before it.
        one = self.said[id_]
        self.ticks = max(self.ticks + timedelta(seconds=0 if len(self.changed) % 3 == 2 else 7), one.edited or one.at)
        self.changed[id_] = self.ticks
