"""What a stand-in Teams holds: tenants, people, teams, conversations, posts, and what was accepted for which key."""

from __future__ import annotations

import base64
import itertools
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.stand_in.slack.state import Now
from tests.stand_in.teams.posts import Dialog, Post

Json = dict[str, Any]

_NAMES = uuid.UUID("6d0a6f0e-3f0e-4f5b-9a43-5e0f9b1c7d21")


def guid(*of: str) -> str:
    """The same GUID for the same words, so that a test reads the same every time."""
    return str(uuid.uuid5(_NAMES, "/".join(of)))


def thread_id(*of: str, tail: str = "thread.tacv2") -> str:
    """The id of a channel or group chat."""
    return f"19:{uuid.uuid5(_NAMES, '/'.join(of)).hex}@{tail}"


@dataclass(slots=True, kw_only=True)
class User:
    """A person; `id` is what this bot knows them by, `aad` their object in the directory."""

    key: str
    name: str
    tenant: str
    aad: str
    id: str
    email: str = ""
    role: str = "user"
    locale: str = "en-US"
    timezone: str = "Europe/Berlin"
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Team:
    """A team with its channels; its id is that of its General channel."""

    id: str
    name: str
    group_id: str
    installed: bool = False
    archived: bool = False
    hears_all: bool = False


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A channel, group chat or personal chat (`kind`: channel, groupChat, personal)."""

    id: str
    name: str
    kind: str
    team: Team | None = None
    membership: str = "standard"
    members: list[str] = field(default_factory=list)
    added: bool = False
    blocked: bool = False
    deleted: bool = False
    hears: bool = False
    listed: bool = True
    typing: int = 0
    posts: dict[str, Post] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        """Whether the bot is in it; a private or shared channel needs the bot for itself."""
        if self.team is not None and self.membership == "standard":
            return self.team.installed
        return self.added

    @property
    def hears_all(self) -> bool:
        """Whether the bot is told of what does not mention it (resource-specific consent)."""
        return self.hears or (self.team is not None and self.team.hears_all)

    def roots(self) -> list[Post]:
        """What begins a thread, oldest first."""
        return [one for one in self.posts.values() if one.root == one.id]

    def thread(self, root: str) -> list[Post]:
        """A root and its replies, oldest first."""
        return [one for one in self.posts.values() if one.root == root]

    def by_bot(self) -> list[Post]:
        """What the bot posted and nobody took away."""
        return [one for one in self.posts.values() if one.by == "bot" and not one.deleted]


@dataclass(slots=True, kw_only=True)
class Taken:
    """That a post, an edit or a deletion was accepted."""

    method: str
    conversation: str
    root: str
    id: str
    key: str
    at: float


@dataclass(slots=True, kw_only=True)
class Call:
    """A call of the connector and its answer."""

    method: str
    path: str
    body: Json
    status: int
    answer: Json
    at: float


@dataclass(slots=True, kw_only=True)
class Tenant:
    """An organisation; the bot may be installed in its teams, chats and with its people."""

    id: str
    name: str
    now: Now
    numbers: Iterator[int]
    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    dialogs: list[Dialog] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    planned_errors: list[tuple[int, str]] = field(default_factory=list)
    limited: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    bot_disabled: bool = False
    _last_id: int = 0

    def user(self, key: str, name: str = "", **more: Any) -> User:
        """A person who is now in the tenant (`role="guest"`, `locale="de-DE"`, `aad=...`, `tenant=` their own, ...).

        Another bot is `role="bot"`, `id="28:..."`, `aad=""`.
        """
        token = base64.urlsafe_b64encode(uuid.uuid5(_NAMES, f"{self.id}/{key}").bytes * 4).decode().rstrip("=")
        given = {
            "tenant": self.id, "aad": guid(self.id, "user", key), "id": f"29:1{token}",
            "email": f"{key}@{self.name.lower()}.example",
        }  # fmt: skip
        made = User(key=key, name=name or key.title(), **{**given, **more})
        self.users[key] = made
        return made

    def team(self, name: str, *members: str, installed: bool = False, hears_all: bool = False) -> Team:
        """A team with its General channel; `hears_all`: its owner consented to all messages being read."""
        made = Team(id=thread_id(self.id, name), name=name, group_id=guid(self.id, "group", name),
                    installed=installed, hears_all=hears_all)  # fmt: skip
        self.teams[name] = made
        self._keep(Conversation(id=made.id, name="General", kind="channel", team=made, members=list(members)))
        return made

    def channel(self, team: str, name: str, *members: str, membership: str = "standard", **more: Any) -> Conversation:
        """A channel (`membership`: standard, private, shared); standard ones have the team's people."""
        held = self.teams[team]
        people = list(members) or list(self.conversations[held.id].members)
        return self._keep(Conversation(id=thread_id(self.id, team, name), name=name, kind="channel", team=held,
                                       membership=membership, members=people, **more))  # fmt: skip

    def chat(self, name: str, *members: str, added: bool = False) -> Conversation:
        """A group chat."""
        made = thread_id(self.id, "chat", name, tail="thread.v2")
        return self._keep(Conversation(id=made, name=name, kind="groupChat", members=list(members), added=added))

    def personal(self, who: str) -> Conversation:
        """The chat of the bot and one person; made when asked for."""
        user = self.who(who)
        for one in self.conversations.values():
            if one.kind == "personal" and one.members == [user.key]:
                return one
        made = "a:1" + base64.urlsafe_b64encode(uuid.uuid5(_NAMES, f"{self.id}/a/{user.key}").bytes * 5).decode()
        return self._keep(Conversation(id=made.rstrip("="), name="", kind="personal", members=[user.key]))

    def who(self, who: str) -> User:
        """A person by key, id, or directory id; KeyError if there is none."""
        if who in self.users:
            return self.users[who]
        for one in self.users.values():
            if who in (one.id, one.aad, f"8:orgid:{one.aad}"):
                return one
        raise KeyError(who)

    def where(self, where: str) -> Conversation:
        """A conversation by id (with or without `;messageid=`), by name (a team's is its General), or a person's."""
        held = self.conversations.get(where.partition(";messageid=")[0])
        if held is not None:
            return held
        if where in self.teams:
            return self.conversations[self.teams[where].id]
        for one in self.conversations.values():
            if where == one.name or (one.team is not None and where == f"{one.team.name}/{one.name}"):
                return one
        return self.personal(where)

    def find(self, activity_id: str) -> Post:
        """The post of this id; KeyError if there is none."""
        for one in self.conversations.values():
            if activity_id in one.posts:
                return one.posts[activity_id]
        raise KeyError(activity_id)

    def posts(self, where: str = "") -> list[Post]:
        """What the bot posted in one conversation or all, oldest first; without what was deleted."""
        held = [self.where(where)] if where else list(self.conversations.values())
        return sorted((post for one in held for post in one.by_bot()), key=lambda post: int(post.id))

    def keyed(self, key: str) -> list[Post]:
        """Every post of the bot that was named so, what was deleted included, oldest first."""
        held = (post for one in self.conversations.values() for post in one.posts.values() if post.by == "bot")
        return sorted((post for post in held if post.key == key), key=lambda post: int(post.id))

    def dialog(self, who: str) -> Dialog | None:
        """The dialog that a person has before their eyes."""
        user = self.who(who).key
        return next((one for one in reversed(self.dialogs) if one.user == user and one.open), None)

    def next_id(self) -> str:
        """An activity id: milliseconds, and no other post of the tenant has it."""
        self._last_id = max(int(self.now() * 1000), self._last_id + 1)
        return str(self._last_id)

    def next_event(self) -> str:
        """The id of an activity that is no message."""
        return f"f:{uuid.uuid5(_NAMES, f'{self.id}/event/{next(self.numbers)}')}"

    def _keep(self, made: Conversation) -> Conversation:
        self.conversations[made.id] = made
        return made


def tenant(id: str, name: str, now: Now) -> Tenant:  # noqa: A002
    """An empty tenant."""
    return Tenant(id=id, name=name, now=now, numbers=itertools.count(1))
