"""Teams as a chat: what the outbox posts, in every tenant that is configured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from adapters.chat.teams.cards import Look, draw
from adapters.chat.teams.conversations import Conversations
from adapters.chat.teams.files import attachment
from adapters.chat.teams.room import PLATFORM, Client, is_personal, path_to, within
from bot.errors import Closed, Refused
from bot.model.delivery import Outgoing
from bot.model.people import Place
from bot.ports.desk import Directory
from bot.texts import teams_refusals as texts

PACE: Final = timedelta(seconds=2)
"""1,800 an hour and 60 in 30 s are the tightest limits of a conversation; this keeps all of them.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""
RATE: Final = 20
"""Of the 30 calls a second that an app has in a tenant. Source: the same page."""
CARD: Final = "application/vnd.microsoft.card.adaptive"
_PAGE: Final = 500


class TeamsChat:
    """Obeys the port Chat. Nothing can be looked up later; what one person alone sees goes to their own chat."""

    def __init__(
        self, *, clients: Mapping[str, Client], conversations: Conversations, directory: Directory, url: str = ""
    ) -> None:
        self._clients, self._conversations, self._directory = clients, conversations, directory
        self._look = Look(url=url)

    @property
    def platform(self) -> str:
        """`teams`."""
        return PLATFORM

    @property
    def can_find(self) -> bool:
        """Teams tells no bot what it said."""
        return False

    @property
    def pace(self) -> timedelta:
        """So that no limit of a conversation is met."""
        return PACE

    @property
    def rate(self) -> int:
        """Two thirds of what an app may ask in a tenant; the rest is for what people do meanwhile."""
        return RATE

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Post; gives the activity's id (see the port)."""
        client, body = self._client(post.place), self.activity(post)
        root = post.within or thread or ""
        if post.to is not None and not is_personal(post.place.channel):
            return await self._say(client, self._own(post), body)
        if is_personal(post.place.channel) or _is_group(post.place.channel):
            return await self._say(client, post.place.channel, body)
        if root:
            return await self._say(client, within(post.place.channel, root), body)
        return await self._begin(client, post.place, body)

    async def edit(self, post: Outgoing, *, message_id: str) -> None:
        """Put the card in place of the earlier one."""
        body = {**self.activity(post), "id": message_id}
        await self._client(post.place).call("PUT", path_to(post.place.channel, "activities", message_id), body)

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """None: nothing can be looked up."""
        return None

    async def members(self, place: Place) -> frozenset[str] | None:
        """The people of the team or chat; nobody where the bot is not in it."""
        client, token, found = self._client(place), "", set[str]()
        try:
            while True:
                more = f"&continuationToken={token}" if token else ""
                page = await client.call("GET", f"{path_to(place.channel, 'pagedmembers')}?pageSize={_PAGE}{more}")
                for one in page.get("members") or ():
                    user = str(one.get("aadObjectId") or one.get("objectId") or "").lower()
                    person = self._directory.person(f"{PLATFORM}:{place.workspace}/{user}")
                    if person is not None:
                        found.add(person.id)
                token = str(page.get("continuationToken") or "")
                if not token:
                    return frozenset(found)
        except Refused:
            return frozenset()

    def activity(self, post: Outgoing) -> dict[str, Any]:
        """The message as Teams takes it. `summary` is what notifications and screen readers say."""
        drawn = draw(post.message, key=post.key, look=self._look)
        file = attachment(post)
        if file is not None:
            return {"type": "message", "summary": drawn.text, "attachments": [file], "channelData": {"key": post.key}}
        return {
            "type": "message",
            "summary": drawn.text,
            "attachments": [{"contentType": CARD, "content": drawn.card}],
            "channelData": {"key": post.key},
        }

    async def _begin(self, client: Client, place: Place, body: Mapping[str, Any]) -> str:
        """Begin a thread in a channel."""
        made = await client.call("POST", "v3/conversations", {
            "isGroup": True, "tenantId": place.workspace, "bot": {"id": self._conversations.bot(place.workspace)},
            "channelData": {"channel": {"id": place.channel}}, "activity": body,
        })  # fmt: skip
        return str(made["activityId"])

    @staticmethod
    async def _say(client: Client, conversation: str, body: Mapping[str, Any]) -> str:
        made = await client.call("POST", path_to(conversation, "activities"), body)
        return str(made["id"])

    def _own(self, post: Outgoing) -> str:
        """The person's own chat with Earshot in this tenant.

        Raises:
            Refused: there is none.
        """
        tenant = post.place.workspace
        person = next((one for one in self._directory.people() if one.id == post.to), None)
        for name in person.ids if person is not None else ():
            if name.startswith(f"{PLATFORM}:{tenant}/"):
                alone = self._conversations.alone(tenant, name.rpartition("/")[2])
                if alone is not None:
                    return alone.conversation
        raise Refused(where=texts.teams(tenant), what=texts.no_personal_chat(), code="no_personal_chat")

    def _client(self, place: Place) -> Client:
        client = self._clients.get(place.workspace.lower())
        if client is None:
            raise Closed(
                where=texts.teams(place.workspace), what=texts.not_heard_from(), remedy=texts.no_conversation(),
                code="not_configured",
            )  # fmt: skip
        return client


def _is_group(conversation: str) -> bool:
    """Whether it is a chat of several people, which has no threads."""
    return conversation.endswith("@thread.v2")
