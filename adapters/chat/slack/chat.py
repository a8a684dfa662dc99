"""Slack as a chat: what the outbox posts, in every workspace that is configured."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import timedelta
from typing import Any, Final, Protocol

from adapters.chat.slack import files
from adapters.chat.slack.blocks import Drawn, draw
from adapters.chat.slack.names import FILE
from adapters.chat.slack.pictures import Pictures
from adapters.chat.slack.room import PLATFORM, Client
from adapters.chat.slack.visit import TOLD
from bot.errors import NotFound, Refused, WrongCredential
from bot.model.delivery import Outgoing
from bot.model.people import Place
from bot.ports.desk import Directory
from bot.ports.world import Charts, Clock
from bot.texts import slack_refusals as texts

PACE: Final = timedelta(seconds=1)
EVENT: Final = "earshot_post"
"""The type of the metadata in which each message carries its key."""
ADDRESS: Final = "http"
USES, LASTING = 5, timedelta(minutes=29)
"""How often, and for how long after the request, an answer may go to the address that came with it."""
SKEW: Final = timedelta(hours=1)
"""By so much our clock and Slack's may differ when a message is looked up."""
PAGE, PAGES = 200, 10
"""A look-up reads so many messages at a time, and gives up after so many times."""
_OTHER_LOOK: Final = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")
_USED_UP: Final = ("used_url", "expired_url", "no_such_url")


Make = Callable[[Outgoing], Awaitable[files.Sheet]]
"""Makes the file of a post, as its reader may have it now; raises what `visit.TOLD` names."""


async def nothing_to_bring(post: Outgoing) -> files.Sheet:
    """No file is made here.

    Raises:
        NotFound: always.
    """
    raise NotFound(what="file", id=post.key)


class Answering(Client, Protocol):
    """A workspace's Web API that answers at addresses too."""

    async def respond(self, url: str, **body: object) -> None:
        """Answer at the address that came with a command or click. Raises as `call`."""
        ...


