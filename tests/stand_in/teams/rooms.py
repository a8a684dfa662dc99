"""The bot comes and goes, people come and go, channels and teams are made, renamed, archived, deleted.

msteams-docs subscribe-to-conversation-events: an installation is told as installationUpdate and as conversationUpdate
with the bot in membersAdded; other events name what they are in channelData.eventType.
"""

from __future__ import annotations

from dataclasses import replace

from tests.stand_in.teams import payloads
from tests.stand_in.teams.answer import Answer, NotThere, not_told
from tests.stand_in.teams.payloads import Setting
from tests.stand_in.teams.speaking import NOT_INSTALLED, Speaking
from tests.stand_in.teams.state import Conversation, Json, Tenant


class Rooms(Speaking):
    """Conversations of all tenants."""

    async def install(self, tenant: Tenant | str, where: str, who: str = "", *, upgrade: bool = False) -> Answer:
        """Put the bot into a person's chat, a group chat, or a team (by one of its channels); who: who does it."""
        at = self._admin(tenant, where, who)
        if upgrade:
            return await self.delivery.send(payloads.installation(at, at.tenant.next_event(), "add-upgrade"))
        self._in(at.place, there=True)
        first = await self.delivery.send(payloads.installation(at, at.tenant.next_event(), "add"))
        members: list[Json] = [{"id": self.bot.id}]
        if at.place.kind == "personal":
            members.append({"id": at.by.id, "aadObjectId": at.by.aad})
        event = "teamMemberAdded" if at.place.team is not None else ""
        told = await self.delivery.send(payloads.update(at, at.tenant.next_event(), event, membersAdded=members))
        return replace(first, others=(told,))

    async def uninstall(self, tenant: Tenant | str, where: str, who: str = "") -> Answer:
        """Take the bot out; from then on posts there are refused with 403."""
        at = self._admin(tenant, where, who)
        self._in(at.place, there=False)
        first = await self.delivery.send(payloads.installation(at, at.tenant.next_event(), "remove"))
        if at.place.kind == "personal":
            return first
        event = "teamMemberRemoved" if at.place.team is not None else ""
        gone: list[Json] = [{"id": self.bot.id}]
        told = await self.delivery.send(payloads.update(at, at.tenant.next_event(), event, membersRemoved=gone))
        return replace(first, others=(told,))

    def block(self, tenant: Tenant | str, who: str, *, blocked: bool = True) -> None:
        """A person blocks the bot: posts there get 403 MessageWritesBlocked. The bot is told nothing."""
        self._tenant(tenant).personal(who).blocked = blocked

    async def add_member(self, tenant: Tenant | str, where: str, who: str) -> Answer:
        """Somebody joins a team, channel or group chat."""
        return await self._moved(tenant, where, who, there=True)

    async def remove_member(self, tenant: Tenant | str, where: str, who: str) -> Answer:
        """Somebody leaves, or is taken out."""
        return await self._moved(tenant, where, who, there=False)

    async def create_channel(self, tenant: Tenant | str, team: str, name: str, who: str = "") -> Answer:
        """A channel is made."""
        made = self._tenant(tenant).channel(team, name)
        return await self._channel(tenant, made.id, who, "channelCreated")

    async def rename_channel(self, tenant: Tenant | str, where: str, name: str, who: str = "") -> Answer:
        """A channel gets another name."""
        self._tenant(tenant).where(where).name = name
        return await self._channel(tenant, self._tenant(tenant).where(name).id, who, "channelRenamed")

    async def delete_channel(self, tenant: Tenant | str, where: str, who: str = "") -> Answer:
        """A channel is deleted."""
        place = self._tenant(tenant).where(where)
        place.deleted = True
        return await self._channel(tenant, place.id, who, "channelDeleted")

    async def restore_channel(self, tenant: Tenant | str, where: str, who: str = "") -> Answer:
        """A deleted channel comes back."""
        place = self._tenant(tenant).where(where)
        place.deleted = False
        return await self._channel(tenant, place.id, who, "channelRestored")

    async def rename_team(self, tenant: Tenant | str, team: str, name: str, who: str = "") -> Answer:
        """A team gets another name."""
        held = self._tenant(tenant)
        held.teams[name] = held.teams.pop(team)
        held.teams[name].name = name
        return await self._team(held, name, who, "teamRenamed")

    async def archive_team(self, tenant: Tenant | str, team: str, who: str = "") -> Answer:
        """A team becomes read-only."""
        self._tenant(tenant).teams[team].archived = True
        return await self._team(self._tenant(tenant), team, who, "teamArchived")

    async def unarchive_team(self, tenant: Tenant | str, team: str, who: str = "") -> Answer:
        """A team can be written in again."""
        self._tenant(tenant).teams[team].archived = False
        return await self._team(self._tenant(tenant), team, who, "teamUnarchived")

    async def delete_team(self, tenant: Tenant | str, team: str, who: str = "") -> Answer:
        """A team is deleted with all its channels."""
        held = self._tenant(tenant)
        for one in held.conversations.values():
            one.deleted = one.deleted or one.team is held.teams[team]
        return await self._team(held, team, who, "teamDeleted")

    async def _moved(self, tenant: Tenant | str, where: str, who: str, *, there: bool) -> Answer:
        held = self._tenant(tenant)
        place, user = held.where(where), held.who(who)
        # Whoever joins a team is in all its standard channels.
        alike = [one for one in held.conversations.values() if one.team is not None and one.team is place.team
                 and one.membership == place.membership == "standard"]  # fmt: skip
        for one in alike or [place]:
            if there and user.key not in one.members:
                one.members.append(user.key)
            elif not there and user.key in one.members:
                one.members.remove(user.key)
        if not place.installed:
            return not_told(NOT_INSTALLED)
        named = "membersAdded" if there else "membersRemoved"
        event = ("teamMemberAdded" if there else "teamMemberRemoved") if place.team is not None else ""
        listed: list[Json] = [{"id": user.id, "aadObjectId": user.aad}]
        at = self._at(held, place, user)
        return await self.delivery.send(payloads.update(at, held.next_event(), event, **{named: listed}))

    async def _channel(self, tenant: Tenant | str, where: str, who: str, event: str) -> Answer:
        at = self._admin(tenant, where, who)
        if at.place.team is None:
            raise NotThere(f"{where} is no channel")
        more = {"channel": {"id": at.place.id, "name": at.place.name}}
        return await self._told(at, event, more, at.place.team.id)

    async def _team(self, tenant: Tenant, team: str, who: str, event: str) -> Answer:
        at = self._admin(tenant, tenant.teams[team].id, who)
        return await self._told(at, event, {}, at.place.id)

    async def _told(self, at: Setting, event: str, more: Json, conversation: str) -> Answer:
        if not at.place.installed:
            return not_told(NOT_INSTALLED)
        made = payloads.update(at, at.tenant.next_event(), event, channelData=more)
        # Such events come in the team's own conversation, not the channel's.
        made["conversation"] |= {"id": conversation}
        return await self.delivery.send(made)

    def _in(self, place: Conversation, *, there: bool) -> None:
        place.added = there
        if place.team is not None and place.membership == "standard":
            place.team.installed = there

    def _admin(self, tenant: Tenant | str, where: str, who: str) -> Setting:
        held = self._tenant(tenant)
        place = held.where(where)
        return self._at(held, place, held.who(who or place.members[0]))
