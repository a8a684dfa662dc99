"""The edge behind the one server on loopback, with a store in a file; and a client that sends any bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.chat.slack.edge import Edge, routes
from adapters.chat.slack.room import Account
from adapters.web import connect, read_body
from bot.listening.strict_json import read_json
from bot.model.changes import Receive
from bot.ports.memory import Store
from store.sqlite import open_store
from tests.adapters.chat.slack.requests import NOW, SECRETS, Wire

ACCOUNTS = tuple(Account(team=team, bot_token="xoxb", signing_secret=secret) for team, secret in SECRETS.items())


@dataclass(slots=True, kw_only=True)
class Moment:
    """A clock that a test sets."""

    at: float = NOW

    def now(self) -> datetime:
        """The instant."""
        return datetime.fromtimestamp(self.at, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said."""

    status: int
    body: bytes


@dataclass(slots=True, kw_only=True)
class Door:
    """An open edge."""

    edge: Edge
    store: Store
    port: int
    clock: Moment
    rung: list[None] = field(default_factory=list)

    async def send(self, wire: Wire) -> Answer:
        """The answer to a request, sent byte for byte."""
        return await spoken(self.port, wire.text(f"127.0.0.1:{self.port}"))

    async def held(self) -> list[Receive]:
        """What was stored and waits."""
        return list(await self.store.pending())


async def spoken(port: int, text: bytes) -> Answer:
    """The answer to these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(text)
        with suppress(ConnectionError):  # it was refused before all was sent; the answer is there all the same
            await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        return Answer(status=status, body=await reader.readexactly(length))
    finally:
        writer.close()


@asynccontextmanager
async def door(path: Path, *, fp: Callable[[str], None] = lambda name: None, **more: Any) -> AsyncIterator[Door]:
    """An edge that is open while the block lasts."""
    clock, rung = Moment(), list[None]()
    async with open_store(path, zone="UTC", token=lambda: "a-key-of-its-own", fp=fp) as store:
        given: Mapping[str, Any] = {
            "accounts": ACCOUNTS, "store": store, "clock": clock, "read": read_json,
            "heard": lambda: rung.append(None), **more,
        }  # fmt: skip
        edge = Edge(**given)
        server = await connect(port=0, routes=routes(edge, body=read_body))
        try:
            yield Door(edge=edge, store=store, port=server.port, clock=clock, rung=rung)
        finally:
            await server.close()
