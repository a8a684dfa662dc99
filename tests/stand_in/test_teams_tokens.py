"""The stand-in for Teams gives tokens, signs tokens, and its forged ones are what they say."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import jwt
import pytest

from tests.stand_in.slack.state import Clock
from tests.stand_in.teams.forging import ACCEPTED, FORGED, forged
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Json, Tenant
from tests.stand_in.teams_bot import Bot, Caller, message, office, token

Office = tuple[Teams, Tenant, Bot]


@pytest.fixture
async def here(clock: Clock) -> AsyncIterator[Office]:
    async with office(now=clock) as made:
        yield made


async def published(teams: Teams) -> tuple[Json, list[Json]]:
    async with aiohttp.ClientSession() as session, session.get(teams.metadata_url) as said:
        metadata = await said.json()
        async with session.get(metadata["jwks_uri"]) as keys:
            return metadata, (await keys.json())["keys"]


def read(teams: Teams, bearer: str, keys: list[Json]) -> Json:
    kid = jwt.get_unverified_header(bearer)["kid"]
    key = jwt.PyJWK(next(one for one in keys if one["kid"] == kid), algorithm="RS256")
    found: Json = jwt.decode(
        bearer, key.key, algorithms=["RS256"], audience=teams.bot.app_id, issuer=teams.keys.issuer,
        options={"verify_exp": False, "verify_nbf": False},
    )  # fmt: skip
    return found


async def test_what_is_delivered_is_signed_by_a_published_key_that_is_endorsed(here: Office) -> None:
    teams, tenant, bot = here
    await teams.dm(tenant, "ana", "hello")
    metadata, keys = await published(teams)
    claims = read(teams, bot.token(), keys)
    assert metadata["issuer"] == claims["iss"] and all("msteams" in one["endorsements"] for one in keys)
    assert claims["serviceurl"] == bot.activity()["serviceUrl"] == teams.service_url(tenant)
    assert claims["exp"] == claims["nbf"] + 3600 == teams.now() + 3600


async def test_after_a_rollover_the_old_key_is_gone_and_the_new_one_signs(here: Office) -> None:
    teams, tenant, bot = here
    await teams.dm(tenant, "ana", "hello")
    _, before = await published(teams)
    teams.keys.rollover()
    await teams.dm(tenant, "ana", "hello again")
    _, after = await published(teams)
    assert not {one["kid"] for one in before} & {one["kid"] for one in after}
    read(teams, bot.token(), after)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(bot.token(), jwt.PyJWK(before[0], algorithm="RS256").key, algorithms=["RS256"], audience="x")


async def test_the_key_set_may_be_silent_or_broken(here: Office) -> None:
    teams, _, _ = here
    teams.keys.hold = asyncio.Event()
    asking = asyncio.create_task(published(teams))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(asking), 0.02)
    teams.keys.hold.set()
    assert (await asking)[1] and teams.keys.fetched == ["metadata", "keys"]
    teams.keys.broken = True
    with pytest.raises(aiohttp.ContentTypeError):
        await published(teams)


@pytest.mark.parametrize("name", [one for one in FORGED if "expir" not in one and "valid yet" not in one])
async def test_a_forged_token_is_no_good_token(here: Office, name: str) -> None:
    teams, tenant, _ = here
    url = teams.service_url(tenant)
    made = forged(teams.keys, name, url)
    _, keys = await published(teams)
    endorsed = [one for one in keys if "msteams" in one.get("endorsements", [])]
    with pytest.raises((jwt.PyJWTError, StopIteration, KeyError, AssertionError, TypeError)):
        claims = read(teams, made, endorsed)
        assert claims["serviceurl"] == url and claims["aud"] == teams.bot.app_id
        assert isinstance(claims["iss"], str) and claims["exp"]


@pytest.mark.parametrize("name", ACCEPTED)
async def test_a_token_at_the_edge_is_signed_by_a_published_key(here: Office, name: str) -> None:
    teams, tenant, _ = here
    url = teams.service_url(tenant)
    claims = read(teams, ACCEPTED[name](teams.keys, url), (await published(teams))[1])
    assert claims["serviceurl"] == url and abs(claims["exp"] - teams.now()) <= 86400


def test_there_are_sixty_forged_tokens() -> None:
    assert len(FORGED) >= 60


@pytest.mark.parametrize(
    ("other", "status", "error"),
    [
        ({}, 200, None),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 400, "unauthorized_client"),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"tenant": "botframework.com"}, 400, "invalid_request"),
    ],
)
async def test_a_token_is_given_to_the_bot_alone(here: Office, other: Json, status: int, error: str | None) -> None:
    said, body = await token(here[0], **other)
    assert (said, body.get("error")) == (status, error)
    assert error or body["expires_in"] == 3599


async def test_the_connector_takes_good_tokens_alone(here: Office, clock: Clock) -> None:
    teams, tenant, _ = here
    _, given = await token(teams)
    path = f"v3/conversations/{tenant.where('support').id}/activities"
    assert (await Caller(teams, tenant, given["access_token"])("POST", path, message()))[0] == 201
    assert (await Caller(teams, tenant, "unknown")("POST", path, message()))[0] == 401
    clock.move(3599)
    assert (await Caller(teams, tenant, given["access_token"])("POST", path, message()))[0] == 401


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("metadata/identity/oauth2/token", {"Metadata": "true"}, 200),
        ("metadata/identity/oauth2/token", {}, 400),
        ("msi/token", {"X-IDENTITY-HEADER": "the-machine's-own"}, 200),
        ("msi/token", {}, 400),
    ],
)
async def test_a_managed_identity_gives_tokens_to_its_machine(
    here: Office, path: str, headers: dict[str, str], status: int
) -> None:
    teams, tenant, _ = here
    query = {"resource": "https://api.botframework.com", "api-version": "2018-02-01", "client_id": teams.bot.app_id}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{teams.url}/{path}", params=query, headers=headers) as said,
    ):
        body = await said.json()
    assert said.status == status
    if status == 200:
        ask = Caller(teams, tenant, body["access_token"])
        assert (await ask("GET", f"v3/conversations/{tenant.where('support').id}/members"))[0] == 200
