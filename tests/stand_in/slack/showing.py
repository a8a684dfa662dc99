"""How a message is shown, and the events that tell of a new, a changed and a deleted one.

docs.slack.dev/reference/events/message, .../message/message_changed, .../message/message_deleted.
"""

from __future__ import annotations

from tests.stand_in.slack.state import Channel, Json, Message, Team


def shown(team: Team, message: Message, *, metadata: bool = False) -> Json:
    """A message as history and events show it; metadata only where it was asked for, never in events."""
    found: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts, "team": team.id}
    author = team.users.get(message.user)
    if author is not None and author.team != team.id:
        found |= {"team": author.team, "user_team": author.team, "source_team": author.team}
    if message.bot_id:
        found |= {"bot_id": message.bot_id, "app_id": message.app_id}
    if message.bot_id == team.bot.bot_id:
        found["bot_profile"] = bot_profile(team)
    for name in ("subtype", "thread_ts", "edited", "blocks", "attachments", "files"):
        if getattr(message, name):
            found[name] = getattr(message, name)
    if message.reactions:
        found["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
        ]
    if message.thread_ts == message.ts:
        replies = team.channels[message.channel].thread(message.ts)[1:]
        found |= {
            "reply_count": len(replies), "reply_users": sorted({one.user for one in replies}),
            "reply_users_count": len({one.user for one in replies}), "latest_reply": replies[-1].ts if replies else "",
        }  # fmt: skip
    if metadata and message.metadata:
        found["metadata"] = message.metadata
    return found


def bot_profile(team: Team) -> Json:
    """The app as messages name it."""
    return {"id": team.bot.bot_id, "app_id": team.app_id, "name": team.bot.name, "deleted": False, "team_id": team.id}


def add(team: Team, channel: Channel, message: Message) -> None:
    """Put a message where it belongs; a first reply makes its root a thread."""
    channel.messages[message.ts] = message
    root = channel.messages.get(message.thread_ts or "")
    if root is not None and root.thread_ts is None:
        root.thread_ts = root.ts


def said(team: Team, channel: Channel, message: Message) -> Json:
    """The `message` event that tells of a new message."""
    kind = {"public": "channel", "private": "group"}.get(channel.kind, channel.kind)
    found = shown(team, message)
    found.pop("reactions", None)
    return {**found, "channel": channel.id, "event_ts": message.ts, "channel_type": kind}


def edit_event(  # noqa: PLR0917
    team: Team, channel: Channel, message: Message, before: Json, now: float
) -> Json:  # fmt: skip
    """`message_changed` (docs.slack.dev/reference/events/message/message_changed)."""
    ts = team.next_ts(now)
    base = said(team, channel, message)
    return {
        "type": "message", "subtype": "message_changed", "hidden": True, "channel": channel.id, "ts": ts,
        "event_ts": ts, "channel_type": base["channel_type"],
        "message": shown(team, message), "previous_message": before,
    }  # fmt: skip


def remove(team: Team, channel: Channel, message: Message, now: float) -> Json:
    """Take a message away; its `message_deleted` event.

    A root with replies leaves a tombstone, and the event is a `message_changed` to it.
    """
    before = shown(team, message)
    if len(channel.thread(message.ts)) > 1:
        message.user, message.text, message.subtype = "USLACKBOT", "This message was deleted.", "tombstone"
        message.bot_id, message.metadata, message.edited = "", None, None
        message.blocks, message.reactions = [], {}
        return edit_event(team, channel, message, before, now)
    kind = said(team, channel, message)["channel_type"]
    del channel.messages[message.ts]
    ts = team.next_ts(now)
    return {
        "type": "message", "subtype": "message_deleted", "hidden": True, "channel": channel.id, "ts": ts,
        "event_ts": ts, "channel_type": kind, "deleted_ts": message.ts, "previous_message": before,
    }  # fmt: skip


def whispered(team: Team, channel: Channel, user: str, message: Message) -> Message:
    """Show a message of the app to one person."""
    message.seen_by, message.bot_id, message.app_id = user, team.bot.bot_id, team.app_id
    channel.ephemeral.append(message)
    return message
