"""auth.test, users.*, team.info, bots.info and reactions.* (docs.slack.dev/reference/methods)."""

from __future__ import annotations

from tests.stand_in.slack.api import Asked, Method, Refused
from tests.stand_in.slack.conversations import paged
from tests.stand_in.slack.messages import reachable
from tests.stand_in.slack.showing import shown
from tests.stand_in.slack.state import Json, Message, Team, User

MOST_REACTIONS = 50


def api_test(asked: Asked) -> Json:
    """api.test: what was said comes back."""
    return {"args": asked.args}


def auth_test(asked: Asked) -> Json:
    """auth.test."""
    team = asked.team
    return {
        "url": f"https://{team.domain}.slack.com/", "team": team.name, "user": team.bot.name, "team_id": team.id,
        "user_id": team.bot.id, "bot_id": team.bot.bot_id, "is_enterprise_install": False,
        **({"enterprise_id": team.enterprise} if team.enterprise else {}),
    }  # fmt: skip


def profile(user: User) -> Json:
    """A user as users.info shows them; `profile.email` needs users:read.email."""
    return {
        "id": user.id, "team_id": user.team, "name": user.name, "real_name": user.real_name, "deleted": user.deleted,
        "tz": user.tz, "tz_label": user.tz, "tz_offset": 3600, "is_admin": user.admin, "is_owner": False,
        "is_primary_owner": False, "is_restricted": user.guest or user.single_channel_guest,
        "is_ultra_restricted": user.single_channel_guest, "is_bot": bool(user.bot_id), "is_app_user": False,
        "updated": 0, "locale": user.locale,
        "profile": {
            "real_name": user.real_name, "display_name": user.name, "real_name_normalized": user.real_name,
            "display_name_normalized": user.name, "email": user.email, "team": user.team,
            **({"bot_id": user.bot_id, "api_app_id": ""} if user.bot_id else {}),
        },
    }  # fmt: skip


def _profile(asked: Asked, user: User) -> Json:
    found = profile(user)
    if "users:read.email" not in asked.team.scopes:
        del found["profile"]["email"]
    if not asked.flag("include_locale"):
        del found["locale"]
    if user.team != asked.team.id:
        found["is_stranger"] = True
    return found


def info(asked: Asked) -> Json:
    """users.info."""
    asked.scope("users:read")
    user = asked.team.users.get(asked.need("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": _profile(asked, user)}


def listing(asked: Asked) -> Json:
    """users.list: the workspace's own."""
    asked.scope("users:read")
    own = [one for one in asked.team.users.values() if one.team == asked.team.id]
    page, more = paged(asked, own, default=999)
    return {"members": [_profile(asked, one) for one in page], "cache_ts": int(asked.now), **more}


def by_email(asked: Asked) -> Json:
    """users.lookupByEmail."""
    asked.scope("users:read.email")
    wanted = asked.need("email").lower()
    for user in asked.team.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": _profile(asked, user)}
    raise Refused("users_not_found")


def team_info(asked: Asked) -> Json:
    """team.info."""
    asked.scope("team:read")
    team = asked.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {},
                     "url": f"https://{team.domain}.slack.com/"}}  # fmt: skip


def bot_info(asked: Asked) -> Json:
    """bots.info."""
    asked.scope("users:read")
    team = asked.team
    if asked.text("bot", team.bot.bot_id) != team.bot.bot_id:
        raise Refused("bot_not_found")
    return {"bot": {"id": team.bot.bot_id, "deleted": False, "name": team.bot.name, "updated": 0,
                    "app_id": team.app_id, "user_id": team.bot.id, "icons": {}}}  # fmt: skip


def add_reaction(asked: Asked) -> Json:
    """reactions.add."""
    asked.scope("reactions:write")
    message, name = _pointed(asked), asked.need("name").strip(":")
    if asked.team.channels[message.channel].archived:
        raise Refused("is_archived")
    if asked.team.bot.id in message.reactions.get(name, []):
        raise Refused("already_reacted")
    if len(message.reactions) >= MOST_REACTIONS and name not in message.reactions:
        raise Refused("too_many_emoji")
    asked.emit(asked.team, reacted(asked.team, message, asked.team.bot.id, name, asked.now))
    return {}


def remove_reaction(asked: Asked) -> Json:
    """reactions.remove."""
    asked.scope("reactions:write")
    message, name = _pointed(asked), asked.need("name").strip(":")
    if asked.team.bot.id not in message.reactions.get(name, []):
        raise Refused("no_reaction")
    asked.emit(asked.team, reacted(asked.team, message, asked.team.bot.id, name, asked.now, gone=True))
    return {}


def reactions(asked: Asked) -> Json:
    """reactions.get."""
    asked.scope("reactions:read")
    message = _pointed(asked)
    return {"type": "message", "channel": message.channel, "message": shown(asked.team, message)}


def reacted(team: Team, message: Message, user: str, name: str, now: float, *, gone: bool = False) -> Json:  # noqa: PLR0917
    """Set or take away a reaction; the event that tells so."""
    users = message.reactions.setdefault(name, [])
    if gone and user in users:
        users.remove(user)
    elif not gone and user not in users:
        users.append(user)
    if not users:
        message.reactions.pop(name)
    return {
        "type": "reaction_removed" if gone else "reaction_added", "user": user, "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts}, "item_user": message.user,
        "event_ts": team.next_ts(now),
    }  # fmt: skip


def _pointed(asked: Asked) -> Message:
    channel = reachable(asked, asked.need("channel"), may_read=False)
    message = channel.messages.get(asked.need("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return message


METHODS: dict[str, Method] = {
    "api.test": api_test, "auth.test": auth_test, "users.info": info, "users.list": listing,
    "users.lookupByEmail": by_email, "team.info": team_info, "bots.info": bot_info, "reactions.add": add_reaction,
    "reactions.remove": remove_reaction, "reactions.get": reactions,
}  # fmt: skip
