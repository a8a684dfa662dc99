"""Requests as Slack makes and signs them, written by hand from its documentation; nothing of the product is used."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]
Headers = tuple[tuple[str, str], ...]

NOW = 1_780_000_000
LUMO, NORD = "T0LUMO01", "T0NORD01"
SECRETS: Mapping[str, str] = {LUMO: "8f742231b10e8888abcd99yyyzzz85a5", NORD: "0123456789abcdef0123456789abcdef"}
BOT, ANA = "U0EARSHOT", "U0ANA0001"
SUPPORT = "C0SUPPORT"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A request as it goes over the wire."""

    headers: Headers
    body: bytes
    method: str = "POST"
    target: str = "/slack/events"
    length: str | None = None

    def text(self, host: str) -> bytes:
        """The bytes of the request; its length is told unless its headers say otherwise."""
        names = {name.lower() for name, _ in self.headers}
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if "transfer-encoding" not in names:
            lines.append(f"Content-Length: {len(self.body) if self.length is None else self.length}")
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + self.body


def signature(body: bytes, at: int | str, secret: str) -> str:
    """The v0 signature."""
    return "v0=" + hmac.new(secret.encode(), b"v0:%s:%s" % (str(at).encode(), body), hashlib.sha256).hexdigest()


def signed(
    body: bytes, *, content_type: str = JSON, at: int | str = NOW, secret: str = SECRETS[LUMO], more: Headers = ()
) -> Wire:
    """The request with a good signature."""
    headers = (
        ("Content-Type", content_type), ("X-Slack-Request-Timestamp", str(at)),
        ("X-Slack-Signature", signature(body, at, secret)), *more,
    )  # fmt: skip
    return Wire(headers=headers, body=body)


def without(wire: Wire, *names: str, more: Headers = ()) -> Wire:
    """The request with some headers taken away and others added."""
    gone = {name.lower() for name in names}
    return Wire(
        headers=(*(one for one in wire.headers if one[0].lower() not in gone), *more), body=wire.body,
        method=wire.method, target=wire.target, length=wire.length,
    )  # fmt: skip


def as_json(body: object) -> bytes:
    """The value as Slack writes it."""
    return json.dumps(body, separators=(",", ":")).encode()


def as_form(fields: Iterable[tuple[str, str]] | Mapping[str, str]) -> bytes:
    """The fields as Slack writes them."""
    return urlencode(fields if isinstance(fields, Mapping) else list(fields)).encode()


def as_payload(body: object) -> bytes:
    """An interaction as Slack writes it: JSON in the one field of a form."""
    return as_form({"payload": as_json(body).decode()})


def event(inner: Json | None = None, /, **more: Any) -> Json:
    """An event: somebody mentions the bot, unless said otherwise."""
    team = more.get("team_id", LUMO)
    inner = inner or {
        "type": "app_mention", "user": ANA, "text": f"<@{BOT}> what is new?", "ts": "1779999999.000100",
        "channel": SUPPORT, "event_ts": "1779999999.000100",
    }  # fmt: skip
    return {
        "token": "verification", "team_id": LUMO, "api_app_id": "A0EARSHOT", "event": inner, "type": "event_callback",
        "event_id": "Ev0000001", "event_time": NOW, "is_ext_shared_channel": False,
        "authorizations": [
            {"enterprise_id": None, "team_id": team, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
        ],
        "event_context": "4-ctx", **more,
    }  # fmt: skip


def message(**more: Any) -> Json:
    """What a message event tells of a colleague's message in #support."""
    return {
        "type": "message", "channel": SUPPORT, "channel_type": "channel", "user": ANA, "text": "hello",
        "ts": "1779999999.000200", "event_ts": "1779999999.000200", "team": LUMO, **more,
    }  # fmt: skip


def reaction(**more: Any) -> Json:
    """What a reaction event tells."""
    return {
        "type": "reaction_added", "user": ANA, "reaction": "thumbsup", "item_user": BOT,
        "item": {"type": "message", "channel": SUPPORT, "ts": "1779999000.000100"}, "event_ts": "1779999999.000300",
        **more,
    }  # fmt: skip


def command(**more: str) -> dict[str, str]:
    """A slash command."""
    return {
        "token": "verification", "team_id": LUMO, "team_domain": "lumo", "channel_id": SUPPORT,
        "channel_name": "support", "user_id": ANA, "user_name": "ana", "command": "/roi", "text": "last quarter",
        "api_app_id": "A0EARSHOT", "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T0LUMO01/1/abc", "trigger_id": "13345224609.738474920.8088",
        **more,
    }  # fmt: skip


def _interaction(kind: str, more: Json) -> Json:
    return {
        "type": kind, "user": {"id": ANA, "username": "ana", "name": "ana", "team_id": LUMO}, "api_app_id": "A0EARSHOT",
        "token": "verification", "trigger_id": "12321423423.333649436676.d8c1bb83", "enterprise": None,
        "team": {"id": LUMO, "domain": "lumo"}, "is_enterprise_install": False, **more,
    }  # fmt: skip


def click(**more: Any) -> Json:
    """A click on a button."""
    return _interaction("block_actions", {
        "container": {"type": "message", "message_ts": "1779999000.000100", "channel_id": SUPPORT},
        "channel": {"id": SUPPORT, "name": "support"},
        "message": {"type": "message", "ts": "1779999000.000100", "user": BOT, "text": "Parcels", "blocks": []},
        "response_url": "https://hooks.slack.com/actions/T0LUMO01/1/abc",
        "actions": [{
            "action_id": "act:take", "block_id": "2|digest:support:2026-11-22", "type": "button",
            "text": {"type": "plain_text", "text": "Take it on"}, "value": "take|7|new|", "action_ts": "1779999999.9",
        }],
        **more,
    })  # fmt: skip


def shortcut(**more: Any) -> Json:
    """A message shortcut."""
    return _interaction("message_action", {
        "callback_id": "raise", "action_ts": "1779999999.5", "channel": {"id": SUPPORT, "name": "support"},
        "message_ts": "1779999000.000100", "response_url": "https://hooks.slack.com/app/T0LUMO01/1/abc",
        "message": {"type": "message", "user": ANA, "ts": "1779999000.000100", "text": "the lamp smokes"},
        **more,
    })  # fmt: skip


def view(**more: Any) -> Json:
    """A modal as Slack sends it back."""
    return {
        "id": "V0000001", "team_id": LUMO, "type": "modal", "callback_id": "form:fixed",
        "private_metadata": '{"insight":7,"saw":"new"}', "hash": "1779999999.Xy", "blocks": [],
        "state": {"values": {"what": {"entry": {"type": "plain_text_input", "value": "a firmware update"}}}},
        "root_view_id": "V0000001", "previous_view_id": None, "app_installed_team_id": LUMO, "bot_id": "B0EARSHOT",
        **more,
    }  # fmt: skip


def submission(of: Json | None = None, /, **more: Any) -> Json:
    """A modal that somebody sends off."""
    return _interaction("view_submission", {"view": of or view(), "response_urls": [], **more})
