"""Google Play: the contract on reviews of our own making, and how a service account signs in."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from adapters.sources import playstore
from bot.errors import WrongCredential
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
FILE = json.dumps({"client_email": "earshot@lumo.example", "private_key": PEM, "token_uri": "http://10.0.0.1/"})


@dataclass(slots=True)
class Store(Counterpart):
    """Reviews of one app, those changed last first, two a page; each by its id."""

    proofs: list[str] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        """What of its API is used."""
        base = "/androidpublisher/v3/applications/com.lumo/reviews"
        return [web.post("/token", self._token), web.get(base, self._reviews), web.get(f"{base}/{{id}}", self._one)]

    async def _token(self, request: web.Request) -> web.Response:
        self.proofs.append(request.query["assertion"])
        return web.json_response({"access_token": f"t{len(self.proofs)}", "expires_in": 3599})

    async def _reviews(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer t{len(self.proofs)}"
        found = sorted((one for one in self.said.values() if not one.gone), key=lambda one: one.edited or one.at)
        found.reverse()
        first = int(request.query.get("token") or 0)
        page: list[Any] = [_review(one) for one in found[first : first + 2]]
        if self.bad and not first:
            page.append({"reviewId": "bad"})
        on = {"tokenPagination": {"nextPageToken": str(first + 2)}} if first + 2 < len(found) else {}
        return web.json_response({**({"reviews": page} if page else {}), **on})

    async def _one(self, request: web.Request) -> web.Response:
        one = self.said.get(request.match_info["id"])
        return web.json_response(_review(one)) if one and not one.gone else web.json_response({}, status=404)


def _review(one: Said) -> dict[str, Any]:
    words = {
        "text": f"\t{one.text}",
        "starRating": 1,
        "reviewerLanguage": "en",
        "thumbsUpCount": 3,
        "lastModified": {"seconds": str(int((one.edited or one.at).timestamp())), "nanos": 0},
    }
    return {
        "reviewId": one.id,
        "authorName": one.author,
        "comments": [{"userComment": words}, {"developerComment": {"text": "Sorry!"}}],
    }


class TestPlayStore(SourceContract):
    about, place, connect = playstore.ABOUT, Store, staticmethod(playstore.connect)
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        return Account(
            name=NAME, since=NOON - timedelta(days=30), url=f"{there.base}/store/apps/details?id=com.lumo", secret=FILE
        )

    async def test_a_review_has_its_stars_and_the_answer_to_it_is_none(self, here: Listener, there: Store) -> None:
        there.say(self.said(0, here))
        await here.settle(turns=2)
        (mention,) = [one for _, one in await here.store.mentions(0, 10)]  # type: ignore[arg-type]
        assert (mention.rating, mention.language, mention.engagement.likes) == (1, "en", 3)

    async def test_the_account_signs_in_for_an_hour_and_only_at_google(self, here: Listener, there: Store) -> None:
        await here.settle(turns=5)
        assert len(there.proofs) == 2
        head, claims, mark = there.proofs[0].split(".")
        said = json.loads(_read(claims))
        assert (said["iss"], said["exp"] - said["iat"]) == ("earshot@lumo.example", 3600)
        signed = f"{head}.{claims}".encode()
        KEY.public_key().verify(_read(mark), signed, padding.PKCS1v15(), hashes.SHA256())

    async def test_what_is_no_key_is_a_wrong_credential(self, here: Listener, there: Store) -> None:
        for secret in ("no JSON", "{}"):
            broken = Account(name=NAME, since=NOON, url=f"{there.base}/?id=com.lumo", secret=secret)
            with pytest.raises(WrongCredential):
                await playstore.connect(broken, outside=here.outside(there.base, self.about)).poll("")


def _read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
