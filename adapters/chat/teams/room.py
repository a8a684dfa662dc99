"""What every part of the Teams adapter holds: the desk, the tenants, and who and where somebody is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.errors import Closed, Refused
from bot.model.changes import Enqueue
from bot.model.delivery import answer
from bot.model.message import Message
from bot.model.people import Person, Place
from bot.ports.answers import Answers
from bot.ports.desk import Desk, Directory
from bot.ports.memory import Finding, Keeping, Posting, Writing
from bot.ports.world import Charts, Clock, Secrets

if TYPE_CHECKING:
    from adapters.chat.teams.came import Came

PLATFORM: Final = "teams"
_MARK: Final = ";messageid="
TYPING_S: Final = 2.0
_REMEMBERED = timedelta(minutes=5)
_OUTSIDE: Final = frozenset({"guest", "anonymous"})


class Memory(Posting, Keeping, Finding, Writing, Protocol):
    """The part of memory that Teams needs."""


class Client(Protocol):
    """The Bot Connector of one tenant."""

    async def call(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None, *, service_url: str = ""
    ) -> Mapping[str, Any]:
        """What the connector answers to `verb` at `path` (`v3/...`, already quoted); {} where it says nothing.

        `service_url` is where the activity that this answers came from; '': where the tenant was heard from last.

        Raises:
            TryLater, WrongCredential, Refused, Closed: with `code`, the connector's own word for it.
        """
        ...

    async def upload(self, url: str, data: bytes) -> None:
        """Put a file to where a person allowed it: once, however often it is done.

        Raises:
            TryLater, Refused: it was not taken; nothing is sent to an address that settings do not allow.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelInfo:
    """A conversation as Teams tells it. `outside`: guests or people of another organisation are in it too."""

    name: str
    private: bool
    outside: bool
    member: bool


def nowhere(place: Place) -> bool:
    """Whether a channel is listened to: none is."""
    return False


async def unheard(place: Place, said: Mapping[str, Any]) -> None:
    """Take in a message of a channel that is listened to: nobody does."""


async def nobody(place: Place, wrong: Closed) -> None:
    """A place takes nothing any more: nobody is told."""


async def still(tenant: str) -> None:
    """Earshot came into a place of a tenant: nothing waited for that."""


def bare(conversation: str) -> str:
    """The id of a conversation without that of the thread within it."""
    return conversation.partition(_MARK)[0]


def root_of(conversation: str) -> str:
    """The id of the message that begins the thread, '' where the conversation has no threads."""
    return conversation.partition(_MARK)[2]


def within(conversation: str, thread: str) -> str:
    """The conversation id of a thread in a channel; `thread` '' is the channel itself."""
    return f"{conversation}{_MARK}{thread}" if thread else conversation


def path_to(conversation: str, *more: str) -> str:
    """The path of a conversation at the connector, or of something in it."""
    return "/".join(("v3/conversations", *(quote(part, safe="") for part in (conversation, *more))))


