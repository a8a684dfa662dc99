"""The figures of an answer open; what is shared is what a channel may see."""

import pytest

from bot.testing.lumo import roi
from bot.testing.visitor import ANA, Lumo, Visitor, form_of

AT = "2026-10-05T07%3A00%3A00%2B00%3A00"


async def test_a_figure_opens_its_entries_in_the_drawer_and_as_a_page(lumo: Lumo, ana: Visitor) -> None:
    await lumo.post(roi(), key="roi", to=ANA)
    assert (
        f'hx-get="/answer?q=last+quarter&amp;part=cash&amp;at={AT}" hx-target="#drawer"'
        in (await ana.get("/c/support")).text
    )
    for htmx in (False, True):
        page = (await ana.get(f"/answer?q=last+quarter&part=cash&at={AT}", htmx=htmx)).text
        assert "cash: last quarter" in page
        assert "€2,187.36" in page
        assert ("<html" in page) is not htmx


async def test_the_sheet_is_a_file(ana: Visitor) -> None:
    answer = await ana.get(f"/answer?q=last+quarter&part=sheet.xlsx&at={AT}")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "attachment" in answer.headers["Content-Disposition"]


async def test_a_shared_answer_is_the_one_for_all_and_not_the_private_one(
    lumo: Lumo, ana: Visitor, ben: Visitor
) -> None:
    await lumo.post(roi(), key="roi", to=ANA)
    await ana.send("/share", form_of((await ana.get("/c/support")).text, "Share to channel"))
    page = (await ben.get("/c/support")).text
    assert "Shared on 2026-10-05: last quarter" in page
    assert "code NIGHTSKY" not in page


@pytest.mark.parametrize(
    "words", ["", "q=x", "q=x&part=cash&at=soon", "q=x&part=cash&at=2026-10-05", f"q=x&part=none&at={AT}"]
)
async def test_a_strange_part_is_a_4xx(ana: Visitor, words: str) -> None:
    assert 400 <= (await ana.raw("GET", f"/answer?{words}")).status < 500


async def test_a_form_of_the_ledger_is_drawn_with_its_choices_hints_and_figures(ana: Visitor) -> None:
    page = (await ana.get("/open/entry?value=rates%3D")).text
    assert "ours: 50" in page
    assert 'name="f.cost_per_contact.email"' in page
    assert 'name="f.valid_from" value="2026-10-05" type="date" required' in page
    page = (await ana.get("/open/entry?value=cost%3Dcash")).text
    assert '<option value="running">Running Earshot</option>' in page
    assert '<option value="desk" selected>Listening desk (usual)</option>' in page


async def test_what_is_sent_reaches_the_desk_under_the_code_of_its_form(lumo: Lumo, ana: Visitor) -> None:
    form = {"csrf": ana.csrf, "code": "rates=", "key": "k1", "f.gross_margin": "0.31", "f.source": "<b>audit</b>"}
    await ana.raw("POST", "/entry", form)
    assert lumo.desk.recorded == [("rates=", {"gross_margin": "0.31", "source": "<b>audit</b>"})]


@pytest.mark.parametrize("value", ["", "x", "cost%3Dgold", "edit%3Dcosts%2Fnone", "programme%3Dnone"])
async def test_a_form_that_there_is_not_is_a_4xx(ana: Visitor, value: str) -> None:
    assert 400 <= (await ana.raw("GET", f"/open/entry?value={value}")).status < 500
