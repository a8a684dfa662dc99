"""Slack, as far as it asks: signed requests over connections that stay open, and how long each answer took.

    python -m bench.slack_load PORT CONNECTIONS SECONDS [--rate N]

Without a rate each connection asks again as soon as it is answered (slash commands). With one, events come at random
moments at that rate, whether or not earlier ones were answered, and time counts from the moment at which each was due.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.slack_servers import APP, PATH, SECRET, TEAM

WARM_S = 0.5
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def request(body: bytes, content_type: str) -> bytes:
    """A signed request."""
    stamp = str(int(time.time()))
    mark = hmac.digest(SECRET.encode(), b"v0:%s:%s" % (stamp.encode(), body), "sha256").hex()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        f"Accept: */*\r\nContent-Type: {content_type}\r\nX-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: v0={mark}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def commands(chance: random.Random) -> Iterator[bytes]:
    """Slash commands; each has its own trigger id."""
    fields = {
        "token": "verification", "team_id": TEAM, "team_domain": "lumo", "channel_id": "C0SUPPORT", "command": "/roi",
        "channel_name": "support", "user_id": "U0ANA0001", "user_name": "ana", "text": "last quarter",
        "api_app_id": APP, "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/{TEAM}/1/abc",
    }  # fmt: skip
    known = urlencode(fields).encode()
    while True:
        yield request(known + b"&trigger_id=%d.%d" % (time.time_ns(), chance.getrandbits(60)), FORM)


def events(chance: random.Random) -> Iterator[bytes]:
    """What a busy workspace sends: seven in ten are nobody's business, two are reactions, one a question."""
    number = chance.getrandbits(40)
    while True:
        number += 1
        ts = f"{time.time():.6f}"
        said = {"type": "message", "channel": "C0SUPPORT", "channel_type": "channel", "user": "U0ANA0001", "ts": ts}
        inner: dict[str, object] = {**said, "type": "app_mention", "text": "<@U0BOT> roi last quarter"}
        drawn = chance.random()
        if drawn < 0.7:
            inner = {**said, "text": "hello " * 20, "thread_ts": f"{chance.randrange(10**9)}.000100"}
        elif drawn < 0.9:
            on = {"type": "message", "channel": "C0SUPPORT", "ts": f"{chance.randrange(10**9)}.000100"}
            inner = {"type": "reaction_added", "user": "U0ANA0001", "reaction": "thumbsup", "item": on}
        body = {
            "token": "verification", "team_id": TEAM, "api_app_id": APP, "event": inner, "type": "event_callback",
            "event_id": f"Ev{number}", "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
        }  # fmt: skip
        yield request(json.dumps(body).encode(), JSON)


class _Line(asyncio.Protocol):
    """One connection: a request out, its answer in."""

    def __init__(self) -> None:
        self._said = b""
        self._done: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._said += data
        head, found, body = self._said.partition(b"\r\n\r\n")
        if not found or self._done is None:
            return
        lines = head.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
        if len(body) >= length and not self._done.done():
            self._said = body[length:]
            self._done.set_result(int(head.split(b" ", 2)[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_result(0)

    async def ask(self, text: bytes) -> int:
        """The status of the answer."""
        assert self._transport is not None
        self._done = asyncio.get_running_loop().create_future()
        self._transport.write(text)
        return await self._done


@dataclass(slots=True, kw_only=True)
class Asked:
    """What the answers were and how long they took."""

    took: list[float] = field(default_factory=list)
    bad: int = 0
    all: int = 0

    def add(self, status: int, seconds: float, *, counts: bool) -> None:
        """Note one answer."""
        self.all += 1
        self.bad += status != 200
        if counts:
            self.took.append(seconds)

    def told(self, seconds: float) -> dict[str, float]:
        """The figures."""
        took = sorted(self.took)
        at: Callable[[float], float] = lambda share: took[min(int(len(took) * share), len(took) - 1)] * 1000  # noqa: E731
        return {
            "each_s": len(took) / seconds, "p50_ms": at(0.5), "p99_ms": at(0.99), "most_ms": took[-1] * 1000,
            "bad": self.bad, "all": self.all,
        }  # fmt: skip


async def _lines(port: int, count: int) -> list[_Line]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(_Line, "127.0.0.1", port))[1] for _ in range(count)]


async def closed(port: int, connections: int, seconds: float) -> dict[str, float]:
    """Each connection asks, is answered, and asks again."""
    asked, made = Asked(), commands(random.Random(time.time_ns()))
    began = time.perf_counter()
    end = began + WARM_S + seconds

    async def ask(line: _Line) -> None:
        while (now := time.perf_counter()) < end:
            text = next(made)
            now = time.perf_counter()
            status = await line.ask(text)
            asked.add(status, time.perf_counter() - now, counts=now > began + WARM_S)

    await asyncio.gather(*(ask(line) for line in await _lines(port, connections)))
    return asked.told(seconds)


async def open_(port: int, connections: int, seconds: float, rate: float) -> dict[str, float]:
    """Events come when they are due."""
    chance = random.Random(7)
    asked, made = Asked(), events(chance)
    free: asyncio.Queue[_Line] = asyncio.Queue()
    for line in await _lines(port, connections):
        free.put_nowait(line)
    began = due = time.perf_counter()

    async def ask(due: float) -> None:
        line = await free.get()
        status = await line.ask(next(made))
        asked.add(status, time.perf_counter() - due, counts=True)
        free.put_nowait(line)

    async with asyncio.TaskGroup() as group:
        while due < began + seconds:
            due += chance.expovariate(rate)
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            group.create_task(ask(due))
    return asked.told(seconds)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.slack_load")
    parser.add_argument("port", type=int)
    parser.add_argument("connections", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--rate", type=float)
    given = parser.parse_args()
    if sys.platform == "linux":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if given.rate is None:
        told = asyncio.run(closed(given.port, given.connections, given.seconds))
    else:
        told = asyncio.run(open_(given.port, given.connections, given.seconds, given.rate))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
