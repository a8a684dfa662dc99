"""One workspace's Web API: calls go through slack_sdk, and what it or Slack says against them leaves as our errors."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat.slack.failures import failure
from bot.errors import Closed, Refused, RemoteError, TryLater, WrongCredential
from bot.ports.world import Clock
from bot.texts import slack_refusals as texts

TIMEOUT_S: Final = 10.0
"""How long an answer is waited for; a connection that says nothing is given up then."""
CONNECT_S: Final = 5.0
_NO_HINT_S: Final = 30.0
"""Waited where Slack says that it is too much and not for how long."""
_SOON_S: Final = 1.0
_POSTING: Final = frozenset({"chat.postMessage", "chat.postEphemeral"})
"""Limited together: Slack does not say whether it is a channel or the whole workspace that has to wait, so all does."""


def _limit(method: str) -> str:
    """What is limited as one: a method, or everything that posts."""
    return "post" if method in _POSTING else method


def open_session() -> aiohttp.ClientSession:
    """The connections that all workspaces share; the caller closes them."""
    limits = aiohttp.ClientTimeout(total=TIMEOUT_S * 2, sock_connect=CONNECT_S)
    return aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=30))


class WebClient:
    """Implements `room.Client` for one workspace.

    No retries of its own: what has to be done again stands in the outbox or the inbox. While Slack has said to wait
    with a method (`Retry-After`), calls of it end at once, without asking. Its `repr` and its errors hold no token.
    """

    def __init__(
        self, *, team: str, token: str, session: aiohttp.ClientSession, clock: Clock,
        base_url: str = "https://slack.com/api/", timeout_s: float = TIMEOUT_S,
    ) -> None:  # fmt: skip
        self.team = team
        self._session = session
        self._clock = clock
        self._timeout = timeout_s
        self._where = texts.slack(team)
        self._rests: dict[str, datetime] = {}
        self.scopes: frozenset[str] | None = None
        """What the token may do, as Slack told with its last answer; None until it did."""
        quiet = logging.getLogger("earshot.slack")
        quiet.setLevel(logging.WARNING)  # slack_sdk would log every message that it carries
        self._web = AsyncWebClient(token=token, base_url=base_url, session=session, logger=quiet, retry_handlers=[])
        self._web.proxy = None  # the library looks for one in the environment

    def __repr__(self) -> str:
        """Its workspace, without the token."""
        return f"WebClient(team={self.team!r})"

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """What Slack answers to `method` (arguments that are None are left out).

        Raises:
            TryLater, WrongCredential, Refused, Closed: with `code`, Slack's own word for it; `accepted` is False on a
                TryLater where Slack certainly took nothing.
        """
        self._rested(method)
        form = {name: _written(value) for name, value in arguments.items() if value is not None}
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._web.api_call(method, data=form)
        except SlackApiError as wrong:
            # Without its cause: the library's answer holds the request, and the request the token.
            self._say_no(method, wrong.response)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, AttributeError, ValueError) as wrong:
            raise self._unheard(wrong) from None
        granted = answer.headers.get("x-oauth-scopes")
        if granted is not None:
            self.scopes = frozenset(scope.strip() for scope in str(granted).split(","))
        found: Mapping[str, Any] = answer.data  # type: ignore[assignment]
        return found

    async def upload(
        self, data: bytes, *, name: str, title: str = "", alt: str = "", channel: str | None = None,
        thread: str | None = None, comment: str | None = None,
    ) -> str:  # fmt: skip
        """The id of a new file: shared in `channel` (and thread), or else only for messages that name it.

        Raises:
            TryLater, WrongCredential, Refused, Closed: as `call`.
        """
        wanted = {"filename": name, "length": len(data), "alt_txt": alt[:1000] or None}
        held = await self.call("files.getUploadURLExternal", **wanted)
        await self._put(str(held["upload_url"]), data)
        file = str(held["file_id"])
        await self.call(
            "files.completeUploadExternal", files=[{"id": file, "title": title or name}], channel_id=channel,
            thread_ts=thread, initial_comment=comment,
        )  # fmt: skip
        return file

    async def respond(self, url: str, **body: object) -> None:
        """Answer at the address that came with a command or click.

        Raises:
            TryLater, Refused: as `call`; code `used_url` or `expired_url` where the address is used up.
        """
        given = {name: value for name, value in body.items() if value is not None}
        try:
            async with asyncio.timeout(self._timeout), self._session.post(url, json=given) as answer:
                said = await answer.text()
        except (aiohttp.ClientError, TimeoutError, ValueError) as wrong:
            raise self._unheard(wrong) from None
        if answer.status == 200:
            return
        code = _code(_object(said)) or ("expired_url" if answer.status == 404 else "")
        self._refuse("response_url", {"error": code}, status=answer.status, headers=answer.headers)

    async def _put(self, url: str, data: bytes) -> None:
        """Bring the bytes of a file: nobody sees them before the upload is completed, so they may be brought again."""
        try:
            async with asyncio.timeout(self._timeout), self._session.post(url, data=data) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError) as wrong:
            raise self._later(type(wrong).__name__, accepted=False) from None
        if answer.status != 200:
            raise self._later(texts.status(answer.status), accepted=False)

    def _rested(self, method: str) -> None:
        """Nothing, unless Slack has said to wait with this method."""
        until = self._rests.get(_limit(method))
        if until is None:
            return
        left = (until - self._clock.now()).total_seconds()
        if left > 0:
            raise self._later("ratelimited", seconds=left, accepted=False, code="ratelimited")
        del self._rests[_limit(method)]

    def _say_no(self, method: str, response: Any) -> NoReturn:
        """Raise what an answer that is no success means."""
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
        data = getattr(response, "data", None)
        said: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        headers = getattr(response, "headers", None) or {}
        self._refuse(method, said, status=status, headers=headers)

    def _refuse(
        self, method: str, said: Mapping[str, Any], *, status: int, headers: Mapping[str, str]
    ) -> NoReturn:  # fmt: skip
        if status == 429:
            seconds = _seconds(headers)
            self._rests[_limit(method)] = self._clock.now() + timedelta(seconds=seconds)
            raise self._later("ratelimited", seconds=seconds, accepted=False, code="ratelimited")
        code = _code(said)
        if not code:
            # A server's error may come after its deed; what it did not even read, it did not do.
            raise self._later(texts.status(status), accepted=None if status >= 500 or status == 200 else False)
        raise self._meaning(code, said)

    def _meaning(self, code: str, said: Mapping[str, Any]) -> RemoteError:
        meant = failure(code, needed=str(said.get("needed") or "") if code == "missing_scope" else "")
        more = _more(said)
        match meant.kind:
            case "credential":
                return WrongCredential(where=self._where, what=code, remedy=meant.remedy, code=code)
            case "route":
                return Closed(where=self._where, what=code, remedy=meant.remedy, code=code)
            case "later":
                return self._later(code, accepted=False, code=code)
            case "unsure":
                return self._later(code, accepted=None, code=code)
            case "message":
                what = f"{code}{more}. {meant.remedy}".rstrip(".")
                return Refused(where=self._where, what=what, remedy=meant.remedy, code=code)

    def _unheard(self, wrong: Exception) -> TryLater:
        """No answer: nothing was sent where no connection came about, else nobody knows."""
        never = isinstance(wrong, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
        why = texts.nothing_heard(type(wrong).__name__)
        return self._later(why, accepted=False if never else None)

    def _later(self, what: str, *, seconds: float = _SOON_S, accepted: bool | None, code: str = "") -> TryLater:
        return TryLater(where=self._where, what=what, seconds=seconds, accepted=accepted, code=code)


def _written(value: object) -> str:
    """An argument as a form holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value).encode("utf-8", "replace").decode()  # half a character cannot be sent
    return json.dumps(value, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    """Read-only mappings as JSON knows them."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return max(_SOON_S, float(headers.get("Retry-After", _NO_HINT_S)))
    except ValueError:
        return _NO_HINT_S


def _object(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {"error": text.strip()} if text.strip().isidentifier() else {}
    return said if isinstance(said, dict) else {}


def _code(said: Mapping[str, Any]) -> str:
    code = said.get("error")
    return code if isinstance(code, str) else ""


def _more(said: Mapping[str, Any]) -> str:
    """What Slack adds for whoever has to put it right."""
    told = said.get("response_metadata")
    messages = told.get("messages") if isinstance(told, Mapping) else None
    first = str(messages[0])[:200] if isinstance(messages, list) and messages else ""
    return f" ({first})" if first else ""
