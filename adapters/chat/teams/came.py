"""What came from Teams, and where that was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from adapters.chat.teams.names import PRESS
from adapters.chat.teams.room import bare, is_personal, root_of


class Turn(Protocol):
    """A turn of the library: says something back at once, where it was (typing); all else goes by the outbox."""

    async def send_activity(self, activity_or_text: Any, /) -> Any:
        """Send an activity to where this turn's came from."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Something that came in: the id of its inbox event, the tenant, and the activity as Teams sent it."""

    id: str
    tenant: str
    body: Mapping[str, Any]
    turn: Turn | None = field(default=None, compare=False, repr=False)

    @property
    def type(self) -> str:
        """`message`, `messageUpdate`, `messageDelete`, `messageReaction`, `invoke`, `conversationUpdate`, ..."""
        return str(self.body["type"])

    @property
    def name(self) -> str:
        """The name of an invoke, '' for all else."""
        return str(self.body.get("name") or "")

    @property
    def activity(self) -> str:
        """The id of the activity; that of the message where it is one (or its end, or another version of it)."""
        return str(self.body.get("id") or "")

    @property
    def user(self) -> str:
        """Who did it: the id in the tenant's directory, '' where Teams names none."""
        return str(self.body["from"].get("aadObjectId") or "").lower()

    @property
    def called(self) -> str:
        """What Teams calls who did it."""
        return str(self.body["from"].get("name") or "")

    @property
    def account(self) -> str:
        """Who did it, as this bot alone knows them (`29:...`)."""
        return str(self.body["from"]["id"])

    @property
    def bot(self) -> str:
        """Our own account (`28:...`)."""
        return str(self.body["recipient"]["id"])

    @property
    def conversation(self) -> str:
        """The id of the channel, group chat or personal chat."""
        return bare(str(self.body["conversation"]["id"]))

    @property
    def thread(self) -> str:
        """The id of the message that begins the thread it stands in, '' where there are no threads."""
        return root_of(str(self.body["conversation"]["id"]))

    @property
    def personal(self) -> bool:
        """Whether the person is alone with us."""
        # The chat of two people, from whose menu an action may come, is called personal too.
        kind = self.body["conversation"].get("conversationType")
        return is_personal(self.conversation) and kind in (None, "", "personal")

    @property
    def targeted(self) -> bool:
        """Whether it is a slash command, which others do not see."""
        return self.body["recipient"].get("isTargeted") is True

    @property
    def team(self) -> str:
        """The id of the team, '' in chats."""
        return str((self.data.get("team") or {}).get("id") or self.data.get("teamsTeamId") or "")

    @property
    def data(self) -> Mapping[str, Any]:
        """What Teams adds: tenant, team, channel, eventType."""
        return self.body.get("channelData") or {}

    @property
    def event(self) -> str:
        """What a conversationUpdate, messageUpdate or messageDelete tells of (`channelRenamed`, ...), '' for none."""
        return str(self.data.get("eventType") or "")

    @property
    def reply_to(self) -> str:
        """The id of the message that was reacted to, or whose card was used."""
        return str(self.body.get("replyToId") or "")

    @property
    def text(self) -> str:
        """What was written, with mentions as tags."""
        return str(self.body.get("text") or "")

    @property
    def value(self) -> Mapping[str, Any]:
        """What an invoke carries."""
        found = self.body.get("value")
        return found if isinstance(found, Mapping) else {}

    @property
    def verb(self) -> str:
        """The verb of an action of a card."""
        return str(self._action.get("verb") or "")

    @property
    def given(self) -> Mapping[str, Any]:
        """The data of an action or dialog, with what was entered."""
        found = (self._action if self.name == PRESS else self.value).get("data")
        return found if isinstance(found, Mapping) else {}

    @property
    def _action(self) -> Mapping[str, Any]:
        found = self.value.get("action")
        return found if isinstance(found, Mapping) else {}

    @property
    def service_url(self) -> str:
        """Where the connector of this tenant is."""
        return str(self.body["serviceUrl"])

    @property
    def mentioned(self) -> bool:
        """Whether it mentions us."""
        return mentions(self.body, self.bot)


def mentions(body: Mapping[str, Any], account: str) -> bool:
    """Whether an activity mentions this account."""
    return any(
        one.get("type") == "mention" and (one.get("mentioned") or {}).get("id") == account
        for one in body.get("entities") or ()
    )


def came(payload: Mapping[str, object], turn: Turn | None = None) -> Came:
    """What a stored event holds."""
    body = payload["body"]
    assert isinstance(body, Mapping), "the edge stores activities alone"
    return Came(id=str(payload["event"]), tenant=str(payload["tenant"]), body=body, turn=turn)
