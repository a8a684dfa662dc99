"""The sources page in the browser: all read it, an admin changes it; secrets and strangers' words are harmless."""

from __future__ import annotations

import pytest

from bot.testing.tending import Kept
from bot.testing.visitor import Lumo, Visitor


@pytest.fixture
def kept(lumo: Lumo) -> Kept:
    """The sources that the page shows."""
    return lumo.kept


async def test_everybody_sees_how_sources_are_and_what_could_not_be_read(ben: Visitor) -> None:
    page = (await ben.get("/sources")).text
    assert "App reviews" in page and "at most 30 requests a minute" in page
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert 'action="/sources"' not in page


async def test_an_admin_adds_a_source_and_its_secret_stands_on_no_page(ana: Visitor, kept: Kept) -> None:
    form = {
        "what": "add",
        "f.kind": "zendesk",
        "f.name": "desk",
        "f.secret": "t0p-s3cret",
        "f.url": "https://x.example",
    }
    page = (await ana.send("/sources", form)).text
    (change,) = kept.changes
    assert (change.what, change.name, change.form["secret"]) == ("add", "desk", "t0p-s3cret")
    assert "t0p-s3cret" not in page and "desk is set up" in page


async def test_what_was_typed_stays_after_a_refusal_but_for_secrets(ana: Visitor) -> None:
    form = {"what": "add", "f.kind": "zendesk", "f.name": "refused", "f.secret": "t0p-s3cret", "f.user": "me@x.example"}
    said = await ana.send("/sources", form)
    assert said.status == 400
    assert 'value="me@x.example"' in said.text and "t0p-s3cret" not in said.text


@pytest.mark.parametrize("what", ["test", "pause", "resume", "remove"])
async def test_each_button_does_what_it_says(ana: Visitor, kept: Kept, what: str) -> None:
    page = (await ana.send("/sources", {"what": what, "name": "app_reviews"})).text
    assert [(one.what, one.name) for one in kept.changes] == [(what, "app_reviews")]
    assert f"done: {what}" in page


async def test_a_change_needs_the_role_and_the_page_s_own_token(lumo: Lumo, ana: Visitor, ben: Visitor) -> None:
    assert (await ben.send("/sources", {"what": "pause", "name": "app_reviews"})).status == 403
    assert (await ana.send("/sources", {"what": "sell", "name": "app_reviews"})).status == 400
    assert (await ana.send("/sources", {"what": "pause", "name": "x", "csrf": "forged"})).status == 403
    assert lumo.kept.changes == []
