"""What people say, correct, take back and react with; each told to the bot as Teams would, its answer comes back.

Every act takes the tenant (or its id), then where, then who. Where: an id, a channel's name (`support` or
`Care/support`), a group chat's name, or a person's key for their chat with the bot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.stand_in.teams import payloads
from tests.stand_in.teams.answer import Answer, NotThere, not_told
from tests.stand_in.teams.delivery import Delivery
from tests.stand_in.teams.payloads import Bot, Setting
from tests.stand_in.teams.posts import Post
from tests.stand_in.teams.state import Conversation, Json, Tenant, User

NOT_INSTALLED = "the bot is not in this conversation"
NOT_MENTIONED = "a bot is told of channel messages that mention it alone"


class Speaking:
    """Talk in all tenants."""

    tenants: dict[str, Tenant]
    bot: Bot
    delivery: Delivery
    now: Callable[[], float]
    url: str

    async def say(
        self, tenant: Tenant | str, where: str, who: str, text: str, *, thread: str = "", mention: bool = False,
        more: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Write a message (`thread`: the root's id; `mention`: begin with @bot); told of if Teams would tell.

        `more` has fields of the activity that take the place of those made here (attachments, value, ...).
        """
        at, post = self._written(tenant, where, who, text, thread=thread)
        activity = payloads.message(at, post.id, text, root=post.root, mention=mention) | dict(more or {})
        post.activity = activity
        if not at.place.installed:
            return not_told(NOT_INSTALLED, id=post.id)
        if not self._hears(at.place, activity):
            return not_told(NOT_MENTIONED, id=post.id)
        return await self.delivery.send(activity)

    async def ask(
        self, tenant: Tenant | str, where: str, who: str, text: str, *, thread: str = ""
    ) -> Answer:  # fmt: skip
        """Say something to the bot: with a mention where others read along, without in the chat of the two."""
        mention = self._tenant(tenant).where(where).kind != "personal"
        return await self.say(tenant, where, who, text, thread=thread, mention=mention)

    async def dm(self, tenant: Tenant | str, who: str, text: str) -> Answer:
        """Write to the bot in private."""
        return await self.say(tenant, self._tenant(tenant).personal(who).id, who, text)

    async def slash(
        self, tenant: Tenant | str, where: str, who: str, text: str, *, thread: str = ""
    ) -> Answer:  # fmt: skip
        """A slash command: a targeted message, the command's name as its text, which nobody else sees."""
        at, post = self._written(tenant, where, who, text, thread=thread)
        if at.place.kind == "personal":
            raise NotThere("targeted messages are for channels and group chats")
        post.seen_by = at.by.key
        activity = payloads.message(at, post.id, text, root=post.root, mention=False)
        activity["recipient"] = {**activity["recipient"], "isTargeted": True}
        post.activity = activity
        return await self.delivery.send(activity) if at.place.installed else not_told(NOT_INSTALLED, id=post.id)

    async def edit(self, tenant: Tenant | str, who: str, activity_id: str, text: str) -> Answer:
        """Correct one's own message."""
        at, post = self._mine(tenant, who, activity_id)
        post.versions.append(post.activity)
        mention = any(one.get("type") == "mention" for one in post.activity.get("entities", []))
        activity = payloads.message(at, post.id, text, root=post.root, mention=mention) | {"type": "messageUpdate"}
        activity["channelData"]["eventType"] = "editMessage"
        post.activity = activity
        if not at.place.installed or not self._hears(at.place, activity):
            return not_told(NOT_MENTIONED, id=post.id)
        return await self.delivery.send(activity)

    async def erase(self, tenant: Tenant | str, who: str, activity_id: str) -> Answer:
        """Take one's own message back."""
        at, post = self._mine(tenant, who, activity_id)
        told = at.place.installed and self._hears(at.place, post.activity)
        post.deleted = True
        activity = payloads.activity(at, "messageDelete", post.id, root=post.root)
        activity["channelData"]["eventType"] = "softDeleteMessage"
        return await self.delivery.send(activity) if told else not_told(NOT_MENTIONED, id=post.id)

    async def restore(self, tenant: Tenant | str, who: str, activity_id: str) -> Answer:
        """Undo the deletion of one's own message."""
        at, post = self._mine(tenant, who, activity_id)
        post.deleted = False
        activity = post.activity | {"type": "messageUpdate"}
        activity["channelData"] = activity["channelData"] | {"eventType": "undeleteMessage"}
        told = at.place.installed and self._hears(at.place, post.activity)
        return await self.delivery.send(activity) if told else not_told(NOT_MENTIONED, id=post.id)

    async def react(self, tenant: Tenant | str, who: str, activity_id: str, kind: str = "like") -> Answer:
        """React to a message (like, heart, laugh, surprised, sad, angry, or any other emoji's name)."""
        return await self._reacted(tenant, who, activity_id, kind, added=True)

    async def unreact(self, tenant: Tenant | str, who: str, activity_id: str, kind: str = "like") -> Answer:
        """Take a reaction back."""
        return await self._reacted(tenant, who, activity_id, kind, added=False)

    async def _reacted(
        self, tenant: Tenant | str, who: str, activity_id: str, kind: str, *, added: bool
    ) -> Answer:  # fmt: skip
        held = self._tenant(tenant)
        post = held.find(activity_id)
        at = self._setting(held, post.conversation, who)
        people = post.reactions.setdefault(kind, [])
        if added == (at.by.key in people):
            raise NotThere(f"{who} {'has' if added else 'has not'} reacted with {kind}")
        if added:
            people.append(at.by.key)
        else:
            people.remove(at.by.key)
        if post.by != "bot" or not at.place.installed:
            return not_told("a bot is told of reactions to its own messages alone", id=post.id)
        return await self.delivery.send(payloads.reaction(at, held.next_event(), post, [kind], added=added))

    def _written(
        self, tenant: Tenant | str, where: str, who: str, text: str, *, thread: str
    ) -> tuple[Setting, Post]:  # fmt: skip
        held = self._tenant(tenant)
        at = self._setting(held, where, who)
        if at.place.deleted or (at.place.team is not None and at.place.team.archived):
            raise NotThere("nobody can write there")
        made = held.next_id()
        threaded = thread if at.place.kind == "channel" else ""
        if threaded and threaded not in at.place.posts:
            raise NotThere(f"there is no thread {thread}")
        post = Post(id=made, conversation=at.place.id, root=threaded or made, by=at.by.key, activity={}, at=held.now())
        at.place.posts[made] = post
        return at, post

    def _mine(self, tenant: Tenant | str, who: str, activity_id: str) -> tuple[Setting, Post]:
        held = self._tenant(tenant)
        post = held.find(activity_id)
        if post.by != held.who(who).key:
            raise NotThere(f"{activity_id} is not of {who}")
        return self._setting(held, post.conversation, who), post

    def _hears(self, place: Conversation, activity: Mapping[str, Any]) -> bool:
        if place.kind == "personal" or place.hears_all:
            return True
        entities: list[Json] = list(activity.get("entities") or [])
        return any(one.get("type") == "mention" and one["mentioned"]["id"] == self.bot.id for one in entities)

    def _tenant(self, tenant: Tenant | str) -> Tenant:
        return tenant if isinstance(tenant, Tenant) else self.tenants[tenant]

    def _setting(self, tenant: Tenant, where: str, who: str) -> Setting:
        place, by = tenant.where(where), tenant.who(who)
        if by.key not in place.members:
            raise NotThere(f"{who} is not in {where}")
        return self._at(tenant, place, by)

    def _at(self, tenant: Tenant, place: Conversation, by: User) -> Setting:
        return Setting(tenant=tenant, place=place, by=by, bot=self.bot, service_url=self.service_url(tenant))

    def service_url(self, tenant: Tenant | str) -> str:
        """Where the bot answers in this tenant; it ends with a slash."""
        return f"{self.url}/smba/{self._tenant(tenant).id}/"
