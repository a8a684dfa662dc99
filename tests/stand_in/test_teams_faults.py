"""Limits, faults from a seed, the judge, and the stand-in for Teams as a process of its own."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.stand_in.slack.state import Clock
from tests.stand_in.teams.bending import BENT, bent
from tests.stand_in.teams.faults import KINDS, Faults
from tests.stand_in.teams.limits import over
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Json, Tenant
from tests.stand_in.teams_bot import Bot, Caller, caller, message, office, token

Office = tuple[Teams, Tenant, Bot]


@pytest.fixture
async def here(clock: Clock) -> AsyncIterator[Office]:
    async with office(now=clock) as made:
        yield made


async def _posts(ask: Caller, tenant: Tenant, count: int, where: str = "support") -> Counter[int]:
    path = f"v3/conversations/{tenant.where(where).id}/activities"
    return Counter([(await ask("POST", path, message()))[0] for _ in range(count)])


async def test_seven_posts_a_second_and_sixty_in_thirty_are_let_through(here: Office, clock: Clock) -> None:
    teams, tenant, _ = here
    ask = await caller(teams, tenant)
    assert await _posts(ask, tenant, 9) == {201: 7, 429: 2}
    clock.move(1)
    assert await _posts(ask, tenant, 3) == {201: 1, 429: 2}
    total = 8
    while total < 60:
        clock.move(2)
        total += (await _posts(ask, tenant, 7))[201]
    clock.move(2)
    assert (await _posts(ask, tenant, 7))[201] == 0
    assert teams.judge(tenant).over == {} and tenant.limited["post"] > 0


async def test_an_app_has_thirty_calls_a_second_in_a_tenant(here: Office) -> None:
    teams, tenant, _ = here
    ask = await caller(teams, tenant)
    for n in range(6):
        tenant.channel("Care", f"c{n}")
    seen = sum([await _posts(ask, tenant, 6, f"c{n}") for n in range(6)], Counter())
    assert seen == {201: 30, 429: 6}


async def test_a_refusal_says_when_to_come_again_or_does_not(here: Office) -> None:
    teams, tenant, _ = here
    ask = await caller(teams, tenant)
    await _posts(ask, tenant, 7)
    url = f"{teams.service_url(tenant)}v3/conversations/{tenant.where('support').id}/activities"
    _, given = await token(teams)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {given['access_token']}"}) as session:
        async with session.post(url, json=message()) as said:
            assert (said.status, said.headers["Retry-After"]) == (429, "1")
        teams.limits.tells = 0
        async with session.post(url, json=message()) as said:
            assert said.status == 429 and "Retry-After" not in said.headers


@pytest.mark.parametrize(
    ("times", "broken"),
    [
        ([0.1 * n for n in range(7)], 0),
        ([0.1 * n for n in range(8)], 1),
        ([0.2 * n for n in range(9)], 1),
        ([0.45 * n for n in range(61)], 1),
        ([0.5 * n for n in range(61)], 0),
    ],
)
def test_the_judge_sees_limits_that_are_broken(times: list[float], broken: int) -> None:
    assert len(over(times)) == broken


async def test_the_judge_sees_what_is_lost_doubled_and_out_of_order(here: Office) -> None:
    teams, tenant, _ = here
    ask = await caller(teams, tenant)
    place = tenant.where("support").id
    for key in ("a", "c", "b", "b"):
        await ask("POST", f"v3/conversations/{place}/activities", message(key=key))
    judged = teams.judge(tenant)
    assert judged.lost({"a", "b", "c", "d"}) == {"d"} and judged.doubled == {"b"}
    assert judged.order == {place: ["a", "c", "b", "b"]}
    assert [one.key for one in tenant.keyed("b")] == ["b", "b"] and tenant.keyed("d") == []


async def _storm(seed: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """What the asker saw, which faults there were, and what was taken, of 200 posts that are tried once each."""
    clock, seen = Clock(), Counter[str]()
    async with office(now=clock, faults=Faults(seed=seed, slowest_s=0.0)) as (teams, tenant, _):
        ask = await caller(teams, tenant)
        teams.faults.stir(0.5)
        for n in range(200):
            clock.move(1)
            try:
                path = f"v3/conversations/{tenant.where('support').id}/activities"
                status, _said = await ask("POST", path, message(key=str(n)))
                seen[str(status)] += 1
            except aiohttp.ClientError:
                seen["cut"] += 1
        return seen, tenant.faults, teams.judge(tenant).posts


async def test_faults_come_from_a_seed_and_what_was_taken_is_known() -> None:
    seen, faults, taken = await _storm(7)
    assert (await _storm(7))[1] == faults and set(faults) == set(KINDS)
    assert seen["429"] >= faults["429"] + faults["storm"] and seen["cut"] == faults["cut before"] + faults["cut after"]
    assert sum(taken.values()) == seen["201"] + faults["cut after"] + faults["5xx after"]
    assert max(taken.values()) == 1


@pytest.mark.parametrize("name", BENT)
async def test_bent_activities_are_delivered_as_they_are(here: Office, name: str) -> None:
    teams, tenant, bot = here
    good = (await teams.ask(tenant, "support", "ana", "roi")).activity
    made = bent(name, dict(good))
    assert made != good
    told = await teams.delivery.raw(json.dumps(made).encode(), {"Authorization": f"Bearer {bot.token()}"})
    assert told.status == 200 and bot.activity() == made


async def test_as_a_process_it_says_where_it_is_and_does_what_it_is_told() -> None:
    with subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "tests.stand_in.teams", "--tenant", "Lumo"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stdin is not None
        told: Json = json.loads(process.stdout.readline())
        tenant = told["tenants"]["Lumo"]["id"]
        async with aiohttp.ClientSession(told["url"]) as session:
            await session.post(f"/control/tenant/{tenant}/user", json=["ana"])
            await session.post(f"/control/tenant/{tenant}/team", json={"name": "Care"})
            said = await (await session.post("/control/dm", json=[tenant, "ana", "hello"])).json()
            assert said["reason"] == "the bot is not in this conversation"
            shown = await (await session.get(f"/control/tenant/{tenant}")).json()
            assert shown["users"]["ana"]["name"] == "Ana"
            assert (await session.post("/control/nothing")).status == 404
        process.stdin.close()
        assert process.wait(timeout=10) == 0
