"""The first day with a real Earshot, in a real browser: what people came for, from the first look to the money."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.earshot import CHANNELS, MORNING, Earshot, outage
from tests.browser.hands import Come, listed, number, say

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


# --- what people do ---


def _sheet(page: Page, link: Locator) -> list[list[str]]:
    """The rows of a CSV, without its head."""
    with page.expect_download() as waiting:
        link.click()
    return list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))[1:]


def _all_posts(earshot: Earshot) -> dict[str, list[str]]:
    """What stands in each channel of people; what is due to the admin comes by its own clock."""
    people = (channel for channel in CHANNELS if channel != "admin")
    return {channel: [post.id for post in earshot.posts(channel)] for channel in people}


# --- 1: the first look ---


def test_the_first_visit_names_the_value_three_things_to_try_and_help(
    earshot: Earshot, person: Callable[..., BrowserContext]
) -> None:
    before = _all_posts(earshot)
    page = person().new_page()
    page.goto(earshot.link)
    expect(page.locator("h1")).to_have_text("Hello Ada, you are in")
    page.get_by_role("link", name="Open the workspace").click()
    expect(page.locator("h1")).to_have_text("Welcome, Ada")
    expect(page.locator("main")).to_contain_text("brings it to the department that can act")
    expect(page.locator(".tries > li")).to_have_count(3)
    page.locator("main").get_by_role("link", name="Help").click()
    expect(page.locator("main")).to_contain_text("/roi")
    assert _all_posts(earshot) == before
    page.goto(earshot.link)
    expect(page.locator("main")).to_contain_text("used already")


# --- 3: a sudden rise ---


def test_a_rise_is_one_root_that_a_second_wave_updates(earshot: Earshot, come: Come) -> None:
    page = come()
    roots = page.locator("#feed > article")
    before = roots.count()
    waves = outage()
    first = [line for line in waves if str(line["at"]) < "2026-10-05T12:45"]
    earshot.hear(first)
    expect(roots).to_have_count(before + 1)
    root = roots.last
    expect(root.locator(".card-title")).to_contain_text("SUDDEN RISE")
    name, count = root.get_attribute("id"), earshot.rise()
    expect(root.locator(".fig").first).to_have_text(f"{count} mentions")
    assert count > 50

    said = root.locator("p", has_text="more than usual").inner_text()
    parts = [float(part.replace(",", "")) for part in re.findall(r"[+-][\d.,]*\d", said)]
    rise = float(said.split(" ", 1)[0].replace(",", ""))
    assert sum(parts) == rise
    assert 0 <= count - rise < 3

    root.locator(".fig").first.click()
    expect(page.locator("#drawer h2").first).to_have_text(f"{count} mentions · exactly these")
    assert listed(page) == count
    assert len(_sheet(page, page.locator("#drawer a[download]"))) == count
    page.keyboard.press("Escape")

    earshot.hear(waves[len(first) :])
    expect(root.locator(".fig").first).not_to_have_text(f"{count} mentions")
    expect(root).to_have_attribute("id", str(name))
    expect(roots).to_have_count(before + 1)
    assert number(root.locator(".fig").first.inner_text()) > count
    expect(root.locator(".replies")).to_contain_text("1 reply")


# --- 4: the digest ---


def test_the_digest_is_one_post_whose_figures_open_and_that_is_not_posted_twice(earshot: Earshot, come: Come) -> None:
    page = come()
    title = "Support digest · Monday 5 October"
    digest = page.locator("article", has_text=title).locator(".card.digest")
    expect(digest).to_have_count(1)
    entries = digest.locator(".entry")
    assert 1 <= entries.count() <= 5
    for at in range(entries.count()):
        entry = entries.nth(at)
        expect(entry.locator(".figures .fig").first).to_be_visible()
        expect(entry.locator(".entry-spark svg")).to_be_attached()
        expect(entry.locator("blockquote")).to_be_visible()
        expect(entry.locator(".acts button, .acts summary").first).to_be_visible()
        figure = entry.locator(".figures .fig").first
        count = number(figure.inner_text())
        figure.click()
        expect(page.locator("#drawer h2").first).to_contain_text(f"{count} mention")
        assert listed(page) == count
        page.keyboard.press("Escape")
    before = _all_posts(earshot)
    earshot.post_due()
    earshot.clock.set(MORNING + timedelta(hours=2))
    earshot.post_due()
    assert _all_posts(earshot) == before
    page.reload()
    expect(page.locator(".card.digest", has_text=title)).to_have_count(1)


# --- 5: not ours ---


def _rise(page: Page) -> Locator:
    return page.locator("#feed > article", has_text="more than usual").last


def _choose(where: Locator, item: str) -> None:
    where.locator("details.menu:not(.palette) summary").click()
    where.locator(".pop").get_by_text(item, exact=True).click()


def test_what_is_not_ours_goes_to_quality_and_the_like_follows_until_undone(earshot: Earshot, come: Come) -> None:
    page, quality = come(), come("Chen", "quality")
    before = quality.locator("#feed > article").count()
    waves = outage()
    earshot.hear(waves[:90])
    _choose(_rise(page), "Not ours, but …")
    page.locator("#drawer select").select_option("quality")
    page.locator("#drawer").get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("Moved to Quality")
    moved = quality.locator("#feed > article").last
    expect(moved).to_contain_text("Ana moved it here from Support")
    expect(quality.locator("#feed > article")).to_have_count(before + 1)

    said = str(waves[20]["text"])
    again = {"source": "forum", "id": "again", "kind": "mention", "author": {"id": "nia", "name": "nia"}}
    earshot.hear([{**again, "at": (earshot.clock.now() + timedelta(hours=1)).isoformat(), "text": f"{said} Zugzwang"}])
    say(page, "@Earshot show messages about zugzwang")
    page.locator("#feed > article.private", has_text="zugzwang").locator(".fig").first.click()
    expect(page.locator("#drawer .row")).to_have_count(1)
    expect(page.locator("#drawer .row")).to_contain_text("Quality")
    expect(page.locator("#drawer .row")).to_contain_text("similar to one Ana moved here")
    page.keyboard.press("Escape")
    page.locator("#said").get_by_text("Undo").click()
    expect(page.locator("#said")).to_contain_text("Undone: it stands as it did before.")
    expect(moved).not_to_contain_text("Ana moved it here")


# --- 6: a question in a thread ---


def test_a_question_in_a_thread_counts_people_and_messages_and_its_sheet_has_exactly_those_rows(
    earshot: Earshot, come: Come
) -> None:
    page = come()
    earshot.hear(outage())
    page.locator("article", has_text="Support digest · Monday 5 October").locator(".under a").first.click()
    box = page.locator("#drawer textarea")
    box.fill("@Earshot which problems did >= 5 people report this month")
    box.press("Enter")
    answer = page.locator("#drawer .thread-replies article", has=page.locator("table")).last
    rows = answer.locator("tbody tr")
    expect(rows.first).to_be_visible()
    found = [[number(cell) for cell in row.locator("td").all_inner_texts()] for row in rows.all()]
    assert all(5 <= people <= messages for people, messages in found)
    assert any(people < messages for people, messages in found)
    messages = found[0][1]
    rows.first.locator(".fig").click()
    expect(page.locator("#drawer h2").first).to_have_text(f"{messages:,} mentions · exactly these")
    assert len(_sheet(page, page.locator("#drawer a[download]"))) == messages


# --- 7: taken on, fixed, told ---


def test_what_one_department_does_the_other_sees_at_once_and_told_moves_on_clicks_alone(
    earshot: Earshot, come: Come
) -> None:
    page, product = come(), come("Ben", "product")
    earshot.hear(outage()[:90])
    ours, theirs = _rise(page), _rise(product)
    ours.get_by_role("button", name="Take it on").click()
    expect(page.locator("#said")).to_contain_text("Set to “taken on”")
    expect(ours).to_contain_text("Taken on by Ana")
    expect(theirs).to_contain_text("Also in #support: taken on")
    _choose(ours, "Fixed …")
    page.locator('#drawer input[name="f.what"]').fill("a new login server")
    page.locator("#drawer").get_by_role("button", name="Save").click()
    expect(theirs.locator(".card-title")).to_contain_text("FIXED")
    expect(theirs).to_contain_text("Also in #support: fixed")

    number = ours.locator("form input[name=insight]").first.get_attribute("value")
    page.goto(f"{earshot.url}/insight/{number}")
    told = page.locator("#told")
    customers = told.locator("li").count()
    assert customers > 1
    expect(told).to_contain_text(f"0 of {customers}")
    expect(told.locator("textarea").first).to_have_value(re.compile("a new login server"))
    page.reload()
    expect(told).to_contain_text(f"0 of {customers}")
    told.locator("li input[type=checkbox]").first.check()
    told.get_by_role("button", name="Mark as told", exact=True).click()
    expect(page.locator("#told")).to_contain_text(f"1 of {customers}")
    assert len(_sheet(page, page.locator("#told a[download]"))) == customers


# --- 9: what it was worth ---


def test_roi_says_range_grade_and_cash_its_figures_open_and_it_is_private_until_shared(come: Come) -> None:
    page, other = come(), come("Ben")
    say(page, "/roi q3")
    answer = page.locator("#feed > article.private", has_text="In cash:")
    expect(answer.locator(".card-title")).to_contain_text("1 Jul-30 Sep 2026")
    for words in ("all low cases to all high", "In cash:", "How sure: estimated", "Not counted"):
        expect(answer).to_contain_text(words)
    expect(answer).to_contain_text("Only visible to you")
    figures, opened = answer.locator(".card a.fig"), 0
    for at in range(figures.count()):
        figures.nth(at).click()
        expect(page.locator("#drawer .panel-head")).to_be_visible()
        for amounts, together in _sums(page.locator("#drawer .opened")):
            assert sum(amounts) == together
            opened += 1
        page.keyboard.press("Escape")
        expect(page.locator("#drawer")).to_be_hidden()
    assert opened > 8
    say(page, "/roi help")
    expect(page.locator("#feed > article.private")).to_have_count(2)
    say(page, "/roi banana")
    expect(page.locator("#feed > article.private")).to_have_count(3)
    expect(page.locator("#feed > article.private").last).to_contain_text("banana")
    expect(other.locator("#feed > article.private")).to_have_count(0)
    other.reload()
    expect(other.locator("#feed")).not_to_contain_text("In cash:")
    expect(other.locator("body[data-live]")).to_be_attached()
    answer.get_by_role("button", name="Share to channel").click()
    expect(other.locator("#feed > article").last).to_contain_text("In cash:")


def _sums(opened: Locator) -> Iterator[tuple[list[Decimal], Decimal]]:
    """The amounts of each list of money in the drawer, and what it says they come to."""
    lists = [table for table in opened.locator("table").all() if "Amount" in table.inner_text()]
    for table, words in zip(lists, opened.locator("p", has_text="together").all(), strict=True):
        amounts = table.locator("tbody tr td:nth-child(4)").all_inner_texts()
        together = words.inner_text().rsplit("together", 1)[1]
        yield (
            [Decimal(amount.strip("€ ").replace(",", "")) for amount in amounts],
            Decimal(together.strip("€ ").replace(",", "")),
        )


def test_what_is_missing_from_an_answer_is_entered_and_counts_at_once(come: Come) -> None:
    page = come()
    say(page, "/roi phone survey q3")
    first = page.locator("#feed > article.private").first
    expect(first).to_contain_text("Phone survey")
    first.get_by_role("button", name="Sales with a code").click()
    drawer = page.locator("#drawer")
    drawer.locator('[name="f.revenue"]').fill("much")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("date is left out")
    entered = {"revenue": "5000", "refunds": "0", "gross_margin": "0.4", "incremental_share": "0.5"}
    for name, words in {
        **entered,
        "from": "2026-09-01",
        "to": "2026-10-01",
        "label": "code SURVEY",
    }.items():
        page.locator(f'[name="f.{name}"]').fill(words)
    page.locator('[name="f.basis"]').select_option("attributed")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("Kept")
    expect(page.locator("body[data-live]")).to_be_attached()
    say(page, "/roi phone survey q3")
    expect(page.locator("#feed > article.private", has_text="code SURVEY").last).to_contain_text("€1,000")


# --- what an admin sets up ---


def test_a_keyword_group_is_previewed_with_near_misses_and_why_and_a_typo_is_shown_where_it_is(
    earshot: Earshot, come: Come
) -> None:
    page = come("Ada")
    page.goto(f"{earshot.url}/settings")
    page.locator('[name="f.name"]').first.fill("parcels")
    query = page.locator('[name="f.query"]').first
    query.fill("parcel NOT (courier OR locker)")
    page.get_by_role("button", name="Preview").click()
    rows = page.locator("section .rows .row")
    expect(rows.first).to_be_visible()
    expect(rows.first).to_contain_text("matches: parcel")
    expect(page.locator("section .rows")).to_contain_text("near miss:")
    page.locator("section").first.get_by_role("button", name="Save").click()
    expect(page.locator('main [id="group:parcels"]')).to_contain_text("parcels")
    query.fill("parcel NOT (courier OR")
    page.locator('[name="f.name"]').first.fill("broken")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text("position")
    expect(query).to_have_value("parcel NOT (courier OR")


def test_a_colleague_is_invited_by_link_and_sees_what_the_role_allows(
    earshot: Earshot, come: Come, person: Callable[..., BrowserContext]
) -> None:
    page = come("Ada")
    page.goto(f"{earshot.url}/settings")
    invitation = page.locator("form.inline", has=page.get_by_role("button", name="Invite by link"))
    invitation.locator('[name="f.name"]').fill("Nora")
    invitation.locator('[name="f.department"]').select_option("support")
    invitation.get_by_role("button", name="Invite by link").click()
    link = page.locator("code.link").inner_text()
    fresh = person().new_page()
    fresh.goto(link)
    expect(fresh.locator("h1")).to_have_text("Hello Nora, you are in")
    fresh.goto(f"{earshot.url}/settings")
    expect(fresh.locator("main")).not_to_contain_text("Invite by link")


def test_a_dropped_table_is_looked_at_and_then_imported(earshot: Earshot, come: Come, tmp_path: Path) -> None:
    table = tmp_path / "tickets.csv"
    table.write_text(
        "nr;created;body;customer\n1;2026-10-04 10:00;The parcel never came;c1\n"
        "2;2026-10-04 11:00;Charger not recognised;c2\n",
        "utf-8",
    )
    page = come("Ada")
    page.goto(f"{earshot.url}/import")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator("main")).to_contain_text("The parcel never came")
    expect(page.get_by_label("is our: body")).to_have_value("text")
    page.get_by_label("is our: nr").select_option("id")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_label("is our: nr")).to_have_value("id")
    page.get_by_role("button", name="Import it").click()
    expect(page.locator("main b").first).to_contain_text("2 imported")


# --- without a mouse, without scripts, on a phone ---


def test_with_the_keyboard_alone_one_reads_the_evidence_and_takes_something_on(earshot: Earshot, come: Come) -> None:
    page = come()
    earshot.hear(outage()[:90])
    figure = _rise(page).locator(".fig").first
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer h2").first).to_contain_text("exactly these")
    page.keyboard.press("Escape")
    expect(figure).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Take it on":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Set to “taken on”")
    expect(_rise(page)).to_contain_text("Taken on by Ana")


@pytest.mark.parametrize("look", [{}, PHONE], ids=["wide", "phone"])
def test_without_scripts_one_reads_acts_and_asks(earshot: Earshot, come: Come, look: dict[str, object]) -> None:
    page = come(java_script_enabled=False, **look)
    earshot.hear(outage()[:90])
    earshot.post_due()
    page.reload()
    count = earshot.rise()
    _rise(page).locator(".fig").first.click()
    expect(page.locator("h1")).to_have_text(f"{count} mentions · exactly these")
    page.go_back()
    _rise(page).get_by_role("button", name="Take it on").click()
    expect(page.locator("#said")).to_contain_text("Set to “taken on”")
    page.locator("main [data-composer] textarea").fill("/roi q3")
    page.locator("main [data-composer]").get_by_role("button", name="Send").click()
    expect(page.locator("#feed > article.private").last).to_contain_text("In cash:")
