"""`/roi` on the living ledger: the target picture to the word, lists that add up, rights, and the audit."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from bot.config import read_settings
from bot.errors import BadLedger, NotAllowed, NotFound
from bot.flow import money
from bot.flow.organisation import Organisation, organisation
from bot.flow.recording import Kind, Recording, record
from bot.model.changes import Change, KeepItem, KeepSetting, LedgerItem, SettingEvent
from bot.model.delivery import Delivery
from bot.model.insight import Insight, InsightId, Numbers
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Chart, Message, Span, Table, Text
from bot.model.people import PersonId, Place
from bot.model.signal import Signal, SignalId, SignalKind
from bot.model.views import Ask
from bot.roi.asked import Asked
from bot.roi.opened import listings
from bot.roi.question import parse

NOW = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
LUMO = Path(__file__).parents[3] / "bot" / "cli" / "lumo" / "ledger.json"
DESK = "listening desk last quarter"
ANA, BO, CY = PersonId("workspace:ana"), PersonId("workspace:bo"), PersonId("workspace:cy")
SETTINGS = {
    "organisation": {"name": "Lumo", "timezone": "Europe/Berlin"},
    "departments": [{"name": name} for name in ("support", "product", "quality", "marketing")],
    "people": [
        {"name": "Ana", "ids": [ANA], "department": "support", "role": "finance"},
        {"name": "Bo", "ids": [BO], "department": "quality", "role": "editor"},
        {"name": "Cy", "ids": [CY], "department": "quality", "role": "viewer"},
    ],
    "programmes": [
        {"id": "desk", "name": "Listening desk", "departments": ["support"]},
        {"id": "survey", "name": "Phone survey"},
    ],
    "roi": {"base_currency": "EUR", "cost_per_contact": {"email": "7.40", "self_service": "0.20"}},
}


class Memory:
    """The part of a store that money reads and writes."""

    def __init__(self, items: Sequence[LedgerItem] = (), posted: Sequence[datetime] = ()) -> None:
        self.items = {(one.kind, one.id): one for one in items}
        self.events: list[SettingEvent] = []
        self.acts: list[Signal] = []
        self._posted = tuple(posted)

    async def commit(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, KeepItem):
                self.items[change.entry.kind, change.entry.id] = change.entry
            if isinstance(change, KeepSetting):
                self.events.append(change.event)

    async def ledger(self) -> Sequence[LedgerItem]:
        return sorted(self.items.values(), key=lambda one: (one.kind, one.recorded, one.id))

    async def delivered(self, *, since: datetime | None = None) -> list[Delivery]:
        place = Place(platform="workspace", workspace="", channel="support")
        return [
            Delivery(key=f"i{at}", kind="insight", place=place, message_id=f"m{at}", at=day, insight=InsightId(at))
            for at, day in enumerate(self._posted, start=1)
        ]

    async def insights(self, *, since: datetime | None = None) -> list[Insight]:
        return [_insight(at, day) for at, day in enumerate(self._posted, start=1)]

    async def signals(self, *, since: datetime | None = None) -> list[Signal]:
        return self.acts


class Still:
    """A clock that a test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


def _insight(number: int, day: datetime) -> Insight:
    numbers = Numbers(mentions=1, people=1, copies=0, usual=None, since=day, until=day)
    return Insight(
        id=InsightId(number), kind="praise", label=Untrusted("x"), numbers=numbers, severity=0.1, programme="desk",
        found=day, updated=day,
    )  # fmt: skip


def _lumo() -> list[LedgerItem]:
    return [
        LedgerItem(
            kind=one["kind"],
            id=one["id"],
            item=one["item"],
            recorded=datetime.fromisoformat(one["recorded"]),
            person=ANA,
        )
        for one in json.loads(LUMO.read_text(encoding="utf-8"))
    ]


