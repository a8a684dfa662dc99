"""The app package that an admin uploads to Teams: manifest and icons in a ZIP, the same bytes for the same input."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Final

from bot.texts import teams_package as texts

Value = str | int | bool | list["Value"] | dict[str, "Value"]

SCHEMA: Final = "1.29"
VERSION: Final = "1.0.0"
SCOPES: Final = ("personal", "team", "groupChat")
ICONS: Final[Mapping[str, int]] = {"color": 192, "outline": 32}
"""The icons that Teams wants, with the length of their sides in pixels."""

_BEGAN: Final = (2026, 1, 1, 0, 0, 0)
"""The time that every file in the package bears: the same input gives the same bytes."""

Draw = Callable[[str, int], bytes]
"""Makes a PNG of an SVG, so many pixels wide."""


HEARS: Final = ("ChannelMessage.Read.Group",)
"""The rights that the owner of each team is asked for: with them unmentioned messages of the team reach Earshot."""


def manifest(app_id: str, *, website: str, hears: bool = True) -> dict[str, Value]:
    """The manifest (schema 1.29). `website` is the organisation's own page about it (support, privacy, terms).

    `hears`: the owner of a team is asked to let Earshot read its channels' messages; without that, what does not
    mention Earshot does not reach it.

    Source: https://learn.microsoft.com/microsoft-365/extensibility/schema
    """
    asked: list[Value] = [{"name": name, "type": "Application"} for name in HEARS]
    rights: dict[str, Value] = {
        "webApplicationInfo": {"id": app_id, "resource": website},
        "authorization": {"permissions": {"resourceSpecific": asked}},
    }  # fmt: skip
    lists: list[Value] = [_commands(scope) for scope in SCOPES]
    scopes: list[Value] = [*SCOPES]
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": VERSION,
        "id": app_id,
        "developer": {
            "name": "Earshot", "websiteUrl": website, "privacyUrl": website, "termsOfUseUrl": website,
        },
        "name": {"short": "Earshot", "full": texts.full_name()},
        "description": {"short": texts.short_description(), "full": texts.full_description()},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#0F5F5A",
        "bots": [{
            "botId": app_id, "scopes": scopes, "isNotificationOnly": False, "supportsFiles": True,
            "supportsTargetedMessages": True, "commandLists": lists,
        }],
        "composeExtensions": [{"botId": app_id, "commands": [_action(*one) for one in texts.actions()]}],
        **(rights if hears else {}),
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }  # fmt: skip


def _commands(scope: str) -> Value:
    commands: list[Value] = [{"title": title, "description": about} for title, about in texts.commands()]
    triggers: list[Value] = ["mention", "slash"]
    return {"scopes": [scope], "triggers": triggers, "commands": commands}


def _action(name: str, title: str, about: str) -> Value:
    """An action in the menu of every message."""
    context: list[Value] = ["message"]
    return {
        "id": name, "type": "action", "title": title, "description": about, "context": context, "fetchTask": True,
    }  # fmt: skip


def package(app_id: str, *, website: str, draw: Draw, hears: bool = True) -> bytes:
    """The ZIP: manifest.json, color.png (192 pixels), outline.png (32 pixels); `hears` as `manifest` takes it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        text = json.dumps(manifest(app_id, website=website, hears=hears), indent=2, ensure_ascii=False) + "\n"
        made.writestr(zipfile.ZipInfo("manifest.json", _BEGAN), text)
        for name, side in ICONS.items():
            svg = (files("adapters.chat.teams") / "icons" / f"{name}.svg").read_text("utf-8")
            made.writestr(zipfile.ZipInfo(f"{name}.png", _BEGAN), draw(svg, side))
    return held.getvalue()
