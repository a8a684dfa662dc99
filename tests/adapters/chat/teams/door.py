"""The edge behind the one server on loopback, with a store in a file and a key set that is served over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from adapters.chat.teams.edge import Edge, routes
from adapters.chat.teams.invokes import Invokes, Work
from adapters.chat.teams.keys import Keys
from adapters.chat.teams.tokens import Tokens, Trust
from adapters.web import connect, read_body
from bot.listening.strict_json import read_json
from bot.model.changes import Enqueue, MarkPost, Receive
from bot.model.delivery import Outgoing
from bot.model.message import Message
from bot.model.people import Place
from bot.ports.memory import Store
from store.sqlite import open_store
from tests.adapters.chat.slack.door import Answer, Moment, spoken
from tests.adapters.chat.teams.requests import APP, LUMO, OURS, SERVICE, SUPPORT, Json, Wire, sent
from tests.stand_in.teams import keys as signing

TRUST = Trust(
    app_id=APP, issuer=signing.ISSUER, services=("https://smba.trafficmanager.net/",), tenants=frozenset({LUMO})
)


@dataclass(slots=True, kw_only=True)
class Door:
    """An open edge."""

    edge: Edge
    store: Store
    port: int
    clock: Moment
    keys: signing.Keys
    invokes: Invokes
    rung: list[None] = field(default_factory=list)

    async def send(self, wire: Wire) -> Answer:
        """The answer to a request, sent byte for byte."""
        return await spoken(self.port, wire.text(f"127.0.0.1:{self.port}"))

    async def tell(self, body: Json) -> Answer:
        """The answer to an activity with a good token."""
        return await self.send(sent(self.keys, body))

    async def held(self) -> list[Receive]:
        """What was stored and waits."""
        return list(await self.store.pending())


async def idle(payload: Mapping[str, object]) -> Mapping[str, object]:
    """Do nothing."""
    return {}


@asynccontextmanager
async def serving(keys: signing.Keys) -> AsyncIterator[str]:
    """The address of the metadata of these keys while the block lasts."""
    app = web.Application()
    app.add_routes([web.get("/openid/metadata", keys.metadata), web.get("/openid/keys", keys.jwks)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/openid/metadata"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def held_keys(keys: signing.Keys, clock: Moment, *, url: str = "", **more: Any) -> AsyncIterator[Keys]:
    """Our side of these keys while the block lasts; `url`: where else it asks."""
    async with serving(keys) as served, aiohttp.ClientSession() as session:
        yield Keys(metadata_url=url or served, session=session, read=read_json, clock=clock, **more)


@asynccontextmanager
async def door(
    path: Path, *, work: Work = idle, patience_s: float = 8.0, clock: Moment | None = None,
    signer: signing.Keys | None = None, **more: Any,
) -> AsyncIterator[Door]:  # fmt: skip
    """An edge that is open while the block lasts; `work` is what is done with invokes, `signer` signs the tokens."""
    at, rung = clock or Moment(), list[None]()
    signer = signer or signing.Keys(now=lambda: at.at, audience=APP)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(path, zone="UTC", token=lambda: "a-key-of-its-own"))
        keys = await stack.enter_async_context(held_keys(signer, at))
        invokes = Invokes(work, store=store, clock=at, patience_s=patience_s)
        given: Mapping[str, Any] = {
            "trust": TRUST, "store": store, "clock": at, "read": read_json, "answer": invokes.answer,
            "tokens": Tokens(keys=keys, trust=more.get("trust", TRUST), read=read_json, clock=at),
            "heard": lambda: rung.append(None), **more,
        }  # fmt: skip
        edge = Edge(**given)
        server = await connect(port=0, routes=routes(edge, body=read_body))
        stack.push_async_callback(server.close)
        yield Door(edge=edge, store=store, port=server.port, clock=at, keys=signer, invokes=invokes, rung=rung)


async def posted(store: Store, *, where: str = SUPPORT, sent_id: str = OURS) -> None:
    """A message of ours stands in a conversation."""
    place = Place(platform="teams", workspace=LUMO, channel=where)
    said = Message(blocks=(), summary="")
    post = Outgoing(key=f"digest:{sent_id}", kind="digest", place=place, message=said, due=Moment().now())
    await store.commit([Enqueue(post=post)])
    await store.commit([MarkPost(id=1, state="done", tries=1, sent_id=sent_id)])


__all__ = ["SERVICE", "TRUST", "Answer", "Door", "Moment", "door", "held_keys", "idle", "posted", "serving"]
