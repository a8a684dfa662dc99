"""A stand-in for a chat platform: a process of its own that survives the bot, and is as unkind as platforms are.

It knows nothing of the bot. What it does is what Slack documents of `chat.postMessage`, `chat.update` and
`conversations.history` with message metadata: at most one post a second and channel, else 429 with `Retry-After`
(https://docs.slack.dev/apis/web-api/rate-limits: "Generally allows posting one message per second per channel");
an edit replaces a message; a post may be looked up by the key it carries as metadata.

Faults are drawn from a seed: storms of 503, slow answers, 429 without cause, connections cut before a request is
taken and after it is taken, 500 after it is taken. `/calm` ends them.

Each `team` is a platform by itself. Seconds are those of the header `X-Now`, so that no test waits for a limit.

Run as `python -m tests.stand_in.server --seed N`; the first line it prints is its address.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field

from aiohttp import web

PAUSE_S = 1.0
"""Between two posts in one channel."""
SLOWEST_S = 0.008

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Post:
    """A message that stands in a channel, and what became of it."""

    id: str
    channel: str
    key: str
    thread: str | None
    body: str
    at: float
    edits: int = 0


@dataclass(slots=True)
class Team:
    """One platform: its messages in the order in which it took them, and when each channel got its last."""

    posts: list[Post] = field(default_factory=list)
    last: dict[str, float] = field(default_factory=dict)
    storm: int = 0
    limited: int = 0
    faults: dict[str, int] = field(default_factory=dict)

    def with_key(self, channel: str, key: str) -> Post | None:
        """The latest post with this key in this channel."""
        return next((one for one in reversed(self.posts) if (one.channel, one.key) == (channel, key)), None)

    def fault(self, name: str) -> None:
        """Count a fault."""
        self.faults[name] = self.faults.get(name, 0) + 1


class StandIn:
    """The platform's endpoints."""

    def __init__(self, *, seed: int, faults: bool) -> None:
        self._chance = random.Random(seed)
        self._faulty = faults
        self._teams: dict[str, Team] = {}

    def app(self) -> web.Application:
        """The application."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/{team}/post", self._unkind(self.post)),
                web.post("/{team}/edit", self._unkind(self.edit)),
                web.get("/{team}/find", self._unkind(self.find)),
                web.get("/{team}/log", self.log),
                web.post("/calm", self.calm),
            ]
        )
        return app

    def _team(self, request: web.Request) -> Team:
        return self._teams.setdefault(request.match_info["team"], Team())

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Take a message, unless the channel had one within the second."""
        team, said = self._team(request), await request.json()
        now, channel = float(request.headers["X-Now"]), str(said["channel"])
        since = now - team.last.get(channel, -1e18)
        if 0 <= since < PAUSE_S:
            team.limited += 1
            return web.Response(status=429, headers={"Retry-After": "1"})
        team.last[channel] = now
        made = Post(
            id=f"p{len(team.posts) + 1}", channel=channel, key=str(said["key"]), thread=said.get("thread"),
            body=str(said["body"]), at=now,
        )  # fmt: skip
        team.posts.append(made)
        return web.json_response({"id": made.id})

    async def edit(self, request: web.Request) -> web.StreamResponse:
        """Put a body in place of a message's."""
        team, said = self._team(request), await request.json()
        held = next((one for one in team.posts if one.id == said["id"]), None)
        if held is None:
            return web.json_response({"error": "message_not_found"}, status=404)
        held.body, held.edits = str(said["body"]), held.edits + 1
        return web.json_response({"id": held.id})

    async def find(self, request: web.Request) -> web.StreamResponse:
        """The id of the message with this key."""
        held = self._team(request).with_key(request.query["channel"], request.query["key"])
        return web.json_response({"id": held.id if held else None})

    async def log(self, request: web.Request) -> web.StreamResponse:
        """Everything a team took, in order."""
        return web.json_response(asdict(self._team(request)))

    async def calm(self, request: web.Request) -> web.StreamResponse:
        """No more faults."""
        self._faulty = False
        return web.json_response({})

    def _unkind(self, kind: Handler) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            if not self._faulty:
                return await kind(request)
            team, fate = self._team(request), self._chance.random()
            await asyncio.sleep(self._chance.random() * SLOWEST_S)
            if team.storm > 0:
                team.storm -= 1
                return web.Response(status=503)
            refused = self._refused(team, fate)
            if refused is not None:
                return refused
            if fate < 0.17:
                return _cut(request, team, "cut before")
            try:
                answer = await kind(request)
            except ConnectionError:  # whoever asked was killed
                return web.Response()
            if fate < 0.25 and answer.status == 200:
                return _cut(request, team, "cut after")
            if fate < 0.28 and answer.status == 200:
                team.fault("500 after")
                return web.Response(status=500)
            return answer

        return handle

    def _refused(self, team: Team, fate: float) -> web.Response | None:
        """A refusal without having taken anything."""
        if fate < 0.02:
            team.storm = self._chance.randint(2, 6)
        if fate < 0.07:
            team.fault("503")
            return web.Response(status=503)
        if fate < 0.11:
            team.fault("429")
            return web.Response(status=429, headers={"Retry-After": str(self._chance.randint(1, 30))})
        return None


def _cut(request: web.Request, team: Team, name: str) -> web.StreamResponse:
    """The connection is gone; whoever asked does not know what came of it."""
    team.fault(name)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _serve(seed: int, *, faults: bool) -> None:
    runner = web.AppRunner(StandIn(seed=seed, faults=faults).app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(json.dumps({"port": runner.addresses[0][1]}) + "\n")
    sys.stdout.flush()
    # Whoever started it holds the other end; when that is gone, nobody needs it.
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for a chat platform.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="store_true", help="without faults")
    given = parser.parse_args()
    asyncio.run(_serve(given.seed, faults=not given.kind))
