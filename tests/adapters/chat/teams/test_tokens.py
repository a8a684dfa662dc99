"""Tokens and the keys that sign them, over real HTTP."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from adapters.chat.teams.keys import Keys
from adapters.chat.teams.request import Heard, Unfit, understand
from adapters.chat.teams.tokens import Believed, Tokens, Trust, fits, is_allowed
from bot.listening.strict_json import read_json
from tests.adapters.chat.teams.door import TRUST, Moment, held_keys
from tests.adapters.chat.teams.requests import APP, LUMO, NORD, NOW, SERVICE, Json, message
from tests.stand_in.teams import keys as signing
from tests.stand_in.teams.forging import FORGED, forged

HOUR, DAY = 3600, 86400
SERVICES = ("https://smba.trafficmanager.net/",)


@pytest.fixture
def clock() -> Moment:
    return Moment()


@pytest.fixture
def signer(clock: Moment) -> signing.Keys:
    return signing.Keys(now=lambda: clock.at, audience=APP)


@pytest.fixture
async def tokens(signer: signing.Keys, clock: Moment) -> AsyncIterator[Tokens]:
    async with held_keys(signer, clock) as keys:
        yield _tokens(keys, clock)


def _tokens(keys: Keys, clock: Moment) -> Tokens:
    return Tokens(keys=keys, trust=TRUST, read=read_json, clock=clock)


async def _status(tokens: Tokens, token: str) -> int:
    try:
        await tokens.believe(f"Bearer {token}")
    except Unfit as wrong:
        return wrong.status
    return 200


# --- what is believed ---


async def test_a_good_token_is_believed_and_tells_its_address_and_what_its_key_may_sign_for(
    tokens: Tokens, signer: signing.Keys
) -> None:  # fmt: skip
    believed = await tokens.believe(f"Bearer {signer.token(SERVICE)}")
    assert believed == Believed(service_url=SERVICE, endorsements=frozenset(signing.ENDORSED))


@pytest.mark.parametrize("name", list(FORGED))
async def test_a_forged_token_is_not_believed_or_fits_no_activity(
    tokens: Tokens, signer: signing.Keys, name: str
) -> None:  # fmt: skip
    token = forged(signer, name, SERVICE)
    with pytest.raises(Unfit) as wrong:
        fits(await tokens.believe(f"Bearer {token}"), _heard(), TRUST)
    assert wrong.value.status in (401, 403)


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"exp": NOW - 300}, 200),
        ({"exp": NOW - 301}, 401),
        ({"exp": NOW + DAY + 300}, 200),
        ({"exp": NOW + DAY + 301}, 401),
        ({"exp": NOW + 10.5}, 200),
        ({"exp": True}, 401),
        ({"exp": str(NOW + 10)}, 401),
        ({"exp": 10**400}, 401),
        ({"nbf": NOW + 300}, 200),
        ({"nbf": NOW + 301}, 401),
        ({"nbf": None}, 401),
        ({"nbf": "now"}, 401),
        ({"iat": NOW + DAY}, 200),
        ({"more": {"of": "it"}}, 200),
    ],
)
async def test_a_token_is_good_for_its_time_and_five_minutes(
    tokens: Tokens, signer: signing.Keys, claims: Json, status: int
) -> None:  # fmt: skip
    assert await _status(tokens, signer.signed({**signer.claims(SERVICE), **claims})) == status


async def test_a_token_without_a_beginning_is_believed(tokens: Tokens, signer: signing.Keys) -> None:
    claims = {name: value for name, value in signer.claims(SERVICE).items() if name != "nbf"}
    assert await _status(tokens, signer.signed(claims)) == 200


async def test_the_time_is_that_of_the_clock_which_was_given(
    tokens: Tokens, signer: signing.Keys, clock: Moment
) -> None:  # fmt: skip
    token = signer.token(SERVICE)
    clock.at += HOUR + 301
    assert await _status(tokens, token) == 401


@pytest.mark.parametrize(
    "header",
    [
        b"[" * 3000, b'{"alg":"RS256","alg":"none","kid":"x"}', b"\xff\xfe", b'"RS256"', b"7", b"",
        b'{"alg":["RS256"]}', b'{"alg":"RS256","kid":{}}',
    ],
)  # fmt: skip
async def test_a_header_that_is_no_plain_object_is_refused(
    tokens: Tokens, signer: signing.Keys, header: bytes
) -> None:  # fmt: skip
    _, claims, mark = signer.token(SERVICE).split(".")
    assert await _status(tokens, f"{signing.part(header)}.{claims}.{mark}") == 401


@pytest.mark.parametrize("claims", [b"[" * 3000, b'{"aud":"a","aud":"b"}', b"\xff", b"[]", b"7", b'{"exp":NaN}'])
async def test_claims_that_are_no_plain_object_are_refused_though_they_are_signed(
    tokens: Tokens, signer: signing.Keys, claims: bytes
) -> None:  # fmt: skip
    header = {"alg": "RS256", "typ": "JWT", "kid": signer.signing.kid}
    assert await _status(tokens, signing.rs256(header, claims, signer.signing.name)) == 401


# --- which activity it is for ---


def _heard(**more: Any) -> Heard:
    return understand({**message(), **more})


def _fits(believed: Believed | None = None, trust: Trust = TRUST, **more: Any) -> int:
    told = believed or Believed(service_url=SERVICE, endorsements=frozenset({"msteams"}))
    try:
        fits(told, _heard(**more), trust)
    except Unfit as wrong:
        return wrong.status
    return 200


def test_a_token_fits_the_activities_of_its_address_its_channels_and_our_tenants() -> None:
    assert _fits() == 200
    assert _fits(serviceUrl=SERVICE.rstrip("/")) == 403
    assert _fits(channelId="webchat") == 403
    assert _fits(Believed(service_url=SERVICE, endorsements=frozenset({"webchat"})), channelId="webchat") == 403
    assert _fits(Believed(service_url=SERVICE, endorsements=frozenset())) == 403
    assert _fits(channelData={"tenant": {"id": NORD}}) == 403
    both = Trust(app_id=APP, issuer="x", services=SERVICES, tenants=frozenset({LUMO, NORD}))
    assert _fits(trust=both, channelData={"tenant": {"id": NORD}}) == 403
    theirs = {**message()["conversation"], "tenantId": NORD.upper()}
    assert _fits(trust=both, conversation=theirs, channelData={"tenant": {"id": NORD}}) == 200


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://smba.trafficmanager.net/de/1f0b6a4e-8c1d/", True),
        ("https://smba.trafficmanager.net", True),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://SMBA.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/a/../b", False),
        ("https://smba.trafficmanager.net/./", False),
        ("https://smba.trafficmanager.net/a b", False),
        ("https://smba.trafficmanager.net/%2e%2e/", False),
        ("https://smba.trafficmanager.net:443/", False),
        ("https://me@smba.trafficmanager.net/", False),
        ("http://smba.trafficmanager.net/", False),
    ],
)
def test_only_addresses_of_the_connector_are_allowed(url: str, allowed: bool) -> None:
    assert is_allowed(url, SERVICES) is allowed
    assert is_allowed(url, ("https://smba.trafficmanager.net",)) is allowed


def test_an_allowed_path_allows_what_is_below_it_alone() -> None:
    services = ("https://smba.trafficmanager.net/emea/",)
    assert is_allowed("https://smba.trafficmanager.net/emea", services)
    assert not is_allowed("https://smba.trafficmanager.net/emea2/", services)


# --- keys ---


async def test_the_keys_are_asked_for_once_and_then_known(tokens: Tokens, signer: signing.Keys) -> None:
    assert {await _status(tokens, signer.token(SERVICE)) for _ in range(5)} == {200}
    assert signer.fetched == ["metadata", "keys"]


async def test_many_who_miss_a_key_at_once_ask_once(tokens: Tokens, signer: signing.Keys) -> None:
    token = signer.token(SERVICE)
    assert set(await asyncio.gather(*(_status(tokens, token) for _ in range(50)))) == {200}
    assert signer.fetched == ["metadata", "keys"]


async def test_a_new_key_is_known_at_once_when_the_last_asking_is_a_minute_old(
    tokens: Tokens, signer: signing.Keys, clock: Moment
) -> None:  # fmt: skip
    old = signer.token(SERVICE)
    assert await _status(tokens, old) == 200
    signer.rollover()
    clock.at += 59
    assert await _status(tokens, signer.token(SERVICE)) == 401
    assert await _status(tokens, old) == 200
    clock.at += 1
    assert await _status(tokens, signer.token(SERVICE)) == 200
    assert await _status(tokens, old) == 401
    assert signer.fetched == ["metadata", "keys"] * 2


async def test_unknown_keys_are_asked_for_once_a_minute_however_many_are_named(
    tokens: Tokens, signer: signing.Keys, clock: Moment
) -> None:  # fmt: skip
    good = signer.token(SERVICE)
    assert await _status(tokens, good) == 200
    for second in range(120):
        clock.at = NOW + second
        for number in range(5):
            thief = signing.Key(name="thief")
            token = signer.signed(signer.claims(SERVICE), key=thief, kid=f"kid-{second}-{number}")
            assert await _status(tokens, token) == 401
    assert len(signer.fetched) <= 2 * 2
    assert await _status(tokens, good) == 200


async def test_keys_that_cannot_be_had_refuse_and_those_that_are_held_stay(
    tokens: Tokens, signer: signing.Keys, clock: Moment
) -> None:  # fmt: skip
    signer.broken = True
    assert await _status(tokens, signer.token(SERVICE)) == 401
    clock.at += 60
    signer.broken = False
    assert await _status(tokens, signer.token(SERVICE)) == 200
    signer.broken = True
    clock.at += 2 * DAY
    assert await _status(tokens, signer.token(SERVICE)) == 200
    asked = len(signer.fetched)
    assert await _status(tokens, signer.token(SERVICE)) == 200
    assert len(signer.fetched) == asked


async def test_a_key_that_left_the_set_is_refused_after_a_day(
    tokens: Tokens, signer: signing.Keys, clock: Moment
) -> None:  # fmt: skip
    first = signer.signing
    assert await _status(tokens, signer.token(SERVICE)) == 200
    signer.rollover()
    clock.at += DAY + 1
    assert await _status(tokens, signer.signed(signer.claims(SERVICE), key=first)) == 401


@dataclass(slots=True, kw_only=True)
class Issuer:
    """An issuer that answers what a test wants, or nothing while `hangs`."""

    signer: signing.Keys
    keys: Any = None
    hangs: bool = False
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def metadata(self, request: web.Request) -> web.Response:
        self.asked.set()
        if self.hangs:
            await self.go_on.wait()
        return web.json_response({"jwks_uri": f"http://{request.host}/keys"})

    async def jwks(self, request: web.Request) -> web.Response:
        return await self.signer.jwks(request) if self.keys is None else web.json_response(self.keys)


@pytest.fixture
async def issuer(signer: signing.Keys) -> AsyncIterator[Issuer]:
    yield Issuer(signer=signer)


@pytest.fixture
async def asking(issuer: Issuer, clock: Moment) -> AsyncIterator[Tokens]:
    """Tokens whose keys are asked for there, with little patience."""
    app = web.Application()
    app.add_routes([web.get("/metadata", issuer.metadata), web.get("/keys", issuer.jwks)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/metadata"
        yield _tokens(Keys(metadata_url=url, session=session, read=read_json, clock=clock, timeout_s=0.3), clock)
    issuer.go_on.set()
    await runner.cleanup()


async def test_metadata_that_does_not_come_holds_nobody_up_who_has_a_known_key(
    asking: Tokens, issuer: Issuer, clock: Moment
) -> None:  # fmt: skip
    signer = issuer.signer
    good = signer.token(SERVICE)
    assert await _status(asking, good) == 200
    issuer.hangs = True
    issuer.asked.clear()
    clock.at += 61
    waiting = asyncio.create_task(_status(asking, signer.signed(signer.claims(SERVICE), kid="unknown")))
    await issuer.asked.wait()
    assert await _status(asking, good) == 200
    assert not waiting.done()
    assert await waiting == 401


def _text(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _short() -> Json:
    numbers = generate_private_key(public_exponent=65537, key_size=1024).public_key().public_numbers()
    return {"kty": "RSA", "kid": "short", "n": _text(numbers.n), "e": _text(numbers.e), "endorsements": ["msteams"]}


@pytest.mark.parametrize(
    "listed",
    [
        {"keys": [{"kty": "oct", "kid": "oct", "k": "AAAA"}]},
        {"keys": [{"kty": "RSA", "kid": "bad", "n": "x", "e": "y"}]},
        {"keys": [{"kty": "RSA", "kid": "none"}]},
        {"keys": [{"kty": "RSA", "kid": 7, "n": "AQAB", "e": "AQAB"}]},
        {"keys": [_short()]},
        {"keys": [[], 7, None, "key"]},
        {"keys": {}},
        {},
        [],
    ],
)
async def test_a_key_set_without_a_key_that_can_be_used_leaves_those_that_are_held(
    asking: Tokens, issuer: Issuer, clock: Moment, listed: Any
) -> None:  # fmt: skip
    signer = issuer.signer
    assert await _status(asking, signer.token(SERVICE)) == 200
    issuer.keys = listed
    clock.at += 2 * DAY
    for kid in ("oct", "bad", "none", "short"):
        assert await _status(asking, signer.signed(signer.claims(SERVICE), kid=kid)) == 401
    assert await _status(asking, signer.token(SERVICE)) == 200
