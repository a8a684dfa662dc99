"""Nothing forged or broken gets in: the table, and requests that are made by breaking good ones."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from slack_bolt.async_app import AsyncApp

from adapters.chat.slack import forms
from adapters.chat.slack.dispatch import dispatcher
from adapters.chat.slack.room import Room
from tests.adapters.chat.slack.breaking import broken
from tests.adapters.chat.slack.door import Door, door
from tests.adapters.chat.slack.forged import forged
from tests.adapters.chat.slack.requests import (
    FORM,
    as_form,
    as_json,
    as_payload,
    click,
    command,
    event,
    shortcut,
    signed,
    submission,
)

TABLE = forged()
GOOD = {
    "event": signed(as_json(event())),
    "command": signed(as_form(command()), content_type=FORM),
    "click": signed(as_payload(click()), content_type=FORM),
    "shortcut": signed(as_payload(shortcut()), content_type=FORM),
    "form": signed(as_payload(submission()), content_type=FORM),
}


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Door]:
    async with door(tmp_path / "earshot.db") as opened:
        yield opened


def test_the_table_has_what_it_should() -> None:
    assert len(TABLE) >= 60
    assert len({one.name for one in TABLE}) == len(TABLE)
    assert all(400 <= status < 500 for one in TABLE for status in one.statuses)


async def test_what_the_forged_requests_are_made_of_does_get_in(slack: Door) -> None:
    answers = [await slack.send(one) for one in GOOD.values()]
    assert [(one.status, one.body) for one in answers] == [(200, b"")] * len(GOOD)
    assert len(await slack.held()) == len(GOOD)


async def test_every_request_of_the_table_is_refused_and_leaves_nothing(slack: Door) -> None:
    wrong = []
    for one in TABLE:
        answer = await slack.send(one.wire)
        if answer.status not in one.statuses or await slack.held():
            wrong.append((one.name, answer.status, one.statuses))
    assert wrong == []
    assert slack.rung == []


def _listening(app: AsyncApp, room: Room) -> None:
    """A listener for everything, so that bolt looks at all that it looks at."""

    async def listen(ack: Any) -> None:
        await ack()

    everything = re.compile(r"^never$")
    for kind in ("app_mention", "app_home_opened", "message", "reaction_added", "reaction_removed"):
        app.event(kind, matchers=[_never])(listen)
    for register in (app.command, app.action, app.shortcut, app.view, app.view_closed, app.options):
        register(everything)(listen)


async def _never() -> bool:
    return False


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 2_000), pytest.param(2, 100_000, marks=pytest.mark.soak)], ids=["a share", "all"]
)
async def test_requests_that_are_broken_at_random_break_nothing(tmp_path: Path, seed: int, count: int) -> None:
    work = dispatcher(cast("Room", None), [_listening])
    async with door(tmp_path / "earshot.db", check=forms.check) as slack:
        wrong = []
        for one in broken(seed, count):
            before = len(slack.rung)
            answer = await slack.send(one.wire)
            stored = len(slack.rung) > before
            refused = 400 <= answer.status < 500
            if (one.forged and not refused) or (refused and stored) or not (refused or answer.status == 200):
                wrong.append((one, answer))
        assert wrong == []
        held = await slack.held()
        assert 0 < len(held) <= len(slack.rung)
        for row in held:
            assert await work({**row.payload, "event": row.event_id}) == {}
