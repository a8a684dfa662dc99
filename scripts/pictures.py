"""Takes the README's pictures of a running workspace: scripts/pictures.py LOGIN-LINK [FOLDER].

The link is one that `earshot serve` or `earshot demo` prints (an admin's, so that /roi answers). Each of the five pages
is taken in light, in dark and on a phone, with the system's own Chromium: FOLDER/{digest,drawer,roi,board,topic}-*.png.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
}


def _digest(page: Page, base: str) -> None:
    page.goto(f"{base}/c/support")
    page.locator(".card.digest").last.locator(".card-title").scroll_into_view_if_needed()
    page.locator(".post:has(.card.digest)").last.evaluate("post => post.scrollIntoView({block: 'start'})")


def _drawer(page: Page, base: str) -> None:
    _digest(page, base)
    page.locator(".card.digest").last.locator(".entry .fig").first.click()
    expect(page.locator("#drawer .row").first).to_be_visible()


def _roi(page: Page, base: str) -> None:
    """Asks once; whoever asked finds the same answer again on the other looks."""
    page.goto(f"{base}/c/support")
    answers = page.locator(".post.private:has(.chart)")
    if answers.count() == 0:
        expect(page.locator("body[data-live]")).to_be_attached()
        page.locator("[data-composer] textarea").fill("/roi last quarter")
        page.keyboard.press("Enter")
        expect(page.locator(".post.private").last).to_be_visible(timeout=30_000)
    page.locator(".post.private").last.evaluate("post => post.scrollIntoView({block: 'start'})")


def _board(page: Page, base: str) -> None:
    page.goto(f"{base}/board")


def _topic(page: Page, base: str) -> None:
    page.goto(f"{base}/board")
    page.locator(".lines a").first.click()
    expect(page.locator("h1")).to_be_visible()


_PAGES: Mapping[str, Callable[[Page, str], None]] = {
    "digest": _digest, "drawer": _drawer, "roi": _roi, "board": _board, "topic": _topic,
}  # fmt: skip


def _chromium() -> str:
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    sys.exit("no Chromium here: install the system package chromium")


def _signed_in(browser: Browser, link: str) -> tuple[str, list[dict[str, object]]]:
    """The workspace's address and the cookies of a session: the link works once, the looks are three."""
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(link)
    if answer is None or not answer.ok:
        sys.exit("the link was used already: take a new one")
    parts = urlsplit(link)
    base = f"{parts.scheme}://{parts.netloc}"
    page.goto(f"{base}/welcome")
    cookies = [dict(cookie) for cookie in context.cookies()]
    context.close()
    return base, cookies


def _window(browser: Browser, look: str, cookies: list[dict[str, object]]) -> BrowserContext:
    context = browser.new_context(locale="en-GB", **_LOOKS[look])  # type: ignore[arg-type]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def take(link: str, folder: Path) -> list[Path]:
    """Takes every page in every look; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))
        base, cookies = _signed_in(browser, link)
        for look in _LOOKS:
            context = _window(browser, look, cookies)
            page = context.new_page()
            for name, show in _PAGES.items():
                show(page, base)
                if name in ("board", "topic"):
                    page.wait_for_load_state("networkidle")
                page.evaluate("document.fonts.ready")
                taken.append(folder / f"{name}-{look}.png")
                page.screenshot(path=taken[-1])
            context.close()
        browser.close()
    return taken


def main() -> None:
    """Reads the command line."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("link", help="a login link that was not used yet")
    reader.add_argument("folder", nargs="?", type=Path, default=Path("docs/pictures"))
    asked = reader.parse_args()
    for path in take(asked.link, asked.folder):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
