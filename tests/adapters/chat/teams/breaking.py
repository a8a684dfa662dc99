"""Requests made by breaking good ones, from a seed."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.adapters.chat.slack.breaking import NASTY
from tests.adapters.chat.teams.requests import (
    BOT,
    LUMO,
    NORD,
    OURS,
    PERSONAL,
    SERVICE,
    SUPPORT,
    Headers,
    Json,
    Wire,
    as_json,
    borne,
    corrected,
    erased,
    good,
    joined,
    message,
)
from tests.stand_in.teams.keys import Keys

KEYS = (
    "type", "id", "from", "conversation", "recipient", "channelData", "tenant", "tenantId", "value", "action", "data",
    "entities", "mentioned", "replyToId", "name", "aadObjectId", "=", "", "text", "serviceUrl", "channelId",
)  # fmt: skip
WORDS: tuple[object, ...] = (*NASTY, BOT, NORD, SUPPORT, PERSONAL, OURS, SERVICE, "msteams", "28:x", ";messageid=")
CLAIMS = tuple(one for one in WORDS if one != SERVICE)
"""What no good token says."""
GOOD: tuple[Json, ...] = (
    *good().values(), corrected(where=PERSONAL), erased(where=PERSONAL), message("in a thread", root=OURS),
    joined(channelData={"tenant": {"id": LUMO}, "eventType": "channelRenamed", "channel": {"id": SUPPORT}}),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A request that was broken. `forged`: nothing of it may get in; else it may be what Teams could send."""

    wire: Wire
    forged: bool


def broken(keys: Keys, seed: int, count: int) -> Iterator[Broken]:
    """So many of them; the same seed gives the same ones (the tokens are those of the key set)."""
    chance = random.Random(seed)
    for number in range(count):
        if chance.random() < 0.25:
            yield Broken(wire=_forged(keys, chance), forged=True)
        else:
            yield Broken(wire=_misshapen(keys, chance, number), forged=False)


def _forged(keys: Keys, chance: random.Random) -> Wire:
    """A good activity under a token that is broken."""
    body, token = as_json(chance.choice(GOOD)), keys.token(SERVICE)
    head, claims, mark = token.split(".")
    match chance.randrange(6):
        case 0:
            return Wire(headers=(("Content-Type", "application/json"),), body=body, target="/api/messages")
        case 1:  # the last letter of a part may hold bits that say nothing
            at = chance.choice([place for place in range(len(token) - 1) if token[place] != "."])
            other = chance.choice([one for one in "abcXYZ019-_.é =" if one != token[at]])
            return borne(token[:at] + other + token[at + 1 :], body)
        case 2:
            return borne(token[: chance.randrange(len(token) - 1)], body)
        case 3:
            said = json.loads(base64.urlsafe_b64decode(claims + "=="))
            said[chance.choice(tuple(said))] = deepcopy(chance.choice(CLAIMS))
            return borne(f"{head}.{_part(said)}.{mark}", body)
        case 4:
            said = json.loads(base64.urlsafe_b64decode(head + "=="))
            said[chance.choice(("alg", "kid", "typ", "crit", "b64"))] = deepcopy(chance.choice(WORDS))
            return borne(f"{_part(said)}.{claims}.{mark}", body)
        case _:
            said = {**keys.claims(SERVICE), chance.choice(("aud", "iss", "exp", "serviceurl")): chance.choice(CLAIMS)}
            return borne(_signed(keys, said), body)


def _signed(keys: Keys, claims: Json) -> str:
    return keys.signed({name: value for name, value in claims.items() if value != "\ud800"})


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _misshapen(keys: Keys, chance: random.Random, number: int) -> Wire:
    """An activity under a good token, and not as it should be."""
    body = deepcopy(chance.choice(GOOD))
    body["id"] = f"{number}"
    if chance.random() < 0.15:
        return borne(keys.token(SERVICE), _bytes(as_json(body), chance), more=_more(chance))
    for _ in range(chance.randrange(1, 4)):
        _bend(body, chance)
    return borne(keys.token(SERVICE), as_json(body), more=_more(chance))


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
            spot[chance.choice(KEYS)] = deepcopy(chance.choice(WORDS))
        case _:
            spot[key] = deepcopy(chance.choice(WORDS))


def _bytes(body: bytes, chance: random.Random) -> bytes:
    made = bytearray(body)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(4):
            case 0:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                made[at:at] = chance.choice((b"{", b"[", b'"', b"\\", b"\0", b"\xff", b"\\ud800", b",", b"1e999"))
            case 2:
                del made[at : at + chance.randrange(1, 20)]
            case _:
                del made[at:]
    return bytes(made)


def _more(chance: random.Random) -> Headers:
    return chance.choice((
        (), (), (), (("Content-Encoding", "br"),), (("Cookie", "a=b; c"),), (("X-Forwarded-For", "127.0.0.1"),),
        (("Range", "bytes=5-1"),), (("If-Modified-Since", "never"),),
        (("Upgrade", "websocket"), ("Connection", "Upgrade")),
    ))  # fmt: skip
