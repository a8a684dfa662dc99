"""What people do in a workspace, each act delivered to the app as Slack would; the app's answer comes back.

Every act takes the workspace (a Team or its id) first. Acts that no client allows raise `filling.NotThere`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.stand_in.slack import filling, payloads, showing, submission, views
from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.conversations import FAMILY, joined
from tests.stand_in.slack.delivery import Delivery
from tests.stand_in.slack.people import profile, reacted
from tests.stand_in.slack.state import Channel, Json, Message, Now, Team, View

NOT_TOLD = Answer(status=0, reason="not_delivered")
# docs.slack.dev/reference/events/*: "Required scopes"; those of `message` depend on the kind of conversation.
NEEDED = {
    "app_mention": "app_mentions:read", "reaction_added": "reactions:read", "reaction_removed": "reactions:read",
    "team_join": "users:read", "user_change": "users:read", "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read", "channel_archive": "channels:read", "channel_unarchive": "channels:read",
    "channel_rename": "channels:read",
}  # fmt: skip
MENTION = ("user", "ts", "text", "team", "thread_ts", "parent_user_id", "channel", "event_ts", "client_msg_id")


class Acts:
    """The people of all workspaces."""

    delivery: Delivery
    teams: dict[str, Team]
    now: Now
    url: str = ""

    def _team(self, team: Team | str) -> Team:
        return self.teams[team] if isinstance(team, str) else team

    # --- in channels --------------------------------------------------------------------------------------------------

    async def say(  # noqa: PLR0917  (reads as a sentence)
        self, team: Team | str, channel: str, user: str, text: str, thread_ts: str | None = None, **more: Any
    ) -> Answer:  # fmt: skip
        """Write a message (as it goes over the wire: `<@U..>` for a mention); `answer.ts` is its timestamp.

        The app hears `message` and, if it is mentioned, `app_mention` too: the answer is the last one's, `others` the
        first's. `more`: fields of the message such as subtype or files.
        """
        at = self._team(team)
        place = self._place(at, channel, user)
        message = Message(ts=at.next_ts(), channel=place.id, user=user, text=text, at=self.now(), thread_ts=thread_ts,
                          **more)  # fmt: skip
        if thread_ts is not None and thread_ts not in place.messages:
            raise filling.NotThere(f"no thread {thread_ts}")
        showing.add(at, place, message)
        event = showing.said(at, place, message) | {"client_msg_id": f"{message.ts}-{user}"}
        if thread_ts:
            event["parent_user_id"] = place.messages[thread_ts].user
        answers = [await self.tell(at, event)]
        if f"<@{at.bot.id}>" in text and place.kind != "im":
            mention = {"type": "app_mention"} | {name: event[name] for name in MENTION if name in event}
            answers.append(await self.tell(at, mention))
        return replace(answers[-1], ts=message.ts, others=tuple(answers[:-1]))

    async def dm(self, team: Team | str, user: str, text: str) -> Answer:
        """Write to the app directly."""
        return await self.say(team, self._team(team).dm(user).id, user, text)

    async def edit(self, team: Team | str, channel: str, ts: str, text: str) -> Answer:
        """Change one's own message."""
        at = self._team(team)
        place, message = at.channels[channel], at.message(ts, channel)
        before = showing.shown(at, message)
        message.versions.append((message.text, message.blocks))
        message.text, message.edited = text, {"user": message.user, "ts": at.next_ts()}
        return await self.tell(at, showing.edit_event(at, place, message, before, self.now()))

    async def erase(self, team: Team | str, channel: str, ts: str) -> Answer:
        """Delete a message."""
        at = self._team(team)
        return await self.tell(at, showing.remove(at, at.channels[channel], at.message(ts, channel), self.now()))

    async def react(self, team: Team | str, user: str, ts: str, name: str, *, channel: str = "") -> Answer:
        """Put an emoji (`+1`) on a message."""
        at = self._team(team)
        return await self.tell(at, reacted(at, at.message(ts, channel), user, name, self.now()))

    async def unreact(self, team: Team | str, user: str, ts: str, name: str, *, channel: str = "") -> Answer:
        """Take the emoji away."""
        at = self._team(team)
        return await self.tell(at, reacted(at, at.message(ts, channel), user, name, self.now(), gone=True))

    async def join(self, team: Team | str, channel: str, user: str) -> Answer:
        """Join a channel (or be invited; `user` may be the bot's)."""
        at = self._team(team)
        at.channels[channel].members.add(user)
        return await self.tell(at, joined(at, at.channels[channel], user, self.now()))

    async def leave(self, team: Team | str, channel: str, user: str) -> Answer:
        """Leave a channel (or be removed)."""
        at = self._team(team)
        event = joined(at, at.channels[channel], user, self.now()) | {"type": "member_left_channel"}
        answer = await self.tell(at, event)
        at.channels[channel].members.discard(user)
        return answer

    async def archive(self, team: Team | str, channel: str, user: str) -> Answer:
        """Archive a channel."""
        at = self._team(team)
        at.channels[channel].archived = True
        return await self.tell(
            at, {"type": "channel_archive", "channel": channel, "user": user, "event_ts": at.next_ts()}
        )  # fmt: skip

    async def change(self, team: Team | str, user: str, **fields: Any) -> Answer:
        """Change a person (`guest=True`, `deleted=True`, ...): user_change."""
        at = self._team(team)
        for name, value in fields.items():
            setattr(at.users[user], name, value)
        return await self.tell(
            at, {"type": "user_change", "user": profile(at.users[user]), "event_ts": at.next_ts()}
        )  # fmt: skip

    async def uninstall(self, team: Team | str) -> Answer:
        """Remove the app: its token is worth nothing, app_uninstalled and tokens_revoked follow."""
        at = self._team(team)
        at.token_error = "account_inactive"
        await self.tell(at, {"type": "tokens_revoked", "tokens": {"bot": [at.bot.id]}, "event_ts": at.next_ts()})
        return await self.tell(at, {"type": "app_uninstalled", "event_ts": at.next_ts()})

    # --- with what the app shows --------------------------------------------------------------------------------------

    async def command(  # noqa: PLR0917
        self, team: Team | str, user: str, channel: str, name: str, text: str = ""
    ) -> Answer:  # fmt: skip
        """Type a slash command (`command(team, user, channel, "/roi", "last quarter")`)."""
        at = self._team(team)
        place = self._place(at, channel, user)
        if at.commands is not None and name not in at.commands:
            raise filling.NotThere(f"{name} is not a command of the app")
        fields = payloads.command(at, at.users[user], place, name=name, text=text, base=self.url)
        return await self.delivery.interaction(at, fields, kind="slash_commands")

    async def press(  # noqa: PLR0917
        self, team: Team | str, user: str, message_ts: str, action_id: str, value: Any = None, *, channel: str = "",
        block_id: str = "",
    ) -> Answer:  # fmt: skip
        """Press a button or choose an option (by its value or its text) on a message."""
        at = self._team(team)
        message = at.message(message_ts, channel)
        if message.ephemeral and message.seen_by != user:
            raise filling.NotThere(f"{user} does not see this message")
        self._place(at, message.channel, user)
        where, one = filling.element(message.blocks, action_id, block_id=block_id, value=value)
        action = filling.action(where, one, value, at=at.next_ts())
        values = {} if one["type"] == "button" else {where: {action_id: _state(action)}}
        payload = payloads.pressed(at, at.users[user], message, action, values=values, base=self.url)
        return await self.delivery.interaction(at, payload)

    async def press_in_view(  # noqa: PLR0917
        self, team: Team | str, user: str, view_id: str, action_id: str, value: Any = None, *, block_id: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Press or choose in a modal or on a Home tab; `values`: what was filled in by then."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        blocks = views.described(at, view)["blocks"]
        where, one = filling.element(blocks, action_id, block_id=block_id, value=value)
        action = filling.action(where, one, value, at=at.next_ts())
        state = filling.filled([_loose(block) for block in blocks], dict(values or {}))
        return await self.delivery.interaction(
            at, payloads.pressed_in_view(at, at.users[user], view, action, values=state)
        )

    async def shortcut(
        self, team: Team | str, user: str, callback_id: str, message_ts: str = "", *, channel: str = ""
    ) -> Answer:
        """Use a shortcut: of a message if there is a timestamp, else a global one."""
        at = self._team(team)
        if at.shortcuts is not None and callback_id not in at.shortcuts:
            raise filling.NotThere(f"{callback_id} is not a shortcut of the app")
        if not message_ts:
            payload = payloads.global_shortcut(at, at.users[user], callback_id)
        else:
            message = at.message(message_ts, channel)
            self._place(at, message.channel, user)
            payload = payloads.message_shortcut(at, at.users[user], message, callback_id, base=self.url)
        return await self.delivery.interaction(at, payload)

    async def submit(
        self, team: Team | str, user: str, view_id: str, values: Mapping[str, Any] | None = None
    ) -> Answer:  # fmt: skip
        """Fill in a modal (block_id or action_id -> what was entered, chosen by value or text) and send it."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        if view.body["type"] != "modal" or "submit" not in view.body:
            raise filling.NotThere("this view cannot be submitted")
        state = filling.filled(views.described(at, view)["blocks"], dict(values or {}))
        answer = await self.delivery.interaction(at, payloads.submitted(at, at.users[user], view, state))
        return submission.obeyed(at, view, answer, now=self.now()) if answer.ok else answer

    async def close(self, team: Team | str, user: str, view_id: str, *, all_of_them: bool = False) -> Answer:
        """Close a modal, or the whole pile; the app hears of it only with notify_on_close."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        for one in at.views.values():
            if one is view or (all_of_them and one.root == view.root):
                one.open = False
        if not view.body.get("notify_on_close"):
            return NOT_TOLD
        return await self.delivery.interaction(at, payloads.closed(at, at.users[user], view, cleared=all_of_them))

    async def suggest(  # noqa: PLR0917
        self, team: Team | str, user: str, view_id: str, action_id: str, typed: str
    ) -> Answer:  # fmt: skip
        """Type into an external menu; the app answers with options."""
        at = self._team(team)
        view = self._view(at, user, view_id)
        where, _ = filling.element(views.described(at, view)["blocks"], action_id)
        payload = payloads.suggestion(at, at.users[user], view, block_id=where, action_id=action_id, value=typed)
        return await self.delivery.interaction(at, payload)

    async def home(self, team: Team | str, user: str, tab: str = "home") -> Answer:
        """Open the app's Home (or its messages)."""
        at = self._team(team)
        event: Json = {
            "type": "app_home_opened", "user": user, "channel": at.dm(user).id, "tab": tab, "event_ts": at.next_ts()
        }  # fmt: skip
        if tab == "home" and user in at.homes:
            event["view"] = views.described(at, at.homes[user])
        return await self.tell(at, event)

    # --- telling ------------------------------------------------------------------------------------------------------

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

    # --- inside -------------------------------------------------------------------------------------------------------

    def _place(self, team: Team, channel: str, user: str) -> Channel:
        place = team.channels[channel]
        if user not in place.members:
            raise filling.NotThere(f"{user} is not in {channel}")
        if place.archived:
            raise filling.NotThere(f"{channel} is archived")
        return place

    def _view(self, team: Team, user: str, view_id: str) -> View:
        home = team.homes.get(user)
        view = home if home is not None and home.id == view_id else team.views.get(view_id)
        if view is None or view.user != user or not view.open:
            raise filling.NotThere(f"{user} has no view {view_id} open")
        return view


def _state(action: Json) -> Json:
    return {name: value for name, value in action.items() if name not in ("action_id", "block_id", "action_ts")}


def _loose(block: Json) -> Json:
    """While a modal stands, a required field may still be empty."""
    return block | {"optional": True} if block["type"] == "input" else block
