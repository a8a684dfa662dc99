"""A stream of NATS JetStream: several sites, or a stream of what is said that is there already, feed one Earshot.

A durable consumer that pulls; its name is `earshot_NAME`, or the one that the address says. A message is a mention as
JSON, a list of them, or an object with `mentions`. One without an id has that of its message (`Nats-Msg-Id`, else its
number in the stream), so that it is the same whenever it comes again. It is acknowledged once what it says is kept:
with the poll that begins where the one that gave it ended.

Sources: https://docs.nats.io/reference/reference-protocols/nats_api_reference (JetStream over subjects), nats-io/
nats-architecture-and-design ADR-13 (pull requests, their statuses), ADR-15 (the parts of a reply subject); why a server
must be 2.12 or later and write each message to disk: https://jepsen.io/analyses/nats-2.12.1 (read 2026-11)
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from adapters.sources._mentions import mentions
from adapters.sources.nats.wire import MOST, Message, Wire, greet
from bot.errors import BadInput, BadMention, Refused, RemoteError, TryLater
from bot.ports.sources import About, Account, Outside
from bot.ports.world import Item, Poll, Source
from bot.texts import sources as texts
from bot.texts import streams

ABOUT: Final = About(
    what="a stream of NATS JetStream, in which others put mentions", needs=("url",), every=timedelta(seconds=1),
    duty=streams.duty(), inside=True,
)  # fmt: skip
PAGE: Final = 300
"""Messages of one poll."""
PATIENCE_S: Final = 10.0
"""So long connecting may take, or an answer."""
REDELIVER_S: Final = 60
"""After so long a message that was not acknowledged comes again."""
OLDEST: Final = (2, 12)
_PORT: Final = 4222
_NAME: Final = re.compile(r"[^A-Za-z0-9_-]+")
_VERSION: Final = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """A message that waits to be acknowledged: the subject for that, and its number and time in the stream."""

    reply: str
    number: int
    at: datetime


def connect(account: Account, *, outside: Outside, patience: float = PATIENCE_S) -> Source:
    """The stream at the account's address: `tls://HOST/STREAM?consumer=NAME&subject=FILTER`."""
    return _Stream(account, outside, patience)


