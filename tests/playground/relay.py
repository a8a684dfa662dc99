"""What stands between the Playground and Earshot: it signs what the Playground sends, as the connector of Teams does.

The Playground sends activities without a token, and asks for none; Earshot believes none without. So its activities
come here, get a token by keys of our own, and go on to Earshot; what Earshot asks of the connector goes to the
Playground once its token was found good.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from yarl import URL

from tests.stand_in.teams.keys import Keys
from tests.stand_in.teams.login import Login

APP, TENANT, PASSWORD = "c0ffee00-0000-4000-8000-000000000011", "c0ffee00-0000-4000-8000-000000000001", "a~password"
CONNECTOR = "/_connector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request that went through: where it went, what it carried, what was answered."""

    verb: str
    path: str
    body: Any
    status: int
    answer: Any
    authorization: str


@dataclass(slots=True)
class Relay:
    """A server in a thread of its own. `playground` and `earshot` are addresses, set once both are up."""

    now: Callable[[], float]
    playground: str = ""
    earshot: str = ""
    url: str = ""
    heard: list[Seen] = field(default_factory=list)
    said: list[Seen] = field(default_factory=list)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _loop: asyncio.AbstractEventLoop | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _life: Future[None] = field(init=False)
    _keys: Keys = field(init=False)
    _login: Login = field(init=False)
    _session: aiohttp.ClientSession = field(init=False)

    def start(self) -> None:
        """Serve on loopback."""
        up: Future[str] = Future()
        self._life = self._thread.submit(asyncio.run, self._serve(up))
        self.url = up.result(20)

    def close(self) -> None:
        """Stop serving."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._life.result(20)
        self._thread.shutdown()

    async def _serve(self, up: Future[str]) -> None:
        self._loop = asyncio.get_running_loop()
        self._keys = Keys(now=self.now, audience=APP)
        self._login = Login(now=self.now, app_id=APP, app_password=PASSWORD, home=lambda: TENANT)
        app = web.Application(client_max_size=8 * 1024**2)
        app.add_routes([
            web.get("/openid/.well-known/openidconfiguration", self._keys.metadata),
            web.get("/openid/keys", self._keys.jwks),
            web.post("/{tenant}/oauth2/v2.0/token", self._login.client_credentials),
            web.post("/api/messages", self._to_earshot),
            web.route("*", CONNECTOR + "/{rest:.*}", self._to_playground),
        ])  # fmt: skip
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        async with aiohttp.ClientSession() as self._session:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            up.set_result(f"http://127.0.0.1:{runner.addresses[0][1]}")
            await self._stop.wait()
            await runner.cleanup()

    async def _to_earshot(self, request: web.Request) -> web.Response:
        address = json.loads(await request.read()).get("serviceUrl", "")
        signed = {"Authorization": f"Bearer {self._keys.token(address)}"}
        seen, answer = await self._passed(request, self.earshot, signed)
        self.heard.append(seen)
        return answer

    async def _to_playground(self, request: web.Request) -> web.Response:
        if not self._login.good(request.headers.get("Authorization", "").removeprefix("Bearer ")):
            return web.Response(status=401)
        seen, answer = await self._passed(request, self.playground, {})
        self.said.append(seen)
        return answer

    async def _passed(self, request: web.Request, to: str, more: Mapping[str, str]) -> tuple[Seen, web.Response]:
        """The same request at another address, with these headers more."""
        raw, headers = await request.read(), {"Content-Type": "application/json", **more}
        address = URL(f"{to}{request.raw_path}", encoded=True)
        async with self._session.request(request.method, address, data=raw or None, headers=headers) as answer:
            body = await answer.read()
        seen = Seen(
            verb=request.method, path=request.raw_path, body=_json(raw), status=answer.status, answer=_json(body),
            authorization=request.headers.get("Authorization", ""),
        )  # fmt: skip
        return seen, web.Response(status=answer.status, body=body, content_type=answer.content_type)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode("utf-8", "replace")