def is_personal(conversation: str) -> bool:
    """Whether only one person and Earshot are in it."""
    return not conversation.startswith("19:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Everything a listener needs. `enrol`: colleagues who are met for the first time become viewers.

    `listens` says whether customers are served in a channel and a member had us listen; what is said there goes to
    `overhear`, as `listening.spoken` has it. `closed` hears of places that take nothing any more, `back` of tenants in
    which some may take something again. After `typing_s` without an answer people are shown that one is being worked
    on, and as often again.
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
    overhear: Callable[[Place, Mapping[str, Any]], Awaitable[None]] = unheard
    closed: Callable[[Place, Closed], Awaitable[None]] = nobody
    back: Callable[[str], Awaitable[None]] = still
    typing_s: float = TYPING_S
    _channels: dict[tuple[str, str], tuple[datetime, ChannelInfo]] = field(default_factory=dict)
    _outsiders: dict[tuple[str, str], tuple[datetime, bool]] = field(default_factory=dict)

    async def person(
        self, tenant: str, user: str, name: str = "", *, conversation: str = "", account: str = ""
    ) -> Person | None:
        """The colleague with this id in the directory; None for bots, guests and people of other organisations.

        Args:
            tenant: the tenant.
            user: the person's id in the tenant's directory, '' where Teams names none.
            name: as Teams wrote it, for who is met for the first time.
            conversation: where they are; who is met for the first time is looked up in its roster.
            account: how the bot knows them there (`29:...`), by which rosters find them surely.

        Raises:
            RemoteError: Teams did not say who this is.
        """
        if not user:
            return None
        id_ = f"{PLATFORM}:{tenant}/{user}"
        known = self.directory.person(id_)
        if known is not None or not self.enrol:
            return known
        said: Mapping[str, Any] = {"name": name}
        if conversation:
            said = await self.clients[tenant].call("GET", path_to(bare(conversation), "members", account or user))
        if _stranger(said, tenant):
            return None
        return await self.desk.meet(str(said.get("name") or name or user)[:80], id_)

    async def outsider(self, one: Came) -> bool:
        """Whether who did this is none of the organisation, as far as can be known.

        Raises:
            RemoteError: Teams did not say.
        """
        if not one.user:
            return True
        if self.directory.person(f"{PLATFORM}:{one.tenant}/{one.user}") is not None:
            return False
        now, key = self.clock.now(), (one.tenant, one.user)
        held = self._outsiders.get(key)
        if held is not None and now - held[0] < _REMEMBERED:
            return held[1]
        try:
            said = await self.clients[one.tenant].call("GET", path_to(one.conversation, "members", one.account))
        except Refused:  # gone since; colleagues are known mostly
            said = {"userRole": "anonymous"}
        self._outsiders[key] = (now, _stranger(said, one.tenant))
        return self._outsiders[key][1]

    async def channel(self, tenant: str, channel: str, *, team: str = "", fresh: bool = False) -> ChannelInfo:
        """What Teams says of a conversation, at most five minutes old; `fresh`: now. `team` is the team's id.

        Raises:
            RemoteError: it did not say.
        """
        if is_personal(channel):
            return ChannelInfo(name="", private=True, outside=False, member=True)
        now = self.clock.now()
        held = self._channels.get((tenant, channel))
        if held is not None and now - held[0] < _REMEMBERED and not fresh:
            return held[1]
        told = await self._told(tenant, channel, team) if team else {}
        found = ChannelInfo(
            name=str(told.get("name") or ""),
            # One that the team does not list among its channels is none of those that all its people are in.
            private=not told or told.get("type") in ("private", "shared"),
            outside=any([_stranger(one, tenant) async for one in self.members(tenant, channel)]),
            member=True,
        )
        self._channels[tenant, channel] = (now, found)
        return found

    def forget(self, tenant: str) -> None:
        """Ask anew what the conversations of a tenant are called and who is in them."""
        for known in [key for key in self._channels if key[0] == tenant]:
            del self._channels[known]

    async def members(self, tenant: str, channel: str) -> AsyncIterator[Mapping[str, Any]]:
        """Who is in a conversation, as the connector tells it.

        Raises:
            RemoteError: it did not say.
        """
        client, token = self.clients[tenant], ""
        while True:
            more = f"&continuationToken={quote(token, safe='')}" if token else ""
            page = await client.call("GET", f"{path_to(channel, 'pagedmembers')}?pageSize=500{more}")
            for one in _objects(page.get("members")):
                yield one
            token = str(page.get("continuationToken") or "")
            if not token:
                return

    async def _told(self, tenant: str, channel: str, team: str) -> Mapping[str, Any]:
        """What the team says of its channel."""
        page = await self.clients[tenant].call("GET", f"v3/teams/{quote(team, safe='')}/conversations")
        found = next((one for one in _objects(page.get("conversations")) if one.get("id") == channel), {})
        return {"name": "General", **found} if channel == team else found

    @staticmethod
    def place(tenant: str, conversation: str) -> Place:
        """A conversation as a place; a thread stands in its channel."""
        return Place(platform=PLATFORM, workspace=tenant, channel=bare(conversation))

    async def answer(
        self, event_id: str, message: Message, *, place: Place, person: Person | None, thread: str = "", via: str = "",
        part: str = "answer",
    ) -> None:  # fmt: skip
        """Put an answer in the outbox, as `bot.model.delivery.answer` makes it."""
        post = answer(
            event_id, message, place=place, due=self.clock.now(), person=person, thread=thread, via=via, part=part
        )  # fmt: skip
        await self.store.commit([Enqueue(post=post)])


def _stranger(said: Mapping[str, Any], tenant: str) -> bool:
    """Whether a member is none of the organisation."""
    home = str(said.get("tenantId") or tenant).lower()
    return str(said.get("userRole") or "").lower() in _OUTSIDE or home != tenant.lower()


def _objects(found: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, Mapping))
