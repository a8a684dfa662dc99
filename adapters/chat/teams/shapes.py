"""The shape of every activity that Teams sends, as far as a field of it is used later.

What is not used is not looked at: Teams adds fields as it likes. A field that may be missing may also be null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from adapters.chat.teams.names import EXTENDED, EXTENSION, FETCH, FILE, PRESS, SUBMIT

Check = Callable[[object], str | None]
"""None, or where the value is not as it should be."""


def like(pattern: str) -> Check:
    """A string of this pattern."""
    fits = re.compile(pattern).fullmatch
    return lambda value: None if isinstance(value, str) and fits(value) else "*"


def text(most: int, *, least: int = 0) -> Check:
    """A string of so many characters."""
    return lambda value: None if isinstance(value, str) and least <= len(value) <= most else "*"


def flag(value: object) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "*"


def rows(of: Check, *, most: int = 1000) -> Check:
    """A list of such values."""

    def check(value: object) -> str | None:
        if not isinstance(value, list) or len(value) > most:
            return "[]"
        return next((f"[]{found}" for found in map(of, value) if found is not None), None)

    return check


def shape(must: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> Check:
    """An object with fields that must be there, and others that may."""
    optional, needed = tuple((may or {}).items()), tuple(must.items())

    def check(value: object) -> str | None:
        if not isinstance(value, dict):
            return "{}"
        for name, of in needed:
            found = of(value[name]) if name in value else ""
            if found is not None:
                return f".{name}{found}"
        for name, of in optional:
            if value.get(name) is not None and (found := of(value[name])) is not None:
                return f".{name}{found}"
        return None

    return check


ID: Final = like(r"(?!\.{1,2}$)[!-~]{1,500}")
"""An id: no blanks, no control characters, no step in a path."""
NAME: Final = text(1000)
WORD: Final = text(200)
TEXT: Final = text(200_000)
OBJECT: Final = shape({})
_DIRECTORY = like(r"[0-9A-Za-z-]{1,64}|")
_ACCOUNT = shape({"id": ID}, {"name": NAME, "aadObjectId": _DIRECTORY, "role": WORD, "isTargeted": flag})
_PLACE = shape({}, {"id": ID, "name": NAME, "type": WORD})
_DATA = shape({}, {
    "tenant": shape({}, {"id": _DIRECTORY}), "team": shape({}, {"id": ID, "name": NAME, "aadGroupId": _DIRECTORY}),
    "channel": _PLACE, "teamsTeamId": ID, "teamsChannelId": ID, "eventType": WORD,
    "settings": shape({}, {"selectedChannel": _PLACE}), "source": shape({}, {"name": WORD}),
})  # fmt: skip
_ENTITY = shape({}, {"type": WORD, "text": TEXT, "mentioned": shape({}, {"id": ID, "name": NAME})})
_FILE = shape({}, {"contentType": WORD, "contentUrl": text(20_000), "name": NAME})
_REACTIONS = rows(shape({"type": text(200, least=1)}), most=100)
_MEMBERS = rows(_ACCOUNT, most=30_000)

_COMMON = shape(
    {
        "type": like(r"[A-Za-z]{1,64}"), "channelId": text(64), "serviceUrl": text(2048), "from": _ACCOUNT,
        "recipient": _ACCOUNT, "conversation": shape(
            {"id": ID}, {"tenantId": _DIRECTORY, "conversationType": WORD, "isGroup": flag, "name": NAME}
        ),
    },
    {
        "id": ID, "channelData": _DATA, "replyToId": ID, "name": WORD, "text": TEXT, "textFormat": WORD, "locale": WORD,
        "action": WORD, "entities": rows(_ENTITY), "attachments": rows(_FILE), "reactionsAdded": _REACTIONS,
        "reactionsRemoved": _REACTIONS, "membersAdded": _MEMBERS, "membersRemoved": _MEMBERS, "topicName": NAME,
    },
)  # fmt: skip
_SPOKEN = shape({"id": ID})
_TYPES: Final[Mapping[str, Check]] = {
    "message": _SPOKEN, "messageUpdate": _SPOKEN, "messageDelete": _SPOKEN,
    "messageReaction": shape({"replyToId": ID}), "invoke": shape({"id": ID, "name": text(200, least=1)}),
}  # fmt: skip
_FILLED = shape({}, {"data": OBJECT})
_UPLOAD = shape(
    {}, {"uploadUrl": text(4096), "contentUrl": text(4096), "name": NAME, "uniqueId": WORD, "fileType": WORD}
)
_SAID = shape({}, {
    "id": ID, "replyToId": ID, "body": shape({}, {"content": TEXT, "contentType": WORD}),
    "from": shape({}, {"user": shape({}, {"id": _DIRECTORY, "displayName": NAME})}),
})  # fmt: skip
_MENU = shape({"value": shape({"commandId": text(64)}, {"data": OBJECT, "messagePayload": _SAID})})
_INVOKES: Final[Mapping[str, Check]] = {
    PRESS: shape({"value": shape({"action": shape({"type": WORD}, {"verb": WORD, "data": OBJECT, "id": WORD})})}),
    FETCH: shape({"value": _FILLED}), SUBMIT: shape({"value": _FILLED}), EXTENDED: _MENU, EXTENSION: _MENU,
    FILE: shape({"value": shape({"action": WORD}, {"context": OBJECT, "uploadInfo": _UPLOAD})}),
}  # fmt: skip


def wrong(body: Mapping[str, Any]) -> str | None:
    """None, or where the body is not as Teams would send it."""
    found = _COMMON(body)
    check = _TYPES.get(body["type"]) if found is None else None
    if check is not None:
        found = check(body)
    if found is None and body["type"] == "invoke" and (check := _INVOKES.get(body["name"])) is not None:
        found = check(body)
    return found
