"""The Agents Playground of Microsoft as scripts/playground put it in place, a browser, and an Earshot between."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.earshot import live_through
from tests.playground.playing import Played, missing, playing

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--pictures FOLDER`: where pictures of what was seen are put."""
    parser.addoption("--pictures", type=Path, default=None, help="where pictures of the Playground are put")


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    """It is Monday morning, a minute after the digest; the support desk sits in Teams."""
    if what := missing():
        pytest.skip(f"NOT DRIVEN: Earshot in the Agents Playground, because {what}")
    live_through(tmp_path / "lived")
    with playing(tmp_path / "lived", tmp_path / "played") as running:
        yield running


@pytest.fixture
def page(played: Played) -> Iterator[Page]:
    """The Playground in a browser that speaks to loopback alone: its fonts would come from outside."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("NOT DRIVEN: Earshot in the Agents Playground, because there is no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        view = browser.new_page(viewport={"width": 1280, "height": 960}, locale="en-GB", device_scale_factor=1.5)
        view.set_default_timeout(30_000)
        own = ("http://127.0.0.1:", "http://localhost:", "data:", "blob:")
        view.route("**/*", lambda sent: sent.continue_() if sent.request.url.startswith(own) else sent.abort())
        view.goto(played.url)
        view.get_by_role("button", name="Hide log panel").click()
        yield view
        browser.close()
