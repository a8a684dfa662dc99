"""What Slack must know of the app: its names, what it may do and why, what it is told of.

The same tables are what the adapter registers and what the documents list, so that none says more than another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from adapters.chat.slack.names import ACT_ON, COMMANDS, EVENTS, PATH, RAISE
from bot.texts import slack as texts

SCOPES: Final[Mapping[str, str]] = {
    "app_mentions:read": "Answers `@Earshot` questions",
    "channels:history": "Counts replies under an insight, finds a post again after a crash so that nothing is said "
    "twice, and listens in support channels that a member has opened to it",
    "channels:read": "Knows a channel's name, and whether people of another organisation are in it",
    "chat:write": "Posts digests, alerts and answers in channels to which it was invited",
    "commands": "`/roi`, `/earshot` and the message shortcuts",
    "files:write": "Sends the asker the CSV of a figure; charts as pictures where Slack draws none",
    "groups:history": "The same as `channels:history` in private channels to which it was invited",
    "groups:read": "The same as `channels:read` there; who may open what was said in a private channel",
    "im:history": "Answers questions in its own Messages tab",
    "im:read": "Knows that such a conversation is with one person alone",
    "im:write": "Opens the conversation in which a CSV is sent to the asker",
    "reactions:read": "Counts reactions under insights",
    "users:read": "A colleague's name, and whether they are a guest or a stranger",
}
"""Each scope of the bot, and the feature that needs it."""

_EVENT_SCOPES: Final[Mapping[str, str]] = {
    "app_mention": "app_mentions:read", "message.channels": "channels:history", "message.groups": "groups:history",
    "message.im": "im:history", "reaction_added": "reactions:read", "reaction_removed": "reactions:read",
}  # fmt: skip
"""The scope that Slack asks for before it tells of an event; `app_home_opened` needs none."""

Value = str | int | bool | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What an event needs to be told at all."""

    event: str
    scope: str


def needs() -> tuple[Needs, ...]:
    """The events that need a scope."""
    return tuple(Needs(event=event, scope=scope) for event, scope in _EVENT_SCOPES.items())


def manifest(*, url: str | None = None) -> dict[str, Value]:
    """The app manifest (schema 2.0.0): for Socket Mode, or for events over HTTP at `url` (https://host).

    Source: https://docs.slack.dev/reference/app-manifest
    """
    address = f"{url.rstrip('/')}{PATH}" if url else None
    request: dict[str, Value] = {"request_url": address} if address else {}
    scopes: list[Value] = [*sorted(SCOPES)]
    events: list[Value] = [*sorted(EVENTS)]
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Earshot",
            "description": texts.app_description(),
            "long_description": texts.app_long_description(),
            "background_color": "#0f6b63",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Earshot", "always_online": True},
            "shortcuts": [
                _shortcut(ACT_ON, texts.act_on_name(), texts.act_on_description()),
                _shortcut(RAISE, texts.raise_name(), texts.raise_description()),
            ],
            "slash_commands": [_command(name, address) for name in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": events},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(callback: str, name: str, description: str) -> Value:
    return {"name": name, "type": "message", "callback_id": callback, "description": description}


def _command(name: str, address: str | None) -> Value:
    description, hint = texts.command_words(name)
    found: dict[str, Value] = {"command": name, "description": description, "usage_hint": hint, "should_escape": False}
    return {**found, "url": address} if address else found


Form = Literal["yaml", "json"]


def written(found: Mapping[str, Value], form: Form = "yaml") -> str:
    """The manifest as text. Scalars are written as JSON writes them, which every YAML reader takes."""
    if form == "json":
        return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    return "\n".join(_lines(dict(found), "")) + "\n"


def _lines(value: Value, indent: str) -> list[str]:
    if isinstance(value, dict):
        found = []
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                found += [f"{indent}{key}:", *_lines(inner, indent + "  ")]
            else:
                found.append(f"{indent}{key}: {json.dumps(inner, ensure_ascii=False)}")
        return found
    if isinstance(value, list):
        found = []
        for inner in value:
            first, *rest = _lines(inner, indent + "  ")
            found += [f"{indent}- {first.strip()}", *rest]
        return found
    return [f"{indent}{json.dumps(value, ensure_ascii=False)}"]
