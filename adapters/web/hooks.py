"""/hooks/NAME: what outside systems deliver is checked over its raw bytes, stored once, and acknowledged.

In this order: the source (404 where there is none), room (429 or 503 and when to come again), size (413), time (408),
signature and age (401), shape (422), store (503 where it cannot; the sender comes again). Nothing that is refused
leaves anything behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import web

from bot.errors import BadInput, RemoteError, StoreError
from bot.model.changes import Receive
from bot.ports.memory import Writing
from bot.ports.sources import Hook, Item
from bot.ports.world import Clock

KIND: Final = "hook"
PATH_SECRET: Final = "x-earshot-path"
"""The header under which a hook finds what stood behind its name in the path; never what the sender put there."""
PATIENCE_S: Final = 10.0

Full = Callable[[], tuple[int, int] | None]
"""The status and the seconds with which a sender is asked to come again; None while there is room."""

Fit = Callable[[Sequence[Item]], None]
"""Looks whether every item can be taken in; raises BadInput."""


def hooks(
    find: Callable[[str], Hook | None], *, store: Writing, clock: Clock, fit: Fit, heard: Callable[[], None],
    full: Full = lambda: None, patience: float = PATIENCE_S,
) -> list[web.AbstractRouteDef]:  # fmt: skip
    """The routes to which the hooks that `find` gives (None: no such source) are delivered."""

    async def deliver(request: web.Request) -> web.Response:
        hook = find(request.match_info["name"])
        if hook is None:
            return web.Response(status=404)
        refusal = full()
        if refusal is not None:
            status, seconds = refusal
            return web.Response(status=status, headers={"Retry-After": str(seconds)})
        try:
            async with asyncio.timeout(patience):
                raw = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        headers = {name.lower(): value for name, value in request.headers.items()}
        headers[PATH_SECRET] = request.match_info.get("secret", "")
        try:
            event = hook.event(headers, raw)
            body = raw.decode("utf-8")
            kept = hook.kept(headers, body)
            fit(hook.items(kept))
        except RemoteError:
            return web.Response(status=401)
        except BadInput as wrong:
            return web.Response(status=422, text=f"{wrong}\n")
        except UnicodeDecodeError:
            return web.Response(status=400)
        payload = {"name": hook.name, "body": kept, "lane": hook.name}
        try:
            await store.commit(
                [Receive(event_id=f"{KIND}:{hook.name}:{event}", kind=KIND, payload=payload, at=clock.now())]
            )
        except StoreError:
            return web.Response(status=503, headers={"Retry-After": "60"})
        heard()
        return web.Response(status=202)

    return [web.post("/hooks/{name}", deliver), web.post("/hooks/{name}/{secret}", deliver)]
