"""What was said in a private place is seen by its members, through the insight that stands on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import NotFound
from bot.flow.desk import FlowDesk
from bot.model.changes import KeepInsight
from bot.model.insight import Insight
from bot.model.people import PersonId, Place
from bot.model.rows import Rows
from bot.model.signal import Act
from bot.model.views import Ask, OpenInsight, OpenRows, OpenTopic, RowsPage, TopicPage
from tests.bot.flow.small import HARM, Small

HIDDEN = "private:slack:T1/C1"
ANA, VIC = PersonId("workspace:ana"), PersonId("workspace:vic")


async def _members(place: Place) -> frozenset[str] | None:
    return frozenset({"workspace:ana"}) if str(place) == "slack:T1/C1" else frozenset()


def _desk(world: Small) -> FlowDesk:
    """The desk in an Earshot that is told who sees the private channel: Ana."""
    return FlowDesk(tools=replace(world.app.tools, members=_members), standing=world.app.standing)


async def _hidden(world: Small) -> Insight:
    await world.hear(HARM, visibility=HIDDEN)
    (found,) = await world.think()
    assert found.visibility == HIDDEN
    return found


async def test_a_member_opens_the_insight_and_exactly_its_rows(world: Small) -> None:
    insight = await _hidden(world)
    rows = Rows(insight=insight.id, since=insight.numbers.since, until=insight.numbers.until)
    page = await _desk(world).open(OpenRows(person=ANA, rows=rows))
    assert isinstance(page, RowsPage)
    assert page.counts.mentions == insight.numbers.mentions == len(page.views) == 1
    assert sum(facet.count for facet in page.sources) == sum(facet.count for facet in page.moods) == 1
    await _desk(world).open(OpenInsight(person=ANA, insight=insight.id))
    assert b"smoke" in await _desk(world).sheet(OpenRows(person=ANA, rows=rows))


async def test_who_is_no_member_is_told_that_there_is_nothing(world: Small) -> None:
    insight = await _hidden(world)
    desk = _desk(world)
    for opening in (OpenRows(person=VIC, rows=Rows(insight=insight.id)), OpenInsight(person=VIC, insight=insight.id)):
        with pytest.raises(NotFound):
            await desk.open(opening)
        with pytest.raises(NotFound):
            await desk.sheet(opening)


def _take(insight: Insight, person: PersonId, world: Small) -> Act:
    return Act(name="take", key=f"take-{person}", person=person, at=world.clock.now(), insight=insight.id, saw="new")


async def test_only_a_member_acts_on_it(world: Small) -> None:
    insight = await _hidden(world)
    with pytest.raises(NotFound):
        await _desk(world).act(_take(insight, VIC, world))
    assert (await world.now(insight.id)).status == "new"
    assert (await _desk(world).act(_take(insight, ANA, world))).moved


async def test_where_no_platform_can_be_asked_nobody_is_a_member(world: Small) -> None:
    insight = await _hidden(world)
    with pytest.raises(NotFound):
        await world.app.desk.open(OpenInsight(person=ANA, insight=insight.id))


async def test_answers_and_lists_for_all_leave_out_what_is_private(world: Small) -> None:
    insight = await _hidden(world)
    desk = _desk(world)
    await desk.act(_take(insight, ANA, world))
    taken = await desk.ask(Ask(command="mention", text="who is on it", person=VIC))
    assert insight.label.raw not in str(taken)
    assert "Nothing found." in str(await desk.ask(Ask(command="earshot", text="insights", person=VIC)))
    assert "1 mention" in str(await desk.ask(Ask(command="earshot", text="insights", person=ANA)))
    page = await desk.open(OpenRows(person=ANA, rows=Rows()))
    assert isinstance(page, RowsPage)
    assert page.counts.mentions == 0


async def test_a_topic_shows_its_private_insights_to_members_alone(world: Small) -> None:
    open_ = await world.topic()
    assert open_.theme is not None
    hidden = replace(open_, visibility=HIDDEN)
    await world.app.store.commit([KeepInsight(insight=hidden)])
    for person, number in ((ANA, 1), (VIC, 0)):
        page = await _desk(world).open(OpenTopic(person=person, theme=open_.theme))
        assert isinstance(page, TopicPage)
        assert len(page.insights) == number


async def test_a_digest_shows_what_is_private_to_members_alone_and_nothing_of_it_elsewhere(world: Small) -> None:
    insight = await _hidden(world)
    home = Place.read("slack:T1/C1")
    for name in world.app.standing.organisation.departments():
        if name.name in insight.active:
            world.app.standing.organisation = replace(
                world.app.standing.organisation,
                all_departments=tuple(
                    replace(one, channels=(home,)) if one.name == name.name else one
                    for one in world.app.standing.organisation.all_departments
                ),
            )
    desk = _desk(world)
    await desk.act(_take(insight, ANA, world))
    world.wait(days=1)
    for person, seen in ((ANA, True), (VIC, False), (PersonId("workspace:fin"), False)):
        ask = Ask(command="earshot", text="digest", person=person, place=home)
        assert (insight.label.raw[:20] in str(await desk.ask(ask))) is seen
    others = Ask(command="earshot", text="digest", person=VIC, place=Place.read("workspace:support"))
    assert insight.label.raw[:20] not in str(await desk.ask(others))
