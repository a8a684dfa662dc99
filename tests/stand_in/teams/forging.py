"""Tokens that a bot must refuse, and some at the edge that it must take.

`forged(keys, name, service_url)` makes each of `FORGED` from a good one; its name says what is wrong with it, and
`STATUSES` tells what a bot may answer: always 401 or 403. `ACCEPTED` has the good ones: within the skew of five
minutes, up to a day ahead, by any published key that is endorsed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.stand_in.teams.keys import Key, Keys, part, private, rs256
from tests.stand_in.teams.state import Json

STATUSES = (401, 403)
DAY = 86400

Forger = Callable[[Keys, str], str]


def hs256(header: Json, claims: Json, secret: bytes) -> str:
    """A token signed HS256 with this secret."""
    said = f"{part(header)}.{part(claims)}"
    return f"{said}.{part(hmac.new(secret, said.encode(), hashlib.sha256).digest())}"


def forged(keys: Keys, name: str, service_url: str) -> str:
    """The forged token of this name."""
    return FORGED[name](keys, service_url)


def _with(**other: Any) -> Forger:
    """A token signed by the right key with other claims; None leaves one out, a callable is given the time."""

    def make(keys: Keys, service_url: str) -> str:
        claims = keys.claims(service_url)
        for name, value in other.items():
            if value is None:
                claims.pop(name, None)
            else:
                claims[name] = value(keys.now()) if callable(value) else value
        return keys.signed(claims)

    return make


def _header(**other: Any) -> Forger:
    """A token signed by the right key with another header."""

    def make(keys: Keys, service_url: str) -> str:
        header = {"alg": "RS256", "typ": "JWT", "kid": keys.signing.kid, **other}
        header = {name: value for name, value in header.items() if value is not None}
        return rs256(header, keys.claims(service_url), keys.signing.name)

    return make


def _unsigned(alg: str) -> Forger:
    def make(keys: Keys, service_url: str) -> str:
        return f"{part({'alg': alg, 'typ': 'JWT', 'kid': keys.signing.kid})}.{part(keys.claims(service_url))}."

    return make


def _confused(encoding: Encoding) -> Forger:
    """HS256 with the published key as its secret."""

    def make(keys: Keys, service_url: str) -> str:
        public = private(keys.signing.name).public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
        return hs256({"alg": "HS256", "typ": "JWT", "kid": keys.signing.kid}, keys.claims(service_url), public)

    return make


def _by(name: str, *, kid: str | None = None) -> Forger:
    """Signed by a key that is not Teams'; its own key id, or (`kid` "") that of Teams' key."""

    def make(keys: Keys, service_url: str) -> str:
        named = keys.signing.kid if kid == "" else Key(name=name).kid
        return keys.signed(keys.claims(service_url), key=Key(name=name), kid=named)

    return make


def _no_jwk(keys: Keys, service_url: str) -> str:
    """The token brings its own key."""
    header = {"alg": "RS256", "typ": "JWT", "kid": "mine", "jwk": Key(name="thief").jwk()}
    return rs256(header, keys.claims(service_url), "thief")


def _changed(**other: Any) -> Forger:
    """A good token whose claims were changed afterwards."""

    def make(keys: Keys, service_url: str) -> str:
        head, _, tail = keys.token(service_url).split(".")
        return f"{head}.{part({**keys.claims(service_url), **other})}.{tail}"

    return make


def _endorsed(*names: str) -> Forger:
    """Signed by a key of the set that is not endorsed for Teams; publishes it."""

    def make(keys: Keys, service_url: str) -> str:
        key = Key(name="spare", endorsements=names or None)
        keys.published = [one for one in keys.published if one.name != key.name] + [key]
        return keys.signed(keys.claims(service_url), key=key)

    return make


def _cut(keys: Keys, service_url: str) -> str:
    return keys.token(service_url).rpartition(".")[0] + "."


def _flipped(keys: Keys, service_url: str) -> str:
    good = keys.token(service_url)
    at = good.rindex(".") + 9
    return good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]


FORGED: dict[str, Forger] = {
    "none at all": lambda keys, url: "",
    "no token": lambda keys, url: "hello",
    "two parts": lambda keys, url: keys.token(url).rpartition(".")[0],
    "four parts": lambda keys, url: keys.token(url) + ".AAAA",
    "empty parts": lambda keys, url: "..",
    "a header that is no JSON": lambda keys, url: f"{part(b'{')}.{part(keys.claims(url))}.AAAA",
    "claims that are no object": lambda keys, url: rs256(
        {"alg": "RS256", "kid": keys.signing.kid}, ["a"], keys.signing.name
    ),
    "no algorithm": _header(alg=None),
    "alg none": _unsigned("none"),
    "alg None": _unsigned("None"),
    "alg nOnE": _unsigned("nOnE"),
    "alg RS256 without a signature": _unsigned("RS256"),
    "alg HS256 with the public key in PEM": _confused(Encoding.PEM),
    "alg HS256 with the public key in DER": _confused(Encoding.DER),
    "alg HS256 with no secret": lambda keys, url: hs256(
        {"alg": "HS256", "kid": keys.signing.kid}, keys.claims(url), b""
    ),
    "alg RS512 in the header": _header(alg="RS512"),
    "alg PS256 in the header": _header(alg="PS256"),
    "alg ES256 in the header": _header(alg="ES256"),
    "alg rs256 in the header": _header(alg="rs256"),
    "no key id": _header(kid=None),
    "an empty key id": _header(kid=""),
    "a key id that is a number": _header(kid=7),
    "a key id that is a path": _header(kid="../../dev/null"),
    "an unknown key id": _header(kid="unknown"),
    "a critical header that nobody knows": _header(crit=["exp-ish"], **{"exp-ish": 1}),
    "a foreign key under its own id": _by("thief"),
    "a foreign key under Teams' id": _by("thief", kid=""),
    "a foreign key that it brings itself": _no_jwk,
    "a key set address of its own": lambda keys, url: rs256(
        {"alg": "RS256", "kid": "mine", "jku": "http://127.0.0.1:9/keys"}, keys.claims(url), "thief"
    ),
    "no expiry": _with(exp=None),
    "expired": _with(exp=lambda now: int(now) - 301, nbf=lambda now: int(now) - 4000),
    "expired a day ago": _with(exp=lambda now: int(now) - DAY, nbf=lambda now: int(now) - 2 * DAY),
    "an expiry more than a day ahead": _with(exp=lambda now: int(now) + DAY + 301),
    "an expiry in a thousand years": _with(exp=lambda now: int(now) + 1000 * 365 * DAY),
    "an expiry that is text": _with(exp="tomorrow"),
    "an expiry that is null": _changed(exp=None),
    "an expiry that is infinite": lambda keys, url: rs256(
        {"alg": "RS256", "kid": keys.signing.kid}, {**keys.claims(url), "exp": float("inf")}, keys.signing.name
    ),
    "not valid yet": _with(nbf=lambda now: int(now) + 301, exp=lambda now: int(now) + 3600),
    "no audience": _with(aud=None),
    "another bot's audience": _with(aud="00000000-0000-4000-8000-000000000000"),
    "an empty audience": _with(aud=""),
    "a list of audiences with ours": lambda keys, url: keys.signed(
        {**keys.claims(url), "aud": [keys.audience, "other"]}
    ),
    "our audience in capitals": lambda keys, url: keys.signed({**keys.claims(url), "aud": keys.audience.upper()}),
    "our audience and more": lambda keys, url: keys.signed({**keys.claims(url), "aud": keys.audience + "/x"}),
    "no issuer": _with(iss=None),
    "another issuer": _with(iss="https://api.botframework.example"),
    "the emulator's issuer": _with(iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"),
    "a government's issuer": _with(iss="https://api.botframework.us"),
    "our issuer with a slash": _with(iss="https://api.botframework.com/"),
    "our issuer in a list": _with(iss=["https://api.botframework.com"]),
    "no serviceurl": _with(serviceurl=None),
    "another serviceurl": _with(serviceurl="https://smba.trafficmanager.net/other/"),
    "an empty serviceurl": _with(serviceurl=""),
    "a serviceurl that is a list": lambda keys, url: keys.signed({**keys.claims(url), "serviceurl": [url]}),
    "a serviceurl that begins alike": lambda keys, url: keys.signed({**keys.claims(url), "serviceurl": url + "more/"}),
    "a key that is endorsed for nothing": _endorsed(),
    "a key that is endorsed for web chat": _endorsed("webchat"),
    "a key that is endorsed for a channel alike": _endorsed("msteams2"),
    "claims changed afterwards": _changed(serviceurl="https://evil.example/"),
    "an audience changed afterwards": _changed(aud="someone-else"),
    "a signature cut off": _cut,
    "a signature with one letter changed": _flipped,
}  # fmt: skip


def _by_published(keys: Keys, service_url: str) -> str:
    return keys.signed(keys.claims(service_url), key=keys.published[-1])


ACCEPTED: dict[str, Forger] = {
    "an ordinary one": lambda keys, url: keys.token(url),
    "one that expired within the skew": _with(exp=lambda now: int(now) - 299, nbf=lambda now: int(now) - 3900),
    "one that begins within the skew": _with(nbf=lambda now: int(now) + 299),
    "one for a day": _with(exp=lambda now: int(now) + DAY),
    "one without a beginning": _with(nbf=None),
    "one with more claims": _with(jti="1", xms="2"),
    "one by another published key": _by_published,
}
