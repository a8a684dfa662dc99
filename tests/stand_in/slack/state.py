"""What a stand-in workspace holds: people, channels, messages, views, files, and what was accepted for which key."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.stand_in.slack.grants import EVENTS, SCOPES

Json = dict[str, Any]
Now = Callable[[], float]


class Clock:
    """A clock that stands still until a test moves it; any `Callable[[], float]` does as well."""

    def __init__(self, at: float = 1_780_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self.at

    def move(self, seconds: float) -> None:
        """Later by so much."""
        self.at += seconds


@dataclass(slots=True, kw_only=True)
class User:
    """A person or bot; `team` is another workspace's for strangers of shared channels."""

    id: str
    name: str
    team: str
    real_name: str = ""
    email: str = ""
    tz: str = "Europe/Berlin"
    locale: str = "en-US"
    bot_id: str = ""
    guest: bool = False
    single_channel_guest: bool = False
    admin: bool = False
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it stands; `versions` holds what stood before each edit."""

    ts: str
    channel: str
    user: str
    text: str
    at: float
    bot_id: str = ""
    app_id: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: Json | None = None
    subtype: str = ""
    broadcast: bool = False
    locked: bool = False
    files: list[Json] = field(default_factory=list)
    seen_by: str = ""
    given: Json = field(default_factory=dict)
    versions: list[tuple[str, list[Json]]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the sender called this post: `key` of its metadata's payload, else the payload's first value."""
        payload = (self.metadata or {}).get("event_payload") or {}
        return str(payload.get("key", next(iter(payload.values()), "")))

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return bool(self.seen_by)


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation; `kind` is public, private, im or mpim."""

    id: str
    name: str
    kind: str = "public"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    general: bool = False
    shared_with: tuple[str, ...] = ()
    read_only: bool = False
    thread_only: bool = False
    topic: str = ""
    purpose: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    ephemeral: list[Message] = field(default_factory=list)
    created: int = 0

    @property
    def ext_shared(self) -> bool:
        """Whether another organisation reads along."""
        return bool(self.shared_with)

    def roots(self) -> list[Message]:
        """What stands in the channel itself, oldest first."""
        return [one for one in self.messages.values() if one.thread_ts in (None, one.ts) or one.broadcast]

    def thread(self, ts: str) -> list[Message]:
        """A root and its replies, oldest first."""
        return [one for one in self.messages.values() if ts in (one.ts, one.thread_ts)]


@dataclass(slots=True, kw_only=True)
class View:
    """A modal or Home tab; `stack` is the root's id."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    open: bool = True


@dataclass(slots=True, kw_only=True)
class File:
    """An uploaded file."""

    id: str
    name: str
    length: int
    title: str = ""
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)
    complete: bool = False
    by: str = ""


@dataclass(slots=True, kw_only=True)
class Trigger:
    """What opens a modal: three seconds, once."""

    user: str
    born: float
    used: bool = False
    view: str | None = None


@dataclass(slots=True, kw_only=True)
class Hook:
    """A response_url: five uses in thirty minutes."""

    channel: str
    user: str
    born: float
    ts: str = ""
    uses: int = 0


@dataclass(slots=True, kw_only=True)
class Taken:
    """That a post or an edit was accepted."""

    method: str
    channel: str
    ts: str
    key: str
    at: float
    thread_ts: str | None = None


@dataclass(slots=True, kw_only=True)
class Call:
    """A call of a method and its answer."""

    method: str
    args: Json
    answer: Json
    at: float
    status: int = 200


@dataclass(slots=True, kw_only=True)
class Team:
    """A workspace with our app in it."""

    id: str
    name: str
    domain: str
    bot_token: str
    app_token: str
    signing_secret: str
    app_id: str
    bot: User
    now: Now
    request_url: str = ""
    socket_mode: bool = False
    enterprise: str | None = None
    new_blocks: bool = True
    echo: bool = True
    edit_window: float | None = None
    posts_a_minute: int | None = None
    token_error: str = ""
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    commands: set[str] | None = None
    shortcuts: set[str] | None = None
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    planned_errors: dict[str, list[str]] = field(default_factory=dict)
    lost_answers: Counter[str] = field(default_factory=Counter)
    limited: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _last_ts: int = 0

    def install(self, manifest: Mapping[str, Any]) -> None:
        """Install the app as its manifest says: its scopes, events, commands and shortcuts, and no others.

        docs.slack.dev/reference/app-manifest: what is not there is missing_scope, is not told, cannot be typed.
        """
        settings, features = manifest["settings"], manifest["features"]
        self.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        self.events = set(settings["event_subscriptions"]["bot_events"])
        self.commands = {one["command"] for one in features.get("slash_commands", [])}
        self.shortcuts = {one["callback_id"] for one in features.get("shortcuts", [])}
        self.socket_mode = bool(settings.get("socket_mode_enabled"))

    def next_ts(self, at: float | None = None) -> str:
        """A timestamp that no other message of the workspace has."""
        micro = max(int((self.now() if at is None else at) * 1_000_000), self._last_ts + 1)
        self._last_ts = micro
        return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """An id such as `F0000000001`, in the workspace's own numbers."""
        return f"{prefix}{self.id[1:5]}{next(self._numbers):06d}"

    def user(self, id: str, name: str = "", **more: Any) -> User:  # noqa: A002
        """A person who is now in the workspace (`guest`, `deleted`, `team="T0OTHER"` for a stranger, ...)."""
        name = name or id.lower()
        made = User(id=id, name=name, **{"team": self.id, "real_name": name.title(),
                                         "email": f"{name}@{self.domain}.example", **more})  # fmt: skip
        self.users[id] = made
        return made

    def channel(self, id: str, name: str = "", *members: str, bot: bool = True, **more: Any) -> Channel:  # noqa: A002
        """A channel that is now there, the bot in it unless `bot=False` (`kind`, `archived`, `shared_with`, ...)."""
        made = Channel(id=id, name=name or id.lower(), created=int(self.now()), **more)
        made.members |= {*members, *({self.bot.id} if bot else ())}
        self.channels[id] = made
        return made

    def dm(self, user: str) -> Channel:
        """The direct messages between the bot and a person; made when asked for."""
        for one in self.channels.values():
            if one.kind == "im" and one.members == {self.bot.id, user}:
                return one
        return self.channel(self.next_id("D"), "", user, kind="im")

    def message(self, ts: str, channel: str = "") -> Message:
        """The message with this timestamp; KeyError if there is none."""
        for one in self.channels.values():
            if ts in one.messages and channel in ("", one.id):
                return one.messages[ts]
        for one in self.channels.values():
            for held in one.ephemeral:
                if held.ts == ts and channel in ("", one.id):
                    return held
        raise KeyError(ts)

    def posts(self, channel: str) -> list[Message]:
        """Everything in a channel, threads included, oldest first."""
        return list(self.channels[channel].messages.values())

    def whispers(self, user: str = "", channel: str = "") -> list[Message]:
        """Ephemeral messages, oldest first, of one person or channel or all."""
        return [
            held for one in self.channels.values() if channel in ("", one.id)
            for held in one.ephemeral if user in ("", held.seen_by)
        ]  # fmt: skip

    def top_view(self, user: str) -> View | None:
        """The modal that a person has before their eyes."""
        return next((one for one in reversed(self.views.values()) if one.user == user and one.open), None)
