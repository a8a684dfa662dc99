"""The activities that Teams sends, as msteams-docs shows them (conversation events, universal actions, dialogs).

A message in a channel has the conversation id `CHANNEL;messageid=ROOT`; a personal conversation has no `isGroup`;
who acts is `from` with `aadObjectId`; the tenant stands in `conversation.tenantId` and `channelData.tenant.id`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.stand_in.teams.posts import Post
from tests.stand_in.teams.state import Conversation, Json, Tenant, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot as Teams knows it."""

    app_id: str
    name: str = "Earshot"

    @property
    def id(self) -> str:
        """Its account."""
        return f"28:{self.app_id}"

    @property
    def account(self) -> Json:
        """Its account as activities show it."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where something happens, by whom, and with which bot."""

    tenant: Tenant
    place: Conversation
    by: User
    bot: Bot
    service_url: str


def activity(at: Setting, type: str, id: str, *, root: str = "") -> Json:  # noqa: A002
    """What every activity has."""
    now = datetime.fromtimestamp(at.tenant.now(), UTC)
    return {
        "type": type, "id": id, "timestamp": _iso(now).replace("+00:00", "Z"),
        "localTimestamp": _iso(now.astimezone(ZoneInfo(at.by.timezone))), "localTimezone": at.by.timezone,
        "channelId": "msteams", "serviceUrl": at.service_url,
        "from": {"id": at.by.id, "name": at.by.name, **({"aadObjectId": at.by.aad} if at.by.aad else {})},
        "conversation": conversation(at, root), "recipient": at.bot.account,
        "channelData": channel_data(at), "locale": at.by.locale,
    }  # fmt: skip


def conversation(at: Setting, root: str = "") -> Json:
    """The conversation; in a channel that of the thread."""
    place, tail = at.place, f";messageid={root}" if root and at.place.kind == "channel" else ""
    found: Json = {"conversationType": place.kind, "tenantId": at.tenant.id, "id": place.id + tail}
    return found if place.kind == "personal" else {"isGroup": True, **found}


def channel_data(at: Setting) -> Json:
    """What Teams adds: tenant, team, channel."""
    found: Json = {"tenant": {"id": at.tenant.id}}
    if at.place.team is not None:
        found |= {
            "teamsChannelId": at.place.id, "teamsTeamId": at.place.team.id,
            "channel": {"id": at.place.id}, "team": {"id": at.place.team.id},
        }  # fmt: skip
    return found


def message(at: Setting, id: str, text: str, *, root: str, mention: bool) -> Json:  # noqa: A002
    """A message; the text begins with the mention where there is one."""
    made = activity(at, "message", id, root=root)
    tag = f"<at>{at.bot.name}</at>"
    said = f"{tag} {text}".rstrip() if mention and tag not in text else text
    entities: list[Json] = [_client(at.by)]
    if tag in said:
        entities.append({"type": "mention", "mentioned": at.bot.account, "text": tag})
        html = said.replace(tag, f'<span itemscope="" itemtype="http://schema.skype.com/Mention">{at.bot.name}</span>')
        made["attachments"] = [{"contentType": "text/html", "content": f"<p>{html}</p>"}]
    if at.place.kind == "channel" and root != id:
        made["replyToId"] = root
    return {**made, "textFormat": "plain", "text": said, "entities": entities}


def reaction(at: Setting, event_id: str, post: Post, kinds: list[str], *, added: bool) -> Json:
    """Reactions that were added to, or taken from, a post of the bot."""
    made = activity(at, "messageReaction", event_id, root=post.root)
    listed = [{"type": one} for one in kinds]
    return {**made, "replyToId": post.id, "reactionsAdded" if added else "reactionsRemoved": listed}


def invoke(at: Setting, event_id: str, name: str, value: Any, *, post: Post | None = None) -> Json:
    """An invoke, from a card where there is a post."""
    made = activity(at, "invoke", event_id, root=post.root if post is not None else "")
    made["channelData"]["source"] = {"name": "message"}
    made |= {"name": name, "value": value, "entities": [_client(at.by)]}
    return made if post is None else {**made, "replyToId": post.id}


def update(at: Setting, event_id: str, event: str, **more: Json | list[Json]) -> Json:
    """A conversationUpdate; `event` such as channelRenamed stands in channelData."""
    made = activity(at, "conversationUpdate", event_id)
    team = at.place.team
    if team is not None:
        made["channelData"]["team"] = {"id": team.id, "name": team.name, "aadGroupId": team.group_id}
    if event:
        made["channelData"]["eventType"] = event
    made["channelData"] |= more.pop("channelData", {})
    # Teams speaks for the team in such events, not the person's client.
    made.pop("locale")
    return made | more


def installation(at: Setting, event_id: str, action: str) -> Json:
    """An installationUpdate: add, remove, add-upgrade, remove-upgrade."""
    made = activity(at, "installationUpdate", event_id)
    made["channelData"] |= {"settings": {"selectedChannel": {"id": at.place.id}}, "source": {"name": "message"}}
    team = at.place.team
    if team is not None:
        made["channelData"]["team"] = {"id": team.id, "name": team.name, "aadGroupId": team.group_id}
    return {**made, "action": action}


def _client(by: User) -> Json:
    return {
        "type": "clientInfo", "locale": by.locale, "country": by.locale[-2:], "platform": "Windows",
        "timezone": by.timezone,
    }  # fmt: skip


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
