"""What sources that are asked over HTTP share: JSON as it was asked for, times, and walking along what was changed.

A source that can be asked for what changed since a moment is one function, `page`; `Walk` makes the port of it, with
its cursor. Several functions are several lanes of one source (issues, comments), walked side by side.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from bot.errors import BadInput, BadMention, Refused, TryLater
from bot.ports.sources import NOTHING, Account, Outside
from bot.ports.world import Item, Poll
from bot.texts import sources as texts

OVERLAP: Final = timedelta(minutes=2)
"""So far is gone back with each new walk: what was changed then may have been written after we asked."""
AHEAD: Final = timedelta(hours=24)
"""A change that is said to be further ahead than this moves no cursor."""
GONE: Final = (404, 410, 451)
"""Answers that say that something is no longer there."""


async def fetch(
    outside: Outside, url: str, *, where: str, headers: Mapping[str, str] = NOTHING, post: object = None,
    **query: object,
) -> Any:  # fmt: skip
    """The JSON that an address answers; `post` is sent as JSON, `query` goes behind the address where it says anything.

    Raises:
        TryLater: it is no JSON; and as the client has it.
    """
    told = {key: value for key, value in query.items() if value is not None and value != ""}
    whole = f"{url}{'&' if '?' in url else '?'}{urlencode(told, doseq=True)}" if told else url
    wanted = {"Accept": "application/json", **headers}
    if post is None:
        answer = await outside.http.ask(whole, headers=wanted)
    else:
        body = json.dumps(post).encode()
        answer = await outside.http.ask(
            whole, method="POST", headers={"Content-Type": "application/json", **wanted}, body=body
        )
    return read(outside, answer.body, where=where)


def read(outside: Outside, body: bytes, *, where: str) -> Any:
    """The JSON of an answer's body. Raises TryLater where it is none."""
    try:
        return outside.read(body)
    except BadInput as wrong:
        raise TryLater(where=where, what=texts.no_json(), seconds=60.0) from wrong


async def fetch_or_none(outside: Outside, url: str, *, where: str, headers: Mapping[str, str] = NOTHING) -> Any:
    """What `fetch` gives; None where it is said to be no longer there."""
    try:
        return await fetch(outside, url, where=where, headers=headers)
    except Refused as wrong:
        if wrong.data.get("status") not in GONE:
            raise
        return None


def listed(said: object, *path: str, where: str) -> list[Any]:
    """The list that stands there in an answer.

    Raises:
        TryLater: there is none: this is another answer than the one that was asked for.
    """
    for key in path:
        said = said.get(key) if isinstance(said, dict) else None
    if not isinstance(said, list):
        raise TryLater(where=where, what=texts.no_json(), seconds=60.0)
    return said


def part(said: object, *path: str) -> dict[str, Any]:
    """The object that stands there, empty where there is none."""
    for key in path:
        said = said.get(key) if isinstance(said, dict) else None
    return said if isinstance(said, dict) else {}


def moment(value: object) -> datetime | None:
    """A time as JSON has it: RFC 3339, or seconds or milliseconds since 1970. None where it is none."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo else None


def written(value: object) -> object:
    """A time as mention JSON has it; what is none stays as it is, to be refused with its place."""
    found = moment(value)
    return value if found is None else found.isoformat()


def item(key: str, **said: object) -> Item:
    """The item of a mention; what is None is left out."""
    mention = {"id": key, **said}
    return Item(position=key, mention={name: value for name, value in mention.items() if value is not None})


def deletion(source: str, key: str) -> Item:
    """The item of a mention that was taken back."""
    return Item(position=key, mention={"source": source, "id": key, "op": "delete"})


def odd(position: object, found: object) -> Item:
    """The item of something that is not what it should be."""
    wrong = BadMention(where="item", what="this", found=repr(found)[:60], expected=texts.object_wanted())
    return Item(position=str(position)[:60], mention=None, error=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one request gave. `newest`: the latest change on it; `full`: there may be more behind it.

    `next`: where the next page is, for what is paged by a token and not by time; it makes `full`.
    """

    items: Sequence[Item]
    newest: datetime | None = None
    full: bool = False
    next: str = ""


Lane = Callable[[datetime, str], Awaitable[Page]]
"""What was changed since a moment (with it), oldest first: page '', '2', '3' ... or the token of the page before."""


class Walk:
    """Obeys the port `Source`: walks along what was changed, by time and not by page where it can, as pages shift.

    The cursor is JSON: of each lane `ask` (seconds, what is asked from), `page`, `newest`, and whether it is `going`.
    """

    def __init__(self, account: Account, outside: Outside, lanes: Mapping[str, Lane]) -> None:
        self._account, self._outside, self._lanes = account, outside, lanes

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """A page of each lane (see the port)."""
        state: dict[str, Any] = json.loads(cursor) if cursor else {}
        going = [one for one in self._lanes if state.get(one, {}).get("going", not cursor)]
        items: list[Item] = []
        for name in going or self._lanes:
            items += await self._step(name, state)
        more = any(state.get(name, {"going": True})["going"] for name in self._lanes)
        return Poll(items=tuple(items), cursor=json.dumps(state), more=more)

    async def close(self) -> None:
        """Nothing is open."""

    async def _step(self, name: str, state: dict[str, Any]) -> Sequence[Item]:
        begun = self._account.since.timestamp()
        lane = state.get(name) or {"ask": begun, "page": "", "newest": begun}
        found = await self._lanes[name](datetime.fromtimestamp(lane["ask"], UTC), lane["page"])
        now = self._outside.clock.now()
        limit = now + AHEAD
        at = found.newest.timestamp() if found.newest is not None and found.newest <= limit else 0.0
        newest = max(at, lane["newest"])
        if found.next:
            state[name] = {"ask": lane["ask"], "page": found.next, "newest": newest, "going": True}
        elif found.full and at > lane["ask"]:
            state[name] = {"ask": at, "page": "", "newest": newest, "going": True}
        elif found.full:  # all of it changed at one moment: only its pages part it
            page = str(int(lane["page"] or 1) + 1)
            state[name] = {"ask": lane["ask"], "page": page, "newest": newest, "going": True}
        else:
            # A place whose clock is ahead of ours is asked for the same again, and loses nothing when it is put right.
            newest = min(newest, now.timestamp())
            ask = min(max(lane["ask"], newest - OVERLAP.total_seconds()), newest)
            state[name] = {"ask": ask, "page": "", "newest": newest, "going": False}
        return found.items
