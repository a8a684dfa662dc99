"""Whether the app is told of what happened, and telling it."""

from __future__ import annotations

from tests.stand_in.slack import filling, payloads
from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.conversations import FAMILY
from tests.stand_in.slack.delivery import Delivery
from tests.stand_in.slack.state import Channel, Json, Now, Team

NOT_TOLD = Answer(status=0, reason="not_delivered")
# docs.slack.dev/reference/events/*: "Required scopes"; those of `message` depend on the kind of conversation.
NEEDED = {
    "app_mention": "app_mentions:read", "reaction_added": "reactions:read", "reaction_removed": "reactions:read",
    "team_join": "users:read", "user_change": "users:read", "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read", "channel_archive": "channels:read", "channel_unarchive": "channels:read",
    "channel_rename": "channels:read",
}  # fmt: skip


class Telling:
    """What the people of all workspaces have in common: the app is told of their acts."""

    delivery: Delivery
    teams: dict[str, Team]
    now: Now
    url: str = ""

    def _team(self, team: Team | str) -> Team:
        return self.teams[team] if isinstance(team, str) else team

    async def tell(self, team: Team | str, event: Json) -> Answer:
        """Deliver an event if the app subscribed to it, may read it and is where it happened."""
        at = self._team(team)
        if not self.heard(at, event):
            return NOT_TOLD
        return await self.delivery.event(at, payloads.event_callback(at, event, at.next_id("Ev")))

    def heard(self, team: Team, event: Json) -> bool:
        """Whether the app would be told of this."""
        kind = event["type"]
        item = event.get("item")
        name = item["channel"] if isinstance(item, dict) else event.get("channel")
        channel = team.channels.get(name) if isinstance(name, str) else None
        needed, name = NEEDED.get(kind, ""), kind
        if kind == "message" and channel is not None:
            needed = f"{FAMILY[channel.kind]}:history"
            name = {"public": "message.channels", "private": "message.groups"}.get(
                channel.kind, f"message.{channel.kind}"
            )
        if name not in team.events or (needed and needed not in team.scopes):
            return False
        return channel is None or team.bot.id in channel.members

    async def verify(
        self, team: Team | str, challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
    ) -> Answer:
        """Ask the request URL to prove itself (url_verification)."""
        at = self._team(team)
        payload = {"token": payloads.TOKEN, "challenge": challenge, "type": "url_verification"}
        return await self.delivery.event(at, payload)

    def _place(self, team: Team, channel: str, user: str) -> Channel:
        place = team.channels[channel]
        if user not in place.members:
            raise filling.NotThere(f"{user} is not in {channel}")
        if place.archived:
            raise filling.NotThere(f"{channel} is archived")
        return place
