"""Monday morning, an executive: five questions, three numbers opened down to the messages, two hours entered."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.hands import Come, listed, number, say

pytestmark = pytest.mark.browser
QUESTIONS = {
    "/roi what did we get for what we spent last quarter": "ROI, all programmes, 1 Jul-30 Sep 2026 (last quarter)",
    "/roi payback of the listening desk": "Payback, Listening desk, all time",
    "/roi which programme should we stop": "ROI, all programmes, all time, by programme",
    "/roi what changed because of this": "What was changed, all programmes, all time",
    "/roi what is not counted this year": "ROI, all programmes, 1 Jan-5 Oct 2026 (this year)",
}


def _ask(page: Page, question: str, title: str) -> Locator:
    """The answer to a question, found by its title: the clock stands still, so nothing says which is the newest."""
    say(page, question)
    answer = page.locator("#feed > article.private", has=page.locator(".card-title", has_text=title))
    expect(answer).to_have_count(1)
    return answer


def _close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def _down_to_messages(page: Page, opener: Locator) -> int:
    """How many messages stand behind the first insight of the list that a figure opens."""
    opener.click()
    drawer = page.locator("#drawer")
    expect(drawer.locator(".panel-head")).to_be_visible()
    drawer.locator(".fig", has_text="its mentions").first.click()
    heading = drawer.locator("h2").first
    expect(heading).to_contain_text("exactly these")
    count = listed(page)
    assert number(heading.inner_text()) == count > 0
    _close(page)
    return count


def test_an_executive_asks_five_questions_opens_three_numbers_and_enters_two_hours(come: Come, tmp_path: Path) -> None:
    page = come()
    for question, canonical in QUESTIONS.items():
        expect(_ask(page, question, canonical)).to_contain_text("Only visible to you")

    answer = _ask(page, "/roi since 1 july", "ROI, all programmes, 1 Jul-5 Oct 2026")
    before = answer.locator(".fig", has_text="%").first.inner_text()
    _down_to_messages(page, answer.locator("p", has_text="Still early").locator(".fig").first)
    for question, title in (
        ("/roi contacts by channel this month", "Contacts, "),
        ("/roi mood for group battery this month", "Mood, group battery"),
    ):
        figure = _ask(page, question, title).locator("td .fig").first
        count = number(figure.inner_text())
        figure.click()
        assert listed(page) == count > 0
        _close(page)

    say(page, "/roi spent 2h at 42 reading on 2026-09-30")
    expect(page.locator("#feed > article.private", has_text="2 h on 30 Sep 2026")).to_have_count(1)
    after = _ask(page, "/roi since 30 june", "ROI, all programmes, 30 Jun-5 Oct 2026")
    figure = after.locator(".fig", has_text="%").first
    expect(figure).not_to_have_text(before)
    expect(after.locator(".fig", has_text="€").first).to_be_visible()

    after.get_by_role("button", name="Download sheet").click()
    sheet = page.locator("#feed > article.private").get_by_role("link", name="Download the sheet")
    with page.expect_download() as waiting:
        sheet.click()
    file = tmp_path / "answer.xlsx"
    waiting.value.save_as(file)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    rows = {str(row[0]): row[1] for row in book.get_sheet_by_name("Answer").to_python() if len(row) > 1}
    shown = float(figure.inner_text().replace("%", "").replace("+", "").replace(",", ""))
    assert round(float(str(rows["ROI, percent"])), 1) == shown


def test_who_may_not_see_money_reads_counts_and_is_told_whom_to_ask(come: Come) -> None:
    answer = _ask(come("Ben"), "/roi last quarter", "ROI, all programmes")
    expect(answer).to_contain_text("Money in answers needs the role finance")
    expect(answer).to_contain_text("taken on")
    expect(answer).not_to_contain_text("€")
