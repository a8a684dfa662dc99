"""What people do in the workspace, in one word each."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Come = Callable[..., Page]


def say(page: Page, words: str) -> None:
    """Type into the channel, and send it."""
    page.locator("main [data-composer] textarea").fill(words)
    page.keyboard.press("Enter")


def number(text: str | None) -> int:
    """The first number in a text."""
    found = re.search(r"\d[\d,]*", text or "")
    assert found, text
    return int(found.group().replace(",", ""))


def listed(page: Page) -> int:
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
