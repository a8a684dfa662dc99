"""What the client makes of a host that is slow, broken, busy, or leads elsewhere."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from adapters import http as adapter
from adapters.http.client import Client
from bot.compose.clock import StoryClock
from bot.errors import Refused, TryLater, WrongCredential
from bot.ports.sources import Http, Left, Metered

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Host:
    """A host on this machine that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: Handler = self._fine
        self.asked: list[web.Request] = []
        self.base = ""
        self.gate = asyncio.Event()

    async def _fine(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text="fine", headers={"ETag": '"1"'})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Whatever is told now."""
        self.asked.append(request)
        return await self.answer(request)

    def says(self, status: int, **headers: str) -> None:
        """From now on this status."""

        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

        self.answer = answer


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    told = Host()
    app = web.Application()
    app.add_routes([web.route("*", "/{rest:.*}", told.handle)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    told.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield told
    told.gate.set()
    await runner.cleanup()


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock(NOON)


@pytest.fixture
async def client(clock: StoryClock) -> AsyncIterator[Client]:
    async def sleep(seconds: float) -> None:
        clock.set(clock.now() + timedelta(seconds=seconds))

    made = Client(clock=clock, agent="Earshot/test", sleep=sleep, total=0.3, most=10_000)
    yield made
    await made.close()


@pytest.fixture
def http(client: Client, host: Host) -> Http:
    return client.within(per_minute=600, stand_in=host.base)


async def test_an_answer_has_its_body_and_its_headers_in_small_letters(http: Http, host: Host) -> None:
    answer = await http.ask(f"{host.base}/feed", headers={"If-None-Match": '"0"'})
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"fine", '"1"')
    assert host.asked[0].headers["If-None-Match"] == '"0"'
    assert host.asked[0].headers["User-Agent"] == "Earshot/test"


async def test_not_modified_is_an_answer(http: Http, host: Host) -> None:
    host.says(304)
    assert (await http.ask(host.base)).status == 304


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_credential_is_for_a_person(http: Http, host: Host, status: int) -> None:
    host.says(status)
    with pytest.raises(WrongCredential):
        await http.ask(host.base)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_a_temporary_failure_is_to_be_tried_later(http: Http, host: Host, status: int) -> None:
    host.says(status)
    with pytest.raises(TryLater):
        await http.ask(host.base)


@pytest.mark.parametrize("status", [400, 404, 410, 422])
async def test_any_other_refusal_is_one(http: Http, host: Host, status: int) -> None:
    host.says(status)
    with pytest.raises(Refused) as refused:
        await http.ask(host.base)
    assert refused.value.data["status"] == status


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120.0), ("Mon, 05 Oct 2026 12:02:00 GMT", 120.0), ("999999999999", 3600.0), ("soon", 30.0), ("-5", 30.0)],
)
async def test_a_host_is_left_alone_for_as_long_as_it_says(
    http: Http, host: Host, clock: StoryClock, *, said: str, seconds: float
) -> None:
    host.says(429, Retry_After=said)
    with pytest.raises(TryLater) as later:
        await http.ask(host.base)
    assert later.value.data["seconds"] == seconds
    host.says(200)
    if seconds != 30.0:
        clock.set(NOON + timedelta(seconds=seconds - 10))
        with pytest.raises(TryLater):
            await http.ask(host.base)
        assert len(host.asked) == 1
    clock.set(NOON + timedelta(seconds=seconds + 1))
    assert (await http.ask(host.base)).status == 200


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"X_Ratelimit_Remaining": "0", "X_Ratelimit_Reset": str(int(NOON.timestamp()) + 90)}, 90.0),
        ({"x_rate_limit_remaining": "0", "x_rate_limit_reset": str(int(NOON.timestamp()) + 90)}, 90.0),
        ({"X_Ratelimit_Remaining": "0.0", "X_Ratelimit_Reset": "90"}, 90.0),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "2026-10-05T12:01:30Z"}, 90.0),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "soon"}, 30.0),
        ({"X_RateLimit_Remaining": "7", "X_RateLimit_Reset": "90"}, 30.0),
    ],
)
async def test_a_host_where_nothing_is_left_says_in_its_own_way_when_there_is_again(
    http: Http, host: Host, *, said: dict[str, str], seconds: float
) -> None:
    """GitHub's time, X's spelling, Reddit's seconds from now, Mastodon's date."""
    host.says(429, **said)
    with pytest.raises(TryLater) as later:
        await http.ask(host.base)
    assert later.value.data["seconds"] == seconds


async def test_what_is_left_is_that_of_the_budget_that_ends_first(
    client: Client, host: Host, clock: StoryClock
) -> None:
    http = client.within(per_minute=60, stand_in=host.base)
    assert isinstance(http, Metered)
    assert http.left() is None
    for _ in range(3):
        await http.ask(host.base)
    assert http.left() == Left(left=57, of=60)
    clock.set(NOON + timedelta(seconds=30))
    host.says(200, X_RateLimit_Remaining="12", X_RateLimit_Limit="5000", X_RateLimit_Reset="600")
    await http.ask(host.base)
    until = NOON + timedelta(seconds=630)
    assert http.left() == Left(left=12, of=5000, until=until)
    clock.set(until)
    assert http.left() == Left(left=60, of=60)


async def test_one_budget_for_a_host_whoever_asks(client: Client, host: Host, clock: StoryClock) -> None:
    one, two = (client.within(per_minute=6, stand_in=host.base) for _ in range(2))
    await one.ask(host.base)
    with pytest.raises(TryLater) as later:
        await two.ask(host.base)
    assert (later.value.data["seconds"], len(host.asked)) == (10.0, 1)
    clock.set(NOON + timedelta(seconds=10))
    await two.ask(host.base)


async def test_a_hanging_host_is_given_up_on(http: Http, host: Host) -> None:
    async def hang(request: web.Request) -> web.StreamResponse:
        await host.gate.wait()
        return web.Response()

    host.answer = hang
    with pytest.raises(TryLater):
        await http.ask(host.base)


async def test_a_body_that_drips_is_given_up_on(http: Http, host: Host) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"a")
        await host.gate.wait()
        return response

    host.answer = drip
    with pytest.raises(TryLater):
        await http.ask(host.base)


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_that_is_too_large_is_refused_also_packed(
    client: Client, http: Http, host: Host, packed: bool
) -> None:
    client.total = 60.0  # however busy the machine is

    async def large(request: web.Request) -> web.StreamResponse:
        body = b"a" * 10_000_000
        if packed:
            return web.Response(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})
        return web.Response(body=body)

    host.answer = large
    with pytest.raises(Refused):
        await http.ask(host.base)


async def test_a_packed_body_is_unpacked_and_half_of_one_is_to_be_tried_later(http: Http, host: Host) -> None:
    packed, whole = gzip.compress(b"fine words " * 50), True

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=packed if whole else packed[:20], headers={"Content-Encoding": "gzip"})

    host.answer = answer
    assert (await http.ask(host.base)).body == b"fine words " * 50
    whole = False
    with pytest.raises(TryLater):
        await http.ask(host.base)


async def test_a_redirect_is_followed_and_one_without_end_is_not(http: Http, host: Host) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/end":
            return web.Response(text="here")
        return web.Response(status=301, headers={"Location": "/end" if request.path == "/one" else request.path})

    host.answer = answer
    assert (await http.ask(f"{host.base}/one")).body == b"here"
    with pytest.raises(Refused):
        await http.ask(f"{host.base}/round")


async def test_a_credential_is_not_taken_along_to_another_host(client: Client, host: Host) -> None:
    """The other host is the same machine under its other name, which no setting opens: nothing is even connected."""
    host.says(302, Location=host.base.replace("127.0.0.1", "localhost"))
    with pytest.raises(Refused):
        await client.within(per_minute=600, stand_in=host.base).ask(host.base, headers={"Authorization": "Bearer x"})
    assert len(host.asked) == 1


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "http://", "http://u:p@example.org/", "javascript:1", "x", ""]
)
async def test_what_is_no_address_is_refused(http: Http, url: str) -> None:
    with pytest.raises(Refused):
        await http.ask(url)


async def test_a_connection_that_is_refused_is_to_be_tried_later(client: Client) -> None:
    base = "http://127.0.0.1:1"
    with pytest.raises(TryLater):
        await client.within(per_minute=600, stand_in=base).ask(base)


async def test_a_websocket_gives_messages_silence_and_its_end(http: Http, host: Host) -> None:
    async def socket(request: web.Request) -> web.StreamResponse:
        opened = web.WebSocketResponse()
        await opened.prepare(request)
        await opened.send_str("one")
        await host.gate.wait()
        await opened.close()
        return opened

    host.answer = socket
    opened = await http.open(host.base.replace("http", "ws") + "/subscribe")
    assert await opened.receive(1) == "one"
    assert await opened.receive(0.01) is None
    host.gate.set()
    with pytest.raises(TryLater):
        await opened.receive(1)
    await opened.close()


@pytest.mark.parametrize(("status", "kind"), [(401, WrongCredential), (429, TryLater), (404, Refused), (200, TryLater)])
async def test_a_websocket_that_is_not_opened_says_why(
    http: Http, host: Host, status: int, kind: type[Exception]
) -> None:
    host.says(status)
    with pytest.raises(kind):
        await http.open(host.base.replace("http", "ws"))


async def test_what_compose_asks_for_is_the_same_client(clock: StoryClock, host: Host) -> None:
    made = adapter.connect(clock=clock, agent="Earshot/test")
    assert (await made.within(per_minute=60, stand_in=host.base).ask(host.base)).body == b"fine"
    await made.close()


@pytest.mark.parametrize(
    ("status", "reset", "seconds"),
    [
        (403, str(int(NOON.timestamp()) + 90), 90.0),
        (429, "2026-10-05T12:01:30Z", 90.0),
        (429, "soon", 30.0),
        (403, "99999999999999", 30.0),
    ],
)
async def test_who_says_that_nothing_is_left_is_asked_again_when_there_is(
    http: Http, host: Host, *, status: int, reset: str, seconds: float
) -> None:
    host.says(status, X_RateLimit_Remaining="0", X_RateLimit_Reset=reset)
    with pytest.raises(TryLater) as wrong:
        await http.ask(f"{host.base}/feed")
    assert wrong.value.data["seconds"] == seconds
