"""What Slack sends is stored once and acknowledged; what does not concern us is acknowledged and forgotten."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.chat.slack.edge import LIMIT, Edge, routes
from adapters.chat.slack.room import Account
from adapters.web import connect, read_body
from bot.errors import StoreFull
from bot.model.changes import Enqueue, MarkPost, Settle
from bot.model.delivery import Outgoing
from bot.model.message import Message
from bot.model.people import Place
from bot.ports.memory import Store
from tests.adapters.chat.slack.door import ACCOUNTS, Door, Moment, door
from tests.adapters.chat.slack.misshapen import challenge
from tests.adapters.chat.slack.requests import (
    ANA,
    BOT,
    FORM,
    LUMO,
    NORD,
    NOW,
    SECRETS,
    SUPPORT,
    Json,
    Wire,
    as_form,
    as_json,
    as_payload,
    click,
    command,
    event,
    message,
    reaction,
    shortcut,
    signed,
    submission,
    view,
    without,
)

OURS = "1779999000.000100"
"""A message of ours in #support."""


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Door]:
    async with door(tmp_path / "earshot.db") as opened:
        await _posted(opened.store)
        yield opened


async def _posted(store: Store) -> None:
    """Our message stands in the channel."""
    place = Place(platform="slack", workspace=LUMO, channel=SUPPORT)
    said = Message(blocks=(), summary="")
    post = Outgoing(key="digest", kind="digest", place=place, message=said, due=Moment().now())
    await store.commit([Enqueue(post=post)])
    await store.commit([MarkPost(id=1, state="done", tries=1, sent_id=OURS)])


def heard(inner: Json | None = None, /, *, at: int = NOW, secret: str = SECRETS[LUMO], **more: Any) -> Wire:
    """An event, signed."""
    return signed(as_json(event(inner, **more)), at=at, secret=secret)


def done(body: Json) -> Wire:
    """An interaction, signed."""
    return signed(as_payload(body), content_type=FORM)


def typed(**more: str) -> Wire:
    """A command, signed."""
    return signed(as_form(command(**more)), content_type=FORM)


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        (heard(), "event"),
        (typed(), "command"),
        (done(click()), "action"),
        (done(shortcut()), "shortcut"),
        (done(submission()), "view"),
        (done({**submission(), "type": "view_closed"}), "view"),
    ],
)
async def test_what_comes_is_stored_before_it_is_acknowledged_with_nothing(slack: Door, wire: Wire, kind: str) -> None:
    answer = await slack.send(wire)
    assert (answer.status, answer.body) == (200, b"")
    (row,) = await slack.held()
    assert (row.kind, row.payload["type"], row.payload["team"]) == ("slack", kind, LUMO)
    assert row.payload["lane"] == f"{LUMO}/{ANA}"
    assert row.event_id.startswith(f"slack:{LUMO}:")
    assert row.at == slack.clock.now()
    assert "verification" not in str(row.payload)
    assert slack.rung == [None]


async def test_an_event_is_known_by_the_id_that_slack_gave_it(slack: Door) -> None:
    await slack.send(heard(event_id="Ev0LUMO42"))
    assert [row.event_id for row in await slack.held()] == [f"slack:{LUMO}:Ev0LUMO42"]


async def test_a_new_address_is_answered_with_its_challenge_and_a_certificate_check_with_nothing(slack: Door) -> None:
    asked = challenge()
    answer = await slack.send(signed(as_json(asked)))
    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": asked["challenge"]})
    for fields in ({"ssl_check": "1", "token": "x"}, {**command(), "ssl_check": "1"}):
        checked = await slack.send(signed(as_form(fields), content_type=FORM))
        assert (checked.status, checked.body) == (200, b"")
    assert await slack.held() == []


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
async def test_a_request_may_be_five_minutes_old_or_ahead(slack: Door, seconds: int) -> None:
    assert (await slack.send(heard(at=NOW + seconds))).status == 200


async def test_the_time_is_that_of_the_clock_which_was_given(slack: Door) -> None:
    slack.clock.at = NOW + 301
    assert (await slack.send(heard())).status == 401
    assert (await slack.send(heard(at=NOW + 301))).status == 200


