"""Requests that must not get in: forged tokens, broken bodies, activities of another shape, tenant or address.

Each with the statuses it may be answered with: none of them is a 5xx, and nothing of it is stored. Written against
Teams' documentation, before there was an edge.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tests.adapters.chat.teams.requests import (
    ANA,
    JSON,
    LUMO,
    NORD,
    PERSONAL,
    SERVICE,
    Json,
    Wire,
    as_json,
    borne,
    corrected,
    erased,
    fetch,
    installed,
    joined,
    message,
    press,
    reaction,
    sent,
    submit,
    without,
)
from tests.stand_in.teams.forging import FORGED
from tests.stand_in.teams.forging import forged as token
from tests.stand_in.teams.keys import Keys

MIB = 1024 * 1024
BAD, NOBODY, NOT_YOURS, LARGE, KIND = (400,), (401,), (401, 403), (413,), (415,)
Make = Callable[[Keys], Wire]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A request that must be refused, and how; it is made with the key set of the test."""

    name: str
    make: Make
    statuses: tuple[int, ...]


def forged() -> tuple[Forged, ...]:
    """The whole table."""
    parts: tuple[Callable[[], Iterator[Forged]], ...] = (
        _tokens, _headers, _sizes, _encodings, _json, _misshapen, _places, _methods,
    )  # fmt: skip
    return tuple(one for part in parts for one in part())


def _no(name: str, make: Make, statuses: tuple[int, ...]) -> Forged:
    return Forged(name=name, make=make, statuses=statuses)


def _tokens() -> Iterator[Forged]:
    """A good activity under each forged token."""
    for name in FORGED:
        yield _no(f"token: {name}", partial(_under, name), NOT_YOURS)


def _under(name: str, keys: Keys) -> Wire:
    return borne(token(keys, name, SERVICE), as_json(message()))


def _headers() -> Iterator[Forged]:
    body = as_json(message())
    kind = ("Content-Type", JSON)

    def told(*values: Callable[[Keys], str], of: bytes = body) -> Make:
        return lambda keys: replace(
            borne("", of), headers=(*(("Authorization", value(keys)) for value in values), kind)
        )  # fmt: skip

    def good(keys: Keys) -> str:
        return f"Bearer {keys.token(SERVICE)}"

    yield _no("no authorization", told(), NOBODY)
    yield _no("no authorization, and no JSON", told(of=b"["), NOBODY)
    yield _no("no authorization, nested without end", told(of=b"[" * 100_000), NOBODY)
    yield _no("an empty authorization", told(lambda _: ""), NOBODY)
    yield _no("Bearer alone", told(lambda _: "Bearer"), NOBODY)
    yield _no("Basic", told(lambda _: "Basic YWRtaW46YWRtaW4="), NOBODY)
    yield _no("the token without Bearer", told(lambda keys: keys.token(SERVICE)), NOBODY)
    yield _no("bearer and two tokens", told(lambda keys: f"{good(keys)} {keys.token(SERVICE)}"), NOBODY)
    yield _no("two tokens after a comma", told(lambda keys: f"{good(keys)}, Bearer x"), NOBODY)
    yield _no("two authorizations, the good one first", told(good, lambda _: "Bearer x"), NOBODY)
    yield _no("two authorizations, the good one last", told(lambda _: "Bearer x", good), NOBODY)
    yield _no("a token of 12 kB", told(lambda _: "Bearer " + "A" * 12_000), (400, 401, 431))
    yield _no("a token that is not ASCII", told(lambda keys: good(keys) + "é"), NOBODY)
    yield _no("a token of broken bytes", told(lambda keys: good(keys) + "\udcff"), NOBODY)
    yield _no("a token with a blank within", told(lambda keys: good(keys).replace(".", ". ", 1)), NOBODY)
    yield _no("the bot's own password", told(lambda _: "Bearer the-bot's~secret"), NOBODY)


