"""What people do in channels: write, edit, delete, react, come and go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.stand_in.slack import filling, showing
from tests.stand_in.slack.answer import Answer
from tests.stand_in.slack.conversations import joined
from tests.stand_in.slack.people import profile, reacted
from tests.stand_in.slack.state import Message, Team
from tests.stand_in.slack.telling import Telling

MENTION = ("user", "ts", "text", "team", "thread_ts", "parent_user_id", "channel", "event_ts", "client_msg_id")


class Speaking(Telling):
    """The people of all workspaces, in channels."""

    async def say(  # noqa: PLR0917  (reads as a sentence)
        self, team: Team | str, channel: str, user: str, text: str, thread_ts: str | None = None, **more: Any
    ) -> Answer:  # fmt: skip
        """Write a message (as it goes over the wire: `<@U..>` for a mention); `answer.ts` is its timestamp.

        The app hears `message` and, if it is mentioned, `app_mention` too: the answer is the last one's, `others` the
        first's. `more`: fields of the message such as files, bot_id (another app's) or broadcast ("also send to the
        channel").
        """
        at = self._team(team)
        place = self._place(at, channel, user)
        message = Message(ts=at.next_ts(), channel=place.id, user=user, text=text, at=self.now(), thread_ts=thread_ts,
                          **more)  # fmt: skip
        if message.broadcast:
            message.subtype = "thread_broadcast"
        if thread_ts is not None and thread_ts not in place.messages:
            raise filling.NotThere(f"no thread {thread_ts}")
        showing.add(at, place, message)
        event = showing.said(at, place, message) | {"client_msg_id": f"{message.ts}-{user}"}
        if thread_ts:
            event["parent_user_id"] = place.messages[thread_ts].user
        answers = [await self.tell(at, event)]
        if f"<@{at.bot.id}>" in text and place.kind != "im" and not message.subtype.endswith("_join"):
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

    async def unfurl(self, team: Team | str, channel: str, ts: str, url: str) -> Answer:
        """Let Slack show what an address in a message leads to: `message_changed` without anyone's edit."""
        at = self._team(team)
        message = at.message(ts, channel)
        before = showing.shown(at, message)
        message.attachments = [{"id": 1, "from_url": url, "original_url": url, "title": url, "fallback": url}]
        return await self.tell(at, showing.edit_event(at, at.channels[channel], message, before, self.now()))

    async def erase(self, team: Team | str, channel: str, ts: str) -> Answer:
        """Delete a message."""
        at = self._team(team)
        return await self.tell(at, showing.remove(at, at.channels[channel], at.message(ts, channel), self.now()))

    async def react(self, team: Team | str, user: str, ts: str, name: str, *, channel: str = "") -> Answer:
        """Put an emoji (`+1`) on a message."""
        at = self._team(team)
        return await self.tell(at, reacted(at, _public(at, ts, channel), user, name, self.now()))

    async def unreact(self, team: Team | str, user: str, ts: str, name: str, *, channel: str = "") -> Answer:
        """Take the emoji away."""
        at = self._team(team)
        return await self.tell(at, reacted(at, _public(at, ts, channel), user, name, self.now(), gone=True))

    async def join(self, team: Team | str, channel: str, user: str) -> Answer:
        """Join a channel (or be invited; `user` may be the bot's): a `channel_join` message stands there too."""
        at = self._team(team)
        place = at.channels[channel]
        place.members.add(user)
        told = await self.tell(at, joined(at, place, user, self.now()))
        kind = "group_join" if place.kind == "private" else "channel_join"
        line = await self.say(at, channel, user, f"<@{user}> has joined the channel", subtype=kind)
        return replace(told, others=(line, *line.others))

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


def _public(team: Team, ts: str, channel: str) -> Message:
    message = team.message(ts, channel)
    if message.ephemeral:
        raise filling.NotThere("nobody can react to an ephemeral message")
    return message
