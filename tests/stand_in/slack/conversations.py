"""conversations.*: which there are, who is in them, what was said.

docs.slack.dev/reference/methods/conversations.*: history newest first, without replies in threads; at most 999 a page
(100 by default; "an integer under 1000" elsewhere); metadata only with include_all_metadata; each kind of conversation
has its own scopes.
"""

from __future__ import annotations

import base64
import re
from typing import TypeVar

from tests.stand_in.slack.api import Asked, Method, Refused
from tests.stand_in.slack.messages import reachable
from tests.stand_in.slack.showing import shown
from tests.stand_in.slack.state import Channel, Json, Message, Team

FAMILY = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
MOST = 999
Item = TypeVar("Item")


def info(asked: Asked) -> Json:
    """conversations.info."""
    channel = reachable(asked, asked.need("channel"), may_read=False)
    asked.scope(f"{FAMILY[channel.kind]}:read")
    found = described(asked.team, channel)
    if asked.flag("include_num_members"):
        found["num_members"] = len(channel.members)
    return {"channel": found}


def described(team: Team, channel: Channel) -> Json:
    """A conversation as Slack describes it."""
    found: Json = {
        "id": channel.id, "created": channel.created, "is_archived": channel.archived, "is_org_shared": False,
        "is_im": channel.kind == "im", "context_team_id": team.id, "updated": channel.created * 1000,
    }  # fmt: skip
    if channel.kind == "im":
        found |= {"user": next((one for one in channel.members if one != team.bot.id), ""), "is_user_deleted": False}
        return found
    return found | {
        "name": channel.name, "name_normalized": channel.name, "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private", "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public", "is_general": channel.general,
        "is_member": team.bot.id in channel.members, "is_shared": channel.ext_shared,
        "is_ext_shared": channel.ext_shared, "is_pending_ext_shared": False, "pending_shared": [],
        "shared_team_ids": [team.id, *channel.shared_with], "connected_team_ids": list(channel.shared_with),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0}, "previous_names": [], "unlinked": 0,
        "creator": "U00000000",
    }  # fmt: skip


def listing(asked: Asked) -> Json:
    """conversations.list."""
    kinds = [one.strip() for one in asked.text("types", "public_channel").split(",")]
    if not all(one in TYPES for one in kinds):
        raise Refused("invalid_types")
    for one in kinds:
        asked.scope(f"{FAMILY[TYPES[one]]}:read")
    wanted = {TYPES[one] for one in kinds}
    seen = [
        one for one in asked.team.channels.values()
        if one.kind in wanted and (one.kind == "public" or asked.team.bot.id in one.members)
        and not (one.archived and asked.flag("exclude_archived"))
    ]  # fmt: skip
    page, more = paged(asked, seen, default=100)
    return {"channels": [described(asked.team, one) for one in page], **more}


def history(asked: Asked) -> Json:
    """conversations.history."""
    channel = _readable(asked)
    # Timestamps only grow, so the order of arrival is theirs.
    found = channel.roots()[::-1]
    page, more = paged(asked, _between(asked, found), default=100)
    return _page(asked, page, more) | {"pin_count": 0}


def replies(asked: Asked) -> Json:
    """conversations.replies: the root, then what was answered, oldest first."""
    channel = _readable(asked)
    root = channel.messages.get(asked.need("ts"))
    if root is None:
        raise Refused("thread_not_found")
    thread = channel.thread(root.thread_ts or root.ts)
    first, rest = thread[:1], _between(asked, thread[1:])
    page, more = paged(asked, [*first, *rest], default=MOST)
    return _page(asked, page, more)


def members(asked: Asked) -> Json:
    """conversations.members."""
    channel = reachable(asked, asked.need("channel"), may_read=False)
    asked.scope(f"{FAMILY[channel.kind]}:read")
    page, more = paged(asked, sorted(channel.members), default=100)
    return {"members": page, **more}


def join(asked: Asked) -> Json:
    """conversations.join: public channels only."""
    asked.scope("channels:join")
    channel = asked.team.channels.get(asked.need("channel"))
    if channel is None:
        raise Refused("channel_not_found")
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    already = asked.team.bot.id in channel.members
    channel.members.add(asked.team.bot.id)
    found = {"channel": described(asked.team, channel)}
    if already:
        return found | {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    asked.emit(asked.team, joined(asked.team, channel, asked.team.bot.id, asked.now))
    return found


def joined(team: Team, channel: Channel, user: str, now: float) -> Json:
    """The event `member_joined_channel`."""
    kind = "G" if channel.kind == "private" else "C"
    return {"type": "member_joined_channel", "user": user, "channel": channel.id, "channel_type": kind,
            "team": team.id, "event_ts": team.next_ts(now)}  # fmt: skip


def opened(asked: Asked) -> Json:
    """conversations.open: direct messages with one person."""
    asked.scope("im:write", "mpim:write")
    if asked.text("channel"):
        channel = reachable(asked, asked.text("channel"), may_read=False)
        return {"channel": described(asked.team, channel)}
    names = asked.args.get("users")
    users = names if isinstance(names, list) else asked.need("users").split(",")
    people = [asked.team.users.get(str(one)) for one in users]
    if len(users) != 1 or people[0] is None:
        raise Refused("user_not_found" if len(users) == 1 else "too_many_users")
    if people[0].bot_id:
        raise Refused("cannot_dm_bot")
    if people[0].deleted:
        raise Refused("user_disabled")
    channel = asked.team.dm(people[0].id)
    return {"channel": described(asked.team, channel) if asked.flag("return_im") else {"id": channel.id}}


def paged(asked: Asked, found: list[Item], *, default: int) -> tuple[list[Item], Json]:
    """One page of these and the mark of the next (docs.slack.dev/apis/web-api/pagination)."""
    limit, start = asked.number("limit", default), 0
    if not 1 <= limit <= MOST:
        raise Refused("invalid_limit")
    if asked.text("cursor"):
        try:
            start = int(base64.b64decode(asked.text("cursor")).decode().removeprefix("from:"))
        except ValueError:
            raise Refused("invalid_cursor") from None
    end = start + limit
    mark = base64.b64encode(f"from:{end}".encode()).decode() if end < len(found) else ""
    return found[start:end], {"response_metadata": {"next_cursor": mark}}


def _page(asked: Asked, page: list[Message], more: Json) -> Json:
    found = [shown(asked.team, one, metadata=asked.flag("include_all_metadata")) for one in page]
    return {"messages": found, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


def _readable(asked: Asked) -> Channel:
    channel = reachable(asked, asked.need("channel"), may_read=False)
    asked.scope(f"{FAMILY[channel.kind]}:history")
    if asked.team.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _between(asked: Asked, found: list[Message]) -> list[Message]:
    oldest, latest = asked.text("oldest", "0"), asked.text("latest", "9999999999")
    for name, given in (("invalid_ts_oldest", oldest), ("invalid_ts_latest", latest)):
        if not re.fullmatch(r"\d{1,10}(\.\d{1,6})?", given):
            raise Refused(name)
    low, high = float(oldest), float(latest)
    same = asked.flag("inclusive")
    return [one for one in found if low < float(one.ts) < high or (same and float(one.ts) in (low, high))]


METHODS: dict[str, Method] = {
    "conversations.info": info, "conversations.list": listing, "conversations.history": history,
    "conversations.replies": replies, "conversations.members": members, "conversations.join": join,
    "conversations.open": opened,
}  # fmt: skip
