"""Socket Mode: the same requests over a connection that we open, so that no public address is needed.

One connection for each workspace that has an app token. When Slack says that it will close it, the next one is open
before the old one ends; one that went silent is found by its missing pongs. An envelope is acknowledged once it is
stored; one that cannot be stored is not, and Slack sends it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import structlog

from adapters.chat.slack.edge import Edge, Reply
from adapters.chat.slack.request import Unfit
from adapters.chat.slack.room import PLATFORM, Account, Client
from adapters.chat.slack.shapes import Form
from bot.errors import BadInput, Refused, RemoteError, StoreError, TryLater, WrongCredential
from bot.texts import slack as texts
from bot.texts.slack_refusals import slack

Link = Callable[[asyncio.Event], Awaitable[None]]
"""A connection that is held open until the event is set."""

_FORMS: Final[Mapping[str, Form]] = {"events_api": "json", "slash_commands": "form", "interactive": "payload"}
_log = structlog.get_logger("earshot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long is waited for what, in seconds.

    `hello`: from asking for an address to Slack's first word; `ping`: between two pings (half of it for the pong);
    `steady`: a connection that lasts so long is a good one; `leave`: how long one that was given notice may stay open;
    `first` to `most`: before another try, doubled each time and shortened by chance.
    """

    hello: float = 10.0
    ping: float = 10.0
    steady: float = 10.0
    leave: float = 30.0
    first: float = 1.0
    most: float = 300.0


def links(
    edge: Edge, *, clients: Mapping[str, Client], session: aiohttp.ClientSession, chance: Callable[[], float],
    up: Callable[[str], None] = lambda name: None, pace: Pace | None = None,
) -> Mapping[str, Link]:  # fmt: skip
    """A connection for each workspace that has an app token, by its name.

    Args:
        edge: takes what comes in.
        clients: Web API with the *app* token, by workspace.
        session: opens the connections; the caller closes it.
        chance: a number from 0 to 1, drawn anew each time; shortens waits, so that not all come back at once.
        up: called with the link's name whenever a connection is made.
        pace: how long is waited for what.
    """
    return {
        f"{PLATFORM}:{account.team}": _Link(
            account, edge=edge, client=clients[account.team], session=session, chance=chance, up=up,
            pace=pace or Pace(),
        )
        for account in edge.accounts
        if account.app_token and account.team in clients
    }  # fmt: skip


@dataclass(slots=True, kw_only=True, eq=False)
class _Line:
    """One connection. `leaving` is set when it is to be replaced, `off` when Slack wants none any more."""

    socket: aiohttp.ClientWebSocketResponse
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    off: bool = False


