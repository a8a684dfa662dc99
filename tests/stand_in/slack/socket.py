"""Socket Mode: `apps.connections.open`, hello, envelopes and their acknowledgement, disconnects, dead connections.

docs.slack.dev/apis/events-api/using-socket-mode: the address is good for one connection; up to ten connections, each
envelope goes to one of them; an acknowledgement names the envelope_id and may carry a payload; `disconnect` comes with
reason warning (about 10 s ahead), refresh_requested or link_disabled; events are sent again when no acknowledgement
came (retry_attempt, retry_reason).
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from time import perf_counter

from aiohttp import WSMsgType, web

from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.api import Asked
from tests.stand_in.slack.state import Json, Team

MOST = 10
KINDS_WITH_ANSWER = ("slash_commands", "interactive")


@dataclass(slots=True, kw_only=True)
class _Line:
    team: Team
    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    dead: bool = False


class Sockets:
    """The open connections of every workspace."""

    def __init__(self, *, patience_s: float) -> None:
        self.patience_s = patience_s
        self.acks: list[tuple[str, float]] = []
        self._tickets: dict[str, Team] = {}
        self._lines: list[_Line] = []
        self._turn = 0
        self._number = 0
        self._changed = asyncio.Event()

    def open(self, asked: Asked) -> Json:
        """apps.connections.open."""
        self._number += 1
        ticket = f"{asked.team.app_id}-{self._number}"
        self._tickets[ticket] = asked.team
        return {"url": f"{asked.base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={asked.team.app_id}"}

    def count(self, team: Team) -> int:
        """How many live connections the app has."""
        return len(self._of(team))

    async def connected(self, team: Team, lines: int = 1) -> None:
        """Wait until the app has so many connections."""
        while self.count(team) < lines:
            self._changed.clear()
            await self._changed.wait()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to its end."""
        team = self._tickets.pop(request.query.get("ticket", ""), None)
        if team is None or self.count(team) >= MOST:
            return web.Response(status=403 if team is None else 429)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        line = _Line(team=team, socket=socket)
        self._lines.append(line)
        await socket.send_json(_hello(team, self.count(team)))
        self._changed.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and not line.dead:
                    self._heard(line, message.data)
        finally:
            self._lines.remove(line)
            self._changed.set()
            for one in line.waiting.values():
                if not one.done():
                    one.set_exception(ConnectionResetError())
        return socket

    async def send(self, team: Team, kind: str, payload: Json, *, attempt: int = 0, reason: str = "") -> Answer:
        """Send an envelope down one line; the acknowledgement is the answer."""
        lines = self._of(team)
        if not lines:
            return Answer(status=0, reason="connection_failed")
        self._turn += 1
        line = lines[self._turn % len(lines)]
        self._number += 1
        envelope_id = f"{team.app_id.lower()}-{self._number:08d}"
        envelope: Json = {
            "envelope_id": envelope_id, "type": kind, "payload": payload,
            "accepts_response_payload": kind in KINDS_WITH_ANSWER,
        }  # fmt: skip
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        waiting = line.waiting[envelope_id] = asyncio.get_running_loop().create_future()
        started = perf_counter()
        try:
            await line.socket.send_json(envelope)
            said = await asyncio.wait_for(waiting, self.patience_s)
        except TimeoutError:
            return Answer(status=0, reason="timeout", ms=(perf_counter() - started) * 1000)
        except ConnectionError:
            return Answer(status=0, reason="connection_failed")
        finally:
            line.waiting.pop(envelope_id, None)
        ms = (perf_counter() - started) * 1000
        self.acks.append((envelope_id, ms))
        body = said.get("payload")
        return Answer(status=200, body=json.dumps(body) if body else "", ms=ms)

    async def disconnect(self, team: Team, reason: str = "refresh_requested") -> None:
        """Tell every line of the app to go; a warning leaves them open."""
        for line in self._of(team):
            await line.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-stand-in"}}
            )
            if reason != "warning":
                await line.socket.close()

    def half_open(self, team: Team) -> None:
        """From now on nothing is heard or said on the lines that are open; they stay open."""
        for line in self._of(team):
            line.dead = True
            line.socket._autoping = False

    async def hang_up(self) -> None:
        """Close everything."""
        for line in list(self._lines):
            await line.socket.close()

    def _heard(self, line: _Line, data: str) -> None:
        try:
            said = json.loads(data)
        except ValueError:
            return
        waiting = line.waiting.get(str(said.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(said)

    def _of(self, team: Team) -> list[_Line]:
        return [one for one in self._lines if one.team is team and not one.socket.closed]


def _hello(team: Team, lines: int) -> Json:
    return {
        "type": "hello", "num_connections": lines, "connection_info": {"app_id": team.app_id},
        "debug_info": {"host": "applink-stand-in", "build_number": 1, "approximate_connection_time": 18060},
    }  # fmt: skip
