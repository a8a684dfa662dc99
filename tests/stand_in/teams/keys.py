"""The keys that sign for Teams, the metadata that tells of them, and the tokens they sign.

learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication: RS256; issuer
https://api.botframework.com; audience the bot's app id; `serviceurl` the activity's; five minutes of skew; a key of
the JWKS names in `endorsements` the channels that it may sign for; keys change, so an unknown `kid` is looked up again.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.stand_in.slack.state import Now
from tests.stand_in.teams.state import Json

ISSUER = "https://api.botframework.com"
LIFE_S = 3600.0
ENDORSED = ("msteams", "webchat", "directline", "skypeforbusiness")


@cache
def private(name: str) -> RSAPrivateKey:
    """A key of this name, made once a process: making one takes longer than a test should."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def part(value: Any) -> str:
    """One part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def rs256(header: Json, claims: Any, key: str) -> str:
    """A token signed RS256 whatever its header says."""
    said = f"{part(header)}.{part(claims)}"
    signature = private(key).sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{said}.{part(signature)}"


@dataclass(slots=True, kw_only=True)
class Key:
    """A key that signs; `endorsements` None: the JWKS names none."""

    name: str
    endorsements: tuple[str, ...] | None = ENDORSED

    @property
    def kid(self) -> str:
        """The id under which it is published."""
        return base64.urlsafe_b64encode(hashlib.sha1(self.name.encode()).digest()).decode().rstrip("=")  # noqa: S324

    def jwk(self) -> Json:
        """Its public half as the JWKS shows it."""
        numbers = private(self.name).public_key().public_numbers()
        found: Json = {
            "kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid, "n": _text(numbers.n), "e": _text(numbers.e),
        }  # fmt: skip
        return found if self.endorsements is None else {**found, "endorsements": list(self.endorsements)}


@dataclass(slots=True, kw_only=True)
class Keys:
    """The key set of the connector; `rollover()` puts a new key in the place of the old."""

    now: Now
    audience: str
    issuer: str = ISSUER
    published: list[Key] = field(default_factory=lambda: [Key(name="first"), Key(name="spare")])
    signing: Key = field(default_factory=lambda: Key(name="first"))
    fetched: list[str] = field(default_factory=list)
    broken: bool = False
    hold: asyncio.Event | None = None
    _made: dict[str, tuple[float, str]] = field(default_factory=dict)

    def rollover(self, name: str = "second", *, keep: bool = False) -> Key:
        """Sign with a new key from now on; the old ones leave the JWKS unless `keep`."""
        made = Key(name=name)
        self.published = [*self.published, made] if keep else [made]
        self.signing = made
        self._made.clear()
        return made

    def token(self, service_url: str) -> str:
        """A good token for activities of this serviceUrl; the same for ten minutes, as the connector does it."""
        now = self.now()
        held = self._made.get(service_url)
        if held is None or not held[0] <= now < held[0] + 600:
            held = (now, self.signed(self.claims(service_url)))
            self._made[service_url] = held
        return held[1]

    def claims(self, service_url: str) -> Json:
        """What a good token says."""
        now = int(self.now())
        return {
            "serviceurl": service_url, "nbf": now, "exp": now + int(LIFE_S), "iss": self.issuer, "aud": self.audience,
        }  # fmt: skip

    def signed(self, claims: Json, *, key: Key | None = None, kid: str | None = "") -> str:
        """A token with these claims, signed RS256; `kid` None leaves it out, another names another key."""
        by = key or self.signing
        named = by.kid if kid == "" else kid
        head = {} if named is None else {"kid": named, "x5t": named}
        return rs256({"alg": "RS256", "typ": "JWT", **head}, claims, by.name)

    # --- what is served ---

    async def metadata(self, request: web.Request) -> web.Response:
        """`/openid/.well-known/openidconfiguration`."""
        self.fetched.append("metadata")
        await self._held()
        if self.broken:
            return web.Response(status=503)
        base = f"{request.scheme}://{request.host}/openid"
        return web.json_response(
            {
                "issuer": self.issuer, "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{base}/keys", "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )  # fmt: skip

    async def jwks(self, _request: web.Request) -> web.Response:
        """`/openid/keys`."""
        self.fetched.append("keys")
        await self._held()
        if self.broken:
            return web.Response(status=503)
        return web.json_response({"keys": [one.jwk() for one in self.published]})

    async def _held(self) -> None:
        """Say nothing until the event is set, where there is one."""
        if self.hold is not None:
            await self.hold.wait()


def _text(number: int) -> str:
    return part(number.to_bytes((number.bit_length() + 7) // 8, "big"))
