"""Nothing forged or broken gets in: the table, and requests that are made by breaking good ones."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.listeners import KINDS, Listeners
from adapters.chat.teams.names import INVOKES
from adapters.chat.teams.room import Room
from adapters.chat.teams.turn import dispatcher
from tests.adapters.chat.teams.breaking import broken
from tests.adapters.chat.teams.door import Door, door, posted
from tests.adapters.chat.teams.forged import forged
from tests.adapters.chat.teams.requests import good

TABLE = forged()
LOOKS = [name for name, value in vars(Came).items() if isinstance(value, property)]


@pytest.fixture
async def worked() -> list[Mapping[str, object]]:
    return []


@pytest.fixture
async def teams(tmp_path: Path, worked: list[Mapping[str, object]]) -> AsyncIterator[Door]:
    async def work(payload: Mapping[str, object]) -> Mapping[str, object]:
        worked.append(payload)
        return {"body": {"statusCode": 200}}

    async with door(tmp_path / "earshot.db", work=work) as opened:
        yield opened


def test_the_table_has_what_it_should() -> None:
    assert len(TABLE) >= 60
    assert len({one.name for one in TABLE}) == len(TABLE)
    assert all(400 <= status < 500 for one in TABLE for status in one.statuses)


async def test_what_the_forged_requests_are_made_of_does_get_in(
    teams: Door, worked: list[Mapping[str, object]]
) -> None:  # fmt: skip
    await posted(teams.store)
    answers = {name: await teams.tell(body) for name, body in good().items()}
    assert {name: one.status for name, one in answers.items()} == dict.fromkeys(answers, 200)
    said = {name for name, one in answers.items() if one.body and json.loads(one.body) == {"statusCode": 200}}
    assert said == {"press", "dialog", "form"}
    assert len(worked) == len(said)
    assert len(await teams.held()) == len(answers) - len(said)


async def test_every_request_of_the_table_is_refused_and_leaves_nothing(
    teams: Door, worked: list[Mapping[str, object]]
) -> None:  # fmt: skip
    await posted(teams.store)
    wrong = []
    for one in TABLE:
        teams.clock.at += 90_000  # more than a day: the keys are asked for again
        answer = await teams.send(one.make(teams.keys))
        if answer.status not in one.statuses or await teams.held():
            wrong.append((one.name, answer.status, one.statuses))
    assert wrong == []
    assert teams.rung == []
    assert worked == []


def _listening(listeners: Listeners, room: Room) -> None:
    """A listener for everything that looks at all that came."""

    async def look(one: Came) -> Reply | None:
        for name in LOOKS:
            getattr(one, name)
        return {"statusCode": 200}

    for kind in (*KINDS, *INVOKES):
        listeners.on(kind, look)


async def _nobody(one: Came) -> None:
    """Nothing is learned."""


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 2_000), pytest.param(2, 100_000, marks=pytest.mark.soak)], ids=["a share", "all"]
)
async def test_activities_that_are_broken_at_random_break_nothing(tmp_path: Path, seed: int, count: int) -> None:
    room = cast("Room", SimpleNamespace(clients={}))
    work = dispatcher(room, [_listening], learn=_nobody)
    async with door(tmp_path / "earshot.db", work=work) as teams:
        await posted(teams.store)
        wrong, answered = [], Counter[int]()
        for one in broken(teams.keys, seed, count):
            before = len(teams.rung)
            answer = await teams.send(one.wire)
            answered[answer.status] += 1
            stored = len(teams.rung) > before
            refused = 400 <= answer.status < 500
            if (one.forged and not refused) or (refused and stored) or not (refused or answer.status == 200):
                wrong.append((one, answer))
        assert wrong == []
        assert answered[200] > count / 20
        held = await teams.held()
        assert 0 < len(held) <= len(teams.rung)
        for row in held:
            assert await work({**row.payload, "event": row.event_id}) == {}
