"""Bluesky: every public post as Jetstream tells it, of which what a keyword group matches is kept.

Both versions of Jetstream behind one reader: the second (`subscribeEvents`, a sequence number as cursor, inclusive)
and the first (`/subscribe`, a time as cursor, taken a few seconds back); what comes twice changes nothing. A deletion
and an account that is deactivated, suspended or deleted are honoured; who asks not to be shown to strangers is left
out.

Sources: https://github.com/bluesky-social/jetstream, its lexicon network.bsky.jetstream.subscribeEvents, and
https://atproto.com/specs/event-stream (read 2026-11). Compressed frames are not asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from bot.errors import BadMention, Refused, TryLater
from bot.ports.sources import About, Account, Outside, Socket
from bot.ports.world import Item, Poll, Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="Bluesky: every public post, of which what a keyword group matches is kept",
    every=timedelta(seconds=1), per_minute=30, firehose=True,
)  # fmt: skip
BASE: Final = "wss://jetstream.us-west.bsky.network"
SECOND: Final = "/xrpc/network.bsky.jetstream.subscribeEvents"
FIRST: Final = "/subscribe"
POST: Final = "app.bsky.feed.post"
MOST: Final = 500
"""Frames of one poll."""
FIRST_S, NEXT_S = 0.05, 0.01
"""How long the first frame of a poll is waited for, and each further one."""
OVERLAP: Final = timedelta(seconds=5)
BACK: Final = timedelta(days=1)
"""How far back the first look goes at most: about as far as Jetstream can."""
APART: Final = timedelta(hours=1)
"""How far a post's own time may be from when it was seen; it is whatever its author's machine said."""
_GONE: Final = (400, 410)


def connect(account: Account, *, outside: Outside) -> Source:
    """The stream at the account's address, else at Bluesky's own."""
    return _Jetstream(account, outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame: where it stands in the stream, when it was seen, what it gives (None: nothing of ours).

    `seq` is None in the first version. `late`: the stream begins later than was asked for.
    """

    seq: int | None
    at: datetime | None
    item: Item | None
    late: bool = False


