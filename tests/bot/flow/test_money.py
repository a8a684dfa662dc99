"""`/roi` on the living ledger: the target picture to the word, lists that add up, rights, and the audit."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.errors import NotAllowed, NotFound
from bot.flow import money
from bot.flow.cases import read_case
from bot.flow.recording import Recording, record
from bot.model.changes import LedgerItem
from bot.model.message import Actions, Button, Chart, Message, Table, Text
from bot.model.people import PersonId
from bot.roi.asked import Asked
from bot.roi.opened import listings
from bot.roi.question import parse
from tests.bot.flow.books import (
    ANA,
    BO,
    CY,
    DESK,
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


def _figures(message: Message) -> list[tuple[str, str, datetime, str]]:
    """Every figure that opens: its text, and the question, moment and part behind it."""
    found = []
    for block in message.blocks:
        spans = block.line if isinstance(block, Text) else ()
        if isinstance(block, Table):
            spans = tuple(span for row in block.rows for cell in row for span in cell)
        for span in spans:
            if span.href is not None and span.href.startswith("/answer?"):
                query = parse_qs(urlsplit(span.href).query)
                found.append((raw(span), query["q"][0], datetime.fromisoformat(query["at"][0]), query["part"][0]))
    return found


async def _open(figure: tuple[str, str, datetime, str], memory: Memory, person: PersonId = ANA) -> Message:
    tools, org = books(memory)
    _, question, at, part = figure
    return await money.open_answer(question, part, as_of=at, person=person, tools=tools, organisation=org)


async def test_the_target_picture_comes_out_of_the_demo_s_entries() -> None:
    memory = Memory(lumo(), posted_days())
    memory.acts = [act(40, "action", "quality"), act(41, "seen", "marketing"), act(39, "acknowledged", "support")]
    message = await asked(DESK, memory)
    assert message.private
    assert message.summary.startswith("ROI, Listening desk, 1 Jul-30 Sep 2026 (last quarter), as of 5 Oct 2026. About")
    assert lines(message) == [
        "About break-even: -0.2 %   all low cases to all high cases: -48.6 % to +60.3 %",
        "In cash: -71.0 %   €2,187 came in; the rest is time freed, not cash",
        "€7,529 worth - €7,547 spent = -€18   How sure: estimated (€3,746 measured, €3,783 estimated)",
        "⚠ Still early: 3 of 41 insights are 90 days old. Firm on 29 Dec.",
        "Sales   €2,187   dotted (estimated)   code NIGHTSKY: (18,900 - 1,260) x 31 % margin x 40 % extra"
        " (your June test) · moves gross margin",
        "Efficiency   €5,342   fix “charger” €3,746 direct (measured) · eSIM article €891 · weekly report €705"
        " dotted (estimated) · moves cost to serve and staff hours",
        "Retention   no data (needs a comparison group)",
        "Learning   7 problems confirmed, €1,078 each; phone survey: 4, €2,319 each",
        "Intention   days to confirm 19 -> 11 (aim 7): on track · customers told 33 % (aim 80 %): behind",
        "Requests   none voiced in these days",
        "Not counted   tracking e-mail: no effect shown (-29 %; 90 %: -77 to +122) · eSIM transfer:"
        " too early to judge (from 9 Nov) · Telmio deal €5,000: a claim"
        " · 410,000 impressions: never money · 31 agent hours: already inside cost per contact",
        "Placeholder   half of saved time used (ours)",
        "Missing   Quality's hours: nobody entered any",
    ]
    assert [button.label for button in buttons(message)[:5]] == [
        "How", "Rows", "What would make this surer?", "Download sheet", "Share to channel",
    ]  # fmt: skip
    chart = next(block for block in message.blocks if isinstance(block, Chart))
    assert chart.x == ("Sales", "Efficiency", "Retention", "Spent")
    assert chart.series[0][1] == pytest.approx((2187.36, 5341.87, None, 7547.0), abs=0.01)


async def test_two_more_hours_move_the_figure_as_the_story_says() -> None:
    memory = Memory(lumo(), posted_days())
    receipt = await asked("spent 2h at 42 on 2026-09-30 one more round", memory)
    assert lines(receipt)[0] == "Kept: 2 h on 30 Sep 2026 for Listening desk."
    moved = lines(await asked(DESK, memory))
    assert moved[0].startswith("About break-even: -1.3 %")


async def test_every_list_of_money_is_as_long_as_its_entries_and_adds_up_to_its_figure() -> None:
    memory = Memory(lumo(), posted_days())
    tools, org = books(memory)
    asked = parse(DESK, programmes=org.programmes, departments=org.departments(), today=NOW.date(), fiscal_start=1)
    assert isinstance(asked, Asked)
    case = await read_case(asked, as_of=NOW, tools=tools, organisation=org)
    answer = case.answer
    assert answer.by_grade is not None
    figures = {
        "worth": (answer.benefit, 4), "spent": (answer.cost, 8), "cash": (answer.cash_benefit, 1),
        "low": (answer.benefit_low, 4), "high": (answer.benefit_high, 4),
        "measured": (answer.by_grade.measured, 1), "estimated": (answer.by_grade.estimated, 3),
        "kind:sales": (Decimal("2187.36"), 1), "kind:efficiency": (Decimal("5341.8698"), 3),
        "spent:cash": (Decimal(195), 3), "spent:time": (Decimal(7352), 5),
    }  # fmt: skip
    for part, (figure, count) in figures.items():
        assert figure is not None
        (listing,) = listings(case, part) or ()
        assert len(listing.rows) == count, part
        assert sum(row.amount for row in listing.rows) == listing.figure == round(figure, 2), part


async def test_every_figure_of_every_answer_opens_for_finance_and_for_nobody_else() -> None:
    memory = Memory(lumo(), posted_days())
    texts = (DESK, "cost q3", "net by programme q3", "q3 vs q2", "aims of desk", "worth phone", f"{DESK} rows", "q2")
    for text in texts:
        figures = _figures(await asked(text, memory))
        assert figures, text
        for figure in dict.fromkeys(figures):
            opened = await _open(figure, memory)
            assert opened.private
            with pytest.raises(NotAllowed):
                await _open(figure, memory, BO)


async def test_an_opened_list_shows_its_entries_and_their_sum() -> None:
    memory = Memory(lumo(), posted_days())
    message = await asked(DESK, memory)
    spent = next(figure for figure in _figures(message) if figure[3] == "spent")
    opened = await _open(spent, memory)
    table = next(block for block in opened.blocks if isinstance(block, Table))
    amounts = [Decimal(raw(row[3][0]).strip("€").replace(",", "")) for row in table.rows]
    assert (len(amounts), sum(amounts)) == (8, Decimal("7547.00"))
    assert lines(opened)[-1] == "Spent: 8 entries, together €7,547.00"
    assert {raw(row[6][0]) for row in table.rows} == {"Ana"}


async def test_lists_of_insights_are_as_long_as_the_counts_say() -> None:
    memory = Memory(lumo(), posted_days())
    early = next(figure for figure in _figures(await asked(DESK, memory)) if figure[3] == "insights")
    opened = await _open(early, memory)
    table = next(block for block in opened.blocks if isinstance(block, Table))
    assert early[0] == "3 of 41"
    assert len(table.rows) == 41
    assert sum(raw(row[4][0]) == "yes" for row in table.rows) == 3


async def test_thirds_are_listed_so_that_they_still_add_up() -> None:
    split = {"desk": "1", "survey": "2"}
    shares = [
        item("benefits", f"b{at}", kind="other_cash", basis="counted", shares=split, amount="100", date="2026-09-01")
        for at in range(5)
    ]
    memory = Memory([*shares, item("costs", "c", programme="desk", type="cash", amount="10", date="2026-09-01")])
    tools, org = books(memory)
    asked = parse("desk q3", programmes=org.programmes, departments=(), today=NOW.date(), fiscal_start=1)
    assert isinstance(asked, Asked)
    (listing,) = listings(await read_case(asked, as_of=NOW, tools=tools, organisation=org), "worth") or ()
    assert listing.figure == Decimal("166.67")
    assert sorted(row.amount for row in listing.rows) == [Decimal("33.33")] * 3 + [Decimal("33.34")] * 2


async def test_without_data_three_entries_that_lead_to_a_figure_are_offered() -> None:
    memory = Memory(
        [item("costs", "c", programme="desk", type="cash", amount="65", date="2026-09-30")], posted_days()[:2]
    )
    memory.acts = [act(1, "action", "support")]
    message = await asked("q3 desk", memory)
    assert lines(message) == [
        "No figure yet: nothing that came of it has been entered.",
        "Spent so far: €65.00",
        "2 insights posted · 1 act on them",
        "Learning   no data (nobody counted a result)",
        "Intention   no data (no aim: Listening desk)",
        "Requests   none voiced in these days",
        "Missing   own cost not recorded: nobody entered what running Earshot costs",
        "Three entries lead to a first figure:",
    ]
    assert [button.act for button in buttons(message)] == ["open:entry"] * 3
    empty = await asked("all", Memory())
    assert "0 insights posted · 0 acts on them" in lines(empty)


async def test_a_cost_that_is_not_known_is_named_with_a_button_to_add_it() -> None:
    memory = Memory([*lumo(), item("costs", "x", programme="desk", type="time", date="2026-09-30")])
    message = await asked(DESK, memory)
    assert lines(message)[0] == "No figure yet: what one entry cost is not known."
    assert "Worth: €7,529" in lines(message)
    assert [button.value for button in buttons(message)] == ["edit=costs/x"]


async def test_without_a_cost_there_is_no_roi_but_what_it_was_worth() -> None:
    paid = item("benefits", "b", programme="desk", kind="other_cash", basis="counted", amount="500", date="2026-09-01")
    message = await asked("desk q3", Memory([paid]))
    assert lines(message)[0].startswith("No ROI: no cost has been entered")
    assert [button.label for button in buttons(message)] == ["Hours somebody spent"]


async def test_an_unknown_period_or_comparison_is_refused_with_the_nearest() -> None:
    message = await asked("since launch", Memory(lumo()))
    assert "Since launch needs one programme with a start." in lines(message)[0]


@pytest.mark.parametrize("text", ["", "help", "banana", "roi fixes", "listning desk", "survey desk", "s"])
async def test_what_is_no_question_is_answered_with_usage(text: str) -> None:
    memory = Memory(lumo())
    message = await asked(text, memory, person=CY)
    assert message.summary.startswith("How to ask.")
    assert memory.events == []


async def test_a_near_question_is_offered_as_a_button_and_never_answered() -> None:
    message = await asked("listning desk last quater", Memory(lumo()))
    assert buttons(message)[0] == Button(
        label="/roi listening desk last quarter", act="open:roi", value="listening desk last quarter"
    )


@pytest.mark.parametrize("person", [BO, CY, PersonId("slack:T1/U9")])
async def test_money_is_refused_to_all_but_finance_with_what_they_can_ask(person: PersonId) -> None:
    memory = Memory(lumo())
    with pytest.raises(NotAllowed, match=r"needs the role finance\. You can ask for counts instead"):
        await asked(DESK, memory, person=person)
    assert memory.events == []


async def test_every_read_of_money_is_in_the_audit_log() -> None:
    memory = Memory(lumo(), posted_days())
    message = await asked(DESK, memory)
    await _open(_figures(message)[0], memory)
    assert [(event.subject, event.person) for event in memory.events] == [("money", ANA)] * 2
    assert memory.events[0].new == {"question": "roi programme desk last quarter", "as_of": NOW.isoformat()}
    assert memory.events[1].new is not None
    assert memory.events[1].new["part"] == "roi"


async def test_an_opened_figure_is_as_it_was_when_it_was_shown() -> None:
    memory = Memory(lumo(), posted_days())
    spent = next(figure for figure in _figures(await asked(DESK, memory)) if figure[3] == "spent")
    later = NOW + timedelta(hours=1)
    tools, org = books(memory, Still(later))
    form = {"type": "cash", "programme": "desk", "date": "2026-09-30", "amount": "100"}
    await record(Recording(kind="cost", person=ANA, form=form), tools=tools, organisation=org)
    opened = await money.open_answer(spent[1], "spent", as_of=spent[2], person=ANA, tools=tools, organisation=org)
    assert lines(opened)[-1] == "Spent: 8 entries, together €7,547.00"
    now = await money.open_answer(spent[1], "spent", as_of=later, person=ANA, tools=tools, organisation=org)
    assert lines(now)[-1] == "Spent: 9 entries, together €7,647.00"


async def test_a_part_that_no_answer_has_is_not_found() -> None:
    tools, org = books(Memory(lumo()))
    with pytest.raises(NotFound):
        await money.open_answer("roi q3", "weather", as_of=NOW, person=ANA, tools=tools, organisation=org)
    with pytest.raises(NotFound):
        await money.open_answer("banana", "worth", as_of=NOW, person=ANA, tools=tools, organisation=org)


async def test_a_shared_answer_is_signed_and_carries_no_buttons_and_no_single_entries() -> None:
    memory = Memory(lumo(), posted_days())
    tools, org = books(memory)
    message = await money.share_answer(f"{DESK} rows", as_of=NOW, person=ANA, tools=tools, organisation=org)
    assert not message.private
    assert not any(isinstance(block, Actions | Table) for block in message.blocks)
    assert lines(message)[-1].startswith("Shared by Ana: as of 5 Oct 2026. Method: worth counts measured and estimated")
    assert lines(message)[-1].endswith("Not updated after that day: old from 3 Jan 2027 on.")
    assert any("How sure: estimated" in line for line in lines(message))
    with pytest.raises(NotAllowed):
        await money.share_answer(DESK, as_of=NOW, person=BO, tools=tools, organisation=org)


@pytest.mark.parametrize(("days", "old"), [(90, False), (91, True)])
async def test_a_figure_that_is_older_than_ninety_days_says_that_it_was_not_updated(*, days: int, old: bool) -> None:
    clock = Still()
    tools, org = books(Memory(lumo(), posted_days()), clock)
    clock.time = NOW + timedelta(days=days)
    opened = await money.open_answer(DESK, "worth", as_of=NOW, person=ANA, tools=tools, organisation=org)
    shared = await money.share_answer(DESK, as_of=NOW, person=ANA, tools=tools, organisation=org)
    for message in (opened, shared):
        assert ("Not updated since 5 Oct 2026, 91 days ago." in lines(message)) is old
    assert ("Ask again" in [button.label for button in buttons(opened)]) is old
    assert not buttons(shared)


async def test_the_age_of_causes_is_the_median_of_days_from_insight_to_result() -> None:
    def bill(name: str, day: str, insight: str | None) -> LedgerItem:
        return item("benefits", name, programme="desk", kind="other_cash", basis="counted", amount="10", date=day,
                    insight=insight)  # fmt: skip

    # Posted on 6 Jul (1), 7 Jul (2) and 7 Jul (3): 10, 20 and 45 days; one result came before its insight.
    entries = [
        bill("a", "2026-07-16", "insight-1"), bill("b", "2026-07-27", "insight-2"),
        bill("c", "2026-08-21", "insight-3"),
        bill("d", "2026-07-01", "insight-1"), bill("e", "2026-08-01", None), bill("f", "2026-08-01", "insight-99"),
    ]  # fmt: skip
    memory = Memory([*entries, item("costs", "x", programme="desk", type="cash", amount="5", date="2026-07-02")],
                    posted_days())  # fmt: skip
    found = next(line for line in lines(await asked(DESK, memory)) if line.startswith("Causes"))
    # 0, 10, 20 and 45 days.
    assert found == "Causes   15 days from insight to result (median of 4 entries that name their insight; 2 without)"
    tools, org = books(memory)
    opened = await money.open_answer(DESK, "causes", as_of=NOW, person=ANA, tools=tools, organisation=org)
    (table,) = [block for block in opened.blocks if isinstance(block, Table)]
    assert [(raw(row[0][0]), raw(row[-1][0])) for row in table.rows] == [("c", "45"), ("b", "20"), ("a", "10"),
                                                                        ("d", "0")]  # fmt: skip
    alone = Memory([bill("e", "2026-08-01", None), *entries[:0]], posted_days())
    assert not any(line.startswith("Causes") for line in lines(await asked(DESK, alone)))


async def test_how_rows_and_surer_say_more() -> None:
    memory = Memory(lumo(), posted_days())
    how = lines(await asked(f"{DESK} how", memory))
    assert any("ROI % = (B - C) / C x 100 = (7529.23 EUR - 7547.00 EUR)" in line for line in how)
    surer = lines(await asked(f"{DESK} surer", memory))
    assert "Set your own realisation: a figure of ours stands in for it." in surer
    rows = await asked(f"{DESK} rows", memory)
    assert [len(block.rows) for block in rows.blocks if isinstance(block, Table)] == [4, 8, 5]


async def test_programmes_stand_beside_each_other_and_the_young_one_is_marked() -> None:
    message = await asked("by programme q3", Memory(lumo(), posted_days()))
    table = next(block for block in message.blocks if isinstance(block, Table))
    shown = ["|".join("".join(raw(span) for span in cell) for cell in row) for row in table.rows]
    assert shown == [
        "Listening desk|€7,529|€7,547|-€18|-0.2 % still early",
        "Phone survey|no data|€9,276|no data|no data",
    ]


async def test_a_comparison_shows_the_other_figure_and_the_change() -> None:
    earlier = [
        item("benefits", "b", programme="desk", kind="other_cash", basis="counted", amount="300", date="2026-05-01"),
        item("costs", "c", programme="desk", type="cash", amount="200", date="2026-05-01"),
    ]
    said = lines(await asked("desk q3 vs previous period", Memory([*lumo(), *earlier], posted_days())))
    assert "Against 1 Apr-30 Jun 2026: +50.0 % · change -50.2 points (-100.5 %)" in said


async def test_the_operator_s_question_is_answered_and_audited_under_their_name() -> None:
    memory = Memory(lumo(), posted_days())
    tools, org = books(memory)
    found = await money.answer_as_operator(DESK, as_of=NOW, reader=PersonId("os:ada"), tools=tools, organisation=org)
    assert found.answer is not None
    assert [event.person for event in memory.events] == [PersonId("os:ada")]
    other = await money.answer_as_operator(
        "banana", as_of=NOW, reader=PersonId("os:ada"), tools=tools, organisation=org
    )
    assert other.answer is None


def test_the_demo_s_entries_name_only_its_two_programmes() -> None:
    assert sorted({str(one.item["programme"]) for one in lumo()}) == ["desk", "survey"]
