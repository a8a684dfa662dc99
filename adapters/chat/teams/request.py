"""A request of Teams before it is believed: its bytes, what they say, and whether that is an activity.

The token binds no byte of the body. So the body is read strictly: UTF-8, one JSON object, each key once, finite
numbers, every field that is used later of its kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from adapters.chat.teams.room import PLATFORM, bare
from adapters.chat.teams.shapes import wrong
from bot.errors import BadInput

Json = dict[str, Any]
Read = Callable[[str], object]
"""Reads JSON strictly: one value, each key once, finite numbers, at most 64 levels; raises BadInput."""

_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_VERSIONS: Final = frozenset({"messageUpdate", "messageDelete"})
"""Their id is that of the message: each is another version of it."""


class Unfit(BadInput):
    """{what}."""

    status: int


def unfit(status: int, what: str) -> Unfit:
    """The refusal of a request."""
    return Unfit(status=status, what=what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An activity whose shape is right: the tenants it names, the id of its inbox event, and whose it is."""

    type: str
    name: str
    tenants: frozenset[str]
    conversation: str
    user: str
    mark: str
    body: Json

    @property
    def tenant(self) -> str:
        """The one tenant it is of, '' where it names none or several."""
        return next(iter(self.tenants)) if len(self.tenants) == 1 else ""

    @property
    def event_id(self) -> str:
        """Under which it is stored, once."""
        where = sha256(self.conversation.encode()).hexdigest()[:16]
        return f"{PLATFORM}:{self.tenant}:{where}:{self.mark}"

    @property
    def lane(self) -> str:
        """Whose acts must stay in order: the person's, else the conversation's."""
        return f"{self.tenant}/{self.user or self.conversation}"


def parse(raw: bytes, content_type: str, *, read: Read) -> Json:
    """The object that the bytes are.

    Raises:
        Unfit: 415 or 400.
    """
    kind, _, more = content_type.partition(";")
    if kind.strip().lower() != "application/json" or more.strip().lower().replace('"', "") not in ("", "charset=utf-8"):
        raise unfit(415, "not JSON in UTF-8")
    try:
        text = raw.decode("utf-8")
        body = read(text) if text.startswith("{") else None
    except (BadInput, UnicodeDecodeError) as error:
        raise unfit(400, "not strict JSON") from error
    if not isinstance(body, dict):
        raise unfit(400, "not a JSON object")
    return body


def understand(body: Json) -> Heard:
    """The activity, once every field that is used later is of its kind.

    Raises:
        Unfit: 400, it is none that Teams sends.
    """
    found = wrong(body)
    if found is not None:
        raise unfit(400, f"activity{found}")
    try:
        written = _WRITE(body).encode()
    except ValueError as error:  # half a surrogate pair, an infinite number
        raise unfit(400, "cannot be written") from error
    kind, data = body["type"], body.get("channelData") or {}
    named = (body["conversation"].get("tenantId"), (data.get("tenant") or {}).get("id"))
    return Heard(
        type=kind,
        name=body.get("name") or "" if kind == "invoke" else "",
        tenants=frozenset(one.lower() for one in named if one),
        conversation=bare(body["conversation"]["id"]),
        user=(body["from"].get("aadObjectId") or "").lower(),
        mark=_mark(body, written),
        body=body,
    )


def _mark(body: Json, written: bytes) -> str:
    """The id of the activity; of what has none, or is one of several with one id, also what it says."""
    own = body.get("id") or ""
    if own and body["type"] not in _VERSIONS:
        return str(own)
    return f"{own}:{body['type']}:{sha256(written).hexdigest()[:24]}"
