"""Requests that must not get in: forged, replayed with a change, broken, oversized, or of another shape.

Each with the statuses it may be answered with. Whatever is not listed here as 5xx is never a 5xx, and nothing of it is
stored. Written against Slack's documentation, before there was an edge.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from tests.adapters.chat.slack.misshapen import challenge, commands, events, interactions, less, views
from tests.adapters.chat.slack.requests import (
    ANA,
    FORM,
    JSON,
    LUMO,
    NORD,
    NOW,
    SECRETS,
    Wire,
    as_form,
    as_json,
    as_payload,
    click,
    command,
    event,
    message,
    signature,
    signed,
    submission,
    without,
)

MIB = 1024 * 1024
BAD, NOBODY, NOT_YOURS, LARGE, KIND = (400,), (401,), (403,), (413,), (415,)
STAMP, MARK, TYPE = "X-Slack-Request-Timestamp", "X-Slack-Signature", "Content-Type"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A request that must be refused, and how."""

    name: str
    wire: Wire
    statuses: tuple[int, ...]


def forged() -> tuple[Forged, ...]:
    """The whole table."""
    parts: tuple[Callable[[], Iterator[Forged]], ...] = (
        _signatures, _times, _replays, _sizes, _encodings, _json, _forms, _misshapen, _teams, _methods,
    )  # fmt: skip
    return tuple(one for part in parts for one in part())


def _no(name: str, wire: Wire, statuses: tuple[int, ...]) -> Forged:
    return Forged(name=name, wire=wire, statuses=statuses)


def _changed(wire: Wire, header: str, *values: str) -> Wire:
    return without(wire, header, more=tuple((header, value) for value in values))


def _signatures() -> Iterator[Forged]:
    body = as_json(event())
    good = signed(body)
    mark = signature(body, NOW, SECRETS[LUMO])
    digest = mark[3:]
    yield _no("no signature", without(good, MARK), NOBODY)
    yield _no("an empty signature", _changed(good, MARK, ""), NOBODY)
    yield _no("signature without version", _changed(good, MARK, digest), NOBODY)
    yield _no("signature of another version", _changed(good, MARK, f"v1={digest}"), NOBODY)
    yield _no("signature in capitals", _changed(good, MARK, f"v0={digest.upper()}"), NOBODY)
    yield _no("signature cut short", _changed(good, MARK, mark[:-1]), NOBODY)
    yield _no("signature with more behind it", _changed(good, MARK, f"{mark}0"), NOBODY)
    yield _no(
        "signature with one digit changed", _changed(good, MARK, mark[:-1] + ("0" if mark[-1] != "0" else "1")), NOBODY
    )
    yield _no("signature that is not ASCII", _changed(good, MARK, "v0=" + "é" * 64), NOBODY)
    yield _no("signature of broken bytes", _changed(good, MARK, "v0=" + "\udcff" * 64), NOBODY)
    yield _no("two signatures, the good one first", _changed(good, MARK, mark, "v0=" + "0" * 64), NOBODY)
    yield _no("two signatures, the good one last", _changed(good, MARK, "v0=" + "0" * 64, mark), NOBODY)
    yield _no("two signatures in one header", _changed(good, MARK, f"v0=00,{mark}"), NOBODY)
    yield _no("a very long signature", _changed(good, MARK, "v0=" + "0" * 4000), NOBODY)
    yield _no("signed with nobody's secret", signed(body, secret="guessed"), NOBODY)
    yield _no("signed with an empty secret", signed(body, secret=""), NOBODY)
    yield _no("signed with the verification token", signed(body, secret="verification"), NOBODY)
    yield _no("one byte of the body changed", replace(good, body=body.replace(b"what", b"whet")), NOBODY)
    yield _no("a blank behind the body", replace(good, body=body + b" "), NOBODY)
    yield _no("an empty body under the signature of a full one", replace(good, body=b""), NOBODY)
    yield _no("no headers at all", Wire(headers=(), body=body), NOBODY)
    yield _no("verification token instead of a signature", Wire(headers=((TYPE, JSON),), body=body), NOBODY)
    yield _no("unsigned url_verification", Wire(headers=((TYPE, JSON),), body=as_json(challenge())), NOBODY)
    yield _no("unsigned ssl_check", Wire(headers=((TYPE, FORM),), body=as_form({"ssl_check": "1"})), NOBODY)


