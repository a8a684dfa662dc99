"""chat.*: posting, editing, deleting, whispering, with the errors that Slack documents.

docs.slack.dev/reference/methods/chat.postMessage, chat.update, chat.delete, chat.postEphemeral, chat.getPermalink:
the text of a post is cut at 40,000 characters, that of an update refused above 4,000 (`msg_too_long`); an update with
text alone takes the blocks away; metadata stays unless another is given; a reply's `thread_ts` is taken for its
root's. The size that `metadata_too_large` means is not documented; 8,000 characters are held here.
"""

from __future__ import annotations

import json

from tests.stand_in.slack import blocks as kit
from tests.stand_in.slack.api import Asked, Limited, Method, Refused
from tests.stand_in.slack.showing import add, edit_event, remove, said, shown, whispered
from tests.stand_in.slack.state import Channel, Json, Message, Taken, Team

TEXT_CUT = 40_000
UPDATE_TEXT = 4_000
METADATA = 8_000
KEPT = ("unfurl_links", "unfurl_media", "link_names", "parse", "mrkdwn", "username", "icon_emoji", "icon_url")


def reachable(asked: Asked, name: str, *, may_read: bool = True) -> Channel:
    """The conversation with this id (or, `may_read`, as `#name`); what the bot cannot see does not exist for it."""
    team = asked.team
    channel = team.channels.get(name)
    if channel is None and may_read:
        channel = next((one for one in team.channels.values() if one.name and one.name == name.lstrip("#")), None)
    if channel is None or (channel.kind != "public" and team.bot.id not in channel.members):
        raise Refused("channel_not_found")
    return channel


def post(asked: Asked) -> Json:
    """chat.postMessage."""
    asked.scope("chat:write")
    team, channel = asked.team, _addressed(asked)
    _may_write(asked, channel)
    text, blocks = _content(asked)
    thread = _thread(asked, channel)
    metadata = _metadata(asked)
    _paced(asked, channel)
    message = Message(
        ts=team.next_ts(asked.now), channel=channel.id, user=team.bot.id, text=text, at=asked.now, blocks=blocks,
        bot_id=team.bot.bot_id, app_id=team.app_id, thread_ts=thread, metadata=metadata,
        attachments=asked.args.get("attachments") or [], broadcast=asked.flag("reply_broadcast"),
        given={name: asked.args[name] for name in KEPT if name in asked.args},
    )  # fmt: skip
    add(team, channel, message)
    _taken(asked, message)
    asked.emit(team, said(team, channel, message))
    return {
        "channel": channel.id, "ts": message.ts, "message": shown(team, message, metadata=True), **_cut(asked)
    }  # fmt: skip


def update(asked: Asked) -> Json:
    """chat.update."""
    asked.scope("chat:write")
    channel, message = _own(asked, "cant_update_message")
    if asked.team.edit_window is not None and asked.now - message.at > asked.team.edit_window:
        raise Refused("edit_window_closed")
    has_text, has_blocks = asked.args.get("text") is not None, asked.args.get("blocks") is not None
    if len(asked.text("text")) > UPDATE_TEXT:
        raise Refused("msg_too_long")
    text, blocks = _content(asked)
    before = shown(asked.team, message)
    message.versions.append((message.text, message.blocks))
    if has_blocks:
        message.blocks = blocks
    elif has_text:
        message.blocks = []
        message.edited = {"user": asked.team.bot.id, "ts": asked.team.next_ts(asked.now)}
    message.text = text if has_text else message.text
    if "metadata" in asked.args:
        message.metadata = _metadata(asked)
    _taken(asked, message)
    changed(asked, channel, message, before)
    return {"channel": channel.id, "ts": message.ts, "text": message.text,
            "message": shown(asked.team, message, metadata=True)}  # fmt: skip


def changed(asked: Asked, channel: Channel, message: Message, before: Json) -> None:
    """Tell that a message is another one now."""
    asked.emit(asked.team, edit_event(asked.team, channel, message, before, asked.now))


def delete(asked: Asked) -> Json:
    """chat.delete."""
    asked.scope("chat:write")
    channel, message = _own(asked, "cant_delete_message")
    asked.emit(asked.team, remove(asked.team, channel, message, asked.now))
    return {"channel": channel.id, "ts": message.ts}