class _Jetstream:
    """Obeys the port `Source`. The cursor is JSON: `us`, the time of the last frame, and `seq` in the second one."""

    def __init__(self, account: Account, outside: Outside) -> None:
        self._account, self._outside = account, outside
        self._socket: Socket | None = None
        self._cursor = ""
        self._lost = False

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """What came since the last poll, or since the cursor where another process left it (see the port)."""
        if self._socket is None or cursor != self._cursor:
            await self.close()
            await self._open(json.loads(cursor) if cursor else {})
        frames = await self._frames()
        state: dict[str, Any] = json.loads(cursor) if cursor else {}
        seen = [one.at for one in frames if one.at is not None]
        lost = None
        if seen and self._lost and state.get("us"):
            lost, self._lost = seen[0], False
        for one in frames:
            state = _after(state, one)
        self._cursor = json.dumps(state) if state else cursor
        items = tuple(one.item for one in frames if one.item is not None)
        more = len(frames) == MOST
        return Poll(
            items=items, cursor=self._cursor, more=more, through=seen[-1] if more and seen else None, lost=lost
        )  # fmt: skip

    async def close(self) -> None:
        """End the connection; the next poll opens it again."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()

    async def _frames(self) -> list[Frame]:
        """What came, at most so many; a connection that ends ends the poll too, unless nothing had come."""
        frames: list[Frame] = []
        assert self._socket is not None
        while len(frames) < MOST:
            try:
                said = await self._socket.receive(NEXT_S if frames else FIRST_S)
            except TryLater:
                await self.close()
                if not frames:
                    raise
                break
            if said is None:
                break
            frame = read_frame(said, source=self.name)
            self._lost = self._lost or frame.late
            frames.append(frame)
        return frames

    async def _open(self, state: Mapping[str, Any]) -> None:
        """Open the stream where it was left, in the version that is there."""
        base = (self._account.url or BASE).rstrip("/")
        base = base.replace("http", "ws", 1) if base.startswith("http") else base
        paths = ("",) if urlsplit(base).path else (SECOND, FIRST)
        for path in paths:
            second = (base + path).endswith(SECOND)
            try:
                self._socket = await self._opened(base + path, state, second=second)
            except Refused as wrong:
                if path == paths[-1] or wrong.data.get("status") not in (404, 405, 501):
                    raise
            else:
                return

    async def _opened(self, url: str, state: Mapping[str, Any], *, second: bool) -> Socket:
        now = self._outside.clock.now()
        us = int(state.get("us") or _micros(max(self._account.since, now - BACK)))
        back = us - _micros(OVERLAP) if state.get("us") else us
        http = self._outside.http
        if not second:
            return await http.open(f"{url}?{urlencode({'wantedCollections': POST, 'cursor': back})}")
        asked = [("kinds", "commit"), ("kinds", "account"), ("collections", POST)]
        protocols = ("xrpc.v1.json",)
        try:
            query = urlencode([*asked, ("cursor", state.get("seq") or back)])
            return await http.open(f"{url}?{query}", protocols=protocols)
        except Refused as wrong:
            if not state.get("seq") or wrong.data.get("status") not in _GONE:
                raise
        # The number is older than what is kept there: from its time, as far back as there is something.
        self._lost = True
        return await http.open(f"{url}?{urlencode([*asked, ('cursor', back)])}", protocols=protocols)


def read_frame(said: str | bytes, *, source: str) -> Frame:
    """What a frame of either version says. What cannot be read is an item that says why."""
    try:
        raw = json.loads(said)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        return Frame(seq=None, at=None, item=_bad("frame", "no object"))
    if raw.get("$type") == "error":
        raise TryLater(where=source, what=str(raw.get("error", ""))[:60], seconds=5.0)
    body = raw.get("payload")
    return _second(body, source) if isinstance(body, dict) else _first(raw, source)


def _first(raw: dict[str, Any], source: str) -> Frame:
    us = raw.get("time_us")
    at = datetime.fromtimestamp(us / 1_000_000, UTC) if isinstance(us, int) and 0 < us < 2**52 else None
    kind = raw.get("kind")
    inner = raw.get(kind) if kind in ("commit", "account") else None
    if at is None:
        return Frame(seq=None, at=None, item=_bad("frame", "no time_us"))
    return Frame(seq=None, at=at, item=_item(str(kind), inner, raw.get("did"), at, source=source))


def _second(raw: dict[str, Any], source: str) -> Frame:
    kind = str(raw.get("$type", "")).rpartition("#")[2]
    if kind == "info":
        return Frame(seq=None, at=None, item=None, late=raw.get("name") == "OutdatedCursor")
    seq, at = raw.get("seq"), _moment(raw.get("time"))
    if not isinstance(seq, int) or at is None:
        return Frame(seq=None, at=None, item=_bad("frame", "no seq or time"))
    inner = raw.get("account") if kind == "account" else raw
    return Frame(seq=seq, at=at, item=_item(kind, inner, raw.get("did"), at, source=source))


def _item(kind: str, inner: object, did: object, at: datetime, *, source: str) -> Item | None:
    """What an event gives: a post, a deletion, an author who is gone; None where it is none of ours."""
    if kind not in ("commit", "account"):
        return None
    if not isinstance(inner, dict) or not isinstance(did, str) or not did:
        return _bad("frame", "no event")
    if kind == "account":
        return Item(position=did, mention=None, gone=did, at=at) if inner.get("active") is False else None
    rkey = inner.get("rkey")
    if inner.get("collection") != POST:
        return None
    if not isinstance(rkey, str) or not rkey:
        return _bad(did, "no rkey")
    key = f"{did}/{rkey}"
    if inner.get("operation") == "delete":
        return Item(position=key, mention={"source": source, "id": key, "op": "delete"})
    record = inner.get("record")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return _bad(key, "no record with a text")
    edited = at if inner.get("operation") == "update" else None
    return _post(record, key, at, edited=edited, source=source)


def _post(record: dict[str, Any], key: str, at: datetime, *, edited: datetime | None, source: str) -> Item | None:
    if not record["text"].strip() or _hidden(record):
        # A post that now says nothing, or hides, takes back what it said.
        return Item(position=key, mention={"source": source, "id": key, "op": "delete"}) if edited else None
    did, _, rkey = key.partition("/")
    said = _moment(record.get("createdAt"))
    mention: dict[str, object] = {
        "source": source, "id": key, "text": record["text"], "author": {"id": did},
        "at": (said if said is not None and abs(said - at) <= APART else at).isoformat(),
        "url": f"https://bsky.app/profile/{did}/post/{rkey}",
    }  # fmt: skip
    if edited is not None:
        mention["edited"] = edited.isoformat()
    langs = record.get("langs")
    if isinstance(langs, list) and langs and isinstance(langs[0], str):
        mention["language"] = langs[0].partition("-")[0].lower()
    reply = record.get("reply")
    if isinstance(reply, dict):
        for name, part in (("in_reply_to", "parent"), ("conversation", "root")):
            at_uri = reply[part].get("uri") if isinstance(reply.get(part), dict) else None
            if isinstance(at_uri, str) and at_uri.startswith("at://"):
                mention[name] = at_uri.removeprefix("at://").replace(f"/{POST}/", "/")
    return Item(position=key, mention=mention)


def _hidden(record: dict[str, Any]) -> bool:
    """Whether its author asks that strangers do not see it."""
    labels = record.get("labels")
    values = labels.get("values") if isinstance(labels, dict) else None
    return isinstance(values, list) and any(
        isinstance(one, dict) and one.get("val") == "!no-unauthenticated" for one in values
    )


def _after(state: dict[str, Any], frame: Frame) -> dict[str, Any]:
    """The cursor after a frame; the time of a stream never goes back."""
    if frame.at is None:
        return state
    us = max(_micros(frame.at), int(state.get("us") or 0))
    return {"us": us, "seq": frame.seq} if frame.seq is not None else {"us": us}


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _micros(what: datetime | timedelta) -> int:
    since = what if isinstance(what, timedelta) else what - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1)


def _bad(position: str, found: str) -> Item:
    wrong = BadMention(where=position, what="the event", found=found, expected=texts.event_wanted())
    return Item(position=position, mention=None, error=wrong)