def _times() -> Iterator[Forged]:
    body = as_json(event())
    good = signed(body)
    yield _no("no timestamp", without(good, STAMP), NOBODY)
    yield _no("an empty timestamp", signed(body, at=""), NOBODY)
    yield _no("301 seconds old", signed(body, at=NOW - 301), NOBODY)
    yield _no("301 seconds ahead", signed(body, at=NOW + 301), NOBODY)
    yield _no("a year old", signed(body, at=NOW - 31_536_000), NOBODY)
    yield _no("of the beginning of time", signed(body, at=0), NOBODY)
    yield _no("negative", signed(body, at=-NOW), NOBODY)
    yield _no("with a plus", signed(body, at=f"+{NOW}"), NOBODY)
    yield _no("in words", signed(body, at="now"), NOBODY)
    yield _no("NaN", signed(body, at="nan"), NOBODY)
    yield _no("infinite", signed(body, at="inf"), NOBODY)
    yield _no("with a fraction", signed(body, at=f"{NOW}.5"), NOBODY)
    yield _no("in milliseconds", signed(body, at=NOW * 1000), NOBODY)
    yield _no("in exponents", signed(body, at="178e7"), NOBODY)
    yield _no("with underscores", signed(body, at="1_780_000_000"), NOBODY)
    yield _no("in digits of another script", signed(body, at="١٧٨٠٠٠٠٠٠٠"), NOBODY)
    yield _no("in superscript digits", signed(body, at="¹⁷⁸⁰⁰⁰⁰⁰⁰⁰"), NOBODY)
    yield _no("of five thousand digits", signed(body, at="9" * 5000), NOBODY)
    yield _no("hexadecimal", signed(body, at=hex(NOW)), NOBODY)
    yield _no("two timestamps", _changed(good, STAMP, str(NOW), str(NOW + 1)), NOBODY)
    yield _no("another timestamp than was signed", _changed(good, STAMP, str(NOW + 1)), NOBODY)


def _replays() -> Iterator[Forged]:
    """What somebody who saw a signed request can make of it: the body is bound, so only headers are left to change."""
    said = message(text=f"&command=%2Froi&text=&user_id={ANA}&channel_id=C1&trigger_id=1.1&team_id={LUMO}&x=")
    yield _no("a message that reads as a command", _changed(signed(as_json(event(said))), TYPE, FORM), BAD)
    said = message(text=f"&payload={quote_plus(as_json(click()).decode())}&x=")
    yield _no("a message that reads as a click", _changed(signed(as_json(event(said))), TYPE, FORM), BAD)
    spoken = signed(as_form(command(text=as_json(event()).decode())), content_type=FORM)
    yield _no("a command that holds an event", _changed(spoken, TYPE, JSON), BAD)
    clicked = signed(as_payload(click()), content_type=FORM)
    yield _no("a click told to be JSON", _changed(clicked, TYPE, JSON), BAD)
    old = signed(as_json(event()), at=NOW - 400)
    yield _no("an old request with a new timestamp", _changed(old, STAMP, str(NOW)), NOBODY)
    late = without(old, more=(("X-Slack-Retry-Num", "1"), ("X-Slack-Retry-Reason", "http_timeout")))
    yield _no("an old request told to be a retry", late, NOBODY)
    yield _no("a retry that nobody signed", without(late, MARK), NOBODY)


def _sizes() -> Iterator[Forged]:
    big = as_json(event(message(text="x" * MIB)))
    yield _no("larger than a mebibyte", signed(big), LARGE)
    yield _no("larger than a mebibyte, unsigned", Wire(headers=((TYPE, JSON),), body=big), LARGE)
    yield _no("tells a length of a gibibyte", replace(signed(b"{}"), length=str(2**30)), LARGE)
    parts = b"".join(b"10000\r\n%s\r\n" % (b"x" * 65536) for _ in range(20)) + b"0\r\n\r\n"
    chunked = (("Transfer-Encoding", "chunked"),)
    yield _no("larger than a mebibyte in parts", Wire(headers=((TYPE, JSON), *chunked), body=parts), LARGE)
    yield _no(
        "a part that lies about its length", Wire(headers=((TYPE, JSON), *chunked), body=b"zz\r\n{}\r\n0\r\n\r\n"), BAD
    )
    yield _no("a length that is no number", replace(signed(b"{}"), length="many"), BAD)
    yield _no("a negative length", replace(signed(b"{}"), length="-5"), BAD)
    yield _no("a header of 20 kB", without(signed(as_json(event())), more=(("X-More", "x" * 20_000),)), (400, 431))
    yield _no("nothing", signed(b""), BAD)
    yield _no("blanks", signed(b"   \n"), BAD)