def whisper(asked: Asked) -> Json:
    """chat.postEphemeral."""
    asked.scope("chat:write")
    team, channel = asked.team, reachable(asked, asked.need("channel"))
    user = asked.need("user")
    if channel.archived:
        raise Refused("is_archived")
    if team.bot.id not in channel.members:
        raise Refused("not_in_channel" if channel.kind == "public" else "channel_not_found")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    if len(asked.text("text")) > TEXT_CUT:
        raise Refused("msg_too_long")
    text, blocks = _content(asked)
    thread = _thread(asked, channel)
    message = whispered(
        team, channel, user, Message(ts=team.next_ts(asked.now), channel=channel.id, user=team.bot.id, text=text,
                                     at=asked.now, blocks=blocks, thread_ts=thread)
    )  # fmt: skip
    return {"message_ts": message.ts}


def permalink(asked: Asked) -> Json:
    """chat.getPermalink."""
    channel = reachable(asked, asked.need("channel"))
    message = channel.messages.get(asked.need("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    where = f"https://{asked.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts not in (None, message.ts):
        where += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": where}


def _addressed(asked: Asked) -> Channel:
    name = asked.need("channel")
    if name in asked.team.users:
        person = asked.team.users[name]
        if person.bot_id:
            raise Refused("cannot_dm_bot")
        if person.deleted:
            raise Refused("channel_not_found")
        return asked.team.dm(name)
    return reachable(asked, name)


def _may_write(asked: Asked, channel: Channel) -> None:
    team = asked.team
    if channel.archived:
        raise Refused("is_archived")
    if team.bot.id not in channel.members and "chat:write.public" not in team.scopes:
        raise Refused("not_in_channel")
    if channel.read_only:
        raise Refused("restricted_action_read_only_channel")
    if channel.thread_only and not asked.text("thread_ts"):
        raise Refused("restricted_action_thread_only_channel")


def _paced(asked: Asked, channel: Channel) -> None:
    wait = asked.limits.post(asked.team.id, channel.id, asked.now)
    if not wait and asked.team.posts_a_minute is not None:
        wait = asked.limits.workspace(asked.team.id, asked.team.posts_a_minute, asked.now)
    if wait:
        raise Limited(wait)


def _cut(asked: Asked) -> Json:
    """What stands beside the answer where the text was cut."""
    if len(asked.text("text")) <= TEXT_CUT:
        return {}
    told = f"[WARN] the text was cut at {TEXT_CUT} characters"
    return {
        "warning": "message_truncated",
        "response_metadata": {"warnings": ["message_truncated"], "messages": [told]},
    }


def _content(asked: Asked) -> tuple[str, list[Json]]:
    text, blocks = asked.text("text")[:TEXT_CUT], asked.args.get("blocks")
    if blocks in (None, "", []):
        if not text.strip() and not asked.args.get("attachments"):
            raise Refused("no_text")
        return text, []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if kit.too_long(blocks):
        raise Refused("msg_blocks_too_long")
    return text, valid(asked.team, blocks)


def valid(team: Team, blocks: list[Json]) -> list[Json]:
    """The blocks with ids for those that had none; Refused tells all that is wrong with them."""
    found = kit.of_message(blocks, new_blocks=team.new_blocks)
    if found:
        errors = [one.removeprefix("[ERROR] ") for one in found]
        raise Refused("invalid_blocks", errors=errors, response_metadata={"messages": found})
    return [one if one.get("block_id") else {**one, "block_id": team.next_id("b")} for one in blocks]


def _thread(asked: Asked, channel: Channel) -> str | None:
    ts = asked.text("thread_ts")
    if not ts:
        return None
    root = channel.messages.get(ts)
    if root is None:
        raise Refused("thread_not_found")
    if root.locked:
        raise Refused("restricted_action_thread_locked")
    return root.thread_ts or root.ts


def _metadata(asked: Asked) -> Json | None:
    given = asked.args.get("metadata")
    if given in (None, "", {}):
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    if not isinstance(given.get("event_payload"), dict) or set(given) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(given)) > METADATA:
        raise Refused("metadata_too_large")
    return given


def _own(asked: Asked, otherwise: str) -> tuple[Channel, Message]:
    channel = reachable(asked, asked.need("channel"), may_read=False)
    if channel.archived:
        raise Refused("is_inactive")
    message = channel.messages.get(asked.need("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.bot_id != asked.team.bot.bot_id:
        raise Refused(otherwise)
    return channel, message


def _taken(asked: Asked, message: Message) -> None:
    asked.team.taken.append(
        Taken(method=asked.method, channel=message.channel, ts=message.ts, key=message.key, at=asked.now,
              thread_ts=message.thread_ts)
    )  # fmt: skip


METHODS: dict[str, Method] = {
    "chat.postMessage": post, "chat.update": update, "chat.delete": delete, "chat.postEphemeral": whisper,
    "chat.getPermalink": permalink,
}  # fmt: skip
