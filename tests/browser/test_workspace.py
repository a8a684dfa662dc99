"""The workspace in a real browser: looks, keyboard, screen reader, policy, live stream."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from typing import Any, TypeVar

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.model.message import Message, Text
from bot.testing.lumo import digest, plain, roi
from bot.testing.visitor import ANA, Lumo
from tests.house import ROOT

pytestmark = pytest.mark.browser
AXE = (ROOT / "tests/vendor/axe-4.14.1.min.js").read_text(encoding="utf-8")
PAGES = [
    "/welcome",
    "/c/support",
    "/c/logistics",
    "/rows?insight=4",
    "/topic/1",
    "/insight/1",
    "/board",
    "/review",
    "/import",
    "/settings",
    "/help",
    "/open/fixed?insight=1",
]
T = TypeVar("T")


class Running:
    """A workspace in a thread of its own, and what the browser said about its pages."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.lumo = self.do(self._made())

    async def _made(self) -> Lumo:
        lumo = Lumo()
        await lumo.open()
        await lumo.post(digest())
        await lumo.post(roi(), key="roi", to=ANA)
        return lumo

    def do(self, what: Awaitable[T]) -> T:
        """Run something where the server runs."""

        async def waited() -> T:
            return await what

        future: Future[T] = asyncio.run_coroutine_threadsafe(waited(), self._loop)
        return future.result(30)

    def close(self) -> None:
        """Stop the server and its thread."""
        self.do(self.lumo.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def running() -> Iterator[Running]:
    workspace = Running()
    yield workspace
    workspace.close()


Come = Callable[..., Page]


@pytest.fixture
def come(running: Running, person: Callable[..., BrowserContext]) -> Iterator[Come]:
    """Signs Ana in in a window of its own; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def coming(**options: Any) -> Page:
        context = person(**options)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        url = running.lumo.url
        page.on("request", lambda asked: None if asked.url.startswith((url, "data:")) else complaints.append(asked.url))
        page.goto(url + running.do(running.lumo.invite()))
        page.goto(f"{url}/c/support")
        return page

    yield coming
    assert complaints == []


LOOKS: dict[str, dict[str, object]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
}


def _serious(page: Page) -> list[str]:
    """What a screen reader or a keyboard would stumble over (axe styles what it probes: come with `bypass_csp`)."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('failureSummary', '')[:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_fits_its_window(come: Come, running: Running, look: str) -> None:
    page = come(**LOOKS[look], bypass_csp=True)
    found = []
    for path in PAGES:
        page.goto(running.lumo.url + path)
        found += _serious(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path} is {wide} px too wide"] if wide > 0 else []
    assert found == []


def test_no_page_breaks_its_own_policy_or_asks_for_anything_outside(come: Come, running: Running) -> None:
    page = come()
    for path in PAGES:
        assert page.goto(running.lumo.url + path)


@pytest.mark.parametrize("look", LOOKS)
def test_the_drawer_is_accessible_and_escape_brings_one_back(come: Come, look: str) -> None:
    page = come(**LOOKS[look], bypass_csp=True)
    figure = page.locator(".entry .fig").first
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_contain_text("164 mentions · exactly these")
    box = page.locator("#drawer").bounding_box()
    assert box
    assert box["width"] == (360 if look == "phone" else 480)
    assert _serious(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(figure).to_be_focused()


def test_a_facet_and_the_next_page_open_in_the_drawer(come: Come, running: Running) -> None:
    page = come()
    page.locator(".entry .fig").first.click()
    page.locator("#drawer .facet", has_text="Bluesky").click()
    expect(page.locator("#drawer h2").first).to_have_text("71 mentions · exactly these")
    page.locator("#drawer .pager a", has_text="Next").click()
    expect(page.locator("#drawer .pager")).to_contain_text("21-40 of 71")
    assert page.url == f"{running.lumo.url}/c/support"


def test_what_is_posted_elsewhere_appears_by_itself(come: Come, running: Running) -> None:
    page = come()
    _until_listening(page)
    words = Message(blocks=(Text(line=plain("A second wave at 21:50")),), summary="wave")
    running.do(running.lumo.post(words, key="wave"))
    expect(page.locator("#feed")).to_contain_text("A second wave at 21:50")
    changed = Message(blocks=(Text(line=plain("The second wave is over")),), summary="wave")
    running.do(running.lumo.edit(changed, key="wave"))
    expect(page.locator("#feed")).to_contain_text("The second wave is over")
    running.do(running.lumo.post(words, key="there", channel="product"))
    expect(page.locator('[data-goes="product"]')).to_have_class("unread")


def _until_listening(page: Page) -> None:
    """Waits until the page hears what happens."""
    expect(page.locator("body[data-live]")).to_be_attached()


def test_enter_sends_a_command_and_the_answer_appears(come: Come, running: Running) -> None:
    page = come()
    _until_listening(page)
    box = page.locator("[data-composer] textarea")
    box.focus()
    page.keyboard.type("/r")
    expect(page.locator(".commands button").first).to_have_text("/roiWhat the work was worth: net, range, and how sure")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(box).to_have_value("/roi last quarter")
    page.keyboard.press("Enter")
    expect(page.locator(".post.private")).to_have_count(2)
    expect(box).to_have_value("")
    assert running.lumo.desk.asked[0].text == "last quarter"


def test_an_act_is_answered_by_a_line_with_undo(come: Come, running: Running) -> None:
    page = come()
    page.locator(".entry >> text=Not ours").first.click()
    expect(page.locator("#said")).to_contain_text("Moved to triage by Ana.")
    page.locator("#said >> text=Undo").click()
    expect(page.locator("#said")).to_contain_text("Done.")
    assert [act.name for act in running.lumo.desk.acts] == ["not_ours", "undo"]


def test_a_menu_opens_a_form_in_the_drawer_and_saves_it(come: Come, running: Running) -> None:
    page = come()
    page.locator(".entry details.menu summary").first.click()
    page.locator(".entry .pop >> text=Fixed …").first.click()
    page.locator('#drawer input[name="f.what"]').fill("Release 7.1.2")
    page.locator("#drawer >> text=Save").click()
    expect(page.locator("#said")).to_contain_text("Done.")
    expect(page.locator("#drawer")).to_be_hidden()
    assert running.lumo.desk.acts[0].form["what"] == "Release 7.1.2"


def test_a_reaction_shows_at_once(come: Come) -> None:
    page = come()
    post = page.locator("article.bot").first
    post.locator("details.palette summary").click()
    post.get_by_role("button", name="React: useful", exact=True).click()
    expect(post.locator(".pill[aria-pressed=true]")).to_have_text("👍 1")


def test_a_reply_stands_in_the_thread_beside_the_channel(come: Come, running: Running) -> None:
    page = come()
    _until_listening(page)
    page.locator("article.bot").first.get_by_role("link", name="Reply").click()
    page.locator("#drawer textarea").fill("We are on it.")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer .thread-replies")).to_contain_text("We are on it.")
    expect(page.locator("#feed")).to_contain_text("1 reply")


def test_the_list_of_channels_opens_on_a_phone_without_scripts(come: Come, running: Running) -> None:
    page = come(**LOOKS["phone"], java_script_enabled=False)
    page.get_by_role("link", name="Menu").click()
    page.locator("#side").get_by_role("link", name="product").click()
    assert page.url == f"{running.lumo.url}/c/product"


def test_without_scripts_a_figure_opens_as_a_page_and_an_act_is_done(come: Come, running: Running) -> None:
    page = come(java_script_enabled=False)
    page.locator(".entry .fig").first.click()
    assert page.url == f"{running.lumo.url}/rows?insight=4"
    page.go_back()
    page.locator(".entry >> text=Take it on").first.click()
    expect(page.locator("#said")).to_contain_text("Taken on by Support.")


def test_without_scripts_a_mention_is_confirmed_in_the_review_list_and_taken_back(come: Come, running: Running) -> None:
    page = come(java_script_enabled=False)
    page.goto(f"{running.lumo.url}/review")
    page.get_by_label("Mood of mention 2").select_option("negative")
    page.get_by_label("Department of mention 2").select_option("support")
    page.get_by_role("button", name="Confirm of mention 2").click()
    acts = running.lumo.desk.acts
    assert [(act.name, act.value) for act in acts][::2] == [("wrong_mood", "negative"), ("wrong_department", "support")]
    page.get_by_role("button", name="Undo").click()
    assert [act.name for act in running.lumo.desk.acts][3:] == ["undo"] * 3


def test_a_browser_opens_one_stream_for_all_its_tabs(come: Come, running: Running) -> None:
    page = come()
    second = page.context.new_page()
    second.goto(f"{running.lumo.url}/c/product")
    _until_listening(second)
    running.do(running.lumo.post(roi(), key="two", channel="product"))
    expect(second.locator("#feed article")).to_have_count(1)
    assert running.lumo.rooms.live.listeners == 1


def test_hostile_text_runs_nothing(come: Come, running: Running) -> None:
    voices = (ROOT / "tests/corpus/voices/s10_hostile.tsv").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[2] for line in voices if line.count("\t") == 2]
    blocks = tuple(Text(line=plain(text)) for text in texts)
    running.do(running.lumo.post(Message(blocks=blocks, summary=""), key="hostile"))
    page = come()
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    page.reload()
    expect(page.locator("#feed")).to_contain_text("<script>alert(1)</script>")
    assert page.locator("#feed script, #feed img[src=x]").count() == 0
