"""A request of Slack before it is believed: who signed it, when, and what it says.

The signature binds the body and nothing else. So a body is read in one way only: as what its content type says, with
field names that no text within JSON could pass for, every key once, and the kind of request that comes in that form.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Literal
from urllib.parse import unquote_plus

from adapters.chat.slack.room import Account
from adapters.chat.slack.shapes import SHAPES, Form, wrong
from bot.errors import BadInput

Json = dict[str, Any]
Read = Callable[[str], object]
"""Reads JSON strictly: one value, each key once, finite numbers, at most 64 levels; raises BadInput."""

Kind = Literal["event", "command", "action", "shortcut", "view", "options", "challenge", "ssl_check", "limited"]

AGE: Final = timedelta(seconds=300)
"""How far the time of a request may be from ours, either way."""

_STAMP = re.compile(rb"[0-9]{1,12}")
_ONE_FIELD = re.compile(r"([a-z0-9_]{1,64})=([^&]*)")
_WHOLE_FORM = re.compile(r"[a-z0-9_]{1,64}=[^&]*(?:&[a-z0-9_]{1,64}=[^&]*){0,63}")
_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_KINDS: Final[Mapping[str, Kind]] = {
    "event_callback": "event", "url_verification": "challenge", "app_rate_limited": "limited",
    "block_actions": "action", "message_action": "shortcut", "shortcut": "shortcut", "view_submission": "view",
    "view_closed": "view", "block_suggestion": "options",
}  # fmt: skip


class Unfit(BadInput):
    """{what}."""

    status: int


def unfit(status: int, what: str) -> Unfit:
    """The refusal of a request."""
    return Unfit(status=status, what=what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A request whose shape is right: its kind, the workspaces it may be for (nearest first), its id and its lane."""

    kind: Kind
    teams: tuple[str, ...]
    id: str
    lane: str
    body: Json


def signers(raw: bytes, accounts: Sequence[Account], *, stamp: str, mark: str, now: datetime) -> Sequence[Account]:
    """The accounts whose secret signed these bytes. Every secret is tried, each in constant time.

    Raises:
        Unfit: 401, none did, or not now.
    """
    at, signature = stamp.encode("utf-8", "replace"), mark.encode("utf-8", "replace")
    if not _STAMP.fullmatch(at):
        raise unfit(401, "no time")
    said = b"v0:" + at + b":" + raw
    found = [one for one in accounts if hmac.compare_digest(_mark(one, said), signature)]
    if not found:
        raise unfit(401, "no signature of ours")
    if abs(now.timestamp() - int(at)) > AGE.total_seconds():
        raise unfit(401, "not of this time")
    return found


def _mark(account: Account, said: bytes) -> bytes:
    # Not `hmac.digest`: it hands the interpreter to the store's thread each time, and then waits to get it back.
    return b"v0=" + hmac.new(account.signing_secret.encode(), said, "sha256").hexdigest().encode()


def parse(raw: bytes, content_type: str, *, read: Read) -> tuple[Form, Json]:
    """What the bytes say, and in which form it came.

    Raises:
        Unfit: 415 or 400.
    """
    form = _form(content_type)
    try:
        if form == "json":
            return form, _object(raw.decode("utf-8"), read)
        fields = _fields(raw.decode("ascii"))
    except ValueError as error:
        raise unfit(400, "cannot be read") from error
    if "payload" not in fields:
        return "form", fields
    if len(fields) > 1:
        raise unfit(400, "a payload and more")
    return "payload", _object(str(fields["payload"]), read)


def _fields(text: str) -> Json:
    """The fields of a form, each once. Slack's names need no escaping, so that no JSON reads as a form.

    Raises:
        ValueError: it is none.
    """
    if not _WHOLE_FORM.fullmatch(text):
        raise ValueError(text[:40])
    pairs = _ONE_FIELD.findall(text)
    fields: Json = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError(text[:40])
    for name, value in pairs:
        if "%" in value or "+" in value:
            fields[name] = unquote_plus(value, errors="strict")
    return fields


def _form(content_type: str) -> Literal["json", "form"]:
    kind, _, more = content_type.partition(";")
    if more.strip().lower().replace('"', "") not in ("", "charset=utf-8"):
        raise unfit(415, "not UTF-8")
    match kind.strip().lower():
        case "application/json":
            return "json"
        case "application/x-www-form-urlencoded":
            return "form"
        case _:
            raise unfit(415, "neither JSON nor a form")


def _object(text: str, read: Read) -> Json:
    try:
        body = read(text)
    except BadInput as error:
        raise unfit(400, "not strict JSON") from error
    if not isinstance(body, dict):
        raise unfit(400, "not a JSON object")
    return body


def understand(form: Form, body: Json, *, answers: frozenset[str]) -> Heard:
    """The request, once every field that is used later is of its kind.

    Args:
        form: how it came.
        body: what it says; Slack's old verification token is taken out of it.
        answers: the origins that an answer may be asked to go to.

    Raises:
        Unfit: 400, it is none that Slack sends.
    """
    name = _name(form, body)
    found = wrong(form, name, body, answers=answers)
    if found is not None:
        raise unfit(400, f"{name}: {found}")
    body.pop("token", None)
    kind = _KINDS.get(name, "command" if name == "command" else "ssl_check")
    return Heard(kind=kind, teams=_teams(body), id=_id(kind, body), lane=lane(body), body=body)


def _name(form: Form, body: Json) -> str:
    if form == "form":
        return "command" if "ssl_check" not in body else "ssl_check"
    name = body.get("type")
    if not isinstance(name, str) or name not in SHAPES[form]:
        raise unfit(400, "of no known type")
    return name


def _id(kind: Kind, body: Json) -> str:
    """Slack's own id of an event; else of the whole body, whose trigger id is never given twice.

    Raises:
        Unfit: 400, it holds what cannot be written (half a surrogate pair, an infinite number).
    """
    try:
        digest = sha256(_WRITE(body).encode("utf-8")).hexdigest()
    except ValueError as error:
        raise unfit(400, "cannot be written") from error
    return str(body["event_id"]) if kind == "event" else f"{kind}-{digest[:32]}"


def _teams(body: Json) -> tuple[str, ...]:
    """Every workspace that the body names as the one that hears it, the surest first.

    In a channel shared with another organisation `team_id` may be theirs; who hears stands in the others.
    """
    if "command" in body:
        return tuple(body[name] for name in ("team_id", "enterprise_id") if body.get(name))
    view, team, user = (_part(body, name) for name in ("view", "team", "user"))
    grants = body.get("authorizations")
    granted = [one for one in grants if isinstance(one, dict)] if isinstance(grants, list) else []
    found = [
        view.get("app_installed_team_id"), body.get("context_team_id"), *(one.get("team_id") for one in granted),
        body.get("team_id"), team.get("id"), user.get("team_id"), *(one.get("enterprise_id") for one in granted),
        body.get("enterprise_id"), _part(body, "enterprise").get("id"),
    ]  # fmt: skip
    return tuple(dict.fromkeys(one for one in found if isinstance(one, str) and one))


def lane(body: Json) -> str:
    """Whose acts must stay in order: the person's, else the channel's; '' where neither is told."""
    if "user_id" in body:
        return str(body["user_id"])
    event = _part(body, "event")
    said = (
        _part(body, "user").get("id"), event.get("user"), _part(event, "message").get("user"),
        _part(event, "previous_message").get("user"), event.get("channel"),
    )  # fmt: skip
    return next((one for one in said if isinstance(one, str) and one), "")


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}
