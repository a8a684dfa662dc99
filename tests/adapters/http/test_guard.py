"""No address that is not public is ever connected to, however it is written: seen from the interpreter's own audit.

The oracle is a list of networks as integers; it shares nothing with the guard. What is connected to is what Python
itself reports of every `connect`; attempts to public addresses are counted and cut short there, so that none leaves
the machine.
"""

from __future__ import annotations

import random
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime

import pytest
from aiohttp import web

from adapters.http.client import Client
from adapters.http.guard import public
from bot.compose.clock import StoryClock
from bot.errors import Refused, RemoteError
from bot.ports.sources import Http

_SHUT_4 = (
    "0/8 10/8 100.64/10 127/8 169.254/16 172.16/12 192.0.0/24 192.0.2/24 192.88.99/24 192.168/16 198.18/15 "
    "198.51.100/24 203.0.113/24 224/4 240/4"
).split()
"""Networks that are not public, from IANA's registry: the first bytes, and how many bits of them count."""


def _integer(text: str) -> int:
    parts = [int(part) for part in text.split(".")]
    return sum(part << (24 - 8 * place) for place, part in enumerate(parts))


def _net(text: str) -> tuple[int, int]:
    head, _, bits = text.partition("/")
    return _integer(head) >> (32 - int(bits)), 32 - int(bits)


_MASKED = [_net(one) for one in _SHUT_4]


def _shut(address: int) -> bool:
    return any(address >> bits == net for net, bits in _MASKED)


def _inside(packed: bytes) -> int | None:
    """The IPv4 address that an IPv6 address carries, where it is of a kind that may."""
    if packed[:10] == bytes(10) and packed[10:12] in (b"\xff\xff", b"\0\0"):
        return int.from_bytes(packed[12:], "big")
    if packed[:12] == bytes.fromhex("0064ff9b") + bytes(8):
        return int.from_bytes(packed[12:], "big")
    return None


def oracle(text: str) -> bool:
    """Whether the address is public."""
    if ":" not in text:
        return not _shut(_integer(text))
    packed = socket.inet_pton(socket.AF_INET6, text.split("%", maxsplit=1)[0])
    carried = _inside(packed)
    if carried is not None:
        return packed[:12] != bytes(12) and not _shut(carried)
    head = int.from_bytes(packed[:2], "big")
    return 0x2000 <= head <= 0x3FFF and head != 0x2002 and packed[:4] not in (b"\x20\x01\x00\x00", b"\x20\x01\x0d\xb8")


_seen: list[str] | None = None


