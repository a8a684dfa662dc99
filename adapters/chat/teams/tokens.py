"""Who says so: the token that comes with an activity, and whether it is one for this activity.

RS256 alone, by a key that the issuer's metadata names; exactly our issuer and audience; an end within a day. What it
says of the connector's address must be what the activity says, and that address one of those that are allowed: answers
with our own credential go there.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeGuard

from jwt import PyJWS, PyJWTError

from adapters.chat.teams.keys import Keys
from adapters.chat.teams.request import Heard, Json, Read, unfit
from bot.errors import BadInput
from bot.ports.world import Clock

CHANNEL: Final = "msteams"
SKEW: Final = timedelta(seconds=300)
"""How far the issuer's clock may be from ours."""
LONGEST: Final = timedelta(hours=24)
"""How long from now on a token may be good."""

_TOKEN = re.compile(r"Bearer ([A-Za-z0-9_-]{1,4000})\.[A-Za-z0-9_-]{1,8000}\.[A-Za-z0-9_-]{1,2000}", re.ASCII)
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9_~.-]*)*", re.ASCII)
_CLIMBS = re.compile(r"/\.{1,2}(?:/|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom we believe: tokens of this issuer for our app, addresses that begin so, these tenants (in small letters)."""

    app_id: str
    issuer: str
    services: tuple[str, ...]
    tenants: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What a good token says: the connector's address, and for which channels its key may sign."""

    service_url: str
    endorsements: frozenset[str]


class Tokens:
    """Checks tokens.

    Args:
        keys: the issuer's keys.
        trust: whom we believe.
        read: reads JSON strictly.
        clock: what time it is.
    """

    def __init__(self, *, keys: Keys, trust: Trust, read: Read, clock: Clock) -> None:
        self._keys, self._trust, self._read, self._clock = keys, trust, read, clock
        self._jws = PyJWS(algorithms=["RS256"])

    async def believe(self, authorization: str) -> Believed:
        """What the token of this header says.

        Raises:
            Unfit: 401, it is no token of Teams for us, or not now.
        """
        found = _TOKEN.fullmatch(authorization)
        if found is None:
            raise unfit(401, "no token")
        key = await self._keys.key(self._kid(found[1]))
        if key is None:
            raise unfit(401, "signed by nobody we know")
        try:
            signed = self._jws.decode_complete(authorization[7:], key.public, algorithms=["RS256"])
        except (PyJWTError, ValueError) as error:
            raise unfit(401, "not signed") from error
        claims = self._object(signed["payload"])
        service_url = claims.get("serviceurl")
        if not self._good(claims) or not isinstance(service_url, str) or not service_url:
            raise unfit(401, "a token for others, or of another time")
        return Believed(service_url=service_url, endorsements=key.endorsements)

    def _kid(self, part: str) -> str:
        """The id of the key that a token's header names."""
        try:
            header = self._object(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except ValueError as error:
            raise unfit(401, "no header") from error
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str) or not kid or "crit" in header or "b64" in header:
            raise unfit(401, "of another kind")
        return kid

    def _object(self, raw: bytes) -> Json:
        try:
            found = self._read(raw.decode("utf-8"))
        except (BadInput, UnicodeDecodeError) as error:
            raise unfit(401, "not strict JSON") from error
        if not isinstance(found, dict):
            raise unfit(401, "not an object")
        return found

    def _good(self, claims: Mapping[str, Any]) -> bool:
        """Whether the token is of our issuer, for us, and of now."""
        now, skew = self._clock.now().timestamp(), SKEW.total_seconds()
        if claims.get("iss") != self._trust.issuer or claims.get("aud") != self._trust.app_id:
            return False
        ends, begins = claims.get("exp"), claims.get("nbf", 0)
        if not _number(ends) or not _number(begins):
            return False
        return now - skew <= ends <= now + LONGEST.total_seconds() + skew and begins <= now + skew


def fits(believed: Believed, heard: Heard, trust: Trust) -> None:
    """Return where the token is one for this activity, and the activity one of a tenant of ours.

    Raises:
        Unfit: 403.
    """
    body = heard.body
    if body["serviceUrl"] != believed.service_url or not is_allowed(believed.service_url, trust.services):
        raise unfit(403, "of another address")
    if body["channelId"] != CHANNEL or CHANNEL not in believed.endorsements:
        raise unfit(403, "of another channel")
    if not heard.tenant or heard.tenant not in trust.tenants:
        raise unfit(403, "of another tenant")


def is_allowed(url: str, services: tuple[str, ...]) -> bool:
    """Whether an address begins as one of these, host and all, and does not climb out of it."""
    if not _ADDRESS.fullmatch(url) or _CLIMBS.search(url):
        return False
    return any(f"{url.rstrip('/')}/".startswith(f"{one.rstrip('/')}/") for one in services)


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
