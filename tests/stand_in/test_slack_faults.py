"""Socket Mode and the unkindness of the stand-in for Slack."""

import asyncio
from collections import Counter

import aiohttp
import pytest

from tests.stand_in.slack.faults import KINDS, Faults
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Clock, Team
from tests.stand_in.slack_app import Json, call

# --- Socket Mode ----------------------------------------------------------------------------------------------------


async def _line(slack: Slack, team: Team, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    opened = await call(slack, team, "apps.connections.open", token=team.app_token)
    socket = await session.ws_connect(opened["url"])
    assert (await socket.receive_json())["type"] == "hello"
    return socket


async def test_envelopes_come_down_a_socket_and_are_acknowledged(slack: Slack, team: Team) -> None:
    team.socket_mode = True
    async with aiohttp.ClientSession() as session:
        socket = await _line(slack, team, session)
        saying = asyncio.create_task(slack.say(team, "C0SUPPORT", "U0ANA", "hello"))
        envelope = await socket.receive_json()
        assert (envelope["type"], envelope["payload"]["event"]["text"]) == ("events_api", "hello")
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await saying).ok
        asking = asyncio.create_task(slack.command(team, "U0ANA", "C0SUPPORT", "/roi"))
        envelope = await socket.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "42"}})
        assert (await asking).json == {"text": "42"}
        await socket.close()


async def test_what_is_not_acknowledged_comes_again(slack: Slack, team: Team) -> None:
    team.socket_mode = True
    async with aiohttp.ClientSession() as session:
        slack.sockets.patience_s = 0.1
        socket = await _line(slack, team, session)
        said = await slack.say(team, "C0SUPPORT", "U0ANA", "hello")
        first, second = await socket.receive_json(), await socket.receive_json()
        assert (said.tries, said.reason, second["retry_attempt"], second["retry_reason"]) == (
            2,
            "timeout",
            1,
            "timeout",
        )
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        assert first["envelope_id"] != second["envelope_id"]
        await socket.close()


async def test_a_socket_is_told_to_go_and_its_address_serves_once(slack: Slack, team: Team) -> None:
    team.socket_mode = True
    async with aiohttp.ClientSession() as session:
        opened = await call(slack, team, "apps.connections.open", token=team.app_token)
        socket = await session.ws_connect(opened["url"])
        await socket.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(opened["url"])
        await slack.sockets.disconnect(team, "warning")
        assert (await socket.receive_json())["reason"] == "warning" and slack.sockets.count(team) == 1
        leaving = asyncio.create_task(slack.sockets.disconnect(team))
        assert (await socket.receive_json())["reason"] == "refresh_requested"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        await leaving
        assert slack.sockets.count(team) == 0


async def test_a_half_open_socket_stays_open_and_hears_nothing(slack: Slack, team: Team) -> None:
    team.socket_mode = True
    async with aiohttp.ClientSession() as session:
        socket = await _line(slack, team, session)
        slack.sockets.half_open(team)
        slack.sockets.patience_s = 0.1
        assert not (await slack.say(team, "C0SUPPORT", "U0ANA", "hello")).ok and not socket.closed
        slack.sockets.patience_s = 3.0
        other = await _line(slack, team, session)
        asking = asyncio.create_task(slack.command(team, "U0ANA", "C0SUPPORT", "/roi"))
        envelope = await other.receive_json()
        await other.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await asking).ok
        await other.close()


# --- faults ---------------------------------------------------------------------------------------------------------


async def _storm(seed: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """What the asker saw, which faults there were, and what was taken, of 200 posts that are tried once each."""
    clock, seen = Clock(), Counter[str]()
    faults = Faults(seed=seed, share=0.5, kinds=tuple(one for one in KINDS if one != "half-open"), slowest_s=0.0)
    async with running(now=clock, faults=faults) as slack:
        team = slack.add_team()
        team.channel("C1")
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {team.bot_token}"}) as session:
            for n in range(200):
                clock.move(1)
                post = {"channel": "C1", "text": "x", "metadata": {"event_type": "e", "event_payload": {"key": str(n)}}}
                try:
                    async with session.post(f"{slack.api_url}chat.postMessage", json=post) as said:
                        seen[str(said.status)] += 1
                except aiohttp.ClientError:
                    seen["cut"] += 1
        return seen, team.faults, slack.judge(team).posts


async def test_faults_come_from_a_seed_and_what_was_taken_is_known() -> None:
    seen, faults, taken = await _storm(7)
    assert (await _storm(7))[1] == faults and set(faults) == set(KINDS) - {"half-open"}
    assert seen["429"] == faults["429"] + faults["storm"] and seen["cut"] == faults["cut before"] + faults["cut after"]
    assert sum(taken.values()) == seen["200"] + faults["cut after"] + faults["5xx after"]
    assert max(taken.values()) == 1


async def test_a_half_open_call_is_never_answered_until_it_is_calm() -> None:
    async with running(faults=Faults(share=1.0, kinds=("half-open",))) as slack:
        team = slack.add_team()
        asking = asyncio.create_task(call(slack, team, "auth.test"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asking), 0.05)
        slack.faults.calm()
        with pytest.raises(aiohttp.ClientError):
            await asking
        assert (await call(slack, team, "auth.test"))["ok"]


async def test_the_judge_sees_what_is_lost_doubled_too_quick_and_out_of_order(slack: Slack, clock: Clock) -> None:
    team = slack.add_team("T0TEST02", echo=False)
    team.channel("C1")
    for key, seconds in (("a", 1.0), ("c", 0.5), ("b", 2.0), ("b", 1.0)):
        post: Json = {"channel": "C1", "text": "x", "metadata": {"event_type": "e", "event_payload": {"key": key}}}
        await call(slack, team, "chat.postMessage", **post)
        clock.move(seconds)
    judged = slack.judge(team)
    assert judged.lost({"a", "b", "c", "d"}) == {"d"} and judged.doubled == {"b"}
    assert judged.quickest == {"C1": 0.5} and judged.order == {"C1": ["a", "c", "b", "b"]}
