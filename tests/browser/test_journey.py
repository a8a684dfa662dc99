"""The first day with a real Earshot, in a real browser: what people came for, from the first look to the money."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.earshot import CHANNELS, MORNING, Earshot, live_through, outage, serving

pytestmark = pytest.mark.browser
Come = Callable[..., Page]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month of Lumo, lived through once."""
    folder = tmp_path_factory.mktemp("earshot") / "lived"
    live_through(folder)
    return folder


@pytest.fixture
def earshot(lived: Path, tmp_path: Path) -> Iterator[Earshot]:
    """It is Monday morning, a minute after the digest."""
    with serving(lived, tmp_path / "data") as running:
        yield running


@pytest.fixture
def come(earshot: Earshot, person: Callable[..., BrowserContext]) -> Iterator[Come]:
    """Signs somebody in in a window of their own; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def coming(name: str = "Ana", channel: str = "support", **options: object) -> Page:
        page = person(**options).new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(earshot.url) else complaints.append(sent.url))
        page.goto(earshot.invite(name))
        page.goto(f"{earshot.url}/c/{channel}")
        if options.get("java_script_enabled", True):
            expect(page.locator("body[data-live]")).to_be_attached()
        return page

    yield coming
    assert complaints == []


# --- what people do ---


def _say(page: Page, words: str) -> None:
    page.locator("main [data-composer] textarea").fill(words)
    page.keyboard.press("Enter")


def _number(text: str | None) -> int:
    found = re.search(r"\d[\d,]*", text or "")
    assert found, text
    return int(found.group().replace(",", ""))


def _listed(page: Page) -> int:
    """How many mentions stand in the open drawer, through all its pages."""
    drawer, seen = page.locator("#drawer"), 0
    while True:
        span = drawer.locator(".pager span").inner_text()
        rows = drawer.locator(".row").count()
        first, last, _ = (int(part.replace(",", "")) for part in re.findall(r"[\d,]+", span))
        assert rows == last - first + 1 if last else rows == 0
        seen += rows
        onward = drawer.locator(".pager a", has_text="Next")
        if not onward.count():
            return seen
        onward.click()
        expect(drawer.locator(".pager span")).not_to_have_text(span)


def _sheet(page: Page, link: Locator) -> list[list[str]]:
    """The rows of a CSV, without its head."""
    with page.expect_download() as waiting:
        link.click()
    return list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))[1:]


def _all_posts(earshot: Earshot) -> dict[str, list[str]]:
    return {channel: [post.id for post in earshot.posts(channel)] for channel in CHANNELS}


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
    name, count = root.get_attribute("id"), _number(root.locator(".fig").first.inner_text())
    assert count > 50

    said = root.locator("p", has_text="more than usual").inner_text()
    parts = [float(part.replace(",", "")) for part in re.findall(r"[+-][\d.,]*\d", said)]
    rise = float(said.split(" ", 1)[0].replace(",", ""))
    assert sum(parts) == rise
    assert 0 <= count - rise < 3

    root.locator(".fig").first.click()
    expect(page.locator("#drawer h2").first).to_have_text(f"{count} mentions · exactly these")
    assert _listed(page) == count
    assert len(_sheet(page, page.locator("#drawer a[download]"))) == count
    page.keyboard.press("Escape")

    earshot.hear(waves[len(first) :])
    expect(root.locator(".fig").first).not_to_have_text(f"{count} mentions")
    expect(root).to_have_attribute("id", str(name))
    expect(roots).to_have_count(before + 1)
    assert _number(root.locator(".fig").first.inner_text()) > count
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
        count = _number(figure.inner_text())
        figure.click()
        expect(page.locator("#drawer h2").first).to_contain_text(f"{count} mention")
        assert _listed(page) == count
        page.keyboard.press("Escape")
    before = _all_posts(earshot)
    earshot.post_due()
    earshot.clock.set(MORNING + timedelta(hours=2))
    earshot.post_due()
    assert _all_posts(earshot) == before
    page.reload()
    expect(page.locator(".card.digest", has_text=title)).to_have_count(1)
