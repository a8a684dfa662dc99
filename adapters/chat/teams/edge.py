"""The edge of Teams: what comes in is checked, stored once, and answered.

In this order: size, token, reading, shape, whether the token is one for this activity, store. Each failure is a 4xx
that leaves nothing behind; a full disk is a 503. An activity is stored under its conversation and id, and what is there
already changes nothing. Messages and the like are acknowledged before anybody works on them; an invoke is worked off
first, because its answer is what the person sees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from typing import Final, Protocol

import structlog
from aiohttp import web

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.concern import Holds, Listens, concerns, nothing
from adapters.chat.teams.names import INVOKES, PATH
from adapters.chat.teams.request import Heard, Read, Unfit, parse, understand, unfit
from adapters.chat.teams.room import PLATFORM, nowhere
from adapters.chat.teams.tokens import Believed, Tokens, Trust, fits
from bot.errors import StoreError
from bot.model.changes import Receive
from bot.ports.memory import Posting, Writing
from bot.ports.world import Clock

LIMIT: Final = 1024 * 1024
"""What a request may carry, in bytes."""

Body = Callable[[web.Request], Awaitable[bytes]]
"""Reads the bytes of a request, capped and in time; raises web.HTTPException."""


class Answering(Protocol):
    """Answers invokes."""

    async def __call__(self, event: Receive, *, name: str) -> Reply:
        """The answer to an invoke of this name, which is stored."""
        ...


_log = structlog.get_logger("earshot")


class Memory(Posting, Writing, Protocol):
    """The part of memory that the edge needs."""


class Edge:
    """From an activity to its row in the inbox.

    Args:
        tokens: says whether a token is Teams'.
        trust: whom we believe.
        store: where events are kept until they are worked off.
        clock: tells when they came.
        read: reads JSON strictly.
        answer: works an invoke off and answers it.
        listens: says which channels are listened to.
        holds: says which messages were turned into an insight once.
        heard: called when something was stored, so that it is taken up at once.
        invokes: the names of invokes that are answered; others are acknowledged and forgotten.
    """

    def __init__(
        self, *, tokens: Tokens, trust: Trust, store: Memory, clock: Clock, read: Read, answer: Answering,
        listens: Listens = nowhere, holds: Holds = nothing, heard: Callable[[], None] = lambda: None,
        invokes: Collection[str] = INVOKES,
    ) -> None:  # fmt: skip
        self.refused: Counter[int] = Counter()
        self._tokens, self._trust, self._store, self._clock, self._read = tokens, trust, store, clock, read
        self._answer, self._listens, self._holds, self._heard = answer, listens, holds, heard
        self._invokes = frozenset(invokes)

    async def believe(self, authorization: str) -> Believed:
        """What the token says. Raises Unfit: 401."""
        return await self._tokens.believe(authorization)

    async def take(self, believed: Believed, raw: bytes, content_type: str) -> Reply | None:
        """What is answered to a body that came with this token, None for nothing; it is stored by then.

        Raises:
            Unfit: nothing of it was stored.
            StoreError: nor could it be.
        """
        now = self._clock.now()
        heard = understand(parse(raw, content_type, read=self._read))
        fits(believed, heard, self._trust)
        if not await concerns(
            heard, store=self._store, listens=self._listens, holds=self._holds, invokes=self._invokes
        ):  # fmt: skip
            return {} if heard.type == "invoke" else None
        payload = {"type": heard.type, "tenant": heard.tenant, "lane": heard.lane, "body": heard.body}
        event = Receive(event_id=heard.event_id, kind=PLATFORM, payload=payload, at=now)
        await self._store.commit([event])
        if heard.type == "invoke":
            return await self._answer_in_time(event, heard)
        self._heard()
        return None

    async def _answer_in_time(self, event: Receive, heard: Heard) -> Reply:
        try:
            return await self._answer(event, name=heard.name)
        finally:
            self._heard()  # what it left to be posted, or to be done by the lane


def routes(edge: Edge, *, body: Body) -> list[web.AbstractRouteDef]:
    """The one address that Teams calls."""

    async def messages(request: web.Request) -> web.Response:
        try:
            raw = await body(request)
            believed = await edge.believe(_one(request, "Authorization", 401))
            reply = await edge.take(believed, raw, _one(request, "Content-Type", 415))
        except (Unfit, web.HTTPException) as wrong:
            edge.refused[wrong.status] += 1
            return web.Response(status=wrong.status)
        except StoreError as wrong:
            edge.refused[503] += 1
            _log.warning("an activity of Teams could not be stored", error=str(wrong))
            return web.Response(status=503)
        return web.Response() if reply is None else web.json_response(reply)

    return [web.post(PATH, messages)]


def _one(request: web.Request, name: str, status: int) -> str:
    """The value of a header that must be there once."""
    found = request.headers.getall(name, [])
    if len(found) != 1:
        raise unfit(status, f"{name} not once")
    return found[0]