def _encodings() -> Iterator[Forged]:
    body = as_json(event())
    yield _no("no content type", without(signed(body), TYPE), KIND)
    for kind in (
        "text/plain",
        "text/html",
        "application/xml",
        "multipart/form-data; boundary=x",
        "json",
        "*/*",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/jsonp",
    ):
        yield _no(f"content type {kind}", signed(body, content_type=kind), KIND)
    yield _no("two content types", without(signed(body), more=((TYPE, FORM),)), (400, 415))
    packed = gzip.compress(body, mtime=0)
    yield _no("packed", without(signed(packed), more=(("Content-Encoding", "gzip"),)), KIND)
    yield _no(
        "packed, signed unpacked",
        without(replace(signed(body), body=packed), more=(("Content-Encoding", "gzip"),)),
        KIND,
    )
    bomb = gzip.compress(b"[" * (64 * MIB), mtime=0)
    yield _no("a bomb of 64 MiB", without(signed(bomb), more=(("Content-Encoding", "gzip"),)), (413, 415))
    yield _no("told to be packed", without(signed(body), more=(("Content-Encoding", "gzip"),)), (400, 415))
    yield _no("packed in an unknown way", without(signed(body), more=(("Content-Encoding", "zebra"),)), (400, 415))
    yield _no("UTF-16", signed(body.decode().encode("utf-16")), BAD)
    yield _no("a byte order mark", signed(b"\xef\xbb\xbf" + body), BAD)
    yield _no("bytes that are no UTF-8", signed(body.replace(b"what", b"wh\xff\xfe")), BAD)
    yield _no("an overlong slash", signed(body.replace(b"what", b"wh\xc0\xaf")), BAD)
    yield _no("a surrogate in UTF-8", signed(body.replace(b"what", b"\xed\xa0\x80")), BAD)
    yield _no("half a surrogate pair", signed(body.replace(b"what", b"\\ud800")), BAD)
    yield _no("half a pair as a key", signed(body.replace(b'"text"', b'"\\udfff"')), BAD)


def _json() -> Iterator[Forged]:
    body = as_json(event())
    for name, text in {
        "no JSON": b"hello",
        "JSON cut off": body[:-1],
        "more behind the JSON": body + b"{}",
        "two objects": body * 2,
        "a list": b"[]",
        "a string": b'"event_callback"',
        "a number": b"7",
        "null": b"null",
        "true": b"true",
        "an empty object": b"{}",
        "an empty key": b'{"":1}',
        "NaN": body.replace(b"1780000000", b"NaN"),
        "Infinity": body.replace(b"1780000000", b"-Infinity"),
        "a number without end": body.replace(b"1780000000", b"9" * 10_000),
        "a number beyond all": body.replace(b"1780000000", b"1e999"),
        "a comment": b"/* */" + body,
        "a comma too many": body[:-1] + b",}",
        "single quotes": body.replace(b'"', b"'"),
        "a raw line break in a string": body.replace(b"what", b"wh\nat"),
        "a key twice": body[:-1] + b',"type":"url_verification"}',
        "a key twice within": body.replace(b'"user":', b'"user":"U1","user":', 1),
        "a key twice, once escaped": body[:-1] + b',"\\u0074ype":"url_verification"}',
        "65 levels": body[:-1] + b',"x":' + b"[" * 64 + b"]" * 64 + b"}",
        "65 levels of objects": body[:-1] + b',"x":' + b'{"a":' * 64 + b"1" + b"}" * 64 + b"}",
        "a hundred thousand levels": b"[" * 100_000,
        "half a million levels": b'{"a":' * 100_000,
        "a hundred thousand levels, closed": b"[" * 100_000 + b"]" * 100_000,
        "levels within a known field": as_json(event()).replace(b'"4-ctx"', b"[" * 5000 + b"]" * 5000),
    }.items():
        yield _no(f"JSON: {name}", signed(text), BAD)


