"""Stored events reach their listeners through bolt, and what goes wrong there reaches the inbox."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from adapters.chat.slack.dispatch import dispatcher
from adapters.chat.slack.room import Room
from bot.errors import EarshotError, NotAllowed, TryLater
from tests.adapters.chat.slack.office import BEN, SUPPORT, TEAM, Office
from tests.adapters.chat.slack.requests import Json, click, command, event, message, reaction, shortcut, submission

Listen = Callable[..., Any]


def payload(body: Json, *, id_: str = "slack:T:1") -> Mapping[str, object]:
    """An event as the inbox hands it over."""
    return {"type": "x", "team": TEAM, "lane": "", "body": body, "event": id_}


def by(listen: Listen) -> Callable[[AsyncApp, Room], None]:
    """Registers one listener for everything."""

    def register(app: AsyncApp, room: Room) -> None:
        for kind in ("app_mention", "message", "reaction_added"):
            app.event(kind)(listen)
        app.command("/roi")(listen)
        app.action("act:take")(listen)
        app.shortcut("raise")(listen)
        app.view("form:fixed")(listen)

    return register


@pytest.mark.parametrize(
    "body", [event(), event(message()), event(reaction()), command(), click(), shortcut(), submission()]
)
async def test_a_listener_is_handed_the_body_and_the_ids_of_its_event(slack: Office, body: Json) -> None:
    heard: list[Any] = []

    async def listen(body: Json, context: Mapping[str, Any], ack: Listen) -> None:
        await ack()
        heard.append((body, context["event_id"], context["team"], context.get("token")))

    work = dispatcher(slack.room, [by(listen)])
    assert await work(payload(body, id_="slack:T:7")) == {}
    assert heard == [({name: value for name, value in body.items() if value is not None}, "slack:T:7", TEAM, None)]


@pytest.mark.parametrize(
    "body",
    [
        event(),
        command(),
        click(),
        shortcut(),
        submission(),
        {**click(), "view": None},
        {**submission(), "response_urls": None},
    ],
)
async def test_what_no_listener_wants_is_no_error_and_is_not_logged(
    slack: Office, body: Json, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await dispatcher(slack.room, [])(payload(body)) == {}
    assert caplog.records == []


async def test_an_unforeseen_failure_of_a_listener_reaches_the_inbox(slack: Office) -> None:
    async def listen() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await dispatcher(slack.room, [by(listen)])(payload(command()))


@pytest.mark.parametrize(
    "body",
    [
        command(user_id=BEN, channel_id=SUPPORT, response_url=""),
        {**click(channel={"id": SUPPORT}), "user": {"id": BEN}},
        event({**event()["event"], "user": BEN, "channel": SUPPORT, "thread_ts": "1779999000.000100"}),
    ],
)
async def test_what_a_person_may_not_do_is_told_to_them_alone_and_settled_as_failed(slack: Office, body: Json) -> None:
    async def listen() -> None:
        raise NotAllowed(what="Money", role="finance", remedy="Ask Fin.")

    with pytest.raises(NotAllowed):
        await dispatcher(slack.room, [by(listen)])(payload(body))
    (row,) = await slack.room.store.outbox(("new",))
    assert row.post.message.summary == "Money needs the role finance. Ask Fin."
    assert row.post.place.channel == SUPPORT
    assert slack.room.directory.person(f"slack:{TEAM}/{BEN}").id == row.post.to  # type: ignore[union-attr]


async def test_what_is_to_be_done_later_is_not_told(slack: Office) -> None:
    async def listen() -> None:
        raise TryLater(where="Slack", what="busy", seconds=3)

    with pytest.raises(EarshotError):
        await dispatcher(slack.room, [by(listen)])(payload(command(user_id=BEN)))
    assert await slack.room.store.outbox(("new",)) == []


async def test_the_environment_decides_nothing(slack: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        monkeypatch.setenv(name, "from-outside")
    tokens: list[Any] = []

    async def listen(context: Mapping[str, Any]) -> None:
        tokens.append((context.get("token"), context.client.token))  # type: ignore[attr-defined]

    await dispatcher(slack.room, [by(listen)])(payload(command()))
    assert tokens == [(None, None)]
