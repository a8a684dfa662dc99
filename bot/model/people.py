"""The organisation: departments, people, roles, groups, sources, programmes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NewType

PersonId = NewType("PersonId", str)
"""A person's first id, `PLATFORM:...`, e.g. `workspace:ana`."""

Role = Literal["viewer", "editor", "finance", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "editor", "finance", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A colleague. `ids` are their names on each platform; `department` may be None."""

    id: PersonId
    name: str
    ids: tuple[str, ...]
    department: str | None = None
    role: Role = "viewer"
    archived: bool = False

    def may(self, role: Role) -> bool:
        """Whether the person's role includes `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel: `platform:channel` or `platform:workspace/channel`."""

    platform: str
    workspace: str
    channel: str

    def __str__(self) -> str:
        where = f"{self.workspace}/{self.channel}" if self.workspace else self.channel
        return f"{self.platform}:{where}"

    @classmethod
    def read(cls, text: str) -> Place:
        """The place a setting names, e.g. `workspace:support` or `slack:T1/C1`.

        Raises:
            ValueError: it has no platform or no channel.
        """
        platform, colon, rest = text.partition(":")
        workspace, slash, channel = rest.partition("/")
        if not slash:
            workspace, channel = "", rest
        if not (platform and colon and channel):
            raise ValueError(text)
        return cls(platform=platform, workspace=workspace, channel=channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """What a department cares about, where it is reached, and when its digest comes (local HH:MM)."""

    name: str
    about: str
    examples: tuple[str, ...] = ()
    channels: tuple[Place, ...] = ()
    digest: str = "09:00"
    digest_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    timezone: str | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A keyword group: a named query with a version that grows at each edit."""

    name: str
    query: str
    version: int = 1
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """A source as it was set up: `kind` is the module under adapters/sources, `name` the source of its mentions.

    `fixed`: the file names it, and it is changed there. `sealed`: its credentials were sealed when they were kept.
    `agreed`: who set it up knows what its kind costs and demands.
    `near`: who set it up works on this machine, so that its address may be on it.
    """

    name: str
    owner: str | None = None
    groups: tuple[str, ...] = ()
    silent_after_hours: float | None = None
    retention_days: int | None = None
    kind: str = ""
    url: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    every_minutes: float | None = None
    back_days: int = 30
    fixed: bool = True
    sealed: bool = False
    near: bool = False
    agreed: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """An effort with an aim and an owner; insights of its departments and groups belong to it.

    A pilot has a `cap` on its cost in base currency, `members`, and the day it `ends` (ISO date). `codes` are coupon
    and campaign codes (with commas) by which orders are credited to it.
    """

    id: str
    name: str
    owner: str | None = None
    departments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    strategy: str = ""
    people: str = ""
    processes: str = ""
    tools: str = ""
    cap: str = ""
    members: str = ""
    ends: str = ""
    codes: str = ""