def _audit(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect" and _seen is not None:
        address = args[1]
        if isinstance(address, tuple):
            _seen.append(str(address[0]))
            if address[0] != "127.0.0.1" and oracle(str(address[0])):
                raise ConnectionRefusedError("cut short by the test: nothing leaves this machine")


@pytest.fixture(scope="module", autouse=True)
def _watched() -> None:
    sys.addaudithook(_audit)


@pytest.fixture
def connected() -> Iterator[list[str]]:
    """Every address that anything in this process tried to connect to."""
    global _seen  # noqa: PLW0603 - an audit hook is for ever; it is told here whether anybody looks
    _seen = []
    yield _seen
    _seen = None


class Names:
    """A name service that answers as told, each time it is asked with the next answer; else as the machine does."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Sequence[str]]] = {}

    async def find(self, host: str, port: int) -> Sequence[str]:
        """The next answer for the host."""
        told = self.answers.get(host)
        if told:
            return told.pop(0) if len(told) > 1 else told[0]
        try:
            # What the C library makes of decimal, octal and hexadecimal forms, without asking a name service.
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except (OSError, UnicodeError) as wrong:
            raise OSError("no such host") from wrong
        return [str(one[4][0]) for one in found]


async def _no_wait(seconds: float) -> None:
    """Does not wait."""


class Free(Client):
    """The client without a budget: here it is the guard that is looked at."""

    async def pay(self, host: str, *, per_minute: float) -> None:
        """Nothing."""


@pytest.fixture
async def redirecting() -> AsyncIterator[tuple[str, list[str]]]:
    """A counterpart on this machine that redirects where it is told; gives its address and the targets."""
    targets: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        response = web.Response(status=302)
        response.headers["Location"] = targets[-1]
        return response

    app = web.Application()
    app.add_routes([web.get("/go", answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", targets
    await runner.cleanup()


def _private(chance: random.Random) -> int:
    net, bits = chance.choice(_MASKED)
    return (net << bits) | chance.getrandbits(bits)


def _dotted(address: int) -> str:
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def _forms(address: int, chance: random.Random) -> str:
    """One of the ways in which an address may be written in a URL."""
    a, b, c, d = (address >> shift & 255 for shift in (24, 16, 8, 0))
    high, low = address >> 16, address & 0xFFFF
    return chance.choice([
        _dotted(address), str(address), hex(address), f"0{address:o}", f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{a}.{address & 0xFFFFFF}", f"{a}.{b}.{address & 0xFFFF}",
        f"{a}.{b:#x}.0{c:o}.{d}", f"[::ffff:{_dotted(address)}]", f"[::ffff:{high:x}:{low:x}]",
        f"[::{_dotted(address)}]",
        f"[64:ff9b::{high:x}:{low:x}]", f"[2002:{high:x}:{low:x}::1]", f"[0:0:0:0:0:ffff:{high:04x}:{low:04x}]",
        _dotted(address) + ".", f"%31{_dotted(address)[1:]}" if _dotted(address)[0] == "1" else _dotted(address),
        _dotted(address).replace(".", "\u3002"), "".join(chr(ord(one) + 0xFEE0) for one in str(address)),
    ])  # fmt: skip


_ODD_6 = ("[::1]", "[::]", "[fe80::1]", "[fc00::7]", "[fd12:3456::1]", "[ff02::1]", "[2001:db8::1]", "[2001::1]",
          "[100::1]", "[fec0::1]", "[3fff::1]", "[5f00::1]", "[64:ff9b:1::1]", "localhost", "LOCALHOST",
          "localhost.")  # fmt: skip


async def _one(
    number: int, chance: random.Random, *, http: Http, plain: Http, names: Names, redirecting: tuple[str, list[str]]
) -> None:
    """One generated address is asked for: given, through the name service, rebound, or as a redirect's target."""
    base, targets = redirecting
    address = _private(chance)
    host = chance.choice(_ODD_6) if chance.random() < 0.1 else _forms(address, chance)
    port = chance.choice(["", ":80", ":8080", f":{base.rpartition(':')[2]}"])
    way = chance.choice(("given", "given", "named", "rebound", "mixed", "redirected"))
    scheme = chance.choice(("http", "http", "https"))
    url = f"{scheme}://{host}{port}/x"
    if way in ("named", "rebound", "mixed"):
        name = f"host{number}.example"
        inside = [_dotted(address)] if chance.random() < 0.7 else [chance.choice(("::1", "fe80::1", "::ffff:7f00:1"))]
        ways: dict[str, list[Sequence[str]]] = {
            "named": [inside], "rebound": [["93.184.215.14"], inside, inside], "mixed": [["93.184.215.14", *inside]],
        }  # fmt: skip
        names.answers[name] = ways[way]
        url = f"{scheme}://{name}{port}/x"
    if way == "redirected":
        targets.append(url)
    for _ in range(2 if way == "rebound" else 1):
        with pytest.raises(RemoteError):
            if way == "redirected":
                await http.ask(f"{base}/go")
            else:
                await plain.ask(url)


async def _never(count: int, seed: int, connected: list[str], redirecting: tuple[str, list[str]]) -> None:
    chance, names = random.Random(seed), Names()
    own = int(redirecting[0].rpartition(":")[2])
    client = Free(clock=StoryClock(datetime(2026, 10, 5, tzinfo=UTC)), agent="x", find=names.find, sleep=_no_wait)
    http, plain = client.within(per_minute=1e9, stand_in=redirecting[0]), client.within(per_minute=1e9)
    assert own
    redirects = 0
    for number in range(count):
        before = len(redirecting[1])
        await _one(number, chance, http=http, plain=plain, names=names, redirecting=redirecting)
        redirects += len(redirecting[1]) - before
    await client.close()
    # The counterpart itself was asked once for each redirect; nobody else who is not public ever was.
    assert len([one for one in connected if one == "127.0.0.1"]) <= redirects
    assert [one for one in connected if one != "127.0.0.1" and not oracle(one)] == []


async def test_a_seeded_share_of_addresses_connects_to_nobody_inside(
    connected: list[str], redirecting: tuple[str, list[str]]
) -> None:
    await _never(1000, 7, connected, redirecting)


@pytest.mark.soak
async def test_ten_thousand_addresses_connect_to_nobody_inside(
    connected: list[str], redirecting: tuple[str, list[str]]
) -> None:
    await _never(10_000, 11, connected, redirecting)


async def test_the_watch_sees_a_connection_that_is_allowed(connected: list[str]) -> None:
    """Else the tests above would pass for a client that connects to nobody at all, or with a blind watch."""
    names = Names()
    names.answers["news.example"] = [["93.184.215.14"]]
    client = Client(clock=StoryClock(datetime(2026, 10, 5, tzinfo=UTC)), agent="x", find=names.find)
    with pytest.raises(RemoteError):
        await client.within(per_minute=60).ask("http://news.example/feed")
    await client.close()
    assert connected == ["93.184.215.14"]


async def test_a_counterpart_opens_its_own_port_and_no_other(
    connected: list[str], redirecting: tuple[str, list[str]]
) -> None:
    base, targets = redirecting
    client = Client(clock=StoryClock(datetime(2026, 10, 5, tzinfo=UTC)), agent="x")
    http = client.within(per_minute=600, stand_in=base)
    targets.append("http://127.0.0.1:1/secret")
    with pytest.raises(Refused):
        await http.ask(f"{base}/go")
    with pytest.raises(Refused):
        await http.ask("http://127.0.0.1:1/secret")
    with pytest.raises(Refused):
        await client.within(per_minute=600).ask(f"{base}/go")
    await client.close()
    assert connected == ["127.0.0.1"]


def test_the_guard_and_the_registry_agree() -> None:
    chance = random.Random(3)
    for _ in range(20_000):
        address = _private(chance) if chance.random() < 0.5 else chance.getrandbits(32)
        assert public(_dotted(address)) is oracle(_dotted(address)), _dotted(address)
        # What the guard lets through of IPv6 is never more than what the registry does.
        six = socket.inet_ntop(socket.AF_INET6, chance.getrandbits(128).to_bytes(16, "big"))
        assert oracle(six) or not public(six), six
