"""The sheet of an answer: reopened, computed anew, changed; and nothing from outside in it is ever a formula."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from bot.errors import NotAllowed
from bot.flow import money
from bot.model.changes import LedgerItem
from bot.roi.workbook import Formula, Headed, Leaf, place, workbook
from tests.bot.flow.books import ANA, BO, DESK, NOW, Memory, books, item, lumo, posted_days
from tests.bot.roi.cells import Book, opened

RATE = LedgerItem(
    kind="fx", id="r1", item={"date": "2026-10-02", "from": "EUR", "to": "USD", "rate": "1.1"}, recorded=NOW,
    person=ANA,
)  # fmt: skip


async def sheet(memory: Memory, question: str = DESK) -> bytes:
    tools, org = books(memory)
    return await money.answer_sheet(question, as_of=NOW, person=ANA, tools=tools, organisation=org)


async def test_every_formula_comes_to_what_is_stored_and_to_the_answer() -> None:
    sheets = opened(await sheet(Memory(lumo(), posted_days())))
    book = Book(sheets)
    count = 0
    for name, one in sheets.items():
        for cell in one.formulas:
            assert book.value(name, cell) == pytest.approx(one.stored[cell], abs=1e-6), (name, cell)
            count += 1
    assert count == 10 + 4 * 5 + 8 * 2
    totals = {label: book.value("Answer", f"B{row}") for row, label in ((4, "worth"), (8, "spent"), (9, "net"))}
    assert totals["worth"] == pytest.approx(7529.23, abs=0.005)
    assert totals["spent"] == pytest.approx(7547.00, abs=0.005)
    assert totals["net"] == pytest.approx(-17.77, abs=0.005)
    assert book.value("Answer", "B10") == pytest.approx(-0.2355, abs=0.0005)


async def test_another_input_or_rate_moves_every_total() -> None:
    sheets = opened(await sheet(Memory(lumo(), posted_days())))
    inputs, rates = sheets["Inputs"].text, sheets["Rates"].text
    book = Book(sheets)
    visits = next(cell for cell, text in inputs.items() if text == "visits").replace("B", "C")
    book.change("Inputs", visits, 4280.0)
    # 2,140 more visits x .4 x .62 x .25 = 132.68 contacts at 7.20 = 955.30.
    assert book.value("Answer", "B4") == pytest.approx(7529.2256 + 955.296, abs=0.001)
    email = next(cell for cell, text in rates.items() if text == "cost per contact.email").replace("A", "B")
    book.change("Rates", email, 0.2)
    # The article saves nothing then, the fix 107.6 x 5.2 x 0.20, of which 38 of 42 days lie inside.
    assert book.value("Answer", "B4") == pytest.approx(2187.36 + 705.25 + 107.6 * 5.2 * 0.2 * 38 / 42, abs=0.001)


async def test_a_spreadsheet_program_reads_what_we_wrote() -> None:
    found = CalamineWorkbook.from_filelike(io.BytesIO(await sheet(Memory(lumo(), posted_days()))))
    assert found.sheet_names == ["Answer", "Worth", "Spent", "Inputs", "Rates", "Left out"]
    rows = found.get_sheet_by_name("Answer").to_python()
    assert str(rows[0][0]).startswith("ROI, Listening desk, 1 Jul-30 Sep 2026")
    assert rows[3] == ["Worth", pytest.approx(7529.2256, abs=1e-3)]
    left = found.get_sheet_by_name("Left out").to_python()
    assert sorted(row[0] for row in left[1:]) == [
        "agent-hours", "esim-fix", "night-photo-reach", "telmio-deal", "tracking-email"
    ]  # fmt: skip
    placeholders = [row[0] for row in found.get_sheet_by_name("Rates").to_python() if str(row[2]).startswith("ours")]
    assert placeholders == ["realisation"]


async def test_text_from_outside_is_text_in_every_sheet() -> None:
    bad = '=HYPERLINK("http://example.com","x")'
    lines = [*lumo(), item("costs", "x", programme="desk", type="cash", amount="1", date="2026-09-30", label=bad,
                           note="@SUM(A1)\u202e<b>&\x01")]  # fmt: skip
    data = await sheet(Memory(lines, posted_days()))
    sheets = opened(data)
    (cell,) = (cell for cell, text in sheets["Spent"].text.items() if text == bad)
    assert cell not in sheets["Spent"].formulas
    assert sheets["Spent"].styles[cell] == "2"
    assert any(text == "@SUM(A1)<b>&" for text in sheets["Spent"].text.values())
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        styles = packed.read("xl/styles.xml").decode()
    assert styles.count('quotePrefix="1"') == 1
    formulas = [text for one in sheets.values() for text in one.formulas.values()]
    assert not any("HYPERLINK" in text or '"' in text.replace('""', "") for text in formulas)


async def test_the_same_answer_gives_the_same_bytes() -> None:
    assert await sheet(Memory(lumo(), posted_days())) == await sheet(Memory(lumo(), posted_days()))


async def test_an_answer_in_another_currency_computes_in_it() -> None:
    sheets = opened(await sheet(Memory([*lumo(), RATE], posted_days()), f"{DESK} in usd"))
    book = Book(sheets)
    assert book.value("Answer", "B4") == pytest.approx(7529.2256 * 1.1, abs=0.001)
    assert book.value("Answer", "B8") == pytest.approx(7547.00 * 1.1, abs=0.001)


async def test_what_the_counting_rules_cut_is_shown_as_the_part_that_is_kept() -> None:
    both = [
        item("benefits", name, programme="desk", kind="deflection", basis="counted", contacts_avoided="10",
             date="2026-09-01", channel="email", pool="p", pool_cap="10")
        for name in ("a", "b")
    ]  # fmt: skip
    sheets = opened(await sheet(Memory([*both, item("costs", "c", programme="desk", type="time", hours="1",
                                                    date="2026-09-01")]), "desk q3"))  # fmt: skip
    assert sheets["Worth"].stored["H2"] == pytest.approx(0.5)
    assert Book(sheets).value("Answer", "B4") == pytest.approx(72.0)


async def test_the_sheet_is_for_finance_alone_and_kept_in_the_audit_log() -> None:
    memory = Memory(lumo(), posted_days())
    tools, org = books(memory)
    with pytest.raises(NotAllowed):
        await money.answer_sheet(DESK, as_of=NOW, person=BO, tools=tools, organisation=org)
    assert memory.events == []
    await sheet(memory)
    assert [event.subject for event in memory.events] == ["money"]


@pytest.mark.parametrize(("column", "row", "address"), [(0, 0, "A1"), (25, 9, "Z10"), (26, 0, "AA1"), (701, 1, "ZZ2")])
def test_cells_are_addressed_as_spreadsheets_do(column: int, row: int, address: str) -> None:
    assert place(column, row) == address


def test_empty_cells_are_left_out_and_long_text_is_cut() -> None:
    data = workbook([Leaf(name="A & B", rows=[["", None, "x" * 40_000], [Headed(text="h"), Decimal("1.50")],
                                              [Formula(text="B2*2", value=None)]])])  # fmt: skip
    (one,) = opened(data).values()
    assert set(one.text) == {"C1", "A2"}
    assert len(one.text["C1"]) == 32_000
    assert one.stored == {"B2": 1.5}
    assert Book(opened(data)).value("A & B", "A3") == 3.0
