"""The one server: caps, headers, and what it says to whoever watches."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter

from adapters.web import connect, watching

Asked = tuple[int, str, Mapping[str, str]]
Ask = Callable[..., Awaitable[Asked]]


async def _echo(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def _nothing_missing() -> Mapping[str, str]:
    return {}


async def _store_missing() -> Mapping[str, str]:
    return {"store": "damaged"}


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    registry = CollectorRegistry()
    Counter("heard", "Mentions heard", registry=registry).inc(3)
    routes = [
        web.post("/small", _echo),
        web.post("/large", _echo),
        *watching(_nothing_missing, registry=registry, token="t0k"),
    ]
    server = await connect(port=0, routes=routes, limits={"/large": 3_000_000})

    async def asked(method: str, path: str, **more: object) -> Asked:
        url = f"http://127.0.0.1:{server.port}{path}"
        async with aiohttp.request(method, url, **more) as answer:  # type: ignore[arg-type]
            return answer.status, await answer.text(), answer.headers

    yield asked
    await server.close()


async def test_a_body_over_the_limit_is_refused_and_one_below_is_read(ask: Ask) -> None:
    assert (await ask("POST", "/small", data=BytesIO(b"x" * 1_000_000)))[:2] == (200, "1000000")
    assert (await ask("POST", "/small", data=BytesIO(b"x" * 1_100_000)))[0] == 413
    assert (await ask("POST", "/large", data=BytesIO(b"x" * 2_900_000)))[:2] == (200, "2900000")
    assert (await ask("POST", "/large", data=BytesIO(b"x" * 3_100_000)))[0] == 413


async def test_a_body_that_is_not_packed_as_it_says_is_a_4xx(ask: Ask) -> None:
    assert (await ask("POST", "/small", data=b"not packed", headers={"Content-Encoding": "gzip"}))[0] == 400


async def test_a_body_that_does_not_say_its_length_is_capped_too(ask: Ask) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    assert (await ask("POST", "/small", data=endless()))[0] == 413


@pytest.mark.parametrize("path", ["/health", "/nothing-here"])
async def test_every_answer_carries_the_headers_of_the_house(ask: Ask, path: str) -> None:
    _, _, headers = await ask("GET", path)
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


async def test_health_is_ok_and_ready_names_what_is_not(ask: Ask) -> None:
    assert (await ask("GET", "/health"))[0] == 200
    assert (await ask("GET", "/ready"))[0] == 200
    server = await connect(port=0, routes=watching(_store_missing, registry=CollectorRegistry()))
    async with aiohttp.request("GET", f"http://127.0.0.1:{server.port}/ready") as answer:
        assert (answer.status, (await answer.json())["store"]) == (503, "damaged")
    await server.close()


async def test_metrics_are_for_loopback_or_a_bearer(ask: Ask) -> None:
    status, text, _ = await ask("GET", "/metrics")
    assert (status, "heard_total 3.0" in text) == (200, True)
    beyond = {"X-Forwarded-For": "203.0.113.9"}
    assert (await ask("GET", "/metrics", headers=beyond))[0] == 403
    assert (await ask("GET", "/metrics", headers=beyond | {"Authorization": "Bearer t0k"}))[0] == 200
    assert (await ask("GET", "/metrics", headers=beyond | {"Authorization": "Bearer "}))[0] == 403


async def test_closing_tells_whoever_holds_a_stream() -> None:
    told: list[str] = []
    server = await connect(port=0, routes=[], closing=[lambda: told.append("closing")])
    assert server.port > 0
    await server.close()
    assert told == ["closing"]
