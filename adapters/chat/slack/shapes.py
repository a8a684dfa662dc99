"""The shape of every request that Slack sends, as far as a field of it is used later.

What is not used is not looked at: Slack adds fields as it likes. A field that may be missing may also be null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, Literal
from urllib.parse import urlsplit

Form = Literal["json", "payload", "form"]
"""How a request comes: JSON (events), JSON in the one field of a form (interactions), a form (commands)."""

Check = Callable[[object], str | None]
"""None, or where the value is not as it should be."""


def like(pattern: str) -> Check:
    """A string of this pattern."""
    fits = re.compile(pattern).fullmatch
    return lambda value: None if isinstance(value, str) and fits(value) else "*"


def text(most: int, *, least: int = 0) -> Check:
    """A string of so many characters."""
    return lambda value: None if isinstance(value, str) and least <= len(value) <= most else "*"


def anything(value: object) -> str | None:
    """Whatever it is."""
    return None


def rows(of: Check, *, least: int = 0, most: int = 1000) -> Check:
    """A list of such values."""

    def check(value: object) -> str | None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            return "[]"
        return next((f"[]{found}" for found in map(of, value) if found is not None), None)

    return check


def each(of: Check) -> Check:
    """An object whose values are all such."""

    def check(value: object) -> str | None:
        if not isinstance(value, dict):
            return "{}"
        return next((f".*{found}" for found in map(of, value.values()) if found is not None), None)

    return check


def shape(
    must: Mapping[str, Check], may: Mapping[str, Check] | None = None, *, never: Collection[str] = ()
) -> Check:  # fmt: skip
    """An object with fields that must be there, others that may, and some that belong elsewhere."""
    optional, needed, strange = tuple((may or {}).items()), tuple(must.items()), frozenset(never)

    def check(value: object) -> str | None:
        if not isinstance(value, dict) or not strange.isdisjoint(value):
            return "{}"
        for name, of in needed:
            found = of(value[name]) if name in value else ""
            if found is not None:
                return f".{name}{found}"
        for name, of in optional:
            if name in value and value[name] is not None and (found := of(value[name])) is not None:
                return f".{name}{found}"
        return None

    return check


ID: Final = like(r"[A-Za-z0-9_-]{2,40}")
TS: Final = like(r"[0-9]{1,14}\.[0-9]{1,10}")
NAME: Final = text(255, least=1)
TRIGGER: Final = text(300, least=1)
TEXT: Final = text(100_000)
VALUE: Final = text(4000)
_GRANT = shape({}, {"team_id": ID, "enterprise_id": ID, "user_id": ID})
_OPTION = shape({"value": VALUE})
_CHOSEN: Final[Mapping[str, Check]] = {
    "value": text(20_000), "selected_option": _OPTION, "selected_options": rows(_OPTION), "selected_user": ID,
    "selected_users": rows(ID), "selected_channel": ID, "selected_channels": rows(ID), "selected_conversation": ID,
    "selected_conversations": rows(ID), "selected_date": text(40), "selected_time": text(40), "timezone": text(80),
}  # fmt: skip
_ENTRY = shape({"type": NAME}, _CHOSEN)
_SAID: Final[Mapping[str, Check]] = {
    "user": ID, "bot_id": ID, "app_id": ID, "text": TEXT, "thread_ts": TS, "parent_user_id": ID, "subtype": NAME,
    "channel_type": NAME, "event_ts": TS, "team": ID, "bot_profile": shape({}, {"app_id": ID}),
}  # fmt: skip
_TOLD = shape({}, {"ts": TS, **_SAID})
_VERSIONS: Final[Mapping[str, Check]] = {"ts": TS, "message": _TOLD, "previous_message": _TOLD}
_PERSON = shape({"id": ID}, {"team_id": ID, "name": text(255)})
_PLACE = shape({"id": ID}, {"name": text(255)})
_MESSAGE = shape({"ts": TS}, {"user": ID, "bot_id": ID, "text": TEXT, "thread_ts": TS})
_CONTAINER = shape({}, {"type": NAME, "message_ts": TS, "channel_id": ID, "thread_ts": TS, "view_id": NAME})
_ACTION = shape({"action_id": NAME, "block_id": NAME}, {**_CHOSEN, "type": NAME, "value": VALUE, "action_ts": text(40)})
_ABOUT_VIEW: Final[Mapping[str, Check]] = {
    "callback_id": text(255), "private_metadata": text(4000), "hash": text(255), "root_view_id": NAME,
    "previous_view_id": NAME, "external_id": text(255), "app_installed_team_id": ID, "type": NAME,
    "state": shape({}, {"values": each(each(_ENTRY))}),
}  # fmt: skip
_SENT_VIEW = shape(
    {"id": NAME, "callback_id": NAME, "state": shape({}, {"values": each(each(_ENTRY))})}, _ABOUT_VIEW
)  # fmt: skip
_OPEN_VIEW = shape({"id": NAME}, _ABOUT_VIEW)
_COMMON: Final[Mapping[str, Check]] = {
    "team": shape({"id": ID}), "enterprise": shape({"id": ID}), "api_app_id": ID, "response_url": text(3000),
    "response_urls": rows(shape({"response_url": text(3000)}, {"channel_id": ID})), "view": _OPEN_VIEW,
    "channel": _PLACE, "message": _MESSAGE, "container": _CONTAINER, "message_ts": TS, "trigger_id": TRIGGER,
    "team_id": ID, "enterprise_id": ID,
}  # fmt: skip
"""What any interaction may have."""
_ELSEWHERE = ("authorizations", "event", "command", "user_id")


def _interaction(must: Mapping[str, Check]) -> Check:
    return shape({"user": _PERSON, **must}, _COMMON, never=_ELSEWHERE)


_ITEM = shape({"type": NAME}, {"channel": ID, "ts": TS})
_HEARERS: Final[Mapping[str, Check]] = {
    "team_id": ID, "context_team_id": ID, "enterprise_id": ID, "api_app_id": ID, "authorizations": rows(_GRANT),
}  # fmt: skip

EVENTS: Final[Mapping[str, Check]] = {
    "app_mention": shape({"channel": ID, "ts": TS, "text": TEXT}, _SAID),
    "app_home_opened": shape({"user": ID}, {"tab": NAME, "channel": ID, "view": _OPEN_VIEW}),
    "message": shape({"channel": ID, "ts": TS}, _SAID),
    "message/message_changed": shape({"channel": ID, "message": _TOLD}, {**_SAID, **_VERSIONS}),
    "message/message_deleted": shape({"channel": ID, "deleted_ts": TS}, {**_SAID, **_VERSIONS}),
    **dict.fromkeys(
        ("reaction_added", "reaction_removed"),
        shape({"user": ID, "reaction": like(r"[^\s<>&|]{1,120}"), "item": _ITEM}, {"item_user": ID, "event_ts": TS}),
    ),
}  # fmt: skip
"""Events by type (and subtype) whose fields are used; of others only the type is."""

_FOREIGN = ("authorizations", "event", "view", "team", "user", "channel", "enterprise", "type")
_ON_MESSAGE = shape({"channel": ID, "ts": TS})
SHAPES: Final[Mapping[Form, Mapping[str, Check]]] = {
    "json": {
        "event_callback": shape(
            {"event_id": like(r"[A-Za-z0-9_-]{2,80}"), "event": shape({"type": like(r"[a-z0-9_.]{1,80}")})},
            _HEARERS,
            never=("team", "enterprise", "view", "channel", "user", "user_id", "command"),
        ),
        "url_verification": shape({"challenge": like(r"[A-Za-z0-9_\-+/=.]{1,1024}")}),
        "app_rate_limited": shape({}, {"team_id": ID, "api_app_id": ID}),
    },
    "payload": {
        "block_actions": _interaction({"trigger_id": TRIGGER, "actions": rows(_ACTION, least=1, most=25)}),
        "message_action": _interaction({
            "trigger_id": TRIGGER, "callback_id": NAME, "message": _MESSAGE, "channel": _PLACE,
        }),
        "shortcut": _interaction({"trigger_id": TRIGGER, "callback_id": NAME}),
        "view_submission": _interaction({"trigger_id": TRIGGER, "view": _SENT_VIEW}),
        "view_closed": _interaction({"view": _OPEN_VIEW}),
        "block_suggestion": _interaction({"action_id": NAME, "block_id": NAME, "value": VALUE}),
    },
    "form": {
        "command": shape(
            {"command": like(r"/[^\s]{1,64}"), "user_id": ID, "channel_id": ID, "trigger_id": TRIGGER},
            {"team_id": ID, "text": text(40_000), "response_url": text(3000), "enterprise_id": ID},
            never=_FOREIGN,
        ),
        "ssl_check": shape({"ssl_check": like("1")}),
    },
}  # fmt: skip
"""The requests that are known, by how they come."""


def wrong(form: Form, name: str, body: Mapping[str, Any], *, answers: frozenset[str]) -> str | None:
    """None, or where the body is not as Slack would send it."""
    found = SHAPES[form][name](body)
    if found is None and name == "event_callback":
        found = _event(body["event"])
    if found is None and not all(origin(url) in answers for url in _addresses(body)):
        found = ".response_url"
    return found


def _event(event: Mapping[str, Any]) -> str | None:
    kind, subtype = event["type"], event.get("subtype")
    if subtype is not None and not isinstance(subtype, str):
        return ".event.subtype"
    check = EVENTS.get(f"{kind}/{subtype}") or EVENTS.get(kind, anything)
    found = check(event)
    if found is None and kind in ("reaction_added", "reaction_removed") and event["item"]["type"] == "message":
        found = _ON_MESSAGE(event["item"])
    return None if found is None else f".event{found}"


def _addresses(body: Mapping[str, Any]) -> list[str]:
    urls = [body["response_url"]] if body.get("response_url") else []
    return urls + [one["response_url"] for one in body.get("response_urls") or ()]


def origin(url: str) -> str:
    """Scheme, host and port of an address as it is written; '' if it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