def _posted() -> list[datetime]:
    """41 insights: three of them are 90 days old, the newest is of 30 September."""
    early = [datetime(2026, 7, day, 9, tzinfo=UTC) for day in (6, 7, 7)]
    return [*early, *(datetime(2026, 9, 30, 9, tzinfo=UTC) - timedelta(days=2 * at) for at in reversed(range(38)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The tools that money needs."""

    store: Memory
    clock: Still

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo("Europe/Berlin")


def _world(memory: Memory, clock: Still | None = None) -> tuple[Given, Organisation]:
    return Given(store=memory, clock=clock or Still()), organisation(read_settings(SETTINGS), ())


def _raw(span: Span) -> str:
    return span.text.raw if isinstance(span.text, Untrusted) else span.text


def _lines(message: Message) -> list[str]:
    return ["".join(_raw(span) for span in block.line) for block in message.blocks if isinstance(block, Text)]


def _buttons(message: Message) -> list[Button]:
    blocks = [block for block in message.blocks if isinstance(block, Actions)]
    return [button for block in blocks for button in (*block.buttons, *block.menu)]


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
                found.append((_raw(span), query["q"][0], datetime.fromisoformat(query["at"][0]), query["part"][0]))
    return found


async def _ask(text: str, memory: Memory, *, person: PersonId = ANA) -> Message:
    tools, org = _world(memory)
    return await money.answer_roi(Ask(command="roi", text=text, person=person), tools=tools, organisation=org)


async def _open(figure: tuple[str, str, datetime, str], memory: Memory, person: PersonId = ANA) -> Message:
    tools, org = _world(memory)
    _, question, at, part = figure
    return await money.open_answer(question, part, as_of=at, person=person, tools=tools, organisation=org)


async def test_the_target_picture_comes_out_of_the_demo_s_entries() -> None:
    memory = Memory(_lumo(), _posted())
    memory.acts = [_act(40, "action", "quality"), _act(41, "seen", "marketing"), _act(39, "acknowledged", "support")]
    message = await _ask(DESK, memory)
    assert message.private
    assert message.summary.startswith("ROI, Listening desk, 1 Jul-30 Sep 2026 (last quarter), as of 5 Oct 2026. About")
    assert _lines(message) == [
        "About break-even: -0.2 %   all low cases to all high cases: -48.6 % to +60.3 %",
        "In cash: -71.0 %   €2,187 came in; the rest is time freed, not cash",
        "€7,529 worth - €7,547 spent = -€18   How sure: estimated (€3,746 measured, €3,783 estimated)",
        "⚠ Still early: 3 of 41 insights are 90 days old. Firm on 29 Dec.",
        "Sales   €2,187   estimated   code NIGHTSKY: (18,900 - 1,260) x 31 % margin x 40 % extra (your June test)",
        "Efficiency   €5,342   fix “charger” €3,746 measured · eSIM article €891 · weekly report €705 estimated",
        "Retention   no data (needs a comparison group)",
        "Learning   7 problems confirmed, €1,078 each; phone survey: 4, €2,319 each",
        "Intention   days to confirm 19 -> 11 (aim 7): on track · customers told 33 % (aim 80 %): behind",
        "Not counted   tracking e-mail: no effect shown (-29 %; 90 %: -77 to +122) · Telmio deal €5,000: a claim"
        " · 410,000 impressions: never money · 31 agent hours: already inside cost per contact",
        "Placeholder   half of saved time used (ours)",
        "Missing   Quality's hours: nobody entered any",
    ]
    assert [button.label for button in _buttons(message)[:5]] == [
        "How", "Rows", "What would make this surer?", "Download sheet", "Share to channel",
    ]  # fmt: skip
    chart = next(block for block in message.blocks if isinstance(block, Chart))
    assert chart.x == ("Sales", "Efficiency", "Retention", "Spent")
    assert chart.series[0][1] == pytest.approx((2187.36, 5341.87, None, 7547.0), abs=0.01)


def _act(insight: int, kind: SignalKind, department: str) -> Signal:
    return Signal(
        id=SignalId(insight), insight=InsightId(insight), person=BO, department=department, kind=kind, at=NOW,
        key=f"{insight}{kind}",
    )  # fmt: skip


async def test_two_more_hours_move_the_figure_as_the_story_says() -> None:
    memory = Memory(_lumo(), _posted())
    receipt = await _ask("spent 2h at 42 on 2026-09-30 one more round", memory)
    assert _lines(receipt) == ["Kept: 2 h on 30 Sep 2026 for Listening desk."]
    lines = _lines(await _ask(DESK, memory))
    assert lines[0].startswith("About break-even: -1.3 %")


async def test_every_list_of_money_is_as_long_as_its_entries_and_adds_up_to_its_figure() -> None:
    memory = Memory(_lumo(), _posted())
    tools, org = _world(memory)
    asked = parse(DESK, programmes=org.programmes, departments=org.departments(), today=NOW.date(), fiscal_start=1)
    assert isinstance(asked, Asked)
    case = await money.read_case(asked, as_of=NOW, tools=tools, organisation=org)
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
    memory = Memory(_lumo(), _posted())
    asked = (DESK, "cost q3", "net by programme q3", "q3 vs q2", "aims of desk", "worth phone", f"{DESK} rows", "q2")
    for text in asked:
        figures = _figures(await _ask(text, memory))
        assert figures, text
        for figure in dict.fromkeys(figures):
            opened = await _open(figure, memory)
            assert opened.private
            with pytest.raises(NotAllowed):
                await _open(figure, memory, BO)


async def test_an_opened_list_shows_its_entries_and_their_sum() -> None:
    memory = Memory(_lumo(), _posted())
    message = await _ask(DESK, memory)
    spent = next(figure for figure in _figures(message) if figure[3] == "spent")
    opened = await _open(spent, memory)
    table = next(block for block in opened.blocks if isinstance(block, Table))
    amounts = [Decimal(_raw(row[3][0]).strip("€").replace(",", "")) for row in table.rows]
    assert (len(amounts), sum(amounts)) == (8, Decimal("7547.00"))
    assert _lines(opened)[-1] == "Spent: 8 entries, together €7,547.00"
    assert {_raw(row[6][0]) for row in table.rows} == {"Ana"}


async def test_lists_of_insights_are_as_long_as_the_counts_say() -> None:
    memory = Memory(_lumo(), _posted())
    early = next(figure for figure in _figures(await _ask(DESK, memory)) if figure[3] == "insights")
    opened = await _open(early, memory)
    table = next(block for block in opened.blocks if isinstance(block, Table))
    assert early[0] == "3 of 41"
    assert len(table.rows) == 41
    assert sum(_raw(row[4][0]) == "yes" for row in table.rows) == 3


async def test_thirds_are_listed_so_that_they_still_add_up() -> None:
    split = {"desk": "1", "survey": "2"}
    shares = [
        _item("benefits", f"b{at}", kind="other_cash", basis="counted", shares=split, amount="100", date="2026-09-01")
        for at in range(5)
    ]
    memory = Memory([*shares, _item("costs", "c", programme="desk", type="cash", amount="10", date="2026-09-01")])
    tools, org = _world(memory)
    asked = parse("desk q3", programmes=org.programmes, departments=(), today=NOW.date(), fiscal_start=1)
    assert isinstance(asked, Asked)
    (listing,) = listings(await money.read_case(asked, as_of=NOW, tools=tools, organisation=org), "worth") or ()
    assert listing.figure == Decimal("166.67")
    assert sorted(row.amount for row in listing.rows) == [Decimal("33.33")] * 3 + [Decimal("33.34")] * 2


def _item(list_: str, name: str, recorded_: datetime = NOW, **item: object) -> LedgerItem:
    return LedgerItem(kind=list_, id=name, item=item, recorded=recorded_, person=ANA)


async def test_without_data_three_entries_that_lead_to_a_figure_are_offered() -> None:
    memory = Memory([_item("costs", "c", programme="desk", type="cash", amount="65", date="2026-09-30")], _posted()[:2])
    memory.acts = [_act(1, "action", "support")]
    message = await _ask("q3 desk", memory)
    assert _lines(message) == [
        "No figure yet: nothing that came of it has been entered.",
        "Spent so far: €65.00",
        "2 insights posted · 1 act on them",
        "Three entries lead to a first figure:",
    ]
    assert [button.act for button in _buttons(message)] == ["open:entry"] * 3
    empty = await _ask("all", Memory())
    assert "0 insights posted · 0 acts on them" in _lines(empty)


async def test_a_cost_that_is_not_known_is_named_with_a_button_to_add_it() -> None:
    memory = Memory([*_lumo(), _item("costs", "x", programme="desk", type="time", date="2026-09-30")])
    message = await _ask(DESK, memory)
    assert _lines(message)[0] == "No figure yet: what one entry cost is not known."
    assert "Worth: €7,529" in _lines(message)
    assert [button.value for button in _buttons(message)] == ["edit=costs/x"]


async def test_without_a_cost_there_is_no_roi_but_what_it_was_worth() -> None:
    paid = _item("benefits", "b", programme="desk", kind="other_cash", basis="counted", amount="500", date="2026-09-01")
    message = await _ask("desk q3", Memory([paid]))
    assert _lines(message)[0].startswith("No ROI: no cost has been entered")
    assert [button.label for button in _buttons(message)] == ["Hours somebody spent"]


async def test_an_unknown_period_or_comparison_is_refused_with_the_nearest() -> None:
    message = await _ask("since launch", Memory(_lumo()))
    assert "Since launch needs one programme with a start." in _lines(message)[0]


@pytest.mark.parametrize("text", ["", "help", "banana", "npv of desk", "listning desk", "survey desk", "s"])
async def test_what_is_no_question_is_answered_with_usage(text: str) -> None:
    memory = Memory(_lumo())
    message = await _ask(text, memory, person=CY)
    assert message.summary.startswith("How to ask.")
    assert memory.events == []


async def test_a_near_question_is_offered_as_a_button_and_never_answered() -> None:
    message = await _ask("listning desk last quater", Memory(_lumo()))
    assert _buttons(message)[0] == Button(
        label="/roi listening desk last quarter", act="open:roi", value="listening desk last quarter"
    )


@pytest.mark.parametrize("person", [BO, CY, PersonId("slack:T1/U9")])
async def test_money_is_refused_to_all_but_finance_with_what_they_can_ask(person: PersonId) -> None:
    memory = Memory(_lumo())
    with pytest.raises(NotAllowed, match=r"needs the role finance\. You can ask for counts instead"):
        await _ask(DESK, memory, person=person)
    assert memory.events == []


async def test_every_read_of_money_is_in_the_audit_log() -> None:
    memory = Memory(_lumo(), _posted())
    message = await _ask(DESK, memory)
    await _open(_figures(message)[0], memory)
    assert [(event.subject, event.person) for event in memory.events] == [("money", ANA)] * 2
    assert memory.events[0].new == {"question": "roi programme desk last quarter", "as_of": NOW.isoformat()}
    assert memory.events[1].new is not None
    assert memory.events[1].new["part"] == "roi"


async def test_an_opened_figure_is_as_it_was_when_it_was_shown() -> None:
    memory = Memory(_lumo(), _posted())
    spent = next(figure for figure in _figures(await _ask(DESK, memory)) if figure[3] == "spent")
    later = NOW + timedelta(hours=1)
    tools, org = _world(memory, Still(later))
    form = {"type": "cash", "programme": "desk", "date": "2026-09-30", "amount": "100"}
    await record(Recording(kind="cost", person=ANA, form=form), tools=tools, organisation=org)
    opened = await money.open_answer(spent[1], "spent", as_of=spent[2], person=ANA, tools=tools, organisation=org)
    assert _lines(opened)[-1] == "Spent: 8 entries, together €7,547.00"
    now = await money.open_answer(spent[1], "spent", as_of=later, person=ANA, tools=tools, organisation=org)
    assert _lines(now)[-1] == "Spent: 9 entries, together €7,647.00"


async def test_a_part_that_no_answer_has_is_not_found() -> None:
    tools, org = _world(Memory(_lumo()))
    with pytest.raises(NotFound):
        await money.open_answer("roi q3", "weather", as_of=NOW, person=ANA, tools=tools, organisation=org)
    with pytest.raises(NotFound):
        await money.open_answer("banana", "worth", as_of=NOW, person=ANA, tools=tools, organisation=org)


async def test_a_shared_answer_is_signed_and_carries_no_buttons_and_no_single_entries() -> None:
    memory = Memory(_lumo(), _posted())
    tools, org = _world(memory)
    message = await money.share_answer(f"{DESK} rows", as_of=NOW, person=ANA, tools=tools, organisation=org)
    assert not message.private
    assert not any(isinstance(block, Actions | Table) for block in message.blocks)
    assert _lines(message)[-1].startswith("Shared by Ana on 5 Oct 2026. Method: worth counts measured and estimated")
    with pytest.raises(NotAllowed):
        await money.share_answer(DESK, as_of=NOW, person=BO, tools=tools, organisation=org)


async def test_the_sheet_lists_every_entry_and_no_cell_is_a_formula() -> None:
    bad = _item(
        "costs", "x", programme="desk", type="cash", amount="1", date="2026-09-30", label="=HYPERLINK(1)", note="@SUM"
    )
    tools, org = _world(Memory([*_lumo(), bad], _posted()))
    data = await money.answer_sheet(DESK, as_of=NOW, person=ANA, tools=tools, organisation=org)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    head, body = rows[2], rows[3:]
    assert {len(row) for row in body} == {len(head)}
    assert sum(Decimal(row[6]) for row in body if row[0] == "spent") == Decimal("7548.00")
    assert [row[0] for row in body].count("not counted") == 4
    assert not [cell for row in body for cell in row if cell.startswith(("=", "+", "@", "\t", "-"))]
    assert next(row for row in body if row[1] == "x")[3] == "'=HYPERLINK(1)"


async def test_how_rows_and_surer_say_more() -> None:
    memory = Memory(_lumo(), _posted())
    how = _lines(await _ask(f"{DESK} how", memory))
    assert any("ROI % = (B - C) / C x 100 = (7529.23 EUR - 7547.00 EUR)" in line for line in how)
    surer = _lines(await _ask(f"{DESK} surer", memory))
    assert "Set your own realisation: a figure of ours stands in for it." in surer
    rows = await _ask(f"{DESK} rows", memory)
    assert [len(block.rows) for block in rows.blocks if isinstance(block, Table)] == [4, 8, 4]


async def test_programmes_stand_beside_each_other_and_the_young_one_is_marked() -> None:
    message = await _ask("by programme q3", Memory(_lumo(), _posted()))
    table = next(block for block in message.blocks if isinstance(block, Table))
    shown = ["|".join("".join(_raw(span) for span in cell) for cell in row) for row in table.rows]
    assert shown == [
        "Listening desk|€7,529|€7,547|-€18|-0.2 % still early",
        "Phone survey|no data|€9,276|no data|no data",
    ]


async def test_a_comparison_shows_the_other_figure_and_the_change() -> None:
    earlier = [
        _item("benefits", "b", programme="desk", kind="other_cash", basis="counted", amount="300", date="2026-05-01"),
        _item("costs", "c", programme="desk", type="cash", amount="200", date="2026-05-01"),
    ]
    lines = _lines(await _ask("desk q3 vs previous period", Memory([*_lumo(), *earlier], _posted())))
    assert "Against 1 Apr-30 Jun 2026: +50.0 % · change -50.2 points (-100.5 %)" in lines


async def test_editors_record_hours_and_nothing_else() -> None:
    memory = Memory()
    assert _lines(await _ask("spent 1h30 yesterday sorting", memory, person=BO)) == [
        "Kept: 1.5 h on 4 Oct 2026 for Listening desk."
    ]
    (kept,) = memory.items.values()
    assert kept.item == {
        "type": "time", "programme": "desk", "date": "2026-10-04", "hours": "1.5", "note": "sorting",
    }  # fmt: skip
    for text, who in (("spent 1h at 90", BO), ("spent 1h", CY)):
        with pytest.raises(NotAllowed):
            await _ask(text, memory, person=who)
    tools, org = _world(memory)
    others: tuple[Kind, ...] = ("benefit", "aim", "outcome", "observation", "edit", "void")
    for kind in others:
        with pytest.raises(NotAllowed):
            await record(Recording(kind=kind, person=BO), tools=tools, organisation=org)
    assert len(memory.items) == 1


@pytest.mark.parametrize(
    ("kind", "form", "key"),
    [
        ("cost", {"type": "gold"}, "type"),
        ("cost", {"type": "cash", "amount": "ten", "date": "2026-09-30"}, "amount"),
        ("cost", {"type": "cash", "amount": "1", "date": "30.9."}, "date"),
        ("cost", {"type": "cash", "amount": "1", "date": "2026-09-30", "programme": "dsk"}, "programme"),
        ("cost", {"type": "cash", "hours": "1", "date": "2026-09-30"}, "hours"),
        ("benefit", {"kind": "magic", "date": "2026-09-30"}, "kind"),
        ("benefit", {"kind": "sales", "date": "2026-09-30", "gross_margin": "31"}, "gross_margin"),
        ("benefit", {"kind": "fix", "date": "2026-09-30", "avoided_low": "5", "avoided_high": "2"}, "avoided_low"),
        ("aim", {"metric": "days", "start": "2026-09-30", "due": "2026-09-01"}, "due"),
        ("outcome", {"metric": "x", "date": "2026-09-30", "count": "many"}, "count"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_stored(kind: Kind, form: dict[str, str], key: str) -> None:
    memory = Memory()
    tools, org = _world(memory)
    with pytest.raises(BadLedger) as wrong:
        await record(Recording(kind=kind, person=ANA, form=form), tools=tools, organisation=org)
    assert wrong.value.data["key"] == key
    assert memory.items == {}


async def _record(memory: Memory, what: Kind, again: str = "", **form: str) -> str:
    tools, org = _world(memory)
    asked = Recording(kind=what, person=ANA, form=form, key=again)
    return (await record(asked, tools=tools, organisation=org)).words


async def test_a_benefit_that_lacks_an_input_is_kept_and_says_so() -> None:
    memory = Memory()
    words = await _record(
        memory, "benefit", kind="fix", basis="control", date="2026-09-30", avoided="9", unit="mentions"
    )
    assert words == "Kept: fix (fix-1). It counts as nothing until this is known: contacts per mention."


async def test_a_form_that_comes_twice_is_one_entry_and_two_forms_are_two() -> None:
    memory = Memory()
    for key in ("k", "k", "", ""):
        await _record(memory, "cost", again=key, type="cash", amount="5", date="2026-09-30")
    assert len(memory.items) == 3


async def test_an_observation_is_added_to_its_aim() -> None:
    memory = Memory()
    await _record(memory, "aim", metric="days", baseline="19", target="7", start="2026-07-01", due="2026-12-31")
    await _record(memory, "observation", aim="aim-1", date="2026-09-30", value="11")
    assert "Intention   days 19 -> 11 (aim 7): on track" in _lines(await _ask("aims", memory))


async def test_an_edited_entry_replaces_the_old_one_which_the_past_still_knows() -> None:
    memory = Memory(
        [_item("costs", "c", NOW - timedelta(days=1), programme="desk", type="cash", amount="5", date="2026-09-30")]
    )
    await _record(memory, "edit", entry="costs/c", amount="7")
    assert "Spent: €7.00" in _lines(await _ask("cost q3", memory))
    tools, org = _world(memory)
    past = await money.open_answer(
        "cost q3", "spent", as_of=NOW - timedelta(hours=1), person=ANA, tools=tools, organisation=org
    )
    assert _lines(past)[-1] == "Spent: 1 entry, together €5.00"
    await _record(memory, "void", entry="costs/c-1")
    assert "Spent: €5.00" in _lines(await _ask("cost q3", memory))


async def test_the_operator_s_question_is_answered_and_audited_under_their_name() -> None:
    memory = Memory(_lumo(), _posted())
    tools, org = _world(memory)
    found = await money.answer_as_operator(DESK, as_of=NOW, reader=PersonId("os:ada"), tools=tools, organisation=org)
    assert found.answer is not None
    assert [event.person for event in memory.events] == [PersonId("os:ada")]
    other = await money.answer_as_operator(
        "banana", as_of=NOW, reader=PersonId("os:ada"), tools=tools, organisation=org
    )
    assert other.answer is None


def test_the_demo_s_entries_name_only_its_two_programmes() -> None:
    assert sorted({str(one.item["programme"]) for one in _lumo()}) == ["desk", "survey"]
