"""The shapes in which Slack tells an app what happened.

docs.slack.dev/apis/events-api (event_callback, authorizations),
docs.slack.dev/interactivity/implementing-slash-commands,
docs.slack.dev/reference/interaction-payloads (block_actions, message_action, shortcut, view_submission, view_closed,
block_suggestion).
"""

from __future__ import annotations

from tests.stand_in.slack.showing import shown
from tests.stand_in.slack.state import Channel, Hook, Json, Message, Team, User, View
from tests.stand_in.slack.views import described, trigger

TOKEN = "verification-token-nobody-should-use"


def event_callback(team: Team, event: Json, event_id: str) -> Json:
    """The envelope of an event."""
    return {
        "token": TOKEN, "team_id": team.id, "context_team_id": team.id, "context_enterprise_id": team.enterprise,
        "api_app_id": team.app_id, "event": event, "type": "event_callback", "event_id": event_id,
        "event_time": int(team.now()),
        "authorizations": [{"enterprise_id": team.enterprise, "team_id": team.id, "user_id": team.bot.id,
                            "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": _shared(team, event), "event_context": f"4-{event_id}",
    }  # fmt: skip


def _shared(team: Team, event: Json) -> bool:
    item = event.get("item")
    name = item.get("channel") if isinstance(item, dict) else event.get("channel")
    channel = team.channels.get(name) if isinstance(name, str) else None
    return channel is not None and channel.ext_shared


def hook(team: Team, base: str, made: Hook) -> str:
    """The response_url of an interaction."""
    name = team.next_id("R")
    team.hooks[name] = made
    return f"{base}/actions/{team.id}/{name}"


def command(team: Team, user: User, channel: Channel, *, name: str, text: str, base: str) -> Json:
    """A slash command, as form fields."""
    names = {"im": "directmessage", "private": "privategroup", "mpim": f"mpdm-{channel.name}"}
    return {
        "token": TOKEN, "team_id": team.id, "team_domain": team.domain, "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name), "user_id": user.id, "user_name": user.name,
        "command": name, "text": text, "api_app_id": team.app_id, "is_enterprise_install": "false",
        "response_url": hook(team, base, Hook(channel=channel.id, user=user.id, born=team.now())),
        "trigger_id": trigger(team, user.id),
    }  # fmt: skip


def _interaction(team: Team, user: User, kind: str) -> Json:
    return {
        "type": kind, "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": team.app_id, "token": TOKEN, "team": {"id": team.id, "domain": team.domain},
        "enterprise": None, "is_enterprise_install": False,
    }  # fmt: skip


def pressed(team: Team, user: User, message: Message, action: Json, *, values: Json, base: str) -> Json:
    """block_actions on a message."""
    channel = team.channels[message.channel]
    url = hook(team, base, Hook(channel=channel.id, user=user.id, born=team.now(), ts=message.ts))
    container: Json = {
        "type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": message.ephemeral
    }  # fmt: skip
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return _interaction(team, user, "block_actions") | {
        "container": container, "trigger_id": trigger(team, user.id), "response_url": url,
        "channel": {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name},
        # An ephemeral message is not shown again (bolt-js BlockAction: "exists for message containers").
        **({} if message.ephemeral else {"message": shown(team, message)}),
        "state": {"values": values}, "actions": [action],
    }  # fmt: skip


def pressed_in_view(team: Team, user: User, view: View, action: Json, *, values: Json) -> Json:
    """block_actions in a modal or on a Home tab."""
    return _interaction(team, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id}, "trigger_id": trigger(team, user.id, view.id),
        "view": described(team, view, values), "actions": [action],
    }  # fmt: skip


def message_shortcut(team: Team, user: User, message: Message, callback_id: str, *, base: str) -> Json:
    """message_action: a shortcut from a message's menu."""
    channel = team.channels[message.channel]
    url = hook(team, base, Hook(channel=channel.id, user=user.id, born=team.now(), ts=message.ts))
    return _interaction(team, user, "message_action") | {
        "callback_id": callback_id, "trigger_id": trigger(team, user.id), "response_url": url,
        "action_ts": team.next_ts(), "message_ts": message.ts, "message": shown(team, message),
        "channel": {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name},
    }  # fmt: skip


def global_shortcut(team: Team, user: User, callback_id: str) -> Json:
    """A shortcut from the search bar or the composer."""
    return _interaction(team, user, "shortcut") | {
        "callback_id": callback_id, "trigger_id": trigger(team, user.id), "action_ts": team.next_ts()
    }  # fmt: skip


def submitted(team: Team, user: User, view: View, values: Json) -> Json:
    """view_submission."""
    return _interaction(team, user, "view_submission") | {
        "trigger_id": trigger(team, user.id, view.id), "view": described(team, view, values), "response_urls": []
    }  # fmt: skip


def closed(team: Team, user: User, view: View, *, cleared: bool) -> Json:
    """view_closed."""
    return _interaction(team, user, "view_closed") | {"view": described(team, view), "is_cleared": cleared}


def suggestion(team: Team, user: User, view: View, *, block_id: str, action_id: str, value: str) -> Json:
    """block_suggestion: what an external menu asks for."""
    return _interaction(team, user, "block_suggestion") | {
        "container": {"type": "view", "view_id": view.id}, "view": described(team, view), "block_id": block_id,
        "action_id": action_id, "value": value,
    }  # fmt: skip
