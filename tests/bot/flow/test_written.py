"""The ledger is read before anybody asks, and what is written while that is done is not lost."""

from __future__ import annotations

from bot.flow.organisation import Organisation
from bot.flow.tools import Tools
from bot.flow.written import Apart, Read, read_ahead, written
from bot.model.changes import KeepItem, LedgerItem
from bot.model.people import PersonId
from bot.model.views import Ask
from bot.roi.kept import Entries
from tests.bot.flow.small import Small
from tests.bot.flow.test_asking import said


def _hours(world: Small, name: str, hours: str = "2") -> KeepItem:
    item = {"programme": "listening", "type": "time", "hours": hours, "date": "2026-10-01"}
    return KeepItem(entry=LedgerItem(kind="costs", id=name, item=item, recorded=world.clock.now(), person=None))


async def _ahead(world: Small, apart: Apart) -> tuple[Tools, Organisation]:
    tools, organisation = world.app.tools, world.app.standing.organisation
    await read_ahead(apart, tools=tools, organisation=organisation)
    return tools, organisation


async def _entries(tools: Tools) -> Entries:
    return await tools.kept.entries(tools.store, currency="EUR", zone=tools.zone)


async def test_a_question_finds_the_ledger_read_and_counted_already(world: Small) -> None:
    await world.app.store.commit([_hours(world, "a")])
    read: list[Entries] = []

    async def apart(whole: object) -> Read:
        assert callable(whole)
        found: Read = whole()
        read.append(found[0])
        return found

    tools, _ = await _ahead(world, apart)
    assert await _entries(tools) is read[0]
    answer = said(await world.app.desk.ask(Ask(command="roi", text="cost", person=PersonId("workspace:fin"))))
    assert answer[0] == "Spent: €100"
    assert await _entries(tools) is read[0]


async def test_what_is_written_while_the_ledger_is_read_is_found_by_the_next_question(world: Small) -> None:
    await world.app.store.commit([_hours(world, "a")])

    async def apart(whole: object) -> Read:
        assert callable(whole)
        found: Read = whole()
        await world.app.store.commit([_hours(world, "b", "3")])
        return found

    await _ahead(world, apart)
    assert [one.id for one in await written(world.app.tools, "costs")] == ["a", "b"]
    answer = said(await world.app.desk.ask(Ask(command="roi", text="cost", person=PersonId("workspace:fin"))))
    assert answer[0] == "Spent: €250"


async def test_an_answer_given_meanwhile_is_not_put_back(world: Small) -> None:
    async def apart(whole: object) -> Read:
        assert callable(whole)
        found: Read = whole()
        await world.app.store.commit([_hours(world, "b")])
        assert len(await written(world.app.tools, "costs")) == 1
        return found

    tools, _ = await _ahead(world, apart)
    assert len((await _entries(tools)).items) == 1
