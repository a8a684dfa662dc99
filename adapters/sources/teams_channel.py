"""A channel of Microsoft Teams in which customers are served: what is said, edited and deleted there.

What is taken: messages that people wrote. Where guests or people of another organisation are in the channel, theirs are
the customers' turns; else the message that opens a thread is, and what its author says in that thread. Teams shows an
app what is said from now on; what was said before it does not show without rights that Earshot does not ask for.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-messages-for-bots-and-agents
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.ports.world import Poll, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel that is listened to: whose it is, what its mentions are called and who may read them.

    `outside`: guests or people of another organisation are in it.
    """

    tenant: str
    channel: str
    source: str
    visibility: str
    outside: bool


def connect(channel: Channel) -> Source:
    """The channel as a source that is never behind: what is said there is delivered, stored and taken in at once."""
    return _Delivered(channel.source)


def mention_of(said: Mapping[str, Any], channel: Channel, *, opened: str = "") -> Mapping[str, object] | None:
    """The mention JSON of what was said, edited or deleted; None where it is no customer's turn.

    Args:
        said: `kind` (said, edited, deleted), `id`, `thread`, `author`, `text`, `at`, `outside`, `to_us`.
        channel: where that was.
        opened: who opened the thread it stands in, '' where that is not known.
    """
    key = str(said["id"])
    if said["kind"] == "deleted":
        return {"source": channel.source, "id": key, "op": "delete"}
    text, thread, author = str(said["text"]), str(said["thread"]) or key, str(said["author"])
    at = _moment(str(said["at"]))
    first = thread == key
    customer = bool(said["outside"]) if channel.outside else first or opened == f"{channel.tenant}/{author}"
    if said["to_us"] or not text.strip() or at is None or not customer:
        return None
    found: dict[str, object] = {
        "source": channel.source, "id": key, "at": _moment_of(key) or at, "text": text, "kind": "service",
        "author": {"id": f"{channel.tenant}/{author}"}, "conversation": thread, "channel": channel.channel,
        "visibility": channel.visibility,
    }  # fmt: skip
    if not first:
        found["in_reply_to"] = thread
    if said["kind"] == "edited":
        found["edited"] = at
    return found


def again(said: Mapping[str, Any]) -> tuple[str, str | None] | None:
    """The id of a message that was edited or deleted, and what it says now (None: it is gone); None: neither."""
    if said["kind"] == "said":
        return None
    return str(said["id"]), None if said["kind"] == "deleted" else str(said["text"])


def _moment(text: str) -> str | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.isoformat() if found.tzinfo is not None else None


def _moment_of(key: str) -> str | None:
    """When a message was first said: its id are milliseconds; an edit tells its own time alone."""
    if not (key.isascii() and key.isdecimal() and 12 <= len(key) <= 14):
        return None
    return datetime.fromtimestamp(int(key) / 1000, UTC).isoformat(timespec="milliseconds")


class _Delivered:
    """Obeys the port Source."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """The source's name in mentions."""
        return self._name

    async def poll(self, cursor: str) -> Poll:
        """Nothing: all that came is in the inbox."""
        return Poll(items=(), cursor=cursor, more=False)

    async def close(self) -> None:
        """Nothing is open."""
