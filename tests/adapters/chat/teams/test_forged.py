"""Nothing forged or broken gets in: the table, and requests that are made by breaking good ones."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.adapters.chat.teams.door import Door, door, posted
from tests.adapters.chat.teams.forged import forged
from tests.adapters.chat.teams.requests import good

TABLE = forged()


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
