"""A Slack channel in which customers are served: its history as a source, its messages as mention JSON.

What is taken: messages that people wrote. Where people of another organisation are in the channel, theirs are the
customers' turns; else the message that opens a thread is, and what its author says in that thread.

Sources: https://docs.slack.dev/reference/methods/conversations.history and .replies, https://docs.slack.dev/reference/events/message
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.errors import Refused
from bot.ports.world import Item, Poll, Source

Call = Callable[..., Awaitable[Mapping[str, Any]]]
"""Slack's Web API: a method and its arguments; raises TryLater, WrongCredential, Refused with `code`."""

_PAGE: Final = 100
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_NAMED = {"!here": "@here", "!channel": "@channel", "!everyone": "@everyone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel that is listened to: whose it is, what its mentions are called and who may read them.

    `outside`: people of another organisation are in it. `since`: nothing said before is taken.
    """

    team: str
    channel: str
    source: str
    visibility: str
    outside: bool
    since: datetime


def connect(channel: Channel, *, call: Call) -> Source:
    """The channel's history as a source: newest page first, then back to `since`; later polls take what is newer."""
    return _History(channel, call)


def mention_of(said: Mapping[str, Any], channel: Channel) -> Mapping[str, object] | None:
    """The mention JSON of a message, or of an event that edits or deletes one; None where it is no customer's turn."""
    kind = said.get("subtype")
    if kind == "message_deleted":
        return {"source": channel.source, "id": str(said.get("deleted_ts")), "op": "delete"}
    if kind == "message_changed":
        inner = said.get("message")
        if isinstance(inner, Mapping) and inner.get("subtype") == "tombstone":  # deleted, its replies stand
            return {"source": channel.source, "id": str(inner.get("ts")), "op": "delete"}
        # Unfurled links and new replies change a message too; only its author's edit carries `edited`.
        return mention_of(inner, channel) if isinstance(inner, Mapping) and inner.get("edited") else None
    ts, user, text = said.get("ts"), said.get("user"), plain(str(said.get("text") or ""))
    if kind not in (None, "file_share", "thread_broadcast") or said.get("bot_id") or not ts or not user:
        return None
    if not text.strip() or not _is_customer(said, channel):
        return None
    found: dict[str, object] = {
        "source": channel.source, "id": str(ts), "at": _moment(str(ts)), "text": text, "kind": "service",
        "author": {"id": f"{said.get('user_team') or said.get('team') or channel.team}/{user}"},
        "conversation": str(said.get("thread_ts") or ts), "channel": channel.channel, "visibility": channel.visibility,
    }  # fmt: skip
    if said.get("thread_ts") not in (None, ts):
        found["in_reply_to"] = str(said["thread_ts"])
    edited = said.get("edited")
    if isinstance(edited, Mapping) and edited.get("ts"):
        found["edited"] = _moment(str(edited["ts"]))
    return found


def again(said: Mapping[str, Any], *, read: Callable[[str], str]) -> tuple[str, str | None] | None:
    """The id of a message that was edited or deleted, and what it says now (None: it is gone); None: neither.

    `read` makes plain words of what Slack has of them.
    """
    if said.get("subtype") == "message_deleted":
        return str(said.get("deleted_ts")), None
    inner = said.get("message")
    if said.get("subtype") != "message_changed" or not isinstance(inner, Mapping):
        return None
    if inner.get("subtype") == "tombstone":
        return str(inner.get("ts")), None
    return (str(inner.get("ts")), read(str(inner.get("text") or ""))) if inner.get("edited") else None


def _is_customer(said: Mapping[str, Any], channel: Channel) -> bool:
    if channel.outside:
        home = said.get("user_team") or said.get("source_team") or said.get("team") or channel.team
        return bool(home != channel.team)
    thread = said.get("thread_ts")
    return thread in (None, said.get("ts")) or said.get("parent_user_id") == said.get("user")


def plain(text: str) -> str:
    """A message's text as people read it: links and names for their codes, characters for their escapes."""
    return html.unescape(_LINK.sub(_readable, text))


def _readable(found: re.Match[str]) -> str:
    code, label = found[1], found[2]
    if label:
        return f"#{label}" if code.startswith("#") else f"@{label}" if code.startswith("@") else label
    if code.startswith(("@", "#")):
        return "@someone" if code.startswith("@") else "a channel"
    return _NAMED.get(code, "" if code.startswith("!") else code.removeprefix("mailto:"))


def _moment(ts: str) -> str:
    seconds, _, rest = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(rest[:6].ljust(6, "0") or 0)).isoformat()


class _History:
    """Obeys the port Source. The cursor is JSON: `page` while a sweep runs, `from` where it began, `top` its newest."""

    def __init__(self, channel: Channel, call: Call) -> None:
        self._channel, self._call = channel, call

    @property
    def name(self) -> str:
        """The source's name in mentions."""
        return self._channel.source

    async def poll(self, cursor: str) -> Poll:
        """One page of the history with its threads (see the port)."""
        state = json.loads(cursor) if cursor else {}
        oldest = str(state.get("from") or f"{self._channel.since.timestamp():.6f}")
        try:
            page = await self._call(
                "conversations.history", channel=self._channel.channel, oldest=oldest, limit=_PAGE,
                cursor=state.get("page") or None,
            )  # fmt: skip
        except Refused as wrong:
            if wrong.data.get("code") != "invalid_cursor":
                raise
            # A page's name lives only so long; the sweep starts again and finds what it has already taken unchanged.
            return Poll(items=(), cursor=json.dumps({"from": oldest}), more=True)
        messages = [one for one in page.get("messages", ()) if isinstance(one, Mapping)]
        items = [*messages]
        for one in messages:
            if one.get("reply_count"):
                items += await self._replies(str(one["ts"]))
        top = max([str(state.get("top") or oldest), *(str(one.get("ts") or "") for one in messages)], key=_number)
        following = (page.get("response_metadata") or {}).get("next_cursor") or ""
        more = bool(page.get("has_more") and following)
        after = {"from": oldest, "page": following, "top": top} if more else {"from": top}
        return Poll(items=self._items(items), cursor=json.dumps(after), more=more)

    async def close(self) -> None:
        """Nothing is open."""

    async def _replies(self, thread: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        cursor: str | None = None
        while True:
            page = await self._call(
                "conversations.replies", channel=self._channel.channel, ts=thread, limit=_PAGE, cursor=cursor
            )
            found += [one for one in page.get("messages", ()) if isinstance(one, Mapping) and one.get("ts") != thread]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if not page.get("has_more") or cursor is None:
                return found

    def _items(self, messages: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
        found = []
        for one in sorted(messages, key=lambda said: _number(str(said.get("ts") or "0"))):
            mention = mention_of(one, self._channel)
            if mention is not None:
                found.append(Item(position=str(one["ts"]), mention=mention))
        return tuple(found)


def _number(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        return 0.0
