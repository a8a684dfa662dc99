"""/health, /ready and /metrics, for whoever watches the process."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

Ready = Callable[[], Awaitable[Mapping[str, str]]]
"""What is not ready, as part -> words; empty when everything is."""


def health() -> web.AbstractRouteDef:
    """The route /health alone: that the process answers."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    return web.get("/health", answer)


def watching(ready: Ready, *, registry: CollectorRegistry, token: str = "") -> list[web.AbstractRouteDef]:
    """The three routes. /metrics answers loopback, or whoever brings `token` as a bearer."""

    async def readiness(_: web.Request) -> web.Response:
        missing = await ready()
        status = 503 if missing else 200
        return web.json_response({"status": "not ready" if missing else "ready", **missing}, status=status)

    async def metrics(request: web.Request) -> web.Response:
        if not (_local(request) or _bears(request, token)):
            raise web.HTTPForbidden(text="metrics are for loopback or for a bearer of the token\n")
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [health(), web.get("/ready", readiness), web.get("/metrics", metrics)]


def _local(request: web.Request) -> bool:
    """Whether the peer sits on this machine and no proxy speaks for somebody else."""
    if "Forwarded" in request.headers or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _bears(request: web.Request, token: str) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())
    return bool(token) and kind.lower() == "bearer" and same
