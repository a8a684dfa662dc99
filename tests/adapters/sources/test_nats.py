"""A stream of JetStream: the contract on a real server behind a proxy that is unkind, and what only a stream does."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import ClassVar

import nats as client
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nats.js.api import StorageType

from adapters.sources import nats
from bot.errors import Refused, TryLater, WrongCredential
from bot.ports.sources import Account
from bot.ports.world import Poll, Reachable
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract, listener

SERVER = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
LISTENING = re.compile(r"Listening for client connections on \S+?:(\d+)")
STREAMS = count(1)
pytestmark = pytest.mark.skipif(SERVER is None, reason="there is no nats-server (2.12 or later) on this system")


@dataclass(slots=True)
class Server:
    """A real one, on loopback, that writes each message to disk before it says that it has it."""

    port: int
    asked: int = 0


def served(folder: Path, *more: str) -> Iterator[Server]:
    """A server while a test, or a module of tests, goes on."""
    assert SERVER is not None
    (folder / "nats.conf").write_text(
        "\n".join(('listen: "127.0.0.1:-1"', f'jetstream {{ store_dir: "{folder}", sync_interval: always }}', *more))
    )
    with subprocess.Popen([SERVER, "-c", folder / "nats.conf"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        port = next(int(found[1]) for line in process.stderr if (found := LISTENING.search(line)))
        yield Server(port)
        process.kill()


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    for made in served(tmp_path_factory.mktemp("nats")):
        Stream.server = made
        yield made


@dataclass(slots=True)
class Stream(Counterpart):
    """What was said lies in a stream of its own; a proxy stands before the server."""

    server: ClassVar[Server]
    stream: str = field(default_factory=lambda: f"HEARD{next(STREAMS)}")
    waiting: list[tuple[str, bytes]] = field(default_factory=list)
    proxy: asyncio.Server | None = None
    putting: asyncio.Lock = field(default_factory=asyncio.Lock)
    versions: Iterator[int] = field(default_factory=count)

    def routes(self) -> list[web.AbstractRouteDef]:
        """None: it does not speak HTTP."""
        return []

    @property
    def base(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def say(self, said: Said) -> None:
        Counterpart.say(self, said)
        body: dict[str, object] = {
            "id": said.id, "text": said.text, "at": said.at.isoformat(), "author": {"id": said.author},
        }  # fmt: skip
        self.put({**body, "edited": said.edited.isoformat()} if said.edited else body)

    def take_back(self, id_: str) -> None:
        Counterpart.take_back(self, id_)
        self.put({"id": id_, "op": "delete"})

    def put(self, body: object, key: str = "") -> None:
        """Lies in the stream before anything more is asked."""
        self.waiting.append((key or f"m{next(self.versions)}", json.dumps(body).encode()))

    async def __aenter__(self) -> Counterpart:
        async with publishing(self.server) as stream:
            await stream.add_stream(name=self.stream, subjects=[f"{self.stream}.>"])
        self.proxy = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.proxy.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gate.set()
        assert self.proxy is not None
        self.proxy.close()
        await self.proxy.wait_closed()

    async def settled(self) -> None:
        """What was said lies in the stream."""
        async with self.putting:
            said, self.waiting = self.waiting, []
            if self.bad:
                said, self.bad = [("bad", b'{"id":'), *said], False
            if said:
                async with publishing(self.server) as stream:
                    for key, body in said:
                        await stream.publish(f"{self.stream}.site", body, headers={"Nats-Msg-Id": key})

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        with suppress(OSError):
            if self.fault is None:
                await self._between(reader, writer)
            else:
                await self._unkindly(reader, writer)
        writer.close()

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to_there = await asyncio.open_connection("127.0.0.1", self.server.port)
        back = asyncio.create_task(_pass_on(there, writer))
        while said := await reader.read(65536):
            await self.settled()
            to_there.write(said)
            await to_there.drain()
        to_there.close()
        await back

    async def _unkindly(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        info = {"version": "2.15.1", "jetstream": True, "connect_urls": ["169.254.169.254:4222"]}
        hello = b"INFO " + json.dumps(info).encode() + b"\r\n"
        match self.fault:
            case "hang" | "drip":
                writer.write(b"IN" if self.fault == "drip" else b"")
                await self.gate.wait()
            case "garbage":
                writer.write(b"\x00<html>{]\xff\r\n")
            case "oversized":
                writer.write(b"INFO {" + b" " * 400_000)
            case "401" | "429" | "503" | "private redirect":
                words = {"401": "Authorization Violation", "429": "maximum connections exceeded"}
                writer.write(hello)
                await reader.readline()
                writer.write(f"-ERR '{words.get(self.fault, 'Server Shutdown')}'\r\n".encode())
            case _:
                return
        await writer.drain()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while said := await reader.read(65536):
            writer.write(said)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def publishing(server: Server) -> AsyncIterator[client.js.JetStreamContext]:
    """What puts into streams: the official client."""
    connected = await client.connect(f"nats://127.0.0.1:{server.port}", allow_reconnect=False)
    try:
        yield connected.jetstream()
    finally:
        await connected.close()


class TestStream(SourceContract):
    about, place, connect = nats.ABOUT, Stream, staticmethod(partial(nats.connect, patience=1.5))
    bodies = False
    sequences = 3

    def account(self, there: Counterpart, **more: str) -> Account:
        assert isinstance(there, Stream)
        return Account(name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/{there.stream}", **more)

    async def test_it_is_acknowledged_once_it_is_kept_and_not_before(self, here: Listener, there: Stream) -> None:
        there.say(self.said(1, here))
        source = nats.connect(self.account(there), outside=here.outside(there.base, self.about))
        given = await source.poll("")
        assert [item.position for item in given.items] == ["m0"]
        assert await _open(there) == 1
        again = await source.poll(given.cursor)
        assert (again.items, again.cursor) == ((), given.cursor)
        waiting, looks = 1, 0
        while waiting and looks < 1000:  # it works acknowledgements off beside what it answers
            waiting, looks = await _open(there), looks + 1
        assert waiting == 0
        await source.close()

    async def test_what_was_given_and_never_kept_is_given_again_to_the_same_process_too(
        self, here: Listener, there: Stream
    ) -> None:
        for number in range(3):
            there.say(self.said(number, here))
        source = nats.connect(self.account(there), outside=here.outside(there.base, self.about))
        first = await source.poll("")
        assert len(first.items) == len((await source.poll("")).items) == 3
        await source.close()

    async def test_one_without_an_id_has_that_of_its_message_and_one_without_a_time_when_it_came(
        self, here: Listener, there: Stream
    ) -> None:
        there.put({"text": "The lumo phone broke"}, key="site-7")
        there.put({"mentions": [{"text": "lumo one"}, {"text": "lumo two"}]}, key="site-8")
        await here.settle(turns=2)
        assert await here.held() == {"site-7": "The lumo phone broke", "site-8#1": "lumo one", "site-8#2": "lumo two"}

    async def test_a_message_that_is_too_long_is_set_aside_and_the_next_comes(
        self, here: Listener, there: Stream
    ) -> None:
        there.put({"id": "long", "at": NOON.isoformat(), "text": "x" * 1_048_000}, key="long")
        there.say(self.said(1, here))
        source = nats.connect(self.account(there), outside=here.outside(there.base, self.about))
        whole = await source.poll("")
        assert [item.position for item in whole.items] == ["long", "m0"]
        await source.close()

    async def test_what_is_gone_from_the_stream_before_it_was_seen_is_said_to_be_lost(
        self, here: Listener, there: Stream
    ) -> None:
        there.say(self.said(1, here))
        source = nats.connect(self.account(there), outside=here.outside(there.base, self.about))
        cursor = (await source.poll("")).cursor
        await source.close()
        there.say(self.said(2, here))
        await there.settled()
        async with publishing(there.server) as stream:
            await stream.purge_stream(there.stream)
        there.say(self.said(3, here))
        found = await source.poll(cursor)
        assert found.lost is not None
        assert [item.mention["id"] for item in found.items if item.mention] == ["i3"]
        await source.close()

    async def test_a_consumer_that_was_taken_away_is_made_again_behind_what_was_seen(
        self, here: Listener, there: Stream
    ) -> None:
        there.say(self.said(1, here))
        await here.settle(turns=1)
        async with publishing(there.server) as stream:
            await stream.delete_consumer(there.stream, f"earshot_{NAME}")
        there.say(self.said(2, here))
        await here.settle(turns=4)
        assert await here.held() == there.standing

    async def test_of_a_stream_with_more_than_a_page_nothing_is_left(self, here: Listener, there: Stream) -> None:
        for number in range(nats.stream.PAGE + 7):
            there.say(Said(id=f"i{number}", text=f"lumo {number}", author="ana", at=NOON - timedelta(hours=1)))
        source = nats.connect(self.account(there), outside=here.outside(there.base, self.about))
        first = await source.poll("")
        second = await source.poll(first.cursor)
        assert (len(first.items), first.more, len(second.items), second.more) == (300, True, 7, False)
        assert first.through is not None and second.through is None
        await source.close()

    async def test_only_the_subjects_that_are_asked_for_come(self, here: Listener, there: Stream) -> None:
        there.say(self.said(1, here))
        account = Account(name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/{there.stream}?subject=")
        for subject, expected in ((f"{there.stream}.site", 1), (f"{there.stream}.other", 0)):
            url = f"{account.url}{subject}&consumer=c{expected}"
            one = Account(name=NAME, since=account.since, url=url)
            source = nats.connect(one, outside=here.outside(there.base, self.about))
            assert len((await source.poll("")).items) == expected
            await source.close()

    async def test_a_stream_in_memory_is_refused(self, here: Listener, there: Stream) -> None:
        async with publishing(there.server) as stream:
            await stream.add_stream(name=f"{there.stream}M", subjects=["m.>"], storage=StorageType.MEMORY)
        url = f"{there.base}/{there.stream}M"
        with pytest.raises(Refused, match="not kept on disk"):
            await _polled(Account(name=NAME, since=NOON, url=url), here, there)

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("", "names no stream"), ("/NONE", "stream not found"), ("/A.B", "names no stream"),
            ("/A%20B", "names no stream"), ("/A\r\nPUB x 0", "names no stream"),
        ],
        ids=["nothing", "unknown", "dot", "blank", "lines"],
    )  # fmt: skip
    async def test_an_address_without_a_stream_is_refused(
        self, here: Listener, there: Stream, path: str, words: str
    ) -> None:
        with pytest.raises(Refused, match=words):
            await _polled(Account(name=NAME, since=NOON, url=f"{there.base}{path}"), here, there)

    async def test_whether_it_answers_is_asked_without_taking_anything(self, here: Listener, there: Stream) -> None:
        there.say(self.said(1, here))
        source = nats.connect(self.account(there), outside=here.outside(there.base, self.about))
        assert isinstance(source, Reachable)
        await source.reach()
        async with publishing(there.server) as stream:
            assert await stream.consumers_info(there.stream) == []
        assert len((await source.poll("")).items) == 1
        await source.close()
        there.fault = "503"
        with pytest.raises(TryLater):
            await source.reach()

    @pytest.mark.parametrize("url", ["nats://10.0.0.1/S", "tls://127.0.0.1:4222/S", "http://127.0.0.1/S"])
    async def test_what_the_settings_do_not_name_must_be_public(self, here: Listener, there: Stream, url: str) -> None:
        with pytest.raises((Refused, TryLater)):
            await _polled(Account(name=NAME, since=NOON, url=url), here, there)

    async def test_a_password_never_goes_over_a_connection_that_is_not_encrypted_where_it_should_be(
        self, here: Listener, there: Stream
    ) -> None:
        url = f"{there.base.replace('nats:', 'tls:')}/{there.stream}"
        with pytest.raises(Refused, match="not be encrypted"):
            await _polled(Account(name=NAME, since=NOON, url=url, user="u", secret="p"), here, there)


@pytest.mark.parametrize(("version", "refused"), [("2.11.9", True), ("2.12.0", False), ("10.1.0", False), ("x", True)])
async def test_a_server_that_may_lose_what_it_said_it_has_is_refused(version: str, refused: bool) -> None:
    source = nats.stream._Stream(Account(name=NAME, since=NOON, url="nats://h/S"), None, 1.0)  # type: ignore[arg-type]
    told = {"version": version, "jetstream": True}
    if refused:
        with pytest.raises(Refused, match=r"2\.12 or later"):
            source._trusted(told)
    else:
        source._trusted(told)


@pytest.mark.parametrize("how", ["password", "token", "key", "wrong"])
async def test_who_may_read_is_let_in_by_password_token_or_key(
    tmp_path: Path, how: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    key, seed = _key()
    let = {
        "password": 'authorization { user: u, password: "p w" }', "token": "authorization { token: t1 }",
        "key": f"authorization {{ users: [{{ nkey: {key} }}] }}", "wrong": "authorization { token: t1 }",
    }[how]  # fmt: skip
    said = {"password": ("u", "p w"), "token": ("", "t1"), "key": ("", seed), "wrong": ("", "t2")}[how]
    for server in served(tmp_path_factory.mktemp("auth"), let):
        async with listener(tmp_path) as here:
            base = f"nats://127.0.0.1:{server.port}"
            account = Account(name=NAME, since=NOON, url=f"{base}/NONE", user=said[0], secret=said[1])
            source = nats.connect(account, outside=here.outside(base, nats.ABOUT))
            # Whoever is let in hears that there is no such stream.
            with pytest.raises(WrongCredential if how == "wrong" else Refused) as caught:
                await source.poll("")
            assert how == "wrong" or "stream not found" in str(caught.value)


def _key() -> tuple[str, str]:
    """A user's public key and seed, as `nk -gen user` writes them."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

    def written(raw: bytes) -> str:
        return base64.b32encode(raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little")).decode().rstrip("=")

    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    first, second = (18 << 3) | ((20 << 3) >> 5), ((20 << 3) & 31) << 3
    return written(bytes([20 << 3]) + public), written(bytes([first, second]) + bytes(range(32)))


async def _polled(account: Account, here: Listener, there: Stream) -> Poll:
    source = nats.connect(account, outside=here.outside(there.base, nats.ABOUT))
    try:
        return await source.poll("")
    finally:
        await source.close()


async def _open(there: Stream) -> int:
    """How many messages wait to be acknowledged."""
    async with publishing(there.server) as stream:
        return (await stream.consumer_info(there.stream, f"earshot_{NAME}")).num_ack_pending or 0
