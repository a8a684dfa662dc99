"""The edge over real HTTP, with a store in a file."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.chat.teams.answers import told, words
from adapters.chat.teams.edge import LIMIT, routes
from adapters.chat.teams.invokes import REMEMBERED, Invokes
from adapters.web import connect, read_body
from bot.errors import NotAllowed, Refused, StoreFull, TryLater
from bot.model.changes import Settle
from bot.model.people import Place
from bot.texts import teams as texts
from tests.adapters.chat.teams.door import TRUST, Door, Moment, door, posted
from tests.adapters.chat.teams.requests import (
    ANA,
    BOT,
    LUMO,
    NORD,
    OURS,
    PERSONAL,
    SUPPORT,
    Json,
    activity,
    as_json,
    corrected,
    erased,
    fetch,
    good,
    installed,
    invoke,
    joined,
    message,
    press,
    reaction,
    sent,
    submit,
    without,
)
from tests.stand_in.teams.running import running

GROUP = "19:aaaabbbbccccddddeeeeffff00001111@thread.v2"


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Door]:
    async with door(tmp_path / "earshot.db") as opened:
        await posted(opened.store)
        yield opened


@pytest.mark.parametrize("name", [name for name, body in good().items() if body["type"] != "invoke"])
async def test_what_comes_is_stored_before_it_is_acknowledged_with_nothing(teams: Door, name: str) -> None:
    body = good()[name]
    answer = await teams.tell(body)
    assert (answer.status, answer.body) == (200, b"")
    (row,) = await teams.held()
    assert (row.kind, row.payload["type"], row.payload["tenant"]) == ("teams", body["type"], LUMO)
    assert row.payload["lane"] == f"{LUMO}/{ANA}"
    assert row.payload["body"] == body
    assert row.event_id.startswith(f"teams:{LUMO}:")
    assert row.event_id.endswith(f":{body['id']}")
    assert row.at == teams.clock.now()
    assert teams.rung == [None]


async def test_what_nobody_did_is_in_the_lane_of_its_conversation(teams: Door) -> None:
    body = installed()
    del body["from"]["aadObjectId"]
    await teams.tell(body)
    assert [row.payload["lane"] for row in await teams.held()] == [f"{LUMO}/{SUPPORT}"]


async def test_tenants_and_people_are_known_in_small_letters(teams: Door) -> None:
    body = message(who=ANA.upper())
    body["conversation"]["tenantId"] = LUMO.upper()
    assert (await teams.tell(body)).status == 200
    (row,) = await teams.held()
    assert (row.payload["tenant"], row.payload["lane"]) == (LUMO, f"{LUMO}/{ANA}")


# --- once ---


async def test_an_activity_that_comes_again_has_no_effect(teams: Door) -> None:
    for body in (message(), reaction(), installed(), corrected(), erased(where=PERSONAL)):
        await teams.tell(body)
        before = await teams.held()
        assert [(await teams.tell(body)).status for _ in range(3)] == [200] * 3
        assert await teams.held() == before


async def test_an_activity_is_known_by_its_conversation_and_id(teams: Door) -> None:
    for body in (
        message(), message("another text"), message(root=OURS), message(where=GROUP), message(id="2"),
        message(where=PERSONAL),
    ):  # fmt: skip
        await teams.tell(body)
    assert len(await teams.held()) == 4


async def test_every_version_of_a_message_is_another_event(teams: Door) -> None:
    first = message()
    for body in (
        first,
        corrected(),
        corrected(timestamp="2026-05-28T20:27:00Z"),
        {**erased(), "entities": first["entities"]},
    ):
        await teams.tell(body)
    assert [row.payload["type"] for row in await teams.held()] == [
        "message", "messageUpdate", "messageUpdate", "messageDelete",
    ]  # fmt: skip


async def test_an_update_without_an_id_is_stored_once(teams: Door) -> None:
    body = joined()
    del body["id"]
    await teams.tell(body)
    await teams.tell(body)
    await teams.tell({**body, "timestamp": "2026-05-28T20:27:00Z"})
    assert len(await teams.held()) == 2


async def test_an_event_that_was_worked_off_is_not_taken_up_again(teams: Door) -> None:
    await teams.tell(message())
    (row,) = await teams.held()
    await teams.store.commit([Settle(event_id=row.event_id)])
    assert (await teams.tell(message())).status == 200
    assert await teams.held() == []


async def test_many_at_once_are_stored_once_each(teams: Door) -> None:
    answers = await asyncio.gather(*(teams.tell(message(id=str(number % 10))) for number in range(60)))
    assert {answer.status for answer in answers} == {200}
    assert sorted(row.event_id[-2:] for row in await teams.held()) == [f":{number}" for number in range(10)]


# --- what concerns us ---


def _targeted() -> Json:
    body = message(mention=False)
    return {**body, "recipient": {**body["recipient"], "isTargeted": True}}


@pytest.mark.parametrize(
    "body",
    [
        message(),
        message(where=GROUP),
        message(where=PERSONAL, mention=False),
        message(mention=False, root=OURS, id="5"),
        {**erased(root=OURS), "id": "5"},
        _targeted(),
        corrected(),
        corrected(where=PERSONAL, mention=False),
        reaction(),
        reaction(reactionsAdded=None, reactionsRemoved=[{"type": "like"}]),
        installed(),
        installed(action="remove"),
        joined(),
        joined(membersAdded=None, membersRemoved=[{"id": BOT}]),
        joined(membersAdded=None, channelData={"tenant": {"id": LUMO}, "eventType": "channelRenamed"}),
        joined(membersAdded=None, topicName="lunch"),
    ],
)
async def test_what_concerns_us_is_stored(teams: Door, body: Json) -> None:
    assert (await teams.tell(body)).status == 200
    assert len(await teams.held()) == 1


def _of_machine(body: Json, account: str = BOT, **more: str) -> Json:
    return {**body, "from": {**body["from"], "id": account, **more}}


@pytest.mark.parametrize(
    "body",
    [
        message(mention=False),
        message(mention=False, root="1770000000001", id="5"),
        message(mention=False, where=GROUP),
        message(mention=False, root=OURS, id=OURS),
        corrected(mention=False),
        erased(),
        _of_machine(message()),
        _of_machine(message(), "28:another-bot"),
        _of_machine(message(where=PERSONAL), role="bot"),
        _of_machine(reaction()),
        reaction(replyToId="1770000000001"),
        reaction(where=GROUP),
        joined(membersAdded=[{"id": "29:1ben"}]),
        activity("typing"),
        activity("event", name="application/vnd.microsoft.meetingStart"),
        activity("endOfConversation"),
        activity("somethingOfALaterYear", value=[1]),
        invoke("composeExtension/query", {"commandId": "x"}),
        invoke("signin/verifyState", {"state": "x"}),
    ],
)
async def test_what_does_not_concern_us_is_acknowledged_and_forgotten(teams: Door, body: Json) -> None:
    answer = await teams.tell(body)
    assert (answer.status, answer.body) == (200, b"{}" if body["type"] == "invoke" else b"")
    assert await teams.held() == []
    assert teams.rung == []


async def test_a_channel_that_is_listened_to_is_heard_and_no_other(tmp_path: Path) -> None:
    def listens(place: Place) -> bool:
        return str(place) == f"teams:{LUMO}/{SUPPORT}"

    async with door(tmp_path / "earshot.db", listens=listens) as teams:
        for body in (
            message(mention=False),
            corrected(mention=False),
            erased(),
            message(mention=False, root="1", id="2"),
        ):
            await teams.tell(body)
        await teams.tell(message(mention=False, where=GROUP))
        assert len(await teams.held()) == 4


async def test_the_edits_and_the_end_of_a_message_that_was_raised_are_heard(tmp_path: Path) -> None:
    async def holds(place: Place, message_id: str) -> bool:
        return place.channel == SUPPORT and message_id == "1779999999001"

    async with door(tmp_path / "earshot.db", holds=holds) as teams:
        for body in (message(mention=False), corrected(mention=False), erased(), erased(id="3")):
            await teams.tell(body)
        assert [row.payload["type"] for row in await teams.held()] == ["messageUpdate", "messageDelete"]


async def test_each_tenant_that_is_allowed_comes_in_and_no_other(tmp_path: Path) -> None:
    theirs = message(channelData={"tenant": {"id": NORD}})
    theirs["conversation"]["tenantId"] = NORD
    async with door(tmp_path / "a.db") as teams:
        assert (await teams.tell(theirs)).status == 403
    async with door(tmp_path / "b.db", trust=replace(TRUST, tenants=frozenset({LUMO, NORD}))) as teams:
        assert (await teams.tell(theirs)).status == 200
        assert (await teams.tell(message())).status == 200
        assert [row.payload["tenant"] for row in await teams.held()] == [NORD, LUMO]


# --- invokes: worked off within the request ---


class Desk:
    """Does invokes; says what a test wants, keeps what it was given."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.raises: list[Exception] = []
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def work(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        self.begun.set()
        await self.go_on.wait()
        self.done.append(str(payload["event"]))
        if self.raises:
            raise self.raises.pop(0)
        return {"body": words(f"done {len(self.done)}")}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def acting(tmp_path: Path, desk: Desk) -> AsyncIterator[Door]:
    async with door(tmp_path / "earshot.db", work=desk.work) as opened:
        yield opened


@pytest.fixture
async def impatient(tmp_path: Path, desk: Desk) -> AsyncIterator[Door]:
    """What is not done at once is left to the lane; for acts that wait for the test."""
    async with door(tmp_path / "earshot.db", work=desk.work, patience_s=0.4) as opened:
        yield opened


async def _said(teams: Door, body: Json) -> Any:
    answer = await teams.tell(body)
    assert answer.status == 200
    return json.loads(answer.body)


@pytest.mark.parametrize("body", [press(), fetch(), submit()])
async def test_an_invoke_is_worked_off_and_answered_in_its_request(acting: Door, desk: Desk, body: Json) -> None:
    assert await _said(acting, body) == words("done 1")
    assert await acting.held() == []
    assert await acting.store.result(desk.done[0]) == {}
    assert acting.rung == [None]


async def test_an_invoke_that_comes_again_is_answered_in_the_same_way_and_done_once(acting: Door, desk: Desk) -> None:
    assert [await _said(acting, press()) for _ in range(3)] == [words("done 1")] * 3
    assert await asyncio.gather(*(_said(acting, press(id="f:9")) for _ in range(9))) == [words("done 2")] * 9
    assert len(desk.done) == 2


async def test_an_invoke_that_comes_again_much_later_is_told_that_it_was_done(acting: Door, desk: Desk) -> None:
    await _said(acting, press())
    acting.clock.at += REMEMBERED.total_seconds()
    assert await _said(acting, press()) == words(texts.done_before())
    assert len(desk.done) == 1


async def test_after_a_restart_an_invoke_that_was_done_is_not_done_again(acting: Door, desk: Desk) -> None:
    await _said(acting, press())
    anew = Invokes(desk.work, store=acting.store, clock=acting.clock)
    acting.edge._answer = anew.answer
    assert await _said(acting, press()) == words(texts.done_before())
    assert len(desk.done) == 1


async def test_what_the_person_did_wrong_is_told_in_its_own_sentence(acting: Door, desk: Desk) -> None:
    wrong = NotAllowed(what="This", role="member", remedy="Ask an admin.")
    desk.raises = [wrong, wrong]
    assert await _said(acting, press()) == words(str(wrong))
    assert await _said(acting, fetch(id="f:9")) == {"task": {"type": "message", "value": str(wrong)}}
    assert await acting.held() == []
    assert await acting.store.result(desk.done[0]) == {"failed": "NotAllowed", "error": str(wrong)}


async def test_what_failed_inside_is_not_told(acting: Door, desk: Desk) -> None:
    desk.raises = [Refused(where="Teams", what="a secret")]
    assert await _said(acting, press()) == words(texts.went_wrong())
    assert await acting.held() == []


async def test_what_nobody_foresaw_is_told_as_kindly_and_done_no_more(acting: Door, desk: Desk) -> None:
    desk.raises = [ZeroDivisionError("inside")]
    assert await _said(acting, press()) == words(texts.went_wrong())
    assert await acting.held() == []
    assert await acting.store.result(desk.done[0]) == {"failed": "EarshotError", "error": "ZeroDivisionError"}


async def test_an_act_that_takes_long_is_told_so_and_left_to_the_lane(impatient: Door, desk: Desk) -> None:
    desk.go_on.clear()
    assert await _said(impatient, press()) == words(texts.still_at_it())
    (row,) = await impatient.held()
    desk.go_on.set()
    assert desk.done == []
    assert await impatient.invokes.work({**row.payload, "event": row.event_id}) == {}
    assert desk.done == [row.event_id]
    assert await _said(impatient, press()) == words("done 1")


async def test_what_the_platform_cannot_answer_now_is_left_to_the_lane(acting: Door, desk: Desk) -> None:
    desk.raises = [TryLater(where="Teams", what="busy", seconds=1)]
    assert await _said(acting, fetch()) == told("task/fetch", texts.still_at_it())
    (row,) = await acting.held()
    await acting.invokes.work({**row.payload, "event": row.event_id})
    assert len(desk.done) == 2


async def test_the_request_and_the_lane_do_not_do_an_act_twice(impatient: Door, desk: Desk) -> None:
    desk.go_on.clear()
    request = asyncio.create_task(_said(impatient, press()))
    await desk.begun.wait()
    (row,) = await impatient.held()
    lane = asyncio.create_task(impatient.invokes.work({**row.payload, "event": row.event_id}))
    await asyncio.sleep(0)
    desk.go_on.set()
    assert await request == words("done 1")
    assert await lane == {}
    assert len(desk.done) == 1


# --- what it bears ---


class _Full:
    """A store whose disk is full once."""

    def __init__(self, store: Any) -> None:
        self._store, self._full = store, True

    async def commit(self, changes: Any) -> None:
        if self._full:
            self._full = False
            raise StoreFull(what="the disk is full", remedy="")
        await self._store.commit(changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def test_a_full_disk_is_a_503_and_what_comes_then_is_taken(teams: Door) -> None:
    teams.edge._store = _Full(teams.store)
    assert (await teams.tell(message())).status == 503
    assert teams.rung == []
    assert (await teams.tell(message())).status == 200
    assert len(await teams.held()) == 1


async def test_a_body_of_a_mebibyte_is_read(teams: Door) -> None:
    body = message(more="")
    body["more"] = "x" * (LIMIT - len(as_json(body)))
    wire = sent(teams.keys, body)
    assert len(wire.body) == LIMIT
    assert (await teams.send(wire)).status == 200
    assert [row.payload["body"] for row in await teams.held()] == [body]


async def test_a_body_that_does_not_come_is_not_waited_for(teams: Door) -> None:
    server = await connect(port=0, routes=routes(teams.edge, body=partial(read_body, patience=0.05)))
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(sent(teams.keys, message()).text("127.0.0.1")[:-5])
    assert b" 408 " in await reader.readline()
    writer.close()
    await writer.wait_closed()
    await server.close()


async def test_what_was_refused_is_counted(teams: Door) -> None:
    await teams.send(without(sent(teams.keys, message()), "Authorization"))
    await teams.tell(message(channelId="webchat"))
    await teams.tell({**message(), "id": 7})
    assert teams.edge.refused == {401: 1, 403: 1, 400: 1}


# --- as the stand-in for Teams sends it ---


async def test_all_that_people_do_in_the_stand_in_comes_in_once(tmp_path: Path) -> None:
    clock = Moment()
    async with running(now=lambda: clock.at) as there:
        home = there.add_tenant("Lumo")
        home.user("ana", "Ana Sol")
        home.team("Care", "ana")
        home.channel("Care", "support")
        trust = replace(
            TRUST, app_id=there.bot.app_id, services=(f"{there.url}/",), tenants=frozenset({home.id})
        )  # fmt: skip
        async with door(tmp_path / "earshot.db", trust=trust, signer=there.keys, clock=clock) as teams:
            there.bot_url = f"http://127.0.0.1:{teams.port}/api/messages"
            said = [
                await there.install(home, "Care", "ana"),
                await there.install(home, "ana", "ana"),
                await there.ask(home, "support", "ana", "what is new?"),
                await there.dm(home, "ana", "hi"),
                await there.slash(home, "support", "ana", "roi"),
            ]
            said.append(await there.edit(home, "ana", said[2].id, "what is old?"))
            said.append(await there.erase(home, "ana", said[2].id))
            said.append(await there.delivery.again(said[3].id))
            assert [one.status for one in said] == [200] * len(said)
            stored = [str(row.payload["type"]) for row in await teams.held()]
            assert stored.count("message") == 3
            assert stored[-1] == "messageUpdate"
            there.keys.rollover()
            teams.clock.at += 61
            assert (await there.dm(home, "ana", "still there?")).status == 200
