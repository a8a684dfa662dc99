"""The Bot Connector of one tenant, over plain REST: what it says against a call leaves as our errors."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import aiohttp

from adapters.chat.teams.failures import failure
from adapters.chat.teams.login import Tokens
from bot.errors import Closed, Refused, TryLater, WrongCredential
from bot.texts import teams_refusals as texts

TIMEOUT_S: Final = 15.0
CONNECT_S: Final = 5.0
_ADDRESS: Final = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+(?::[0-9]{1,5})?)/[!-~]*")
"""An address without a name or password before its host."""


def open_session() -> aiohttp.ClientSession:
    """The connections that all tenants share; the caller closes them."""
    limits = aiohttp.ClientTimeout(total=TIMEOUT_S * 2, sock_connect=CONNECT_S)
    return aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=30))


class Connector:
    """Implements `room.Client` for one tenant. No retries of its own but one, with a new token, upon a 401."""

    def __init__(
        self, *, tenant: str, tokens: Tokens, session: aiohttp.ClientSession, base: Callable[[str], str],
        drives: Sequence[str] = (), timeout_s: float = TIMEOUT_S,
    ) -> None:  # fmt: skip
        """`base` tells where the connector of a tenant is, '' where nothing was heard from it yet; `drives` are the
        addresses to which files may be put.
        """
        self._tenant, self._tokens, self._session, self._base = tenant, tokens, session, base
        self._drives = tuple(drives)
        self._timeout = timeout_s
        self._where = texts.teams(tenant)

    def __repr__(self) -> str:
        """Its tenant, without the token."""
        return f"Connector(tenant={self._tenant!r})"

    async def call(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None, *, service_url: str = ""
    ) -> Mapping[str, Any]:
        """What the connector answers (see `room.Client`)."""
        base = service_url or self._base(self._tenant)
        if not base:
            raise Closed(
                where=self._where, what=texts.not_heard_from(), remedy=texts.no_conversation(), code="not_heard_from"
            )
        address = f"{base.rstrip('/')}/{path}"
        token = await self._tokens.token()
        status, said, wait = await self._once(verb, address, body, token)
        if status == 401:
            token = await self._tokens.token(renew=True)
            status, said, wait = await self._once(verb, address, body, token)
        if 200 <= status < 300:
            return said
        told = said.get("error")
        error = told if isinstance(told, Mapping) else {}
        code, message = str(error.get("code") or ""), str(error.get("message") or "")
        if status == 401:
            raise WrongCredential(where=self._where, what=code or "401", remedy=texts.right_app(), code=code)
        raise failure(self._where, status, code, message, wait=wait)

    async def upload(self, url: str, data: bytes) -> None:
        """Put a file (see `room.Client`). The address is its own credential: the bot's token is not shown to it."""
        if not is_drive(url, self._drives):
            raise Refused(where=self._where, what=texts.not_a_drive(), code="not_a_drive")
        headers = {"Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}", "Content-Type": "application/octet-stream"}
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._session.put(url, data=data, headers=headers, allow_redirects=False) as answer,
            ):
                status, wait = answer.status, answer.headers.get("Retry-After")
        except (aiohttp.ClientError, TimeoutError, ValueError) as wrong:
            raise TryLater(where=self._where, what=type(wrong).__name__, seconds=1.0, accepted=None) from None
        if not 200 <= status < 300:
            raise failure(self._where, status, "", texts.drive_refused(), wait=wait)

    async def _once(
        self, verb: str, address: str, body: Mapping[str, Any] | None, token: str
    ) -> tuple[int, Mapping[str, Any], str | None]:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._session.request(verb, address, json=body, headers=headers, allow_redirects=False) as answer,
            ):
                said = await answer.json(content_type=None) if answer.content_length != 0 else {}
        except (aiohttp.ClientError, TimeoutError, ValueError) as wrong:
            before = isinstance(wrong, aiohttp.ClientConnectorError)
            raise TryLater(
                where=self._where, what=type(wrong).__name__, seconds=1.0, accepted=False if before else None
            ) from None
        return answer.status, said if isinstance(said, dict) else {}, answer.headers.get("Retry-After")


def is_drive(url: str, drives: Sequence[str]) -> bool:
    """Whether files may be put to an address: `https://*.sharepoint.com/` allows every host that ends so."""
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return False
    for one in drives:
        scheme, _, host = one.rstrip("/").partition("://")
        same = found["host"].endswith(host[1:]) if host.startswith("*.") else found["host"] == host
        if found["scheme"] == scheme and same:
            return True
    return False
