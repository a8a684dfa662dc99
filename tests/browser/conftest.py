"""A real browser, the system's own; nothing is downloaded."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.earshot import Earshot, live_through, serving
from tests.browser.hands import Come


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what stands in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in item.path.parent.parts[-1:]:
            item.add_marker(pytest.mark.browser)


_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Without these Chromium looks for its maker's hosts at every start; the tests speak to loopback alone.
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _chromium() -> str:
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    if os.environ.get("CI"):
        pytest.fail("CI runs the browser tests: install Chromium (see .ci/run)")
    pytest.skip("no Chromium here: install the system package chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser per module: a running sync Playwright would be in the way of the asyncio tests of other modules."""
    path = _chromium()
    expect.set_options(timeout=30_000)  # a busy machine may take its time: what is asked is whether, not how soon
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield running
        running.close()


Person = Callable[..., BrowserContext]


@pytest.fixture
def person(browser: Browser) -> Iterator[Person]:
    """Gives a person with a browser window of their own: `person(color_scheme="dark", viewport={...})`."""
    opened: list[BrowserContext] = []

    def come(**options: object) -> BrowserContext:
        wanted = {
            "locale": "en-GB",
            "timezone_id": "Europe/Berlin",
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",  # a colour that is half-way to its own would be judged as it is not meant
            **options,
        }
        opened.append(browser.new_context(**wanted))  # type: ignore[arg-type]
        return opened[-1]

    yield come
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
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
        # A refused form is answered with 400, and the console says so: that is no fault of the page.
        page.on("console", lambda said: complaints.append(said.text) if _is_fault(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(earshot.url) else complaints.append(sent.url))
        page.goto(earshot.invite(name))
        page.goto(f"{earshot.url}/c/{channel}")
        if options.get("java_script_enabled", True):
            expect(page.locator("body[data-live]")).to_be_attached()
        return page

    yield coming
    assert complaints == []


def _is_fault(said: ConsoleMessage) -> bool:
    return said.type == "error" and "status of 400" not in said.text
