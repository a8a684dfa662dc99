"""One aiohttp application: size caps, security headers, clean shutdown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.typedefs import Handler, Middleware

from bot.ports.web import Server

BODY_LIMIT = 1024 * 1024
"""What a request may carry where no other limit is named, in bytes."""

HEADERS: Mapping[str, str] = {
    # `data:` for images alone: the style sheet's own arrows and ticks.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: it would turn the Origin of our own forms into `null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class _Server:
    """A running site; `close` ends it."""

    def __init__(self, runner: web.AppRunner, port: int) -> None:
        self._runner = runner
        self._port = port

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    async def close(self) -> None:
        """Stop listening and end what is open."""
        await self._runner.cleanup()


async def connect(
    *,
    host: str = "127.0.0.1",
    port: int,
    routes: Iterable[web.AbstractRouteDef],
    limits: Mapping[str, int] | None = None,
    closing: Iterable[Callable[[], None]] = (),
) -> Server:
    """A server that listens.

    Args:
        host: the address; loopback unless somebody decided otherwise.
        port: 0 takes a free one.
        routes: of all chats and hooks; the first that fits answers.
        limits: path -> bytes that a body may have there, where it is not BODY_LIMIT.
        closing: called when the server begins to stop, before open connections are waited for.
    """
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_capped(dict(limits or {}))])
    app.add_routes(list(routes))
    app.on_response_prepare.append(_headers)

    async def shut(_: web.Application) -> None:
        for close in closing:
            close()

    app.on_shutdown.append(shut)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0, handle_signals=False, logger=_log())
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    return _Server(runner, _bound(runner, port))


def _log() -> logging.Logger:
    """The server's log, in which strangers cannot write: what is no HTTP is answered with 400 and not told."""
    log = logging.getLogger("earshot.http")
    if not log.filters:
        log.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], BadHttpMessage)))
    return log


def _bound(runner: web.AppRunner, asked: int) -> int:
    """The port that was really taken."""
    for address in runner.addresses:
        if isinstance(address, tuple):
            return int(address[1])
    return asked


async def _headers(_: web.Request, response: web.StreamResponse) -> None:
    """Sets the security headers on every response, errors and streams included."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)


def _capped(limits: Mapping[str, int]) -> Middleware:
    @web.middleware
    async def capped(request: web.Request, handler: Handler) -> web.StreamResponse:
        limit = limits.get(request.path, BODY_LIMIT)
        length = request.content_length
        if length is not None and length > limit:
            raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=length)
        if limit != BODY_LIMIT:
            request = request.clone(client_max_size=limit)
        try:
            return await handler(request)
        except web.RequestPayloadError as error:
            # A body that is not what its headers say breaks where it is read, in whichever adapter that is.
            raise web.HTTPBadRequest(text="this body cannot be read\n") from error

    return capped
