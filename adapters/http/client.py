"""The client: a request followed through its redirects, each hop checked, its body bounded, its answer judged."""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
from yarl import URL

from adapters.http.address import address, on_loopback, origin
from adapters.http.budget import Budgets
from adapters.http.guard import Find, NotPublic, PublicOnly, only, public_socket
from bot.errors import Refused, TryLater, WrongCredential
from bot.ports.sources import NOTHING, Answer, Http, Left, Socket
from bot.ports.world import Clock
from bot.texts import sources as texts

TOTAL_S: Final = 10.0
MOST: Final = 5 * 1024 * 1024
"""Bytes that a body may have once it is unpacked."""
MOST_FRAME: Final = 1024 * 1024
HOPS: Final = 5
PATIENT_S: Final = 2.0
"""So long a request waits for its budget; longer waits are told."""
AGAIN_S: Final = 30.0
"""When to come again where the host does not say."""
LONGEST_S: Final = 3600.0
A_TIME: Final = 1e8
"""Seconds that are since 1970, not from now."""
_KEPT_FOR_ITS_HOST: Final = ("authorization", "cookie", "proxy-authorization")

Sleep = Callable[[float], Awaitable[None]]


async def find(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by the operating system."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class Client:
    """Implements the port `Http`; `within` gives it as one source may use it. Closed by who made it."""

    def __init__(
        self, *, clock: Clock, agent: str, find: Find = find, sleep: Sleep = asyncio.sleep, total: float = TOTAL_S,
        most: int = MOST,
    ) -> None:  # fmt: skip
        self._clock, self._agent, self._find, self._sleep = clock, agent, find, sleep
        self.total, self._most = total, most
        self.budgets = Budgets()
        self._sessions: dict[int | None, aiohttp.ClientSession] = {}
        self._open = AsyncExitStack()

    def within(self, *, per_minute: float, stand_in: str = "") -> Http:
        """The client at a source's pace. `stand_in` is a base address on loopback that the settings name for it."""
        return _Within(self, per_minute=per_minute, stand_in=_stand_in(stand_in))

    async def close(self) -> None:
        """End what is open."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def session(self, port: int | None) -> aiohttp.ClientSession:
        """What connects: to public addresses, or to the one port of a counterpart on this machine."""
        if port not in self._sessions:
            connector = aiohttp.TCPConnector(
                resolver=PublicOnly(self._find), use_dns_cache=False, socket_factory=public_socket
            ) if port is None else aiohttp.TCPConnector(socket_factory=only(port))  # fmt: skip
            self._sessions[port] = aiohttp.ClientSession(
                connector=connector, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
                headers={"User-Agent": self._agent, "Accept-Encoding": "gzip"},
            )  # fmt: skip
        return self._sessions[port]

    def now(self) -> datetime:
        """What the clock says."""
        return self._clock.now()

    async def pay(self, host: str, *, per_minute: float) -> None:
        """Wait for the host's budget a little; raises TryLater where it is more than that."""
        seconds = 0.0
        for _ in range(HOPS):
            seconds = self.budgets.wait(host, self._clock.now(), per_minute=per_minute)
            if seconds <= 0:
                return
            if seconds > PATIENT_S:
                break
            await self._sleep(seconds)
        raise TryLater(where=host, what=texts.budget_spent(), seconds=round(seconds, 1), ours=True)

    async def fetch(
        self, method: str, url: URL, port: int | None, *, headers: Mapping[str, str], body: bytes
    ) -> Answer:  # fmt: skip
        """One hop; redirects are answers here.

        Raises:
            TryLater, Refused: nothing was answered, not to be had, too large.
        """
        host = url.host or ""
        try:
            async with asyncio.timeout(self.total), self.session(port).request(
                method, url, headers=dict(headers), data=body or None, allow_redirects=False
            ) as response:  # fmt: skip
                said = {name.lower(): value for name, value in response.headers.items()}
                read = b"" if 300 <= response.status < 400 else await self._body(response, host)
                return Answer(status=response.status, headers=said, body=read)
        except TimeoutError as wrong:
            raise TryLater(where=host, what=texts.too_slow(self.total), seconds=AGAIN_S) from wrong
        except (aiohttp.ClientError, OSError, ValueError) as wrong:
            raise failure(host, wrong) from wrong

    async def _body(self, response: aiohttp.ClientResponse, host: str) -> bytes:
        packed = response.headers.get("Content-Encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Refused(where=host, what=texts.unknown_packing())
        unpack = zlib.decompressobj(47) if packed not in ("", "identity") else None
        found = bytearray()
        async for chunk in response.content.iter_chunked(65536):
            try:
                found += chunk if unpack is None else unpack.decompress(chunk, self._most + 1 - len(found))
            except zlib.error as wrong:
                raise TryLater(where=host, what=texts.cut_off(), seconds=AGAIN_S) from wrong
            if len(found) > self._most:
                raise Refused(where=host, what=texts.too_large(self._most))
        if unpack is not None and not unpack.eof and found:
            raise TryLater(where=host, what=texts.cut_off(), seconds=AGAIN_S)
        return bytes(found)

    def judged(self, url: URL, answer: Answer) -> Answer:
        """The answer, where it is one.

        Raises:
            WrongCredential, TryLater, Refused: as the port says.
        """
        host, status = url.host or "", answer.status
        told = _left(answer.headers, self._clock.now())
        if told is not None:
            self.budgets.say(host, told)
        if 200 <= status < 300 or status == 304:
            return answer
        now = self._clock.now()
        seconds = _come_again(answer.headers, now)
        if status == 401 or (status == 403 and seconds is None):
            remedy = texts.renew_credential()
            raise WrongCredential(where=host, what=texts.status(status), remedy=remedy, status=status)
        if status in (403, 408, 425, 429) or status >= 500:
            if seconds is not None:
                self.budgets.close(host, now, seconds)
            again = AGAIN_S if seconds is None else seconds
            raise TryLater(
                where=host, what=texts.status(status), seconds=again, status=status, told=seconds is not None
            )
        raise Refused(where=host, what=texts.status(status), status=status)


class _Within:
    """The client as one source may use it."""

    def __init__(self, client: Client, *, per_minute: float, stand_in: URL | None) -> None:
        self._client, self._per_minute, self._stand_in = client, per_minute, stand_in
        self._hosts: set[str] = set()

    def left(self) -> Left | None:
        """What is left (see the port `Metered`)."""
        client = self._client
        found = [client.budgets.left(host, client.now(), per_minute=self._per_minute) for host in sorted(self._hosts)]
        return min((one for one in found if one is not None), key=lambda one: one.left / one.of, default=None)

    async def ask(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] = NOTHING, body: bytes = b""
    ) -> Answer:
        """The answer (see the port)."""
        at, told = address(url), {name.lower(): value for name, value in headers.items()}
        here = self._port(at)
        for _ in range(HOPS + 1):
            self._hosts.add(at.host or "")
            await self._client.pay(at.host or "", per_minute=self._per_minute)
            answer = await self._client.fetch(method, at, here, headers=told, body=body)
            target = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return self._client.judged(at, answer)
            before, at = at, address(target, base=at)
            if origin(at) != origin(before):
                told = {name: value for name, value in told.items() if name not in _KEPT_FOR_ITS_HOST}
            # Who was once outside never comes back to this machine; a stand-in leads out or to itself.
            here = self._port(at) if here is not None else None
            if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
                method, body = "GET", b""
        raise Refused(where=at.host, what=texts.too_many_redirects())

    async def open(self, url: str, *, headers: Mapping[str, str] = NOTHING, protocols: Sequence[str] = ()) -> Socket:
        """A websocket (see the port)."""
        at = address(url)
        host = at.host or ""
        self._hosts.add(host)
        await self._client.pay(host, per_minute=self._per_minute)
        session = self._client.session(self._port(at))
        try:
            async with asyncio.timeout(self._client.total):
                opened = await session.ws_connect(
                    at, headers=dict(headers), protocols=tuple(protocols), heartbeat=30.0, max_msg_size=MOST_FRAME
                )
        except TimeoutError as wrong:
            raise TryLater(where=host, what=texts.too_slow(self._client.total), seconds=AGAIN_S) from wrong
        except aiohttp.WSServerHandshakeError as wrong:
            said = {name.lower(): value for name, value in (wrong.headers or {}).items()}
            answer = Answer(status=wrong.status, headers=said, body=b"")
            self._client.judged(at, answer)
            raise TryLater(where=host, what=texts.no_websocket(), seconds=AGAIN_S) from wrong
        except (aiohttp.ClientError, OSError, ValueError) as wrong:
            raise failure(host, wrong) from wrong
        return _Socket(opened, host)

    def _port(self, at: URL) -> int | None:
        stands = self._stand_in is not None and origin(at) == origin(self._stand_in)
        return at.port if stands else None


class _Socket:
    """Obeys the port `Socket`."""

    def __init__(self, opened: aiohttp.ClientWebSocketResponse, host: str) -> None:
        self._opened, self._host = opened, host

    async def receive(self, seconds: float) -> str | bytes | None:
        """The next message (see the port)."""
        try:
            said = await self._opened.receive(timeout=seconds)
        except TimeoutError:
            return None
        except (aiohttp.ClientError, OSError) as wrong:
            raise TryLater(where=self._host, what=texts.cut_off(), seconds=1.0) from wrong
        if said.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            data: str | bytes = said.data
            return data
        raise TryLater(where=self._host, what=texts.cut_off(), seconds=1.0)

    async def close(self) -> None:
        """End it."""
        await self._opened.close()


def failure(host: str, wrong: Exception) -> TryLater | Refused:
    """What a failure to connect or to read means."""
    cause: BaseException | None = wrong
    while cause is not None:
        if isinstance(cause, NotPublic) or texts.not_public() in str(cause):
            return Refused(where=host, what=texts.not_public())
        cause = cause.__cause__ or cause.__context__
    if isinstance(wrong, aiohttp.InvalidURL | ValueError) and not isinstance(wrong, UnicodeError | OSError):
        return Refused(where=host, what=texts.no_address())
    return TryLater(where=host, what=texts.no_connection(type(wrong).__name__), seconds=AGAIN_S)


def _stand_in(text: str) -> URL | None:
    """The counterpart on this machine that a base address names; None where it is an address of the outside."""
    if not text:
        return None
    found = address(text)
    return found if on_loopback(found) else None


def _left(headers: Mapping[str, str], now: datetime) -> Left | None:
    """What an answer says is left of its host's own limit; None where it does not say so."""
    left, whole = _number(_limit(headers, "remaining")), _number(_limit(headers, "limit"))
    if left is None or not whole:
        return None
    return Left(left=int(left), of=max(1, int(whole)), until=_again_at(_limit(headers, "reset"), now))


def _again_at(text: str, now: datetime) -> datetime | None:
    """When a limit begins anew: in so many seconds, or at a time; None where that is not said."""
    seconds = _number(text)
    try:
        if seconds is None:
            at = datetime.fromisoformat(text)
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        return now + timedelta(seconds=seconds) if seconds < A_TIME else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _come_again(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds until an answer says that we may come again; None where it says nothing.

    Who sends no Retry-After says that nothing is left, and when there is: in so many seconds, or at a time (RFC 3339,
    or seconds since 1970).
    """
    told = _retry_after(headers.get("retry-after", ""), now)
    if told is not None or _number(_limit(headers, "remaining")) != 0.0:
        return told
    at = _again_at(_limit(headers, "reset"), now)
    return AGAIN_S if at is None else min(max(1.0, (at - now).total_seconds()), LONGEST_S)


def _limit(headers: Mapping[str, str], what: str) -> str:
    """What an answer says of its host's own limit, '' where it says nothing."""
    names = (f"x-ratelimit-{what}", f"x-rate-limit-{what}", f"ratelimit-{what}")
    return next((headers[one].strip() for one in names if one in headers), "")


def _number(text: str) -> float | None:
    """The number that is written there, not below zero; None where none is."""
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 20 else None


def _retry_after(said: str, now: datetime) -> float | None:
    """The seconds that a Retry-After asks for, at most an hour; None where it says nothing."""
    text = said.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_S)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now).total_seconds()), LONGEST_S)