def _forms() -> Iterator[Forged]:
    fields = as_form(command())
    for name, text in {
        "not a form": b"hello",
        "only separators": b"&&&&",
        "an empty name": b"=1",
        "a field twice": fields + b"&user_id=U9",
        "a field twice, once escaped": fields + b"&user%5Fid=U9",
        "a name with blanks": fields + b"&a+b=1",
        "a name in capitals": fields + b"&USER=1",
        "bytes that are no UTF-8": fields + b"&x=%FF%FE",
        "an overlong slash": fields + b"&x=%C0%AF",
        "a surrogate": fields + b"&x=%ED%A0%80",
        "raw bytes": fields + b"&x=\xe9",
        "a thousand fields": fields + b"".join(b"&a%s=1" % b"b".ljust(n % 40 + 1, b"c") for n in range(1000)),
        "a command and a payload": fields + b"&payload=%7B%7D",
        "a payload and more": as_payload(click()) + b"&x=1",
        "an empty payload": b"payload=",
        "a payload that is no JSON": b"payload=hello",
        "a payload list": b"payload=%5B%5D",
        "a payload string": b"payload=%22block_actions%22",
        "a payload cut off": as_payload(click())[:-6],
        "a payload nested deep": as_form({"payload": "[" * 50_000}),
        "a payload with NaN": as_form({"payload": '{"type":NaN}'}),
        "a payload with a key twice": as_form({"payload": '{"type":"shortcut","type":"block_actions"}'}),
        "an event in a form": as_payload(event()),
        "ssl_check of two": b"ssl_check=2&token=x",
    }.items():
        yield _no(f"form: {name}", signed(text, content_type=FORM), BAD)


def _misshapen() -> Iterator[Forged]:
    for name, body in events().items():
        yield _no(f"event: {name}", signed(as_json(body)), BAD)
    for name, fields in commands().items():
        yield _no(f"command: {name}", signed(as_form(fields), content_type=FORM), BAD)
    for name, body in interactions().items():
        yield _no(f"interaction: {name}", signed(as_payload(body), content_type=FORM), BAD)
    for name, body in views().items():
        yield _no(f"view: {name}", signed(as_payload(body), content_type=FORM), BAD)


def _teams() -> Iterator[Forged]:
    nord = SECRETS[NORD]
    yield _no("an event of another workspace", signed(as_json(event()), secret=nord), NOT_YOURS)
    yield _no("a command of another workspace", signed(as_form(command()), content_type=FORM, secret=nord), NOT_YOURS)
    yield _no("a click of another workspace", signed(as_payload(click()), content_type=FORM, secret=nord), NOT_YOURS)
    yield _no(
        "a form of another workspace", signed(as_payload(submission()), content_type=FORM, secret=nord), NOT_YOURS
    )
    strange = event(team_id="T0STRANGE", authorizations=[])
    yield _no("an event of nobody's workspace", signed(as_json(strange)), NOT_YOURS)
    yield _no("an event of no workspace", signed(as_json(event(team_id=None, authorizations=[]))), (400, 403))
    yield _no("a workspace that is a list", signed(as_json(event(team_id=[LUMO], authorizations=[]))), (400, 403))
    yield _no(
        "a workspace in small letters", signed(as_json(event(team_id=LUMO.lower(), authorizations=[]))), NOT_YOURS
    )
    yield _no("a command of no workspace", signed(as_form(less(command(), "team_id")), content_type=FORM), (400, 403))
    lost = {**less(click(), "team"), "user": {"id": ANA}}
    yield _no("a click of no workspace", signed(as_payload(lost), content_type=FORM), (400, 403))


def _methods() -> Iterator[Forged]:
    good = signed(as_json(event()))
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        yield _no(f"{method} instead of POST", replace(good, method=method), (404, 405))
    yield _no("a method that is none", replace(good, method="P0ST"), (400, 405))
    yield _no("another path", replace(good, target="/slack/events/"), (404, 405))
    yield _no("a path that climbs", replace(good, target="/slack/events/../admin"), (404, 405))
    yield _no("an unknown expectation", without(good, more=(("Expect", "200-maybe"),)), (417,))
