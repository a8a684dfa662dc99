"""Apple's App Store: the contract on reviews of our own making, and the token that is signed for each request."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from adapters.sources import appstore
from bot.errors import WrongCredential
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract

KEY = ec.generate_private_key(ec.SECP256R1())
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


@dataclass(slots=True)
class Store(Counterpart):
    """Reviews of one app, newest first, two a page; each by its id."""

    tokens: list[str] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        return [web.get("/v1/apps/77/customerReviews", self._reviews), web.get("/v1/customerReviews/{id}", self._one)]

    async def _reviews(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers["Authorization"].removeprefix("Bearer "))
        found = sorted((one for one in self.said.values() if not one.gone), key=lambda one: one.edited or one.at)
        found.reverse()
        first = int(request.query.get("cursor") or 0)
        page: list[Any] = [_review(one) for one in found[first : first + 2]]
        on = {"next": f"{self.base}/v1/apps/77/customerReviews?cursor={first + 2}"} if first + 2 < len(found) else {}
        return web.json_response({"data": [*page, *([{"id": 7}] if self.bad and not first else [])], "links": on})

    async def _one(self, request: web.Request) -> web.Response:
        one = self.said.get(request.match_info["id"])
        if one is None or one.gone:
            return web.json_response({"errors": []}, status=404)
        return web.json_response({"data": _review(one)})


def _review(one: Said) -> dict[str, Any]:
    return {
        "type": "customerReviews",
        "id": one.id,
        "attributes": {
            "rating": 2,
            "title": None,
            "body": one.text,
            "reviewerNickname": one.author,
            "createdDate": (one.edited or one.at).isoformat(),
            "territory": "DEU",
        },
    }


class TestAppStore(SourceContract):
    about, place, connect = appstore.ABOUT, Store, staticmethod(appstore.connect)
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(
            name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/app/id77", user="issuer/KEY1", secret=PEM
        )

    async def test_each_request_is_signed_for_a_quarter_of_an_hour(self, here: Listener, there: Store) -> None:
        await here.settle(turns=1)
        head, claims, mark = there.tokens[0].split(".")
        assert json.loads(_read(head)) == {"alg": "ES256", "typ": "JWT", "kid": "KEY1"}
        said = json.loads(_read(claims))
        assert (said["iss"], said["aud"], said["exp"] - said["iat"]) == ("issuer", "appstoreconnect-v1", 900)
        raw = _read(mark)
        whole = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        KEY.public_key().verify(whole, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))

    async def test_a_review_has_its_stars_and_its_country(self, here: Listener, there: Store) -> None:
        there.say(self.said(0, here))
        await here.settle(turns=2)
        (mention,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
        assert (mention.rating, mention.rest["country"]) == (2, "DEU")

    async def test_what_is_no_key_is_a_wrong_credential(self, here: Listener, there: Store) -> None:
        broken = Account(name=NAME, since=NOON, url=f"{there.base}/app/id77", user="issuer/KEY1", secret="no key")
        with pytest.raises(WrongCredential):
            await appstore.connect(broken, outside=here.outside(there.base, self.about)).poll("")


def _read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
