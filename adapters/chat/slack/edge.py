"""The edge of Slack: what comes in is checked, stored once, and acknowledged before anybody works on it.

In this order: size, signature over the raw bytes, age, reading, shape, workspace, store. Each failure is a 4xx that
leaves nothing behind; a full disk is a 503, upon which Slack comes again.

The guard against replays is the inbox: a request is stored under Slack's own event id, else under the hash of its whole
body, and an id that is there already changes nothing. Since the signature binds the body, a request that is sent again
(by Slack, with a new timestamp, or by whoever saw it, as it was) has the id of its first: it is answered with 200 and
has no effect, however often it comes and whether or not the first ever arrived. The retry headers are not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Final, Protocol

import structlog
from aiohttp import web

from adapters.chat.slack.concern import Holds, Listens, concerns, nothing
from adapters.chat.slack.names import PATH
from adapters.chat.slack.request import Heard, Json, Read, Unfit, parse, signers, understand, unfit
from adapters.chat.slack.room import PLATFORM, Account, nowhere
from adapters.chat.slack.shapes import Form, origin
from bot.errors import StoreError
from bot.model.changes import Receive
from bot.ports.memory import Posting, Writing
from bot.ports.world import Clock

LIMIT: Final = 1024 * 1024
"""What a request may carry, in bytes."""
HOOKS: Final = frozenset({"https://hooks.slack.com", "https://hooks.slack-gov.com"})
"""Where Slack wants answers to go."""

Body = Callable[[web.Request], Awaitable[bytes]]
"""Reads the bytes of a request, capped and in time; raises web.HTTPException."""
Reply = Mapping[str, Any]
"""What is answered at once; {} is a plain acknowledgement."""
Check = Callable[[Json], Mapping[str, str]]
"""What is wrong with a form that was sent off, by block; {}: nothing."""
Offer = Callable[[str, Json], Awaitable[Reply]]
"""The options of a menu that asks for them (workspace, body)."""

_STAMP, _MARK, _TYPE = "X-Slack-Request-Timestamp", "X-Slack-Signature", "Content-Type"
_log = structlog.get_logger("earshot")


class Memory(Posting, Writing, Protocol):
    """The part of memory that the edge needs."""


def _fine(body: Json) -> Mapping[str, str]:
    return {}


async def _none(team: str, body: Json) -> Reply:
    return {"options": []}


class Edge:
    """What Socket Mode and HTTP have in common: from a body to its row in the inbox.

    Args:
        accounts: every workspace.
        store: where events are kept until they are worked off.
        clock: tells when they came.
        read: reads JSON strictly.
        check: looks at a form that was sent off, before it is stored.
        listens: says which channels are listened to.
        holds: says which messages were turned into an insight once.
        heard: called when something was stored, so that it is taken up at once.
        kept: types of events that are stored besides those that this version knows.
        offer: gives the options of menus that ask for them.
        api_url: Slack's address; answers may go there, too.
    """

    def __init__(
        self, *, accounts: Sequence[Account], store: Memory, clock: Clock, read: Read, check: Check = _fine,
        listens: Listens = nowhere, holds: Holds = nothing, heard: Callable[[], None] = lambda: None,
        kept: Collection[str] = (), offer: Offer = _none, api_url: str = "",
    ) -> None:  # fmt: skip
        self.accounts = tuple(accounts)
        self.read = read
        self.clock = clock
        self.api_url = api_url
        self.refused: Counter[int] = Counter()
        self._store, self._check, self._listens, self._heard = store, check, listens, heard
        self._kept, self._offer, self._holds = frozenset(kept), offer, holds
        self._answers = HOOKS | {origin(api_url)} - {""}

    async def take(self, form: Form, body: Json, accounts: Sequence[Account]) -> Reply:
        """What is answered to a body that one of these accounts is known to have sent; it is stored by then.

        Raises:
            Unfit: nothing of it was stored.
            StoreError: nor could it be.
        """
        now = self.clock.now()
        heard = understand(form, body, answers=self._answers)
        match heard.kind:
            case "challenge":
                return {"challenge": body["challenge"]}
            case "ssl_check":
                return {}
            case _:
                team = _team(heard, accounts)
        if heard.kind == "options":
            return await self._offer(team, body)
        if body.get("type") == "view_submission" and (errors := self._check(body)):
            return {"response_action": "errors", "errors": dict(errors)}
        if await self._wanted(heard, team):
            payload = {"type": heard.kind, "team": team, "lane": f"{team}/{heard.lane}", "body": body}
            event = Receive(event_id=f"{PLATFORM}:{team}:{heard.id}", kind=PLATFORM, payload=payload, at=now)
            await self._store.commit([event])
            self._heard()
        return {}

    async def _wanted(self, heard: Heard, team: str) -> bool:
        if heard.kind == "limited":
            _log.warning("Slack sends fewer events: there were too many", team=team)
            return False
        if heard.kind != "event":
            return True
        return await concerns(
            heard.body, team=team, store=self._store, listens=self._listens, holds=self._holds, kept=self._kept
        )


def _team(heard: Heard, accounts: Sequence[Account]) -> str:
    """The workspace that the request is for, one of the accounts that sent it.

    Raises:
        Unfit: 403, it is for another.
    """
    known = {account.team for account in accounts}
    for team in heard.teams:
        if team in known:
            return team
    raise unfit(403, "of another workspace")


def routes(edge: Edge, *, body: Body) -> list[web.AbstractRouteDef]:
    """The one address that Slack calls, for all workspaces that have a signing secret; none where none has."""
    accounts = tuple(account for account in edge.accounts if account.signing_secret)

    async def events(request: web.Request) -> web.Response:
        try:
            raw = await body(request)
        except web.HTTPException as wrong:
            edge.refused[wrong.status] += 1
            return web.Response(status=wrong.status)
        return await _answered(edge, request, raw, accounts)

    return [web.post(PATH, events)] if accounts else []


async def _answered(edge: Edge, request: web.Request, raw: bytes, accounts: Sequence[Account]) -> web.Response:
    try:
        stamp, mark = _one(request, _STAMP, 401), _one(request, _MARK, 401)
        known = signers(raw, accounts, stamp=stamp, mark=mark, now=edge.clock.now())
        form, body = parse(raw, _one(request, _TYPE, 415), read=edge.read)
        reply = await edge.take(form, body, known)
    except Unfit as wrong:
        edge.refused[wrong.status] += 1
        # What nobody of ours signed is not told more than that; what Slack signed will not be better the next time.
        return web.Response(status=wrong.status, headers={} if wrong.status == 401 else {"X-Slack-No-Retry": "1"})
    except StoreError:
        edge.refused[503] += 1
        return web.Response(status=503)
    return web.json_response(reply) if reply else web.Response()


def _one(request: web.Request, name: str, status: int) -> str:
    """The value of a header that must be there once."""
    found = request.headers.getall(name, [])
    if len(found) != 1:
        raise unfit(status, f"{name} not once")
    return found[0]
