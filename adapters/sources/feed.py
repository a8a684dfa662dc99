"""RSS and Atom: blogs, news, Google Alerts, YouTube channels, reviews of app stores (with their rating).

The feed is asked for with what it said last time (`ETag`, `Last-Modified`), so that an unchanged one costs nothing. An
entry has no version of its own: what it said is remembered as a short hash in the cursor, so that only what is new or
was changed since is given. A feed does not say what was taken back; but where it stands in the order of its times, an
entry that is missing from three looks one after another, while an older one still stands, was taken back.

Sources: RFC 4287 (Atom), RFC 9110 13 (conditional requests), https://feedparser.readthedocs.io,
https://developers.google.com/youtube/v3/guides/push_notifications (read 2026-11)
"""

from __future__ import annotations

import hashlib
import io
import json
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import feedparser

from bot.errors import BadInput, BadMention, Refused
from bot.ports.sources import About, Account, Outside
from bot.ports.world import Item, Poll, Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="RSS and Atom feeds: blogs, Google Alerts, YouTube channels, app-store reviews",
    needs=("url",), every=timedelta(minutes=15), per_minute=6,
)  # fmt: skip
MOST: Final = 500
"""Entries that are looked at, the newest first as feeds have them."""
LOOKS: Final = 3
"""So many looks one after another an entry must be missing."""
_WHOLE: Final = 6
"""What is remembered of an entry: hash, when it was first seen and last changed, its id, its time, looks missed."""
_ACCEPT: Final = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"


def connect(account: Account, *, outside: Outside) -> Source:
    """The feed at the account's address."""
    return _Feed(account, outside)


class _Feed:
    """Obeys the port `Source`. The cursor is JSON: `etag`, `modified`, and hashes of each entry of the last page."""

    def __init__(self, account: Account, outside: Outside) -> None:
        self._account, self._outside = account, outside

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """The entries that are new or changed (see the port)."""
        state: dict[str, Any] = json.loads(cursor) if cursor else {}
        headers = {"Accept": _ACCEPT}
        if state.get("etag"):
            headers["If-None-Match"] = state["etag"]
        if state.get("modified"):
            headers["If-Modified-Since"] = state["modified"]
        answer = await self._outside.http.ask(self._account.url, headers=headers)
        if answer.status == 304:
            gone = self._gone(state.get("seen", {}))
            return Poll(items=gone, cursor=json.dumps(state) if gone or _missing(state) else cursor, more=False)
        found = feedparser.parse(
            io.BytesIO(answer.body), response_headers={"content-type": answer.headers.get("content-type", "")},
            resolve_relative_uris=False, sanitize_html=False,
        )  # fmt: skip
        if not found.version and not found.entries:
            raise Refused(where=urlsplit(self._account.url).hostname or self.name, what=texts.no_feed())
        items, seen = self._items(found.entries[:MOST], state.get("seen", {}))
        seen |= _left_out(state.get("seen", {}), seen, found.entries[:MOST])
        gone = self._gone(seen)
        after = {"etag": answer.headers.get("etag"), "modified": answer.headers.get("last-modified"), "seen": seen}
        return Poll(items=(*items, *gone), cursor=json.dumps(after), more=False)

    async def close(self) -> None:
        """Nothing is open."""

    def _gone(self, seen: dict[str, list[Any]]) -> tuple[Item, ...]:
        """Deletions of what was missing long enough; what is missing was so once more."""
        for one in seen.values():
            if len(one) == _WHOLE and one[-1] > 0:
                one[-1] += 1
        gone = [short for short, one in seen.items() if len(one) == _WHOLE and one[-1] > LOOKS]
        keys = [str(seen.pop(short)[3]) for short in gone]
        return tuple(Item(position=key, mention={"source": self.name, "id": key, "op": "delete"}) for key in keys)

    def _items(
        self, entries: list[Mapping[str, Any]], before: Mapping[str, list[Any]]
    ) -> tuple[tuple[Item, ...], dict[str, list[Any]]]:
        """What is new or changed, oldest first, and what to remember of every entry."""
        items: list[Item] = []
        seen: dict[str, list[Any]] = {}
        for number, entry in enumerate(entries, start=1):
            if "im_artist" in entry:  # Apple's first entry is the app itself
                continue
            key = str(entry.get("id") or entry.get("link") or entry.get("title") or number)
            short, digest = _hash(key), _hash(repr(sorted((k, repr(v)) for k, v in entry.items())))
            known = before.get(short)
            now = self._outside.clock.now().isoformat()
            first = known[1] if known else now
            edited = known[2] if known and known[0] == digest else now if known else ""
            said = _moment(entry, "published") or _moment(entry, "updated")
            seen[short] = [digest, first, edited, key, said.isoformat() if said else "", 0]
            if known and known[0] == digest:
                continue
            try:
                mention = self._mention(entry, key, first=first, edited=edited)
            except BadInput as wrong:
                items.append(Item(position=key, mention=None, error=wrong))
                continue
            if datetime.fromisoformat(str(mention["at"])) >= self._account.since:
                items.append(Item(position=key, mention=mention))
        return tuple(reversed(items)), seen

    def _mention(self, entry: Mapping[str, Any], key: str, *, first: str, edited: str) -> dict[str, object]:
        """The mention JSON of an entry; `first` is when it was first seen, for one without a date."""
        title, body = (self._outside.plain(one) for one in (_text(entry, "title"), _body(entry)))
        text = body if not title or body.startswith(title) else f"{title}\n{body}" if body else title
        if not text:
            raise BadMention(where=key, what="the entry", found="no text", expected=texts.text_wanted())
        said, changed = _moment(entry, "published") or _moment(entry, "updated"), _moment(entry, "updated")
        at = said or datetime.fromisoformat(first)
        found: dict[str, object] = {"source": self.name, "id": key, "at": at.isoformat(), "text": text}
        late = max([one for one in (changed, datetime.fromisoformat(edited) if edited else None) if one], default=at)
        if late > at:
            found["edited"] = late.isoformat()
        author = _text(entry.get("author_detail") or {}, "name") or _text(entry, "author")
        if author:
            found["author"] = {"id": author, "name": author}
        url = _link(_text(entry, "link"))
        if url:
            found["url"] = url
        rating = _text(entry, "im_rating")
        if rating.isdigit():
            found["rating"] = int(rating)
        return found