# --- once ---


async def test_a_request_that_is_replayed_has_no_effect(slack: Door) -> None:
    for wire in (heard(), typed(), done(click())):
        first = await slack.send(wire)
        before = await slack.held()
        assert [(await slack.send(wire)).status for _ in range(3)] == [first.status] * 3 == [200] * 3
        assert await slack.held() == before


async def test_a_retry_of_slack_has_no_effect_and_one_whose_first_never_came_is_taken(slack: Door) -> None:
    late = (("X-Slack-Retry-Num", "1"), ("X-Slack-Retry-Reason", "http_timeout"))
    await slack.send(heard())
    assert (await slack.send(without(heard(at=NOW + 60), more=late))).status == 200
    assert len(await slack.held()) == 1
    assert (await slack.send(without(heard(event_id="Ev2"), more=late))).status == 200
    assert len(await slack.held()) == 2


async def test_an_event_that_was_worked_off_is_not_taken_up_again(slack: Door) -> None:
    await slack.send(heard())
    (row,) = await slack.held()
    await slack.store.commit([Settle(event_id=row.event_id)])
    assert (await slack.send(heard(at=NOW + 60))).status == 200
    assert await slack.held() == []


async def test_many_at_once_are_stored_once_each(slack: Door) -> None:
    wires = [heard(event_id=f"Ev{number % 10}") for number in range(60)]
    answers = await asyncio.gather(*(slack.send(wire) for wire in wires))
    assert {answer.status for answer in answers} == {200}
    assert sorted(row.event_id for row in await slack.held()) == [f"slack:{LUMO}:Ev{number}" for number in range(10)]


async def test_the_same_command_given_twice_is_two(slack: Door) -> None:
    await slack.send(typed(trigger_id="1.1.a"))
    await slack.send(typed(trigger_id="1.1.b"))
    assert len(await slack.held()) == 2


async def test_what_one_person_does_stays_in_one_lane_and_in_order(slack: Door) -> None:
    for number, wire in enumerate((done(click()), typed(), heard())):
        slack.clock.at = NOW + number
        await slack.send(wire)
    await slack.send(typed(user_id="U0BEN"))
    rows = await slack.held()
    assert [row.payload["lane"] for row in rows][-1] == f"{LUMO}/U0BEN"
    mine = [row.payload["type"] for row in rows if row.payload["lane"] == f"{LUMO}/{ANA}"]
    assert mine == ["action", "command", "event"]


# --- whose ---


async def test_each_workspace_comes_in_by_its_own_secret(slack: Door) -> None:
    assert (await slack.send(heard(team_id=NORD, secret=SECRETS[NORD]))).status == 200
    assert (await slack.send(heard(team_id=NORD))).status == 403
    assert [row.payload["team"] for row in await slack.held()] == [NORD]


async def test_an_app_in_two_workspaces_may_have_one_secret(tmp_path: Path) -> None:
    accounts = [replace(account, signing_secret=SECRETS[LUMO]) for account in ACCOUNTS]
    async with door(tmp_path / "earshot.db", accounts=accounts) as slack:
        await slack.send(heard(event_id="Ev1"))
        await slack.send(heard(event_id="Ev2", team_id=NORD))
        assert [row.payload["team"] for row in await slack.held()] == [LUMO, NORD]


async def test_in_a_shared_channel_it_is_the_workspace_that_hears(slack: Door) -> None:
    theirs: Json = event()
    theirs |= {"team_id": "T0THEIRS", "context_team_id": LUMO, "is_ext_shared_channel": True}
    assert (await slack.send(signed(as_json(theirs)))).status == 200
    assert [row.payload["team"] for row in await slack.held()] == [LUMO]


async def test_without_a_signing_secret_there_is_no_address(slack: Door) -> None:
    edge = Edge(
        accounts=[Account(team=LUMO, bot_token="xoxb", app_token="xapp")], store=slack.store, clock=slack.clock,
        read=json.loads,
    )  # fmt: skip
    assert routes(edge, body=read_body) == []


# --- answered in place ---


