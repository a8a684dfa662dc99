"""Requests as Teams makes them, written by hand from its documentation; nothing of the product is used.

Tokens are those of the stand-in's own key set.
"""

from __future__ import annotations

import json
from typing import Any

from tests.adapters.chat.slack.requests import Headers, Wire, without
from tests.stand_in.teams.keys import Keys

Json = dict[str, Any]

NOW = 1_780_000_000
APP = "5b1c0c5e-6d6f-4a43-9f0e-2b8a7f0c1d11"
LUMO, NORD = "1f0b6a4e-8c1d-4c0e-9a77-0c9b4b5d2e01", "2e0b6a4e-8c1d-4c0e-9a77-0c9b4b5d2e02"
ANA, BEN = "a0000000-0000-4000-8000-00000000000a", "b0000000-0000-4000-8000-00000000000b"
BOT = f"28:{APP}"
SUPPORT = "19:5bfa8f3d5a4b4e1d9f20f4a1c1e0a001@thread.tacv2"
PERSONAL = "a:1personal-conversation-of-ana"
SERVICE = "https://smba.trafficmanager.net/emea/"
OURS = "1779999000001"
"""A message of ours in #support."""
PATH, JSON = "/api/messages", "application/json; charset=utf-8"

__all__ = ["Headers", "Wire", "without"]


def keys(now: float = NOW) -> Keys:
    """A key set that signs for our bot."""
    return Keys(now=lambda: now, audience=APP)


def as_json(body: object) -> bytes:
    """The value as Teams writes it."""
    return json.dumps(body, separators=(",", ":")).encode()


def borne(token: str, body: bytes, *, kind: str = JSON, more: Headers = ()) -> Wire:
    """The request with this token."""
    return Wire(headers=(("Authorization", f"Bearer {token}"), ("Content-Type", kind), *more), body=body, target=PATH)


def sent(signer: Keys, body: Json) -> Wire:
    """An activity with a good token for its serviceUrl."""
    return borne(signer.token(body.get("serviceUrl", SERVICE)), as_json(body))


def activity(kind: str, /, *, where: str = SUPPORT, root: str = "", who: str = ANA, **more: Any) -> Json:
    """What every activity has; of somebody in #support unless said otherwise."""
    channel = where.startswith("19:")
    data: Json = {"tenant": {"id": LUMO}}
    if channel:
        data |= {"teamsChannelId": where, "teamsTeamId": SUPPORT, "channel": {"id": where}, "team": {"id": SUPPORT}}
    return {
        "type": kind, "id": "1779999999001", "timestamp": "2026-05-28T20:26:39.001Z",
        "localTimestamp": "2026-05-28T22:26:39.001+02:00", "channelId": "msteams", "serviceUrl": SERVICE,
        "from": {"id": f"29:1{who}", "name": "Ana Sol", "aadObjectId": who},
        "conversation": {
            **({"isGroup": True} if channel else {}), "conversationType": "channel" if channel else "personal",
            "tenantId": LUMO, "id": f"{where};messageid={root or '1779999999001'}" if channel else where,
        },
        "recipient": {"id": BOT, "name": "Earshot"}, "channelData": data, "locale": "de-DE", **more,
    }  # fmt: skip


def message(text: str = "what is new?", /, *, mention: bool = True, **more: Any) -> Json:
    """Somebody says something, and mentions the bot unless said otherwise."""
    tag = "<at>Earshot</at>"
    entities: list[Json] = [{"type": "clientInfo", "locale": "de-DE", "country": "DE", "platform": "Windows"}]
    if mention:
        entities.append({"type": "mention", "mentioned": {"id": BOT, "name": "Earshot"}, "text": tag})
    said = f"{tag} {text}" if mention else text
    return activity("message", **{"text": said, "textFormat": "plain", "entities": entities, **more})


def reaction(**more: Any) -> Json:
    """Somebody reacts to our message."""
    return activity("messageReaction", **{
        "root": OURS, "id": "f:1", "replyToId": OURS, "reactionsAdded": [{"type": "like"}], **more,
    })  # fmt: skip


def invoke(name: str, value: object, /, **more: Any) -> Json:
    """Somebody uses a card of ours."""
    return activity("invoke", **{"root": OURS, "id": "f:2", "name": name, "value": value, "replyToId": OURS, **more})


def press(**more: Any) -> Json:
    """Somebody presses an action of a card."""
    data = {"k": "digest:support:2026-11-22", "a": "take", "i": 7, "s": "new", "v": ""}
    action = {"type": "Action.Execute", "title": "Take it on", "verb": "act", "data": data}
    return invoke("adaptiveCard/action", {"action": action, "trigger": "manual"}, **more)


def fetch(**more: Any) -> Json:
    """Somebody opens a dialog."""
    return invoke("task/fetch", {"data": {"k": "digest", "d": "more"}, "context": {"theme": "default"}}, **more)


def submit(**more: Any) -> Json:
    """Somebody sends a dialog off."""
    return invoke("task/submit", {"data": {"reason": "a duplicate"}, "context": {"theme": "default"}}, **more)


def installed(**more: Any) -> Json:
    """The bot was installed."""
    return activity("installationUpdate", **{"action": "add", "id": "f:3", **more})


def joined(**more: Any) -> Json:
    """Somebody came into the conversation."""
    return activity("conversationUpdate", **{"id": "f:4", "membersAdded": [{"id": BOT}], **more})


def corrected(**more: Any) -> Json:
    """Somebody corrected what they had said."""
    made = message("what is old?", **more)
    return {**made, "type": "messageUpdate", "channelData": {**made["channelData"], "eventType": "editMessage"}}


def erased(**more: Any) -> Json:
    """Somebody took back what they had said."""
    made = activity("messageDelete", **more)
    return {**made, "channelData": {**made["channelData"], "eventType": "softDeleteMessage"}}


def good() -> dict[str, Json]:
    """One activity of every kind that concerns us."""
    return {
        "message": message(), "in private": message(where=PERSONAL, mention=False, id="1779999999002"),
        "reaction": reaction(), "press": press(), "dialog": fetch(id="f:20"), "form": submit(id="f:21"),
        "installation": installed(), "update": joined(),
    }  # fmt: skip
