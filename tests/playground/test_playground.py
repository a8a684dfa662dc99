"""Earshot in Microsoft's own rendering of Teams: the Agents Playground, driven in a browser.

`scripts/playground` puts the Playground in place and takes the pictures; without it nothing is driven. What the
Playground cannot do is not looked at here: dialogs (it sends no task/fetch), deletions, slash commands.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.earshot import outage
from tests.playground.playing import ANA, SUPPORT, Played
from tests.playground.relay import APP, TENANT, Seen

pytestmark = pytest.mark.browser
CONNECTOR = "/_connector/v3/conversations"
SLOW_MS = 40_000
# Only what has a bar to scroll by: the browser's own scrolling moves the Playground's frame out of sight for good.
_SHOW = """(one) => {
  let box = one.parentElement;
  while (box && !(box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)))
    box = box.parentElement;
  if (box) box.scrollTop += one.getBoundingClientRect().top - box.getBoundingClientRect().top - 120;
}"""


@pytest.fixture
def taken(page: Page, pytestconfig: pytest.Config) -> Callable[[str, Locator], None]:
    """Takes a picture with something in its middle, where a folder for pictures was named."""
    folder: Path | None = pytestconfig.getoption("--pictures", None)

    def take(name: str, what: Locator) -> None:
        if folder is not None:
            what.evaluate(_SHOW)
            page.wait_for_timeout(600)
            page.screenshot(path=folder / f"teams-playground-{name}.png")

    return take


def test_a_morning_in_the_playground(played: Played, page: Page, taken: Callable[[str, Locator], None]) -> None:
    welcome = page.get_by_role("heading", name="Earshot is here")
    expect(welcome).to_be_visible()
    taken("welcome", welcome)

    _send(page, "roi last quarter")
    chart = page.locator("[aria-label*='Vertical bar chart']")
    expect(chart).to_be_visible(timeout=SLOW_MS)
    taken("roi", page.get_by_role("button", name="Share to channel"))

    played.earshot.hear(outage())
    page.get_by_role("treeitem", name="Lumo - Support").click()
    digest = page.get_by_role("heading", name="Support digest")
    expect(digest).to_be_visible(timeout=SLOW_MS)
    taken("digest", digest)

    card = page.get_by_role("heading", name="RISK", exact=False)
    expect(card).to_be_visible(timeout=SLOW_MS)
    page.locator(".ac-adaptiveCard").filter(has=card).get_by_role("button", name="Take it on").click()
    expect(page.get_by_text("Taken on by Ana").first).to_be_visible()
    taken("taken-on", page.get_by_text("Taken on by Ana").first)
    posted = _posted(played, "RISK", to=";messageid=")
    assert "Taken on by Ana" in str(_until(page, lambda: _edits(played, posted))[-1].body)

    rise = page.get_by_role("heading", name="SUDDEN RISE")
    expect(rise).to_be_visible(timeout=SLOW_MS)
    taken("alert", rise)
    _react(played, posted)
    _until(page, lambda: _reactions(played))

    _mention(page, "top problems")
    answer = page.get_by_role("heading", name="Top problems")
    expect(answer.first).to_be_visible(timeout=SLOW_MS)
    taken("mention", answer.first)
    _mention(page, "roi last quarter")
    told = page.get_by_text("sent to you privately")
    expect(told).to_be_visible(timeout=SLOW_MS)
    taken("private", told)
    assert page.get_by_text("€").count() == 0
    page.get_by_role("treeitem", name="Personal Chat").click()
    expect(page.get_by_role("heading", name="ROI, all programmes")).to_have_count(2)

    assert {one.authorization for one in played.relay.heard} == {""}, "the Playground signs after all"
    assert {one.status for one in played.relay.heard} == {200}
    assert [one for one in played.relay.said if one.status >= 400] == []
    assert _unsigned(played) == 401, "without the relay nothing that the Playground sends is believed"


def _send(page: Page, words: str) -> None:
    page.get_by_role("textbox").last.click()
    page.keyboard.type(words)
    page.get_by_role("button", name="Send Message").last.click()


def _mention(page: Page, words: str) -> None:
    page.get_by_role("textbox").first.click()
    page.keyboard.type("@Ear")
    page.get_by_role("listbox", name="Typeahead menu").get_by_role("menuitem").first.click()
    page.keyboard.type(f" {words}")
    page.get_by_role("button", name="Post", exact=True).click()


def _posted(played: Played, start: str, *, to: str) -> Seen:
    """The first post that begins so, in a conversation whose id has `to` in it."""
    return next(
        one
        for one in played.relay.said
        if one.verb == "POST" and to in one.path and str(one.body.get("summary", "")).startswith(start)
    )


def _edits(played: Played, posted: Seen) -> list[Seen]:
    """The edits of a post."""
    end = f"/activities/{posted.answer['id']}"
    return [one for one in played.relay.said if one.verb == "PUT" and one.path.endswith(end)]


def _reactions(played: Played) -> list[str]:
    """Who reacted."""
    found = played.earshot.do(played.earshot.app.store.signals())
    return [str(one.person) for one in found if one.kind == "reaction"]


def _until(page: Page, what: Callable[[], list[Any]]) -> list[Any]:
    """What is found, once there is something."""
    for _ in range(SLOW_MS // 100):
        if found := what():
            return found
        page.wait_for_timeout(100)
    raise TimeoutError("nothing came")


def _unsigned(played: Played) -> int:
    """What Earshot answers to what the Playground sent first, as it sent it."""
    asked = urllib.request.Request(  # noqa: S310 - loopback
        f"{played.earshot.url}/api/messages", data=json.dumps(played.relay.heard[0].body).encode(),
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=20)  # noqa: S310
    refused.value.close()
    return refused.value.code


def _react(played: Played, posted: Seen) -> None:
    """Ana likes a post: the Playground has no button for that, but it passes on whatever it is given."""
    conversation = posted.path.split("/conversations/")[1].split("/")[0]
    act = {
        "type": "messageReaction", "id": "a-like", "channelId": "msteams", "replyToId": posted.answer["id"],
        "serviceUrl": f"{played.relay.url}/_connector", "reactionsAdded": [{"type": "like"}],
        "from": {"id": "29:ana", "name": "Ana", "aadObjectId": ANA}, "recipient": {"id": f"28:{APP}"},
        "conversation": {"conversationType": "channel", "isGroup": True, "tenantId": TENANT, "id": conversation},
        "channelData": {"tenant": {"id": TENANT}, "channel": {"id": SUPPORT}},
    }  # fmt: skip
    asked = urllib.request.Request(  # noqa: S310 - loopback
        f"{played.url}/_internal/v1/customActivities", data=json.dumps(act).encode(),
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310
        assert answer.status == 200