async def test_a_form_with_mistakes_is_answered_in_place_and_not_stored(tmp_path: Path) -> None:
    def check(body: Json) -> Mapping[str, str]:
        return {"what": "say what"} if body["view"]["callback_id"] == "form:fixed" else {}

    async with door(tmp_path / "earshot.db", check=check) as slack:
        answer = await slack.send(done(submission()))
        assert json.loads(answer.body) == {"response_action": "errors", "errors": {"what": "say what"}}
        assert await slack.held() == []
        assert (await slack.send(done(submission(view(callback_id="form:told"))))).body == b""
        assert len(await slack.held()) == 1


async def test_a_menu_that_asks_for_its_options_is_answered_in_place(slack: Door) -> None:
    asked = {**click(), "type": "block_suggestion", "action_id": "who", "block_id": "1|k", "value": "an"}
    assert json.loads((await slack.send(done(asked))).body) == {"options": []}
    assert await slack.held() == []


# --- what concerns us ---

UNDER = {"thread_ts": OURS, "parent_user_id": BOT}
ELSEWHERE = {"thread_ts": "1770000000.000100", "parent_user_id": "U0BEN"}
OURSELVES: Json = {"user": BOT, "bot_id": "B0EARSHOT", "app_id": "A0EARSHOT"}


def _changed(inner: Json, before: Json | None = None) -> Json:
    told = {key: inner[key] for key in inner if key not in ("type", "channel", "channel_type", "event_ts")}
    return {
        "type": "message", "subtype": "message_changed", "channel": SUPPORT, "channel_type": inner["channel_type"],
        "ts": "1779999999.9", "message": told, "previous_message": before or told,
    }  # fmt: skip


def _deleted(inner: Json) -> Json:
    told = {key: inner[key] for key in inner if key not in ("type", "channel", "channel_type", "event_ts")}
    return {
        "type": "message", "subtype": "message_deleted", "channel": SUPPORT, "channel_type": inner["channel_type"],
        "ts": "1779999999.9", "deleted_ts": inner["ts"], "previous_message": told,
    }  # fmt: skip


@pytest.mark.parametrize(
    "inner",
    [
        {"type": "app_home_opened", "user": ANA, "tab": "home", "channel": "D0ANA"},
        message(channel="D0ANA", channel_type="im"),
        message(**UNDER),
        message(thread_ts=OURS),
        message(thread_ts=OURS, subtype="thread_broadcast"),
        message(thread_ts=OURS, subtype="file_share"),
        _deleted(message(**UNDER)),
        _changed(message(**UNDER)),
        reaction(),
        reaction(type="reaction_removed"),
        {key: value for key, value in reaction().items() if key != "item_user"},
    ],
)
async def test_what_concerns_us_is_stored(slack: Door, inner: Json) -> None:
    assert (await slack.send(heard(inner))).status == 200
    assert len(await slack.held()) == 1


@pytest.mark.parametrize(
    "inner",
    [
        message(),
        message(**ELSEWHERE),
        message(thread_ts="1770000000.000100"),
        _changed(message()),
        _deleted(message(**ELSEWHERE)),
        message(subtype="channel_join", text="joined"),
        message(subtype="channel_topic", **UNDER),
        message(subtype="pinned_item"),
        message(**OURSELVES),
        message(**OURSELVES, **UNDER),
        message(**OURSELVES, channel_type="im"),
        message(user="U0OTHERBOT", app_id="A0EARSHOT", **UNDER),
        _changed(message(**OURSELVES, ts=OURS)),
        {**event()["event"], **OURSELVES},
        reaction(user=BOT),
        reaction(item_user=ANA, item={"type": "message", "channel": SUPPORT, "ts": "1770000000.000100"}),
        reaction(item={"type": "file", "file": "F1"}),
        {"type": "channel_rename", "channel": {"id": SUPPORT, "name": "help"}},
        {"type": "team_join", "user": {"id": ANA}},
        {"type": "some_event_of_a_later_year", "user": 5, "channel": []},
    ],
)
async def test_what_does_not_concern_us_is_acknowledged_and_forgotten(slack: Door, inner: Json) -> None:
    assert (await slack.send(heard(inner))).status == 200
    assert await slack.held() == []
    assert slack.rung == []