def _left_out(
    before: Mapping[str, list[Any]], seen: Mapping[str, list[Any]], entries: list[Mapping[str, Any]]
) -> dict[str, list[Any]]:
    """What stood there and should still: the feed is in the order of its times, and an older one stands.

    Whatever else is missing has only made room for newer ones, or the feed shows a choice.
    """
    times = [_moment(one, "published") or _moment(one, "updated") for one in entries if "im_artist" not in one]
    whole = [one for one in times if one is not None]
    if not whole or len(whole) < len(times) or whole != sorted(whole, reverse=True):
        return {}
    oldest = min(whole).isoformat()
    return {
        short: [*one[:-1], max(1, one[-1])] for short, one in before.items()
        if short not in seen and len(one) == _WHOLE and one[4] > oldest
    }  # fmt: skip


def _missing(state: Mapping[str, Any]) -> bool:
    return any(len(one) == _WHOLE and one[-1] for one in state.get("seen", {}).values())


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value.strip() if isinstance(value, str) else ""


def _body(entry: Mapping[str, Any]) -> str:
    """What the entry says: its whole content, the plain form where there are several, else its summary."""
    contents = [one for one in entry.get("content") or () if isinstance(one.get("value"), str) and one["value"].strip()]
    plain = [one for one in contents if one.get("type") == "text/plain"]
    return str((plain or contents)[0]["value"]) if contents else _text(entry, "summary")


def _moment(entry: Mapping[str, Any], key: str) -> datetime | None:
    value = dict(entry).get(f"{key}_parsed")  # the entry itself would answer one time with the other
    if not isinstance(value, struct_time):
        return None
    try:
        return datetime.fromtimestamp(timegm(value), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _link(text: str) -> str:
    """The address of an entry; of a Google Alert the page that it is about."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    if parts.hostname == "www.google.com" and parts.path == "/url":
        inner = parse_qs(parts.query)
        target = (inner.get("url") or inner.get("q") or [""])[0]
        return target if target.startswith(("http://", "https://")) else text
    return text


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
