"""`/roi` seen every way it can be asked: each metric, each split, another programme, another currency, another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.flow import money
from bot.flow.cases import read_case
from bot.model.changes import LedgerItem
from bot.model.message import Chart, Message, Table
from bot.model.views import Ask
from bot.roi.asked import Asked
from bot.roi.opened import listings
from bot.texts import questions
from tests.bot.flow.books import (
    ANA,
    NOW,
    Memory,
    Still,
    act,
    asked,
    books,
    buttons,
    item,
    lines,
    lumo,
    posted_days,
    raw,
)

RATE = LedgerItem(
    kind="fx", id="r1", item={"date": "2026-10-02", "from": "EUR", "to": "USD", "rate": "1.1"}, recorded=NOW,
    person=ANA,
)  # fmt: skip
PLAIN = [
    item("costs", "jul", programme="desk", type="cash", amount="100", date="2026-07-10"),
    item("costs", "aug", programme="desk", type="cash", amount="50", date="2026-08-10"),
    item("costs", "other", programme="survey", type="cash", amount="400", date="2026-08-11"),
    item("benefits", "aug-bill", programme="desk", kind="other_cash", basis="counted", amount="90", date="2026-08-20"),
    item("benefits", "sep-bill", programme="desk", kind="other_cash", basis="counted", amount="110", date="2026-09-20"),
    item("benefits", "survey-bill", programme="survey", kind="other_cash", basis="counted", amount="1000",
         date="2026-09-21"),
    item("outcomes", "o1", programme="desk", metric="leads", date="2026-09-01", count="3"),
    item("outcomes", "o2", programme="survey", metric="leads", date="2026-09-02", count="2"),
]  # fmt: skip


def table(message: Message) -> list[str]:
    found = next(block for block in message.blocks if isinstance(block, Table))
    return ["|".join("".join(raw(span) for span in cell) for cell in row) for row in found.rows]


async def said(text: str, memory: Memory | None = None) -> list[str]:
    return lines(await asked(text, memory or Memory(PLAIN)))


async def test_present_value_discounts_month_by_month() -> None:
    # By hand: -100 + 40 x 0.992089 + 110 x 0.984240 = 47.95
    assert (await said("npv desk"))[0] == "Net present value: €48   each month discounted at 10 % a year"


async def test_payback_says_after_how_many_months_or_that_it_is_not_yet() -> None:
    # -100, then -60, then +50: within the third month after 60 / 110 of it, 2 + 0.545.
    assert (await said("payback desk"))[0] == (
        "Paid for itself after 2.5 months   counted in calendar months, not discounted"
    )
    spent = [one for one in PLAIN if one.id != "sep-bill"]
    assert (await said("payback desk", Memory(spent)))[0] == "Not paid back yet"


async def test_unit_cost_stands_beside_that_of_another_programme() -> None:
    found = await said("cost per lead desk vs survey")
    assert found[0] == "€50.00 each: €150 spent for 3 leads"
    assert found[1] == "Phone survey: €200.00 each · ours is 0.25 of that"
    assert (await said("cost per lead social vs email"))[0].startswith("I did not understand: social")


async def test_maturity_counts_the_insights_that_are_old_enough() -> None:
    found = await said("maturity desk", Memory(PLAIN, posted_days()))
    assert found == [
        "7.3 %: 3 of 41 insights are 90 days old or older. Younger ones can still turn out to be worth more."
    ]


async def test_worth_of_one_kind_is_the_sum_of_its_entries() -> None:
    found = await said("value of fixes q3", Memory(lumo(), posted_days()))
    assert found[0] == "Worth: €3,746   all low cases to all high cases: €1,984 to €6,427"
    assert not [line for line in found if line.startswith(("Sales", "Placeholder", "Learning"))]
    message = await asked("retention q3", Memory(lumo()))
    assert [one.value for one in buttons(message)] == ["benefit=retention&programme=desk"]
    none = lines(message)
    assert "Compare with customers who got no help, picked by chance." in none
    assert none[0] == "No figure yet: nothing that came of it has been entered."


async def test_worth_of_an_insight_and_of_a_topic_is_what_is_entered_for_them() -> None:
    own = item("benefits", "b", programme="desk", kind="other_cash", basis="counted", amount="70", date="2026-09-01",
               insight="insight-2")  # fmt: skip
    memory = Memory([*PLAIN, own], posted_days())
    assert (await said("value of insight 2", memory))[0].startswith("Worth: €70.00")
    assert (await said("value of topic 2", memory))[0] == "Topic: x"
    assert (await said("value of topic 2", memory))[1].startswith("Worth: €70.00")
    assert (await said("value of insight 3", memory))[0].startswith("No figure yet")


async def test_splits_add_up_to_the_whole() -> None:
    memory = Memory(lumo(), posted_days())
    assert table(await asked("worth by kind q3", memory)) == [
        "Fix|€3,746", "Sales|€2,187", "Contacts avoided|€890", "Time saved|€705",
    ]  # fmt: skip
    assert table(await asked("worth by channel q3", memory)) == ["email|€4,637", "no channel|€2,893"]
    assert table(await asked("net by month desk q3", Memory(PLAIN))) == [
        "2026-07|no data|€100|no data|no data",
        "2026-08|€90|€50|€40|+80.0 %",
        "2026-09|€110|€0|€110|no data",
    ]
    by_month = await asked("net by month desk q3", Memory(PLAIN))
    charts = [block for block in by_month.blocks if isinstance(block, Chart)]
    # Bills that were counted are worth just what they say; what is estimated has a range.
    assert charts[0].series == (
        ("Spent", (100.0, 50.0, 0.0)),
        ("Worth", (None, 90.0, 110.0)),
        ("worth, all low cases", (None, 90.0, 110.0)),
        ("worth, all high cases", (None, 90.0, 110.0)),
    )
    assert charts[0].band == ("worth, all low cases", "worth, all high cases")
    (whole,) = [block for block in (await asked("net by month desk q3", memory)).blocks if isinstance(block, Chart)]
    lines = dict(whole.series)
    article = (whole.x.index("2026-08-01"), 890.5)
    low, high = (lines[name][article[0]] for name in ("worth, all low cases", "worth, all high cases"))
    worth = lines["Worth"][article[0]]
    assert low is not None and worth is not None and high is not None and low < worth < high
    assert table(await asked("roi by department q3", Memory(PLAIN))) == [
        "support|€200|€150|€50|+33.3 %",
        "Phone survey|€1,000|€400|€600|+150.0 %",
    ]


@pytest.mark.parametrize("text", ["worth by kind q3", "worth by channel q3", "worth by topic q3", "cost by kind q3"])
async def test_every_line_of_a_split_opens_entries_that_add_up_to_it(text: str) -> None:
    memory = Memory(lumo(), posted_days())
    tools, org = books(memory)
    found = await money.parsed(text, NOW, tools=tools, organisation=org)
    assert isinstance(found, Asked)
    case = await read_case(found, as_of=NOW, tools=tools, organisation=org)
    whole = case.answer.benefit if "worth" in text else case.answer.cost
    part = {"kind": "of", "channel": "channel", "topic": "topic"}[str(found.by)]
    total = Decimal(0)
    for line, _ in case.splits:
        (listing,) = listings(case, f"{part}:{line.key}") or ()
        assert len(listing.rows) == line.entries
        total += listing.figure
    assert whole is not None
    assert abs(total - whole) < Decimal("0.02")


async def test_another_programme_is_held_against_it_and_the_young_one_is_not_ranked() -> None:
    found = await said("desk vs survey")
    assert found[0].startswith("Worth more than it cost: +33.3 %")
    assert "Phone survey: +150.0 % · ours is worse" in found
    early = await said("desk q3 vs survey", Memory(PLAIN, posted_days()))
    assert "Phone survey: +150.0 % · still early: not ranked" in early


async def test_another_currency_takes_the_newest_rate_or_says_that_there_is_none() -> None:
    found = await said("desk in usd", Memory([*PLAIN, RATE]))
    assert "$220 worth - $165 spent = $55" in found[2]
    assert "Shown in USD: 1 EUR = 1.1000 USD, the newest rate entered." in found
    without = await said("desk in usd")
    assert without[0].startswith("No rate from EUR to USD was entered for the last days")
    assert "€200 worth - €150 spent = €50" in without[3]


async def test_an_earlier_day_is_answered_as_it_was_and_what_was_restated_is_listed() -> None:
    later = NOW + timedelta(days=2)
    early = [LedgerItem(kind=one.kind, id=one.id, item=one.item, recorded=NOW - timedelta(days=9), person=ANA)
             for one in PLAIN]  # fmt: skip
    more = LedgerItem(kind="costs", id="late", item={"programme": "desk", "type": "cash", "amount": "50",
                      "date": "2026-09-02"}, recorded=NOW - timedelta(days=1), person=ANA)  # fmt: skip
    before, after = Memory(early), Memory([*early, more])
    question = "desk q3 as of 2026-10-01"
    then, now = await said(question, before), await said(question, after)
    assert "Nothing that was recorded since changes this figure." in then
    assert now[:3] == then[:3]
    assert "Restated since: 1 entry counts differently. ROI of the same days now: 0.0 %." in now
    opened = await asked(f"{question} restated", after)
    assert table(opened) == ["late|late|€0.00|€50.00"]
    assert later > NOW


async def test_not_counted_and_what_would_make_it_surer_can_be_asked_for() -> None:
    memory = Memory(lumo(), posted_days())
    assert len(table(await asked("desk q3 not counted", memory))) == 5
    surer = await said("how sure are you", memory)
    assert surer[1].startswith("How sure: estimated (€")


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("cost per banana", ["/roi unit cost leads", "Add a counted result"]),
        ("unit cost", ["/roi unit cost leads", "Add a counted result"]),
        ("roi next year", ["/roi roi this year", "/roi payback"]),
        ("worth of our followers", ["/roi sales", "/roi retention"]),
    ],
)
async def test_what_cannot_be_answered_offers_what_can_and_the_missing_entry(text: str, offered: list[str]) -> None:
    assert [one.label for one in buttons(await asked(text, Memory(PLAIN)))][: len(offered)] == offered


async def test_orders_are_credited_as_the_question_says() -> None:
    touches = [{"programme": "desk", "at": "2026-09-01T10:00:00+02:00"},
               {"programme": "survey", "at": "2026-09-03T10:00:00+02:00"}]  # fmt: skip
    order = item("orders", "o9", at=datetime(2026, 9, 5, 10, tzinfo=UTC).isoformat(), revenue="1000", refund="0",
                 touches=touches)  # fmt: skip
    tools, org = books(Memory([order]))
    assert tools.zone.key == "Europe/Berlin"
    assert org.programmes[0].id == "desk"
    margin = LedgerItem(kind="rates", id="m", item={"name": "gross_margin", "value": "0.3", "valid_from": "2026-01-01"},
                        recorded=NOW, person=ANA)  # fmt: skip
    found = await asked("sales by first touch and linear for desk", Memory([order, margin]))
    assert table(found) == ["first touch|€300", "every touch alike|€150"]


async def test_the_answer_of_an_earlier_day_is_the_one_that_was_given_then_line_by_line() -> None:
    evening = datetime(2026, 10, 5, 21, 59, 59, tzinfo=UTC)
    memory = Memory(lumo(), posted_days())
    memory.acts = [act(40, "action", "quality"), act(39, "acknowledged", "support")]
    tools, org = books(memory, Still(evening))
    ask = Ask(command="roi", text="desk last quarter", person=ANA)
    given = await money.answer_roi(ask, tools=tools, organisation=org)
    late = datetime(2026, 11, 2, 9, tzinfo=UTC)
    for one in (
        item("costs", "late", late, programme="desk", type="cash", amount="999", date="2026-09-02"),
        item("benefits", "more", late, programme="desk", kind="other_cash", basis="counted", amount="9",
             date="2026-09-02", supersedes=["weekly-report"]),
    ):  # fmt: skip
        memory.items[one.kind, one.id] = one
    memory.acts.append(replace(act(3, "fixed", "product"), at=late))
    tools, org = books(memory, Still(late))
    later = replace(ask, text="desk q3 as of 2026-10-05")
    again = lines(await money.answer_roi(later, tools=tools, organisation=org))
    restated = [line for line in again if line.startswith("Restated since: ")]
    # (7,529.23 - 705.25 + 9 - 7,547 - 999) / (7,547 + 999) = -20.04 %.
    assert restated == ["Restated since: 3 entries count differently. ROI of the same days now: -20.0 %."]
    assert [line for line in again if line not in restated] == lines(given)


def test_names_that_were_typed_carry_nothing_into_a_title_that_a_chat_could_take_for_more() -> None:
    assert questions.tame("<!channel> *leads* @all `x` [a](http://b)\u202e") == "channel leads all x a http //b"