class _Link:
    """Implements `Link` for one workspace."""

    def __init__(
        self, account: Account, *, edge: Edge, client: Client, session: aiohttp.ClientSession,
        chance: Callable[[], float], up: Callable[[str], None], pace: Pace,
    ) -> None:  # fmt: skip
        self._account, self._edge, self._client, self._session = account, edge, client, session
        self._chance, self._up, self._pace = chance, up, pace
        self._where = slack(account.team)
        self._lines: set[_Line] = set()
        self._tries = 0
        """Connections in a row that could not be made or did not last."""

    async def __call__(self, stop: asyncio.Event) -> None:
        """Hold a connection until `stop` is set.

        Raises:
            WrongCredential, Refused: a person must act. The next call waits before it tries.
        """
        failure: RemoteError | None = None
        async with asyncio.TaskGroup() as lines:
            try:
                await self._hold(lines, stop)
            except RemoteError as wrong:  # not through the group, which would wrap it
                failure = wrong
            for line in tuple(self._lines):
                await line.socket.close()
        if failure is not None:
            raise failure

    async def _hold(self, lines: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        least = 0.0
        while not await self._rested(stop, least):
            self._tries += 1
            least = 0.0
            try:
                line = await self._open()
            except TryLater as wrong:
                least = float(str(wrong.data.get("seconds") or 0))
                _log.warning("no connection to Slack", team=self._account.team, reason=str(wrong))
                continue
            lines.create_task(self._hear(line))
            self._up(f"{PLATFORM}:{self._account.team}")
            if await self._lasts(line, stop, self._pace.steady):
                self._tries = 0
                await self._lasts(line, stop, None)
            if line.off:
                raise WrongCredential(where=self._where, what=texts.socket_off(), remedy=texts.switch_socket_on())

    async def _rested(self, stop: asyncio.Event, least: float) -> bool:
        """Wait before the next try (the first one after a good connection is at once); whether to stop."""
        pace, again = self._pace, min(self._tries - 1, 30)
        wait = min(pace.first * 2**again, pace.most) * self._chance() if again >= 0 else 0.0
        if wait or least:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), max(wait, least))
        return stop.is_set()

    async def _lasts(self, line: _Line, stop: asyncio.Event, seconds: float | None) -> bool:
        """Whether the line is neither left nor to be stopped for so long."""
        ends = {asyncio.ensure_future(one.wait()) for one in (line.leaving, stop)}
        try:
            done, _ = await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in ends:
                one.cancel()
        return not done

    async def _open(self) -> _Line:
        """A connection over which Slack has said hello.

        Raises:
            TryLater: it could not be made now.
            WrongCredential, Refused: nor will it be.
        """
        url = str((await self._client.call("apps.connections.open")).get("url") or "")
        if not url.startswith("wss://") and not self._edge.api_url.startswith("http://"):
            raise Refused(where=self._where, what=texts.not_sealed())
        try:
            async with asyncio.timeout(self._pace.hello):
                socket = await self._session.ws_connect(
                    url, heartbeat=self._pace.ping, timeout=aiohttp.ClientWSTimeout(ws_close=2.0)
                )
                said = await socket.receive()
                if said.type is aiohttp.WSMsgType.TEXT and self._read(said.data).get("type") == "hello":
                    line = _Line(socket=socket)
                    self._lines.add(line)
                    return line
                await socket.close()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise TryLater(where=self._where, what=str(error) or type(error).__name__, seconds=0) from error
        raise TryLater(where=self._where, what=texts.no_hello(), seconds=0)

    async def _hear(self, line: _Line) -> None:
        """Take what comes over a line until it ends."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.TaskGroup() as envelopes:
                with suppress(TimeoutError):
                    async with asyncio.timeout(None) as patience:
                        async for message in line.socket:
                            if message.type is not aiohttp.WSMsgType.TEXT:
                                break  # the connection is broken
                            said = self._read(message.data)
                            if said.get("type") == "disconnect":
                                line.off = said.get("reason") == "link_disabled"
                                line.leaving.set()
                                patience.reschedule(loop.time() + self._pace.leave)
                            else:
                                envelopes.create_task(self._take(line, said))
        finally:
            line.leaving.set()
            self._lines.discard(line)
            await line.socket.close()

    def _read(self, text: str) -> Mapping[str, Any]:
        try:
            said = self._edge.read(text)
        except BadInput:
            return {}
        return said if isinstance(said, dict) else {}

    async def _take(self, line: _Line, envelope: Mapping[str, Any]) -> None:
        name, form, payload = (
            envelope.get("envelope_id"),
            _FORMS.get(str(envelope.get("type"))),
            envelope.get("payload"),
        )
        if not isinstance(name, str):
            return
        reply: Reply = {}
        try:
            if form is not None and isinstance(payload, dict):
                reply = await self._edge.take(form, payload, (self._account,))
        except Unfit as wrong:
            self._edge.refused[wrong.status] += 1  # acknowledged all the same: it would come again, and be no better
        except StoreError:
            self._edge.refused[503] += 1
            return
        answer: dict[str, object] = {"envelope_id": name}
        if reply and envelope.get("accepts_response_payload"):
            answer["payload"] = reply
        with suppress(ConnectionError):  # then it comes again, and changes nothing
            await line.socket.send_json(answer)
