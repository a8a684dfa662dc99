"""The browser fixtures themselves: a real page, and people who share nothing."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

PAGE = "data:text/html,<h1>Earshot</h1><button onclick=\"this.textContent='heard'\">say</button>"


def test_a_person_can_click_in_a_real_page(person: Callable[..., BrowserContext]) -> None:
    page = person().new_page()
    page.goto(PAGE)
    page.get_by_role("button", name="say").click()
    assert page.get_by_role("button").text_content() == "heard"


def test_a_person_comes_with_the_window_that_was_asked_for(person: Callable[..., BrowserContext]) -> None:
    page = person(color_scheme="dark", viewport={"width": 360, "height": 740}).new_page()
    page.goto(PAGE)
    assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [360, True]
