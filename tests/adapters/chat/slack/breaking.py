"""Requests made by breaking good ones, from a seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from tests.adapters.chat.slack.requests import (
    ANA,
    FORM,
    JSON,
    LUMO,
    NORD,
    NOW,
    SECRETS,
    Headers,
    Json,
    Wire,
    as_form,
    as_json,
    as_payload,
    click,
    command,
    event,
    message,
    reaction,
    shortcut,
    signed,
    submission,
    view,
)

NASTY: tuple[object, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, -0.0, 1e308, "", " ", "\0", "\ud800", "💥", "=", "../../etc/passwd",
    "x" * 5000, "<!channel>", "'; drop table inbox; --", "{{7*7}}", "__proto__", [], [[]], {},
    {"=": "map", "of": [[1, 2]]}, {"=": "bytes", "of": "x"}, {"id": None}, [None], {"": {"": {"": ""}}},
    LUMO, NORD, ANA, "T", "-1.5", "1779999999.000100",
)  # fmt: skip
KEYS = (
    "type",
    "event",
    "user",
    "team",
    "id",
    "channel",
    "ts",
    "subtype",
    "message",
    "view",
    "state",
    "=",
    "",
    "payload",
)
GOOD: tuple[Json, ...] = (
    event(), event(message(thread_ts="1779999000.000100")), event(reaction()), click(), shortcut(), submission(),
    event(message(subtype="message_changed", message=message(), previous_message=message())),
    event(message(subtype="message_deleted", deleted_ts="1.2", previous_message=message())),
    {**submission(view()), "type": "view_closed"}, {**click(), "type": "block_suggestion", "value": "x"},
    event({"type": "app_home_opened", "user": ANA, "tab": "home", "view": view()}),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A request that was broken. `forged`: nothing of it may get in; else it may be what Slack could send."""

    wire: Wire
    forged: bool


def broken(seed: int, count: int) -> Iterator[Broken]:
    """So many of them; the same seed gives the same ones."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _forged(chance) if chance.random() < 0.5 else Broken(wire=_misshapen(chance), forged=False)


def _good(chance: random.Random, body: Json | None = None) -> Wire:
    if body is None and chance.random() < 0.2:
        return signed(as_form(command(text=str(chance.random()))), content_type=FORM)
    return _carried(body or chance.choice(GOOD))


def _carried(body: Json) -> Wire:
    return signed(as_json(body)) if "event" in body else signed(as_payload(body), content_type=FORM)


def _forged(chance: random.Random) -> Broken:
    """A good request with its bytes, time or signature changed and not signed anew."""
    good = _good(chance)
    headers = dict(good.headers)
    match chance.randrange(4):
        case 0:
            wire = replace(good, body=_bytes(good.body, chance))
        case 1:
            name = chance.choice(("X-Slack-Signature", "X-Slack-Request-Timestamp"))
            value = _header(headers[name], chance)
            wire = replace(good, headers=tuple({**headers, name: value}.items()))
        case 2:
            gone = chance.choice(("X-Slack-Signature", "X-Slack-Request-Timestamp"))
            wire = replace(good, headers=tuple((name, value) for name, value in good.headers if name != gone))
        case _:
            late = NOW + chance.choice((-1, 1)) * chance.randrange(301, 10**9)
            wire = signed(good.body, content_type=headers["Content-Type"], at=max(late, 0))
    return Broken(wire=wire, forged=wire.body != good.body or _told(wire) != _told(good))


def _told(wire: Wire) -> list[tuple[str, str]]:
    """The headers as HTTP carries them: without blanks around."""
    return [(name, value.strip()) for name, value in wire.headers]


def _misshapen(chance: random.Random) -> Wire:
    """A request that is signed, and not as it should be."""
    kind = chance.randrange(6)
    if kind == 0:
        good = _good(chance)
        form = chance.choice((JSON, FORM, dict(good.headers)["Content-Type"], "text/plain", ""))
        return signed(_bytes(good.body, chance), content_type=form, secret=chance.choice(tuple(SECRETS.values())))
    if kind == 1:
        fields = {**command(), chance.choice(tuple(command())): _word(chance)}
        return signed(as_form(fields), content_type=FORM, more=_more(chance))
    body = deepcopy(chance.choice(GOOD))
    for _ in range(chance.randrange(1, 4)):
        _bend(body, chance)
    text = json.dumps(body).encode()
    if "event" in body or chance.random() < 0.05:
        return signed(text, more=_more(chance))
    return signed(as_form({"payload": text.decode()}), content_type=FORM, more=_more(chance))


def _bend(body: Json, chance: random.Random) -> None:
    """Put something else somewhere, or take something away."""
    spot: Any = body
    while True:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(spot[key], dict | list) and spot[key] and chance.random() < 0.7:
            spot = spot[key]
            continue
        break
    match chance.randrange(4):
        case 0:
            del spot[key]
        case 1 if isinstance(spot, dict):
            spot[chance.choice(KEYS)] = deepcopy(chance.choice(NASTY))
        case _:
            spot[key] = deepcopy(chance.choice(NASTY))


def _bytes(body: bytes, chance: random.Random) -> bytes:
    made = bytearray(body)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(5):
            case 0:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                made[at:at] = chance.choice(
                    (b"{", b"[", b'"', b"\\", b"&", b"=", b"%", b"\0", b"\xff", b"\\ud800", b",")
                )
            case 2:
                del made[at : at + chance.randrange(1, 20)]
            case 3:
                made[at:at] = made[at : at + chance.randrange(1, 40)]
            case _:
                del made[at:]
    return bytes(made)


def _header(value: str, chance: random.Random) -> str:
    at = chance.randrange(len(value))
    other = chance.choice("0123456789abcdefxv=- ,;é")
    return chance.choice((value[:at] + other + value[at + 1 :], value[:at], value + other, other, value.upper(), ""))


def _word(chance: random.Random) -> str:
    word = chance.choice(NASTY)
    return word.encode("utf-8", "replace").decode() if isinstance(word, str) else str(word)


def _more(chance: random.Random) -> Headers:
    return chance.choice((
        (), (("X-Slack-Retry-Num", str(chance.randrange(-1, 99))),), (("Content-Encoding", "br"),),
        (("Cookie", "a=b; c"),), (("X-Forwarded-For", "127.0.0.1"),), (("Accept-Encoding", "zebra;q=nan"),),
        (("Range", "bytes=5-1"),), (("If-Modified-Since", "never"),),
        (("Upgrade", "websocket"), ("Connection", "Upgrade")),
    ))  # fmt: skip
