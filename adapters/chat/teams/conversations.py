"""Where Teams can be reached: learned from every activity, kept durable, so that Earshot may speak first.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.chat.teams.came import Came
from adapters.chat.teams.room import Memory
from bot.model.changes import KeepSetting, SettingEvent
from bot.ports.world import Clock

TENANT: Final = "teams:tenant/"
PERSON: Final = "teams:person/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """A person's own chat with Earshot: its id, and the person's account in it."""

    conversation: str
    account: str


class Conversations:
    """What is known of tenants and personal chats. `load` before anything is asked."""

    def __init__(self, *, store: Memory, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._held: dict[str, Mapping[str, object]] = {}

    async def load(self) -> None:
        """Read what was learned earlier."""
        for prefix in (TENANT, PERSON):
            for event in await self._store.setting_events(prefix):
                self._held[event.subject] = event.new or {}

    async def learn(self, one: Came) -> None:
        """Keep what an activity tells of its tenant and, in a personal chat, of its person; once for what is new."""
        await self._keep(f"{TENANT}{one.tenant}", {"service_url": one.service_url, "bot": one.bot})
        if one.personal and one.user and one.type == "installationUpdate" and one.body.get("action") == "remove":
            await self.forget(one.tenant, one.user)
        elif one.personal and one.user:
            alone = {"conversation": one.conversation, "account": one.account}
            await self._keep(f"{PERSON}{one.tenant}/{one.user}", alone)

    async def forget(self, tenant: str, user: str) -> None:
        """The person removed Earshot: there is no chat with them any more."""
        await self._keep(f"{PERSON}{tenant}/{user}", {})

    async def _keep(self, subject: str, new: dict[str, Any]) -> None:
        if self._held.get(subject, {}) == new:
            return
        event = SettingEvent(subject=subject, person=None, at=self._clock.now(), new=new)
        await self._store.commit([KeepSetting(event=event)])
        self._held[subject] = new

    def service_url(self, tenant: str) -> str:
        """Where the connector of a tenant is, '' where nothing was heard from it."""
        return str(self._held.get(f"{TENANT}{tenant}", {}).get("service_url", ""))

    def bot(self, tenant: str) -> str:
        """Our account in a tenant, '' where nothing was heard from it."""
        return str(self._held.get(f"{TENANT}{tenant}", {}).get("bot", ""))

    def alone(self, tenant: str, user: str) -> Alone | None:
        """A person's own chat with Earshot, None where there is none."""
        held = self._held.get(f"{PERSON}{tenant}/{user.lower()}", {})
        if not held:
            return None
        return Alone(conversation=str(held["conversation"]), account=str(held["account"]))
