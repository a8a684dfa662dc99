"""The keys that sign for Teams: asked for where the OpenID metadata says, kept, and asked for again.

A key that is not known is asked for at most once a minute, whoever names it; what cannot be had leaves the keys that
are held as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import InvalidKeyError
from jwt.algorithms import RSAAlgorithm

from adapters.chat.teams.request import Read
from bot.errors import BadInput
from bot.ports.world import Clock

PAUSE: Final = timedelta(minutes=1)
"""Between two askings."""
AGE: Final = timedelta(hours=24)
"""After this the keys are asked for again, though no new one was named."""
TIMEOUT_S: Final = 5.0
LARGEST: Final = 1024 * 1024
SHORTEST: Final = 2048
"""Bits of a key that is taken."""

_log = structlog.get_logger("earshot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key, and the channels that it may sign for."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """The key set of one issuer.

    Args:
        metadata_url: its OpenID metadata.
        session: asks for it.
        read: reads JSON strictly.
        clock: what time it is.
        timeout_s: how long both answers may take together.
    """

    def __init__(
        self, *, metadata_url: str, session: aiohttp.ClientSession, read: Read, clock: Clock,
        timeout_s: float = TIMEOUT_S,
    ) -> None:  # fmt: skip
        self._url, self._session, self._read, self._clock = metadata_url, session, read, clock
        self._timeout = timeout_s
        self._held: Mapping[str, Key] = {}
        self._asked: datetime | None = None
        self._got: datetime | None = None
        self._asking = asyncio.Lock()

    async def key(self, kid: str) -> Key | None:
        """The key with this id; None if there is none, or nobody can say so within five seconds."""
        held = self._held.get(kid)
        if held is not None and (self._asking.locked() or not self._old()):
            return held
        async with self._asking:  # several who miss a key ask once
            if self._held.get(kid) is None or self._old():
                await self._refresh()
        return self._held.get(kid)

    def _old(self) -> bool:
        return self._got is None or abs(self._clock.now() - self._got) > AGE

    async def _refresh(self) -> None:
        now = self._clock.now()
        if self._asked is not None and abs(now - self._asked) < PAUSE:
            return
        self._asked = now
        try:
            async with asyncio.timeout(self._timeout):
                found = await self._fetched()
        except (aiohttp.ClientError, TimeoutError, OSError, BadInput, ValueError) as error:
            _log.warning("the keys of Teams cannot be had", url=self._url, error=type(error).__name__)
            return
        if found:
            self._held, self._got = found, now
        else:
            _log.warning("there is no key of Teams that can be used", url=self._url)

    async def _fetched(self) -> Mapping[str, Key]:
        """Every key that is fit; raises what stands in `_refresh`."""
        where = _object(await self._get(self._url)).get("jwks_uri")
        if not isinstance(where, str) or urlsplit(where).scheme != urlsplit(self._url).scheme:
            raise ValueError("no address of keys")
        listed = _object(await self._get(where)).get("keys")
        found = [_key(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return dict(one for one in found if one is not None)

    async def _get(self, url: str) -> object:
        async with self._session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise ValueError(f"answered {answer.status}")
            parts, size = [], 0
            async for part in answer.content.iter_any():
                size += len(part)
                if size > LARGEST:
                    raise ValueError("too large")
                parts.append(part)
        return self._read(b"".join(parts).decode("utf-8"))


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _key(jwk: Mapping[str, object]) -> tuple[str, Key] | None:
    """A key of the set with its id; None if it is none that we can use."""
    kid, number, exponent, named = (jwk.get(name) for name in ("kid", "n", "e", "endorsements"))
    if jwk.get("kty") != "RSA" or jwk.get("use", "sig") != "sig" or not isinstance(kid, str) or not kid:
        return None
    try:
        public = RSAAlgorithm.from_jwk({"kty": "RSA", "n": number, "e": exponent})
    except (InvalidKeyError, ValueError, TypeError, AttributeError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < SHORTEST:
        return None
    listed = named if isinstance(named, list) else []
    return kid, Key(public=public, endorsements=frozenset(one for one in listed if isinstance(one, str)))