def _sizes() -> Iterator[Forged]:
    big = as_json(message("x" * MIB))
    yield _no("larger than a mebibyte", lambda keys: borne(keys.token(SERVICE), big), LARGE)
    yield _no("larger than a mebibyte, without token", lambda _: borne("", big), (401, 413))
    yield _no(
        "tells a length of a gibibyte",
        lambda keys: replace(borne(keys.token(SERVICE), b"{}"), length=str(2**30)),
        LARGE,
    )
    yield _no("a length that is no number", lambda keys: replace(borne(keys.token(SERVICE), b"{}"), length="many"), BAD)
    parts = b"".join(b"10000\r\n%s\r\n" % (b"x" * 65536) for _ in range(20)) + b"0\r\n\r\n"
    chunked = (("Transfer-Encoding", "chunked"),)
    yield _no("larger than a mebibyte in parts", lambda keys: borne(keys.token(SERVICE), parts, more=chunked), LARGE)
    lies = b"zz\r\n{}\r\n0\r\n\r\n"
    yield _no("a part that lies about its length", lambda keys: borne(keys.token(SERVICE), lies, more=chunked), BAD)
    yield _no("nothing", lambda keys: borne(keys.token(SERVICE), b""), BAD)
    yield _no("blanks", lambda keys: borne(keys.token(SERVICE), b"  \n"), BAD)