class _Stream:
    """Obeys the port `Source`. The cursor is JSON: `seq`, the number of the last message that was given."""

    def __init__(self, account: Account, outside: Outside, patience: float) -> None:
        self._account, self._outside, self._patience = account, outside, patience
        parts = urlsplit(account.url)
        asked = parse_qs(parts.query)
        self._safe, self._known = parts.scheme == "tls", parts.scheme in ("tls", "nats")
        self._host, self._port = parts.hostname or "", parts.port or _PORT
        self._stream = unquote(parts.path.strip("/"))
        self._consumer = asked.get("consumer", [f"earshot_{_NAME.sub('_', account.name)}"])[0]
        self._filter = asked.get("subject", [""])[0]
        self._wire: Wire | None = None
        self._inbox, self._numbers = "", count(1)
        self._cursor, self._open = "", list[_Came]()
        self._lost: datetime | None = None

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """What is in the stream since (see the port); what was given before, and is kept now, is acknowledged."""
        async with self._bounded():
            if self._wire is None or cursor != self._cursor:
                await self.close()
                self._wire = await self._opened(cursor)
            came = await self._pulled(self._wire)
        return self._given(came, cursor)

    @asynccontextmanager
    async def _bounded(self) -> AsyncIterator[None]:
        """What is said meanwhile ends in time, or with one of the three outcomes; after one the connection is gone."""
        if not self._known or not self._host or not self._stream or _NAME.search(self._stream + self._consumer):
            raise Refused(where=self.name, what=streams.no_stream_named())
        try:
            async with asyncio.timeout(self._patience):
                yield
        except TimeoutError as wrong:
            await self._drop()
            raise TryLater(where=self._host, what=texts.too_slow(self._patience), seconds=30.0) from wrong
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError, IndexError) as wrong:
            await self._drop()
            raise TryLater(where=self._host, what=texts.cut_off(), seconds=10.0) from wrong
        except RemoteError:
            await self._drop()
            raise

    async def reach(self) -> None:
        """Nothing, where the server may be trusted and has the stream (see the port `Reachable`)."""
        async with self._bounded():
            wire, _ = await self._greeted()
            await wire.close()

    async def close(self) -> None:
        """Give back what is not acknowledged, so that it comes again at once, and end the connection."""
        wire, self._wire = self._wire, None
        if wire is not None:
            for one in self._open:
                wire.write(one.reply, b"-NAK")
            await wire.close()
        self._open = []

    async def _drop(self) -> None:
        """End a connection on which nothing can be said any more."""
        wire, self._wire, self._open = self._wire, None, []
        if wire is not None:
            await wire.close()

    def _given(self, came: Sequence[tuple[_Came, Message]], cursor: str) -> Poll:
        items = [item for stand, message in came for item in self._items(stand, message)]
        self._open = [stand for stand, _ in came]
        if came:
            before = json.loads(cursor)["seq"] if cursor else 0
            self._cursor = json.dumps({"seq": max(before, *(stand.number for stand in self._open))})
        else:
            self._cursor = cursor
        lost, self._lost = self._lost, None
        more = len(came) == PAGE
        through = self._open[-1].at if more else None
        return Poll(items=tuple(items), cursor=self._cursor, more=more, through=through, lost=lost)

    def _items(self, stand: _Came, message: Message) -> list[Item]:
        key = message.headers.get("nats-msg-id") or f"{self._stream}:{stand.number}"
        try:
            if message.body is None:
                raise BadMention(where=key, what="this", found=texts.too_large(MOST), expected=texts.mentions_wanted(1))
            found = mentions(self._outside.read(message.body))
        except BadInput as wrong:
            return [Item(position=key, mention=None, error=wrong)]
        alone = len(found) == 1
        begun = {"source": self.name, "at": stand.at.isoformat()}
        return [
            Item(position=own, mention={**begun, "id": own, **said})
            for number, said in enumerate(found, start=1)
            for own in [key if alone else f"{key}#{number}"]
        ]

    # --- the consumer ---

    async def _pulled(self, wire: Wire) -> list[tuple[_Came, Message]]:
        """Acknowledge what is kept, and take what is there now."""
        for one in self._open:
            wire.write(one.reply)
        self._open = []
        reply = f"{self._inbox}.{next(self._numbers)}"
        asked = json.dumps({"batch": PAGE, "no_wait": True}).encode()
        wire.write(f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}", asked, reply=reply)
        await wire.sent()
        came: list[tuple[_Came, Message]] = []
        while len(came) < PAGE:
            message = await wire.message()
            if message.status:
                self._ended(message.status)
                break
            came.append((_stand(message), message))
        return came

    def _ended(self, status: str) -> None:
        """A pull ended: with nothing more to be had, or because something is not there."""
        if not status.startswith(("404", "408")):
            raise TryLater(where=self._host, what=streams.said_no(status), seconds=5.0)

    async def _opened(self, cursor: str) -> Wire:
        """A connection to a server that may be trusted, with a consumer that stands where it was left."""
        wire, held = await self._greeted()
        done = False
        try:
            seen = int(json.loads(cursor)["seq"]) if cursor else 0
            await self._stood(wire, seen)
            self._lost = self._missed(held.get("state", {}), seen)
            done = True
        finally:
            if not done:
                await wire.close()
        self._cursor = cursor
        return wire

    async def _greeted(self) -> tuple[Wire, Mapping[str, Any]]:
        """A connection to a server that may be trusted, and what it says of the stream."""
        raw = await self._outside.dial(self._host, self._port)
        assert isinstance(raw, socket.socket), "the port gives no other"
        wire = await greet(raw, self._host, safe=self._safe, user=self._account.user, secret=self._account.secret)
        done = False
        try:
            self._trusted(wire.info)
            self._inbox = f"_INBOX.earshot{id(wire):x}"
            wire.listen(f"{self._inbox}.*")
            held = await self._asked(wire, f"STREAM.INFO.{self._stream}")
            self._durable(held.get("config", {}))
            done = True
        finally:
            if not done:
                await wire.close()
        return wire, held

    def _trusted(self, info: Mapping[str, Any]) -> None:
        version = str(info.get("version", ""))
        found = _VERSION.match(version)
        if found is None or (int(found[1]), int(found[2])) < OLDEST:
            raise Refused(where=self._host, what=streams.too_old_nats(version))
        if not info.get("jetstream"):
            raise Refused(where=self._host, what=streams.no_jetstream())

    def _durable(self, config: Mapping[str, Any]) -> None:
        """What can be seen of it: that the stream is on disk, and that nothing is answered before it is written."""
        if config.get("storage") != "file" or config.get("persist_mode", "default") == "async":
            raise Refused(where=self._host, what=streams.not_kept(self._stream))

    async def _stood(self, wire: Wire, seen: int) -> None:
        """The consumer is there; a new one begins with what has not been seen."""
        name = f"{self._stream}.{self._consumer}"
        found = await self._asked(wire, f"CONSUMER.INFO.{name}", missing=True)
        if not found:
            begun: dict[str, object] = {"deliver_policy": "by_start_time", "opt_start_time": _rfc(self._account.since)}
            if seen:  # a page further back: what was given and not kept may lie before what was kept
                begun = {"deliver_policy": "by_start_sequence", "opt_start_seq": max(1, seen + 1 - PAGE)}
            config = {
                "durable_name": self._consumer, "ack_policy": "explicit", "ack_wait": REDELIVER_S * 1_000_000_000,
                "max_ack_pending": 4 * PAGE, "replay_policy": "instant", **begun,
                **({"filter_subject": self._filter} if self._filter else {}),
            }  # fmt: skip
            where = f"{name}.{self._filter}" if self._filter else name
            asked = {"stream_name": self._stream, "config": config, "action": "create"}
            found = await self._asked(wire, f"CONSUMER.CREATE.{where}", asked)
        config = found.get("config", {})
        if config.get("ack_policy") != "explicit" or config.get("deliver_subject"):
            raise Refused(where=self._host, what=streams.not_pulled(self._consumer))

    def _missed(self, state: Mapping[str, Any], seen: int) -> datetime | None:
        """Until when what had not been seen is gone from the stream; None: nothing. With a filter it cannot be told."""
        first = int(state.get("first_seq", 0))
        if self._filter or not seen or first <= seen + 1:
            return None
        return min(_moment(str(state.get("first_ts", ""))) or self._outside.clock.now(), self._outside.clock.now())

    async def _asked(
        self, wire: Wire, what: str, said: object = None, *, missing: bool = False
    ) -> Mapping[str, Any]:  # fmt: skip
        """What the server answers; nothing where something is `missing` and may be."""
        reply = f"{self._inbox}.{next(self._numbers)}"
        wire.write(f"$JS.API.{what}", json.dumps(said).encode() if said is not None else b"", reply=reply)
        await wire.sent()
        while (message := await wire.message()).subject != reply:
            pass
        if message.status:
            raise TryLater(where=self._host, what=streams.said_no(message.status), seconds=30.0)
        found = json.loads(message.body or b"{}")
        wrong = found.get("error")
        if wrong is None:
            return dict(found)
        if missing and wrong.get("code") == 404:
            return {}
        said_no = streams.said_no(str(wrong.get("description", ""))[:200])
        if wrong.get("code") in (400, 404):
            raise Refused(where=self._host, what=said_no)
        raise TryLater(where=self._host, what=said_no, seconds=30.0)


def _stand(message: Message) -> _Came:
    """Where a message stands, as the subject for its acknowledgement says (ADR-15): nine parts, or two more."""
    parts = message.reply.split(".")
    number, nanos = (parts[5], parts[7]) if len(parts) == 9 else (parts[7], parts[9])
    return _Came(
        reply=message.reply, number=int(number), at=datetime.fromtimestamp(int(nanos) / 1_000_000_000, UTC)
    )  # fmt: skip


def _rfc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime | None:
    """A time as the server writes it, with nanoseconds."""
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text)).astimezone(UTC)
    except ValueError:
        return None
