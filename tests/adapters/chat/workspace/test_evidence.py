"""What opens: as many rows as the figure says, in the drawer and as a page."""

import csv
import io
import re
from dataclasses import replace

import pytest

from bot.model.mention import Untrusted
from bot.testing.lumo import outage
from bot.testing.visitor import Lumo, Visitor, form_of


def _rows(page: str) -> list[str]:
    return re.findall(r'<li class="row[^"]*" id="r(\d+)"', page)


async def test_the_list_is_as_long_as_the_number_says(ana: Visitor) -> None:
    seen: list[str] = []
    for page in range(1, 10):
        seen += _rows((await ana.get(f"/rows?insight=4&page={page}")).text)
    assert len(seen) == len(set(seen)) == 164


async def test_the_drawer_says_what_the_target_picture_says(ana: Visitor) -> None:
    page = (await ana.get("/rows?insight=4", htmx=True)).text
    for words in (
        "164 mentions · exactly these",
        "CSV, 164 rows",
        "131 people · 123 originals + 41 reposts",
        "together 164",
        "+6 reposts",
        "matched: lumo account NEAR log in",
        "1-20 of 164",
        "Nothing deleted or edited",
        "Not about us",
        "Wrong mood",
    ):
        assert words in page, words
    facets = re.findall(r'<a class="facet"[^>]*>([^<]+) <b>(\d+)</b>', page)
    assert facets[:4] == [("Bluesky", "71"), ("Help desk", "58"), ("Forum", "22"), ("Mastodon", "13")]
    assert sum(int(count) for _, count in facets[4:]) == 164
    assert "<html" not in page


async def test_each_facet_opens_as_many_as_it_says(ana: Visitor) -> None:
    page = (await ana.get("/rows?insight=4")).text
    for href, count in re.findall(r'<a class="facet" href="([^"]+)"[^>]*>[^<]+<b>(\d+)</b>', page):
        opened = (await ana.get(href.replace("&amp;", "&"))).text
        assert f"{count} mention" in opened


async def test_the_csv_has_exactly_the_rows(ana: Visitor) -> None:
    answer = await ana.get("/rows.csv?insight=4")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))) == 165


async def test_an_empty_set_says_so(lumo: Lumo, ana: Visitor) -> None:
    lumo.desk._rows = ()
    assert "No mention fits." in (await ana.get("/rows?insight=4")).text


async def test_a_removed_mention_still_counts_and_shows_its_reason_alone(lumo: Lumo, ana: Visitor) -> None:
    view = outage()[0]
    row = replace(
        view.row, state="forgotten", reason="removed at the author's request on 5 Oct", text=Untrusted(""), author=None
    )
    lumo.desk._rows = (replace(view, row=row, text=Untrusted(""), author=None),)
    page = (await ana.get("/rows?insight=4")).text
    assert "1 mention · exactly this" in page
    assert "removed at the author&#39;s request on 5 Oct" in page
    assert "Not about us" not in page


async def test_a_topic_shows_its_weeks_history_and_quotes(ana: Visitor) -> None:
    page = (await ana.get("/topic/1")).text
    for words in (
        "Charger not recognised after 7.1",
        "Mentions by week",
        "Fixed by Quality",
        "Became a topic",
        "cant log in since 7",
    ):
        assert words in page, words
    assert page.count("<svg xmlns") == 4
    assert '<th scope="row">17 Aug</th><td class="n">17</td>' in page


async def test_a_topic_as_it_was_shown_at_a_date_says_so(ana: Visitor) -> None:
    page = (await ana.get("/topic/1?as_of=2026-08-20")).text
    assert "As it was shown on Thursday 20 August." in page
    assert 'value="2026-08-20"' in page


async def test_the_told_list_marks_only_who_was_chosen_and_sends_nothing(lumo: Lumo, ana: Visitor) -> None:
    page = (await ana.get("/insight/1")).text
    assert "Told: 4 of 12 customers" in page
    assert "Earshot sends nothing." in page
    form = form_of(page, "Mark as told")
    await ana.send(
        "/insight/1/told", {**form, "told": "1", "row.1004": "1", "row.1005": "1", "draft.1004": "Hello", "row.9": "1"}
    )
    assert [(act.name, act.mention, act.value, act.text) for act in lumo.desk.acts] == [
        ("told_customer", 1004, "yes", "Hello"),
        ("told_customer", 1005, "yes", ""),
    ]


async def test_marking_nobody_says_so(lumo: Lumo, ana: Visitor) -> None:
    assert "Choose at least one customer." in (await ana.send("/insight/1/told", {"told": "1"})).text
    assert lumo.desk.acts == []


async def test_the_told_list_goes_with_one_as_csv(ana: Visitor) -> None:
    assert len((await ana.get("/insight/1/told.csv")).text.splitlines()) == 13


@pytest.mark.parametrize("path", ["/topic/1", "/insight/1", "/board"])
async def test_a_gap_in_a_table_is_no_zero(ana: Visitor, path: str) -> None:
    page = (await ana.get(path)).text
    if path == "/board":
        assert (
            '<th scope="row">7 Sep</th><td class="n">6</td><td class="n"><span class="faint">no data</span></td>'
            in page
        )