def _encodings() -> Iterator[Forged]:
    body = as_json(message())
    for kind in (
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", "*/*",
        "application/json; charset=utf-16", "application/jsonp",
    ):  # fmt: skip
        yield _no(f"content type {kind}", partial(_kind, kind), KIND)
    yield _no("no content type", lambda keys: without(borne(keys.token(SERVICE), body), "Content-Type"), KIND)
    packed, zipped = gzip.compress(body, mtime=0), (("Content-Encoding", "gzip"),)
    yield _no("packed", lambda keys: borne(keys.token(SERVICE), packed, more=zipped), KIND)
    bomb = gzip.compress(b"[" * (64 * MIB), mtime=0)
    yield _no("a bomb of 64 MiB", lambda keys: borne(keys.token(SERVICE), bomb, more=zipped), (413, 415))
    yield _no("told to be packed", lambda keys: borne(keys.token(SERVICE), body, more=zipped), (400, 415))
    for name, text in {
        "UTF-16": body.decode().encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + body,
        "bytes that are no UTF-8": body.replace(b"what", b"wh\xff\xfe"),
        "an overlong slash": body.replace(b"what", b"wh\xc0\xaf"),
        "a surrogate in UTF-8": body.replace(b"what", b"\xed\xa0\x80"),
        "half a surrogate pair": body.replace(b"what", b"\\ud800"),
        "half a pair as a key": body.replace(b'"text"', b'"\\udfff"'),
    }.items():
        yield _no(name, partial(_bytes, text), BAD)


def _kind(kind: str, keys: Keys) -> Wire:
    return borne(keys.token(SERVICE), as_json(message()), kind=kind)


def _bytes(text: bytes, keys: Keys) -> Wire:
    return borne(keys.token(SERVICE), text)


def _json() -> Iterator[Forged]:
    body = as_json(message(value=7))
    for name, text in {
        "no JSON": b"hello",
        "JSON cut off": body[:-1],
        "more behind the JSON": body + b"{}",
        "a list": b"[]",
        "a list of activities": b"[" + body + b"]",
        "a string": b'"message"',
        "a number": b"7",
        "null": b"null",
        "an empty object": b"{}",
        "NaN": body.replace(b'"value":7', b'"value":NaN'),
        "a number without end": body.replace(b'"value":7', b'"value":' + b"9" * 10_000),
        "a number beyond all": body.replace(b'"value":7', b'"value":1e999'),
        "a comma too many": body[:-1] + b",}",
        "a raw line break in a string": body.replace(b"what", b"wh\nat"),
        "a key twice": body[:-1] + b',"type":"invoke"}',
        "a key twice, once escaped": body[:-1] + b',"\\u0074ype":"invoke"}',
        "65 levels": body.replace(b'"value":7', b'"value":' + b"[" * 65 + b"]" * 65),
        "a hundred thousand levels": b"[" * 100_000,
        "a hundred thousand levels of objects": b'{"a":' * 100_000,
    }.items():
        yield _no(f"JSON: {name}", partial(_bytes, text), BAD)


def _with(body: Json, path: str, value: object) -> Json:
    """The activity with something else at a place (`.` between names)."""
    made = deepcopy(body)
    spot: Any = made
    *names, last = path.split(".")
    for name in names:
        spot = spot[name]
    spot[last] = value
    return made


def _less(body: Json, path: str) -> Json:
    made = deepcopy(body)
    spot: Any = made
    *names, last = path.split(".")
    for name in names:
        spot = spot[name]
    del spot[last]
    return made


def _misshapen() -> Iterator[Forged]:
    for name, body in {**_misshapen_words(), **_misshapen_presses()}.items():
        yield _no(f"activity: {name}", partial(_bytes, as_json(body)), (400, 401, 403))


def _misshapen_words() -> Mapping[str, Any]:
    said, react = message(), reaction()
    return {
        "no type": _less(said, "type"),
        "a type that is a number": _with(said, "type", 7),
        "an empty type": _with(said, "type", ""),
        "a type with blanks": _with(said, "type", "a message"),
        "no sender": _less(said, "from"),
        "a sender without id": _with(said, "from", {"name": "Ana"}),
        "a sender that is text": _with(said, "from", "ana"),
        "a sender's directory id that is a list": _with(said, "from.aadObjectId", [ANA]),
        "a sender's directory id that is a path": _with(said, "from.aadObjectId", "../../admin"),
        "no recipient": _less(said, "recipient"),
        "no conversation": _less(said, "conversation"),
        "a conversation without id": _less(said, "conversation.id"),
        "a conversation whose id is a list": _with(said, "conversation.id", [1]),
        "a conversation whose id is too long": _with(said, "conversation.id", "19:" + "x" * 3000),
        "a conversation whose id has a line break": _with(said, "conversation.id", "19:a\r\nHost: b"),
        "a conversation that climbs": _with(said, "conversation.id", ".."),
        "an id that climbs": _with(said, "id", ".."),
        "a reply that climbs": _with(react, "replyToId", "."),
        "an id that is a number": _with(said, "id", 7),
        "an empty id": _with(said, "id", ""),
        "an id without end": _with(said, "id", "1" * 5000),
        "an id with a line break": _with(said, "id", "1\n2"),
        "a message without id": _less(said, "id"),
        "a text that is a list": _with(said, "text", ["a"]),
        "a text without end": _with(said, "text", "x" * 400_000),
        "entities that are an object": _with(said, "entities", {}),
        "an entity that is text": _with(said, "entities", ["mention"]),
        "a mention of a number": _with(said, "entities", [{"type": "mention", "mentioned": 7}]),
        "channelData that is a list": _with(said, "channelData", []),
        "a channel that is text": _with(said, "channelData.channel", "19:x"),
        "a tenant that is text": _with(said, "channelData.tenant", LUMO),
        "attachments that are text": _with(said, "attachments", "none"),
        "a reply to a number": _with(said, "replyToId", 7),
        "a name that is an object": _with(said, "from.name", {}),
        "reactions that are text": _with(react, "reactionsAdded", "like"),
        "a reaction without type": _with(react, "reactionsAdded", [{}]),
        "a reaction to nothing": _less(react, "replyToId"),
        "members that are numbers": joined(membersAdded=[1]),
        "an installation that is a number": installed(action=1),
        "no serviceUrl": _less(said, "serviceUrl"),
        "a serviceUrl that is a list": _with(said, "serviceUrl", [SERVICE]),
        "no channelId": _less(said, "channelId"),
        "an empty channelId": _with(said, "channelId", ""),
        "a channelId that is a number": _with(said, "channelId", 1),
    }


def _misshapen_presses() -> Mapping[str, Any]:
    pressed = press()
    return {
        "an invoke without name": _less(pressed, "name"),
        "an invoke without id": _less(pressed, "id"),
        "a press without value": _less(pressed, "value"),
        "a press whose value is text": _with(pressed, "value", "act"),
        "a press without action": _with(pressed, "value", {"trigger": "manual"}),
        "a press whose action is a list": _with(pressed, "value.action", []),
        "a press whose data is text": _with(pressed, "value.action.data", "act"),
        "a press whose verb is a number": _with(pressed, "value.action.verb", 7),
        "a dialog without value": _less(fetch(), "value"),
        "a dialog whose data is a list": _with(fetch(), "value.data", []),
        "a form whose data is text": _with(submit(), "value.data", "x"),
        "a correction without id": _less(corrected(), "id"),
        "an end without id": _less(erased(), "id"),
    }


def _places() -> Iterator[Forged]:
    """A good token, but for another address, channel or tenant than the activity tells."""
    said = message()
    for url in (
        "https://smba.trafficmanager.net/amer/", "https://smba.trafficmanager.net/emea", "https://evil.example/",
        "http://smba.trafficmanager.net/emea/", "",
    ):  # fmt: skip
        yield _no(f"serviceUrl {url or 'that is empty'} under the token of another", partial(_told, url), NOT_YOURS)
    for url in (
        "https://evil.example/", "http://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@evil.example/", "https://smba.trafficmanager.net:8443/emea/",
        "https://evil.example/smba.trafficmanager.net/", "https://smba.trafficmanager.net\\@evil.example/",
        "https://smba.trafficmanager.net/emea/../../x/", "https://smba.trafficmanager.net/emea/?x=1",
        "https://smba.trafficmanager.net/emea/#x", "https://smba.trafficmanager.net/%2e%2e/", "file:///etc/passwd",
        "//smba.trafficmanager.net/emea/", "https://[::1]/", "https://127.0.0.1/", "hello",
        "https://smba.trafficmanager.net /",
        "HTTPS://user:word@smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net/emea/\nx",
    ):  # fmt: skip
        body = {**said, "serviceUrl": url}
        yield _no(f"serviceUrl {url!r} with a token of its own", partial(sent, body=body), NOT_YOURS)
    for name, body in {
        "another tenant": {**_with(said, "conversation.tenantId", NORD), "channelData": {"tenant": {"id": NORD}}},
        "another tenant in the conversation": _with(said, "conversation.tenantId", NORD),
        "another tenant in the channelData": _with(said, "channelData.tenant.id", NORD),
        "no tenant": _less(_less(said, "conversation.tenantId"), "channelData.tenant"),
        "a tenant and more": {**_with(said, "conversation.tenantId", LUMO + "/x"), "channelData": {}},
        "another tenant in private": _with(message(where=PERSONAL), "conversation.tenantId", NORD),
        "a press of another tenant": _with(press(), "conversation.tenantId", NORD),
        "the channel webchat": {**said, "channelId": "webchat"},
        "the channel emulator": {**said, "channelId": "emulator"},
        "the channel in capitals": {**said, "channelId": "MSTEAMS"},
    }.items():
        yield _no(f"of {name}", partial(sent, body=body), (400, 403))


def _told(url: str, keys: Keys) -> Wire:
    return borne(keys.token(SERVICE), as_json({**message(), "serviceUrl": url}))


def _methods() -> Iterator[Forged]:
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        yield _no(f"{method} instead of POST", partial(_method, method), (404, 405))
    yield _no("another path", lambda keys: replace(sent(keys, message()), target="/api/messages/"), (404, 405))
    yield _no(
        "a path that climbs", lambda keys: replace(sent(keys, message()), target="/api/messages/../x"), (404, 405)
    )
    yield _no(
        "an unknown expectation", lambda keys: without(sent(keys, message()), more=(("Expect", "200-maybe"),)), (417,)
    )


def _method(method: str, keys: Keys) -> Wire:
    return replace(sent(keys, message()), method=method)