class SlackChat:
    """Obeys the port Chat.

    What one person alone sees goes to the address of the request as long as that takes answers, else by
    chat.postEphemeral; neither can be looked up later. In direct messages nobody else reads along; files go there.
    """

    def __init__(
        self, *, clients: Mapping[str, Answering], directory: Directory, charts: Charts, clock: Clock, url: str = "",
        sheet: Make = nothing_to_bring,
    ) -> None:  # fmt: skip
        self._clients = clients
        self._directory = directory
        self._clock = clock
        self._sheet = sheet
        self._pictures = Pictures(charts=charts, clock=clock, url=url)
        self._used: dict[str, int] = {}
        self._bots: dict[str, str] = {}

    @property
    def platform(self) -> str:
        """`slack`."""
        return PLATFORM

    @property
    def can_find(self) -> bool:
        """Messages carry their key as metadata, and histories tell it."""
        return True

    @property
    def pace(self) -> timedelta:
        """Slack takes about one message a second and channel."""
        return PACE

    @property
    def rate(self) -> int:
        """As many as come: what a whole workspace takes Slack tells nobody but by its 429."""
        return 0

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Post, or tell one person; gives the message's timestamp (what went to an address has none: its key)."""
        client, ts = self._client(post.place), _thread(post, thread)
        if post.via.startswith(FILE):
            post = await files.own(post, client)
            try:
                return await files.bring(await self._sheet(post), post, client)
            except TOLD as wrong:
                post = files.instead(post, wrong)
        if self._answers(post):
            try:
                return await self._respond(post, client, ts)
            except Refused as wrong:
                if wrong.data.get("code") not in _USED_UP:
                    raise
                self._used[post.via] = USES
        if _whispered(post):
            said = await self._say(
                post, client, "chat.postEphemeral", user=self._user(post), thread_ts=ts, link_names=False
            )  # fmt: skip
            return str(said["message_ts"])
        metadata = {"event_type": EVENT, "event_payload": {"key": post.key}}
        said = await self._say(
            post, client, "chat.postMessage", metadata=metadata, thread_ts=ts, unfurl_links=False, unfurl_media=False,
            link_names=False,
        )  # fmt: skip
        return str(said["ts"])

    async def edit(self, post: Outgoing, *, message_id: str) -> None:
        """Put the message in place of the earlier one; its key stays with it."""
        await self._say(post, self._client(post.place), "chat.update", ts=message_id, link_names=False)

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """The timestamp of the message that carries this post's key, if it is there.

        Raises:
            Refused: one person alone saw it, the history is closed to the app, or more was said since than is read.
        """
        where = texts.slack(post.place.workspace)
        if post.via.startswith(FILE):
            post = await files.own(post, self._client(post.place))
        if _whispered(post) or post.via.startswith(ADDRESS):
            raise Refused(where=where, what=texts.not_to_be_looked_up())
        client, ts, cursor = self._client(post.place), _thread(post, thread), None
        bot = await self._bot(post.place.workspace, client)
        for _ in range(PAGES):
            said = await client.call(
                "conversations.replies" if ts else "conversations.history", channel=post.place.channel, ts=ts,
                oldest=f"{(post.due - SKEW).timestamp():.6f}", inclusive=True, include_all_metadata=True, limit=PAGE,
                cursor=cursor,
            )  # fmt: skip
            found = next((str(one["ts"]) for one in said["messages"] if _is(one, post, bot)), None)
            cursor = str((said.get("response_metadata") or {}).get("next_cursor") or "") or None
            if found is not None or cursor is None:
                return found
        raise Refused(where=where, what=texts.too_much_to_look_through())

    async def _bot(self, team: str, client: Client) -> str:
        """The id under which the app posts in a workspace."""
        if team not in self._bots:
            self._bots[team] = str((await client.call("auth.test"))["bot_id"])
        return self._bots[team]

    async def members(self, place: Place) -> frozenset[str] | None:
        """The people of a private channel; None for a public one; nobody where the app is not in it."""
        client = self._client(place)
        try:
            channel = (await client.call("conversations.info", channel=place.channel))["channel"]
            if not (channel.get("is_private") or channel.get("is_im") or channel.get("is_mpim")):
                return None
            return await self._people(place, client)
        except Refused:
            return frozenset()

    async def _people(self, place: Place, client: Client) -> frozenset[str]:
        found: set[str] = set()
        cursor: str | None = None
        while True:
            said = await client.call("conversations.members", channel=place.channel, limit=PAGE, cursor=cursor)
            for user in said["members"]:
                person = self._directory.person(f"{PLATFORM}:{place.workspace}/{user}")
                if person is not None:
                    found.add(person.id)
            cursor = str((said.get("response_metadata") or {}).get("next_cursor") or "") or None
            if cursor is None:
                return frozenset(found)

    def _client(self, place: Place) -> Answering:
        client = self._clients.get(place.workspace)
        if client is None:
            raise WrongCredential(
                where=texts.slack(place.workspace), what=texts.not_configured(), remedy=texts.configure(place.workspace)
            )
        return client

    def _user(self, post: Outgoing) -> str:
        """The Slack account of the person a post is for."""
        start = f"{PLATFORM}:{post.place.workspace}/"
        person = self._directory.person(str(post.to))
        known = person.ids if person is not None else (str(post.to),)
        found = next((one.removeprefix(start) for one in known if one.startswith(start)), None)
        if found is None:
            who = person.name if person is not None else str(post.to)
            raise Refused(where=texts.slack(post.place.workspace), what=texts.no_account(who), code="no_account")
        return found

    def _answers(self, post: Outgoing) -> bool:
        """Whether the address that came with the request still takes an answer."""
        young = self._clock.now() - post.due < LASTING
        return post.via.startswith(ADDRESS) and young and self._used.get(post.via, 0) < USES

    async def _respond(self, post: Outgoing, client: Answering, ts: str | None) -> str:
        while len(self._used) > 1000:
            self._used.pop(next(iter(self._used)))
        self._used[post.via] = self._used.get(post.via, 0) + 1

        async def respond(drawn: Drawn) -> Mapping[str, Any]:
            await client.respond(
                post.via, text=drawn.text, blocks=list(drawn.blocks), thread_ts=ts, replace_original=False,
                response_type="ephemeral" if post.to is not None else "in_channel",
            )  # fmt: skip
            return {}

        await self._best(post, client, respond)
        return post.key

    async def _say(self, post: Outgoing, client: Client, method: str, **arguments: object) -> Mapping[str, Any]:
        async def call(drawn: Drawn) -> Mapping[str, Any]:
            return await client.call(
                method, channel=post.place.channel, text=drawn.text, blocks=list(drawn.blocks), **arguments
            )

        return await self._best(post, client, call)

    async def _best(self, post: Outgoing, client: Client, call: _Call) -> Mapping[str, Any]:
        """What the call gives with the best look that the workspace takes."""
        team, wrong = post.place.workspace, None
        async with aclosing(self._pictures.looks(post.message, team=team, client=client)) as looks:
            async for look in looks:
                try:
                    said = await call(draw(post.message, key=post.key, look=look))
                except Refused as no:
                    if no.data.get("code") not in _OTHER_LOOK:
                        raise
                    self._pictures.wait_for(look, team=team, where=texts.slack(team))
                    wrong = wrong or no
                else:
                    self._pictures.worked(look, team=team, refused=wrong is not None)
                    return said
        assert wrong is not None, "there is always one look"
        raise wrong


class _Call(Protocol):
    async def __call__(self, drawn: Drawn) -> Mapping[str, Any]: ...


def _whispered(post: Outgoing) -> bool:
    """Whether one person of several is to see it. A channel of direct messages has an id that begins with D."""
    return post.to is not None and not post.place.channel.startswith("D")


def _thread(post: Outgoing, thread: str | None) -> str | None:
    return post.within or thread


def _is(message: Mapping[str, Any], post: Outgoing, bot: str) -> bool:
    """Whether this message is that post."""
    return _key(message, bot) == post.key or (post.via.startswith(FILE) and files.carries(message, post))


def _key(message: Mapping[str, Any], bot: str) -> str | None:
    """The key that a message of ours carries; another Earshot in the same channel counts as we do."""
    held = message.get("metadata") or {}
    ours = held.get("event_type") == EVENT and message.get("bot_id") == bot
    return str((held.get("event_payload") or {}).get("key")) if ours else None