async def test_a_channel_that_is_listened_to_is_heard_and_no_other(tmp_path: Path) -> None:
    def listens(place: Place) -> bool:
        return str(place) == f"slack:{LUMO}/{SUPPORT}"

    async with door(tmp_path / "earshot.db", listens=listens) as slack:
        said = message()
        await slack.send(heard(said, event_id="Ev1"))
        await slack.send(heard(_changed(said), event_id="Ev2"))
        await slack.send(heard(_deleted(said), event_id="Ev3"))
        await slack.send(heard(message(subtype="channel_join"), event_id="Ev4"))
        await slack.send(heard(message(channel="C0OTHER"), event_id="Ev5"))
        rows = await slack.held()
        assert [row.event_id[-3:] for row in rows] == ["Ev1", "Ev2", "Ev3"]
        assert {row.payload["lane"] for row in rows} == {f"{LUMO}/{ANA}"}


async def test_the_edits_and_the_end_of_a_message_that_was_raised_are_heard(tmp_path: Path) -> None:
    async def holds(place: Place, message_id: str) -> bool:
        return message_id == "1779999999.000200"

    async with door(tmp_path / "earshot.db", holds=holds) as slack:
        await slack.send(heard(message(), event_id="Ev1"))
        await slack.send(heard(_changed(message()), event_id="Ev2"))
        await slack.send(heard(_deleted(message()), event_id="Ev3"))
        await slack.send(heard(_deleted(message(ts="1779999999.000300")), event_id="Ev4"))
        assert [row.event_id[-3:] for row in await slack.held()] == ["Ev2", "Ev3"]


async def test_events_of_other_types_are_kept_where_that_was_asked_for(tmp_path: Path) -> None:
    async with door(tmp_path / "earshot.db", kept=["channel_archive"]) as slack:
        await slack.send(heard({"type": "channel_archive", "channel": SUPPORT, "user": ANA}, event_id="Ev1"))
        await slack.send(heard({"type": "channel_unarchive", "channel": SUPPORT, "user": ANA}, event_id="Ev2"))
        assert [row.event_id[-3:] for row in await slack.held()] == ["Ev1"]


async def test_that_slack_sends_fewer_events_is_acknowledged(slack: Door) -> None:
    limited = {"type": "app_rate_limited", "team_id": LUMO, "minute_rate_limited": 1518467820, "api_app_id": "A1"}
    assert (await slack.send(signed(as_json(limited)))).status == 200
    assert await slack.held() == []


# --- what it bears ---


class _Full:
    """A store whose disk is full once."""

    def __init__(self, store: Store) -> None:
        self._store, self._full = store, True

    async def commit(self, changes: Any) -> None:
        if self._full:
            self._full = False
            raise StoreFull(what="the disk is full", remedy="")
        await self._store.commit(changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def test_a_full_disk_is_a_503_and_the_retry_is_taken(slack: Door) -> None:
    slack.edge._store = _Full(slack.store)
    assert (await slack.send(heard())).status == 503
    assert slack.rung == []
    assert (await slack.send(heard(at=NOW + 60))).status == 200
    assert len(await slack.held()) == 1


async def test_a_body_of_a_mebibyte_is_read(slack: Door) -> None:
    inner = message(**UNDER, files=[""])
    inner["files"] = ["x" * (LIMIT - len(as_json(event(inner))))]
    wire = heard(inner)
    assert len(wire.body) == LIMIT
    assert (await slack.send(wire)).status == 200
    (row,) = await slack.held()
    assert row.payload["body"]["event"] == inner  # type: ignore[index]


async def test_a_body_that_does_not_come_is_not_waited_for(slack: Door) -> None:
    server = await connect(port=0, routes=routes(slack.edge, body=partial(read_body, patience=0.05)))
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(heard().text("127.0.0.1")[:-5])
    assert b" 408 " in await reader.readline()
    writer.close()
    await writer.wait_closed()
    await server.close()


async def test_what_was_refused_is_counted(slack: Door) -> None:
    await slack.send(without(heard(), "X-Slack-Signature"))
    await slack.send(heard(team_id=NORD))
    assert slack.edge.refused == {401: 1, 403: 1}
