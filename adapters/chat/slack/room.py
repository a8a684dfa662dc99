"""What every part of the Slack adapter holds: the desk, the workspaces, and who and where somebody is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from bot.model.changes import Enqueue
from bot.model.delivery import answer
from bot.model.message import Message
from bot.model.people import Person, Place
from bot.ports.answers import Answers
from bot.ports.desk import Desk, Directory
from bot.ports.memory import Finding, Keeping, Posting, Writing
from bot.ports.world import Charts, Clock, Secrets

PLATFORM: Final = "slack"
_REMEMBERED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A Slack workspace and the secrets of the internal app that is installed there ('' where there is none)."""

    team: str
    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)


class Memory(Posting, Keeping, Finding, Writing, Protocol):
    """The part of memory that Slack needs."""


class Client(Protocol):
    """One workspace's Web API."""

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """What Slack answers to `method` (arguments that are None are left out).

        Raises:
            TryLater, WrongCredential, Refused: with `code`, Slack's own word for it.
        """
        ...

    async def upload(
        self, data: bytes, *, name: str, title: str = "", alt: str = "", channel: str | None = None,
        thread: str | None = None, comment: str | None = None,
    ) -> str:  # fmt: skip
        """The id of a new file: shared in `channel` (and thread), or else only for messages that name it.

        Raises:
            TryLater, WrongCredential, Refused: as `call`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelInfo:
    """A channel as Slack tells it. `outside`: people of another organisation are in it too."""

    name: str
    private: bool
    outside: bool
    member: bool


def nowhere(place: Place) -> bool:
    """Whether a channel is listened to: none is."""
    return False


async def unheard(place: Place, said: Mapping[str, Any]) -> None:
    """Take in a message of a channel that is listened to: nobody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Everything a listener needs. `enrol`: colleagues who are met for the first time become viewers.

    `listens` says whether customers are served in a channel and a member had us listen; what is said there goes to
    `overhear`, as Slack told it.
    """

    desk: Desk
    answers: Answers
    directory: Directory
    store: Memory
    clock: Clock
    secrets: Secrets
    charts: Charts
    clients: Mapping[str, Client]
    organisation: str
    zone: ZoneInfo
    url: str = ""
    enrol: bool = True
    listens: Callable[[Place], bool] = nowhere
    at_home: Callable[[str, str, Message], Awaitable[None]] | None = None
    """Says something to a person (workspace, user) on their App Home, which is where they are."""
    overhear: Callable[[Place, Mapping[str, Any]], Awaitable[None]] = unheard
    _channels: dict[tuple[str, str], tuple[datetime, ChannelInfo]] = field(default_factory=dict)

    async def person(self, team: str, user: str) -> Person | None:
        """The colleague behind a Slack user; None for bots, guests and strangers of shared channels.

        Raises:
            RemoteError: Slack did not say who this is.
        """
        name = f"{PLATFORM}:{team}/{user}"
        known = self.directory.person(name)
        if known is not None or not self.enrol:
            return known
        called = await self.colleague(team, user)
        return None if called is None else await self.desk.meet(called, name)

    async def colleague(self, team: str, user: str) -> str | None:
        """What a member of the workspace is called; None for bots, guests and strangers of shared channels.

        Raises:
            RemoteError: Slack did not say who this is.
        """
        said = (await self.clients[team].call("users.info", user=user))["user"]
        outside = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        if any(said.get(flag) for flag in outside) or said.get("team_id", team) != team:
            return None
        profile = said.get("profile") or {}
        called = profile.get("display_name") or profile.get("real_name") or said.get("real_name") or said.get("name")
        return str(called or user)[:80]

    async def channel(self, team: str, channel: str, *, fresh: bool = False) -> ChannelInfo:
        """What Slack says of a channel, at most five minutes old; `fresh`: now, as money needs it.

        Raises:
            RemoteError: it did not say.
        """
        now = self.clock.now()
        held = self._channels.get((team, channel))
        if held is not None and now - held[0] < _REMEMBERED and not fresh:
            return held[1]
        said = (await self.clients[team].call("conversations.info", channel=channel))["channel"]
        direct = bool(said.get("is_im"))
        found = ChannelInfo(
            name=str(said.get("name") or ""),
            private=direct or bool(said.get("is_private")),
            outside=bool(said.get("is_ext_shared") or said.get("is_pending_ext_shared")),
            member=direct or bool(said.get("is_member")),
        )
        self._channels[team, channel] = (now, found)
        return found

    @staticmethod
    def place(team: str, channel: str) -> Place:
        """A channel as a place."""
        return Place(platform=PLATFORM, workspace=team, channel=channel)

    async def answer(
        self, event_id: str, message: Message, *, place: Place, person: Person | None, thread: str = "", via: str = "",
        part: str = "answer",
    ) -> None:  # fmt: skip
        """Put an answer in the outbox, as `bot.model.delivery.answer` makes it."""
        post = answer(
            event_id, message, place=place, due=self.clock.now(), person=person, thread=thread, via=via, part=part
        )  # fmt: skip
        await self.store.commit([Enqueue(post=post)])
