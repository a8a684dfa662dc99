"""Takes the README's pictures: starts the demo, signs in, takes seven pages in light, in dark and on a phone.

Writes docs/pictures/{digest,drawer,roi,board,topic,sources,review}-{light,dark,phone}.png with the system's Chromium.
`--data DIR` keeps the demo's state, so that a second run is quick; `--link LINK` takes them of an Earshot that runs
already (a login link that was not used yet, an admin's, so that /roi answers).
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = (
    "--headless", "--lang=en-GB", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 860}, "device_scale_factor": 1.5},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 860}, "device_scale_factor": 1.5},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5},
}


def _digest(page: Page, base: str) -> None:
    page.goto(f"{base}/c/support")
    page.locator(".card.digest").last.locator(".card-title").scroll_into_view_if_needed()
    page.locator(".post:has(.card.digest)").last.evaluate("post => post.scrollIntoView({block: 'start'})")


def _told_first(page: Page) -> Locator:
    entries = page.locator(".card.digest").last.locator(".entry")
    rise = entries.filter(has_text="SUDDEN RISE")
    return (rise if rise.count() else entries).first


def _drawer(page: Page, base: str) -> None:
    """The evidence of the sudden rise, where there is one."""
    _digest(page, base)
    _told_first(page).locator(".fig").first.click()
    expect(page.locator("#drawer .row").first).to_be_visible()


def _roi(page: Page, base: str) -> None:
    """Asks once; whoever asked finds the same answer again on the other looks."""
    page.goto(f"{base}/c/support")
    answers = page.locator(".post.private:has(.chart)")
    if answers.count() == 0:
        expect(page.locator("body[data-live]")).to_be_attached()
        page.locator("[data-composer] textarea").fill("/roi listening desk last quarter")
        page.keyboard.press("Enter")
        expect(page.locator(".post.private").last).to_be_visible(timeout=30_000)
    page.locator(".post.private").last.evaluate("post => post.scrollIntoView({block: 'start'})")


def _board(page: Page, base: str) -> None:
    page.goto(f"{base}/board")


def _sources(page: Page, base: str) -> None:
    """How each source is, and what an admin adds."""
    page.goto(f"{base}/sources")
    expect(page.locator(".source").first).to_be_visible()


def _review(page: Page, base: str) -> None:
    """What the reader could not tell."""
    page.goto(f"{base}/review")
    expect(page.locator("h1")).to_be_visible()


def _topic(page: Page, base: str) -> None:
    """The topic of the sudden rise, else the digest's first."""
    _digest(page, base)
    page.goto(base + str(_told_first(page).locator(".topic-link").first.get_attribute("href")))
    expect(page.locator("h1")).to_be_visible()


_PAGES: Mapping[str, Callable[[Page, str], None]] = {
    "digest": _digest, "drawer": _drawer, "roi": _roi, "board": _board, "topic": _topic,
    "sources": _sources, "review": _review,
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
    expect.set_options(timeout=30_000)
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_FLAGS))
        base, cookies = _signed_in(browser, link)
        for look in _LOOKS:
            context = _window(browser, look, cookies)
            page = context.new_page()
            for name, show in _PAGES.items():
                show(page, base)
                if name in ("board", "topic", "sources", "review"):
                    page.wait_for_load_state("networkidle")
                page.evaluate("document.fonts.ready")
                taken.append(folder / f"{name}-{look}.png")
                page.screenshot(path=taken[-1])
            context.close()
        browser.close()
    return taken


@contextmanager
def _demo(data: Path) -> Iterator[str]:
    """The demo, running while the block lasts; gives its login link."""
    earshot = Path(sys.executable).with_name("earshot")
    command = [str(earshot), "--data", str(data), "demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        try:
            for line in running.stdout or ():
                found = re.search(r"http://\S+/login/\S+", line)
                if found:
                    yield found.group()
                    break
            else:
                sys.exit("the demo ended without a link")
        finally:
            running.terminate()


def main() -> None:
    """Reads the command line."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("folder", nargs="?", type=Path, default=Path("docs/pictures"))
    reader.add_argument("--data", type=Path, help="where the demo keeps its state")
    reader.add_argument("--link", help="a login link of an Earshot that runs already")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="earshot-pictures-") as folder:
        if asked.link:
            taken = take(asked.link, asked.folder)
        else:
            with _demo(asked.data or Path(folder)) as link:
                taken = take(link, asked.folder)
    for path in taken:
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
