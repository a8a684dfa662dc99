"""Whether a fix worked, from what the store counted: judged each week, kept as known then, told to the ledger."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.cards import plain
from bot.flow.cases import living_ledger
from bot.flow.effects import estimate, work_out
from bot.flow.upkeep import night
from bot.flow.worked import blocks, chart, effect_on
from bot.model.answer import Answer, Query
from bot.model.changes import Gap, KeepGap, KeepInsight, KeepItem, LedgerItem
from bot.model.effect import Effect
from bot.model.insight import Insight, InsightId
from bot.model.mention import Untrusted
from bot.model.message import Actions, Chart, Table, Text
from bot.model.people import PersonId
from bot.model.views import Ask, OpenTopic, TopicPage
from bot.roi import evaluate, read_ledger
from bot.roi.effect import Fix
from tests.bot.flow.small import CHARGERS, ORGANISATION, USUAL, Small, small

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 4, 6)
FIXED = FIRST + timedelta(weeks=13)
"""Thirteen weeks before, one of roll-out; charger mentions then fall from twelve a week to three."""
BEFORE, AFTER = 12, 3
WEEKS = 20


def _at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def _week(week: int) -> list[dict[str, object]]:
    chargers = BEFORE if week <= 13 else AFTER
    texts = [*(one for at, one in enumerate(USUAL) for _ in range(2 + (at + week) % 3)),
             *(CHARGERS[at % len(CHARGERS)] for at in range(chargers))]  # fmt: skip
    return [
        {"source": "desk", "id": f"{week}-{at}", "kind": "service", "text": text,
         "at": _at(FIRST + timedelta(weeks=week, days=at % 7), 8 + at % 9).isoformat(),
         "author": {"id": f"p{week}-{at}", "name": "A customer"}}
        for at, text in enumerate(texts)
    ]  # fmt: skip


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Small]:
    """An Earshot that heard twenty weeks, on the Monday after; the charger problem is an insight."""
    settings = {**ORGANISATION, "sources": [{"name": "desk", "owner": "Ana", "silent_after_hours": 400}]}
    async with small(tmp_path, at=_at(FIRST + timedelta(weeks=WEEKS)), settings=settings) as found:
        for week in range(WEEKS):
            await found.take(_week(week))
        await night(tools=found.app.tools, standing=found.app.standing)
        await found.think()
        yield found


async def _charger(world: Small) -> Insight:
    found = [one for one in await world.app.store.insights() if one.theme is not None]
    assert found, "no insight of a topic"
    themes = {one.id: one for one in world.app.standing.book.themes()}
    return max(found, key=lambda one: themes[one.theme].mentions if one.theme in themes else 0)


async def _fixed(world: Small, day: date = FIXED, group: str = "chargers") -> Insight:
    insight = await _charger(world)
    form = {"what": "release 7.1.2", "released": day.isoformat()} | ({"group": group} if group else {})
    receipt = await world.act("fixed", insight=insight.id, form=form)
    assert receipt.moved, receipt
    return insight


async def _judge(world: Small) -> tuple[Effect, ...]:
    return await estimate(tools=world.app.tools, standing=world.app.standing)


async def _entered(world: Small, insight: Insight, **more: object) -> None:
    """Finance says how many contacts stand behind a mention."""
    item = {"programme": "desk", "kind": "fix", "date": FIXED.isoformat(), "unit": "mentions", "channel": "email",
            "insight": f"insight-{insight.id}", "label": "fix “charger”", **more}  # fmt: skip
    entry = LedgerItem(
        kind="benefits", id="seed", item=item, recorded=world.clock.now(), person=PersonId("workspace:fin")
    )
    await world.app.store.commit([KeepItem(entry=entry)])


async def test_a_fix_that_works_is_judged_by_its_keyword_group_and_drawn(world: Small) -> None:
    insight = await _fixed(world)
    (effect,) = await _judge(world)
    assert (effect.insight, effect.group, effect.sources) == (insight.id, "chargers", ("desk",))
    assert (effect.before, effect.after, effect.start) == (13, 6, FIXED + timedelta(weeks=1))
    assert effect.measured is not None and effect.measured.fell
    assert -0.9 < effect.measured.change < -0.6
    assert effect.measured.after == 6 * AFTER
    assert (effect.naive.before, effect.naive.after) == (4 * BEFORE, BEFORE + 6 * AFTER)
    drawn = chart(effect)
    assert drawn is not None and drawn.series[0][1] == tuple([12.0] * 14 + [3.0] * 6)


async def test_an_estimate_is_made_once_a_week_and_what_was_known_then_is_found(world: Small) -> None:
    insight = await _fixed(world)
    (first,) = await _judge(world)
    then = world.clock.now()
    assert await _judge(world) == ()
    world.wait(days=6)
    assert await _judge(world) == ()
    await world.take(_week(WEEKS))
    world.wait(days=1)
    (second,) = await _judge(world)
    assert (first.after, second.after) == (6, 7)
    assert await effect_on(insight.id, tools=world.app.tools) == second
    assert await effect_on(insight.id, tools=world.app.tools, as_of=then) == first


async def test_the_night_judges(world: Small) -> None:
    insight = await _fixed(world)
    world.wait(days=1)
    await night(tools=world.app.tools, standing=world.app.standing)
    assert await effect_on(insight.id, tools=world.app.tools) is not None


async def test_the_ledger_gets_what_was_avoided_once_somebody_says_what_a_mention_costs(world: Small) -> None:
    insight = await _fixed(world)
    (effect,) = await _judge(world)
    assert effect.measured is not None
    await _entered(world, insight, contacts_per_mention="2")
    assert (await _value(world)).missing
    await _judge(world)
    answer = await _value(world)
    assert not answer.missing
    (entry,) = answer.benefits
    assert float(entry.value) == pytest.approx(effect.measured.avoided * 2 * 6)
    assert [one.id for one in answer.not_counted if one.reason == "superseded"] == ["seed"]
    await world.take(_week(WEEKS))
    world.wait(days=7)
    await _judge(world)
    later = await _value(world)
    assert len(later.benefits) == 1 and later.benefits[0].id != entry.id
    # As of the week before the answer is what it was.
    assert (await _value(world, at=world.clock.now() - timedelta(days=7))).benefits[0].id == entry.id


async def test_without_contacts_for_a_mention_the_entry_stays_missing(world: Small) -> None:
    insight = await _fixed(world)
    await _entered(world, insight)
    await _judge(world)
    answer = await _value(world)
    assert [one.reason for one in answer.missing] == ["contacts_per_mention"]


async def test_counts_that_a_person_entered_are_left_alone(world: Small) -> None:
    insight = await _fixed(world)
    await _entered(world, insight, contacts_per_mention="2", basis="control", avoided="9", avoided_low="4",
                   avoided_high="12")  # fmt: skip
    await _judge(world)
    assert [one.id for one in await world.app.store.ledger() if one.kind == "benefits"] == ["seed"]


async def test_a_young_fix_names_its_day_and_stands_beside_the_figures_only(world: Small) -> None:
    day = FIRST + timedelta(weeks=WEEKS, days=-2)
    insight = await _fixed(world, day)
    await _entered(world, insight, contacts_per_mention="2")
    (effect,) = await _judge(world)
    assert (effect.measured, effect.why) == (None, "too_soon")
    assert effect.judged == FIRST + timedelta(weeks=WEEKS + 5)
    answer = await _value(world)
    assert [one.reason for one in answer.not_counted if one.id.startswith("fix-")] == ["not_estimable_yet"]


async def test_a_source_that_came_later_is_left_out_of_both_sides(world: Small) -> None:
    await _fixed(world)
    late = [{**one, "source": "forum", "id": f"f{one['id']}"} for week in (10, 11, 12) for one in _week(week)]
    await world.take(late)
    (effect,) = await _judge(world)
    assert (effect.sources, effect.left_out) == (("desk",), ("forum",))
    assert effect.measured is not None and effect.measured.after == 6 * AFTER
    assert effect.naive.before == 4 * BEFORE


async def test_a_source_with_a_gap_is_left_out(world: Small) -> None:
    await _fixed(world)
    other = [{**one, "source": "forum", "id": f"f{one['id']}"} for week in range(WEEKS) for one in _week(week)[:12]]
    await world.take(other)
    gap = Gap(source="forum", start=_at(FIXED), end=_at(FIXED + timedelta(days=3)))
    await world.app.store.commit([KeepGap(gap=gap)])
    (effect,) = await _judge(world)
    assert (effect.sources, effect.left_out) == (("desk",), ("forum",))


async def test_without_a_group_the_topic_itself_is_counted(world: Small) -> None:
    insight = await _fixed(world, group="")
    (effect,) = await _judge(world)
    assert (effect.group, effect.theme) == ("", insight.theme)
    assert sum(one.count or 0 for one in effect.weeks) > 0


async def test_a_group_that_is_none_is_asked_for_again(world: Small) -> None:
    insight = await _charger(world)
    form = {"what": "release 7.1.2", "released": FIXED.isoformat(), "group": "no such"}
    receipt = await world.act("fixed", insight=insight.id, form=form)
    assert not receipt.moved and "no such keyword group" in receipt.words


async def test_the_answer_and_the_topic_page_say_the_same(world: Small) -> None:
    insight = await _fixed(world)
    (effect,) = await _judge(world)
    ask = Ask(command="mention", text="did the fix work", person=PersonId("workspace:ana"), insight=insight.id)
    answer = await world.app.desk.ask(ask)
    told = blocks(effect, standing=world.app.standing)
    assert answer.blocks[-len(told) :] == told
    assert insight.theme is not None
    page = await world.app.desk.open(OpenTopic(theme=insight.theme, person=PersonId("workspace:ana")))
    assert isinstance(page, TopicPage)
    (card,) = [message for one, message in page.insights if one.id == insight.id]
    assert card.blocks[-len(told) :] == told
    assert any(isinstance(block, Chart) for block in told)
    lines = [plain(block.line) for block in told if isinstance(block, Text)]
    assert lines[0].startswith("Fix of 6 Jul 2026: down ")
    assert any(line.startswith("The plain before and after would say -") for line in lines)


async def test_the_opened_entry_of_a_fix_shows_the_forecast_its_topics_and_the_naive_figure(world: Small) -> None:
    insight = await _fixed(world)
    (effect,) = await _judge(world)
    await _entered(world, insight, contacts_per_mention="2")
    await _judge(world)
    (name,) = [one.id for one in await world.app.store.ledger(["benefits"]) if one.id.startswith("fix-")]
    then, fin = world.clock.now(), PersonId("workspace:fin")
    world.wait(days=7)
    await world.take(_week(WEEKS))
    await _judge(world)
    told = blocks(effect, standing=world.app.standing)
    for part in (f"entry:{name}", "entry:seed"):
        opened = await world.app.desk.open_answer("all", part, as_of=then, person=fin)
        held = [block for block in opened.blocks if not isinstance(block, Actions)]
        assert tuple(held[-len(told) :]) == told
    (drawn,) = [block for block in told if isinstance(block, Chart)]
    assert drawn.band is not None and drawn.mark is not None
    lines = [plain(block.line) for block in told if isinstance(block, Text)]
    assert any(line.startswith("The plain before and after would say -") for line in lines)
    assert any("ompared with" in line for line in lines), lines
    other = await world.app.desk.open_answer("all", "worth", as_of=then, person=fin)
    assert not any(isinstance(block, Chart) for block in other.blocks)


async def test_what_else_was_changed_in_these_weeks_stands_beside_the_estimate(world: Small) -> None:
    insight = await _fixed(world)
    await _judge(world)
    for text in ("changed the phone script on 2026-07-20", "changed the sign on 2025-01-01"):
        await world.app.desk.ask(Ask(command="roi", text=text, person=PersonId("workspace:ana")))
    assert insight.theme is not None
    page = await world.app.desk.open(OpenTopic(theme=insight.theme, person=PersonId("workspace:ana")))
    assert isinstance(page, TopicPage)
    (card,) = [message for one, message in page.insights if one.id == insight.id]
    last = [plain(block.line) for block in card.blocks if isinstance(block, Text)][-1]
    assert last == "Changed in these weeks too: the phone script (20 Jul 2026)"


async def test_a_change_of_an_insight_is_judged_like_a_fix_and_is_no_fix(world: Small) -> None:
    insight = await _charger(world)
    form = {"what": "the charging script", "date": FIXED.isoformat(), "insight": f"insight-{insight.id}"}
    await world.app.desk.record("change", form, key="k", person=PersonId("workspace:ana"))
    (effect,) = await _judge(world)
    assert effect.change and effect.fixed == FIXED
    assert effect.measured is not None and effect.measured.fell
    assert await _judge(world) == ()
    # It is nobody's fix, and no entry of the ledger is made of it.
    assert await effect_on(insight.id, tools=world.app.tools) is None
    await _entered(world, insight, contacts_per_mention="2")
    await _judge(world)
    assert [one.id for one in await world.app.store.ledger(["benefits"])] == ["seed"]
    told = [plain(block.line) for block in blocks(effect, standing=world.app.standing) if isinstance(block, Text)]
    assert told[0].startswith("Change of 6 Jul 2026: down ")
    drawn = chart(effect)
    assert drawn is not None and drawn.mark == ("2026-07-06", "changed 6 Jul")
    ask = Ask(command="roi", text="did the charging script work", person=PersonId("workspace:ana"))
    answer = await world.app.desk.ask(ask)
    assert tuple(answer.blocks[2 : 2 + len(told) + 1]) == blocks(effect, standing=world.app.standing)
    better = await world.app.desk.ask(replace(ask, text="better"))
    table = next(block for block in better.blocks if isinstance(block, Table))
    assert plain(table.rows[0][0]) == "the charging script"
    assert plain(table.rows[0][-1]).startswith("down ")


async def test_the_topic_of_another_change_is_left_out_of_what_a_fix_is_compared_with(world: Small) -> None:
    await _fixed(world, group="")
    charger = await _charger(world)
    topics = [one for one in world.app.standing.book.themes() if one.id != charger.theme]
    other = max(topics, key=lambda one: one.mentions)
    beside = Insight(
        id=InsightId(77), kind="repeat", label=Untrusted("x"), numbers=charger.numbers, severity=0.2, theme=other.id,
        found=world.clock.now(), updated=world.clock.now(),
    )  # fmt: skip
    day = FIXED + timedelta(weeks=1)
    form = {"what": "the wallpaper", "date": day.isoformat(), "insight": "insight-77"}
    await world.app.store.commit([KeepInsight(insight=beside)])
    await world.app.desk.record("change", form, key="k", person=PersonId("workspace:ana"))
    (judged,) = [one for one in await _judge(world) if not one.change]
    fix = Fix(insight=judged.insight, theme=judged.theme, group="", fixed=FIXED)
    change = Fix(insight=77, theme=other.id, group="", fixed=day, change="k")
    today, tools, standing = world.clock.now().astimezone(ZONE).date(), world.app.tools, world.app.standing
    assert judged == await work_out(fix, [change], today, tools=tools, standing=standing)
    assert judged != await work_out(fix, [], today, tools=tools, standing=standing)


async def _asked(world: Small, text: str) -> str:
    answer = await world.app.desk.ask(Ask(command="mention", text=text, person=PersonId("workspace:ana")))
    return "\n".join(plain(block.line) for block in answer.blocks if isinstance(block, Text))


async def test_a_fix_is_found_by_what_was_done_or_counted_and_without_words_all_are_listed(world: Small) -> None:
    assert await _asked(world, "did the fix work?") == "Nothing is marked as fixed yet."
    await _fixed(world)
    assert "fixed 6 Jul 2026: can be judged from 10 Aug." in await _asked(world, "did the fix work?")
    await _judge(world)
    assert re.search(
        r", fixed 6 Jul 2026: down \d\d % \(90 %: \d\d-\d\d %\)\.$", await _asked(world, "did the fix work?")
    )
    for text in ("did the fix of chargers work?", "did the fix of release 7.1.2 work", "is chargers fixed?"):
        assert "Fix of 6 Jul 2026: down " in await _asked(world, text), text


async def _value(world: Small, at: datetime | None = None) -> Answer:
    raw = await living_ledger(tools=world.app.tools, organisation=world.app.standing.organisation)
    return evaluate(read_ledger(raw), Query(metric="benefit", as_of=at or world.clock.now()))
