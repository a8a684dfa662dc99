"""The sources' page on the real parts: what an admin may do, what is sealed, what is never shown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.compose.tending import Keeper
from bot.errors import BadQuestion, NotAllowed
from bot.model.changes import BadItem, KeepBadItem
from bot.model.people import PersonId
from bot.model.views import SourceChange, SourcesPage, What
from bot.ports.sources import NOTHING
from bot.texts import sources as words
from tests.bot.flow.small import ORGANISATION, Small, small

ADI, ANA = PersonId("workspace:adi"), PersonId("workspace:ana")

FEED = (
    '<rss version="2.0"><channel><title>t</title><item><guid>1</guid><pubDate>Mon, 05 Oct 2026 10:00:00 GMT</pubDate>'
    "<title>My phone 0171 2345678 broke</title></item></channel></rss>"
)
SET_UP = {
    **ORGANISATION,
    "sources": [
        {"name": "forum", "owner": "Ana"},
        {"name": "blog", "kind": "feed", "url": "https://news.example/f", "owner": "Ana"},
    ],
}


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[tuple[Small, Keeper]]:
    """A small organisation with one source in its file, and what keeps its sources."""
    async with small(tmp_path, settings=SET_UP) as world:
        yield world, Keeper(world.app)


async def _change(
    keeper: Keeper, what: What, name: str, form: Mapping[str, str] = NOTHING, *, person: PersonId = ADI
) -> SourcesPage:
    return await keeper.change_source(SourceChange(person=person, what=what, name=name, form=form))


async def test_a_source_is_added_with_its_credentials_sealed_and_shown_to_nobody(
    kept: tuple[Small, Keeper], tmp_path: Path
) -> None:
    world, keeper = kept
    form = {"url": "https://lumo.zendesk.example", "user": "ana@lumo.example", "secret": "t0p-s3cret", "group": ""}
    page = await _change(keeper, "add", "desk", {"kind": "zendesk", **form})
    card = next(one for one in page.cards if one.line.source == "desk")
    assert (card.kind, card.fixed, card.budget) == ("zendesk", False, "every 5 min, at most 100 requests a minute")
    assert "t0p-s3cret" not in repr(page)
    spec = next(one for one in world.app.standing.organisation.sources if one.name == "desk")
    assert spec.sealed and "t0p-s3cret" not in spec.secret and not spec.near
    assert world.app.tools.secrets.unseal(spec.secret, where="desk") == "t0p-s3cret"
    assert not _written(tmp_path, b"t0p-s3cret") and _written(tmp_path, b"lumo.zendesk.example")


@pytest.mark.parametrize("what", ["add", "test", "pause", "resume", "remove"])
async def test_only_an_admin_changes_sources_and_everybody_sees_them(kept: tuple[Small, Keeper], what: What) -> None:
    _, keeper = kept
    with pytest.raises(NotAllowed):
        await _change(keeper, what, "blog", {"kind": "feed", "url": "https://x.example/f"}, person=ANA)
    assert [one.line.source for one in (await keeper.sources(ANA)).cards] == ["blog", "forum"]


async def test_what_is_paused_is_asked_again_and_what_is_in_the_file_stays(kept: tuple[Small, Keeper]) -> None:
    _, keeper = kept
    page = await _change(keeper, "pause", "blog")
    assert page.cards[0].line.state == "paused"
    page = await _change(keeper, "resume", "blog")
    assert page.cards[0].line.state != "paused"
    with pytest.raises(BadQuestion, match=r"earshot\.toml"):
        await _change(keeper, "remove", "blog")
    await _change(keeper, "add", "news", {"kind": "feed", "url": "https://x.example/f"})
    assert len((await _change(keeper, "remove", "news")).cards) == 2


@pytest.mark.parametrize(
    ("name", "form", "says"),
    [
        ("", {"kind": "feed"}, "no name"),
        ("news", {"kind": "fed"}, "feed"),
        ("news", {"kind": "feed"}, "needs url"),
        ("news", {"kind": "feed", "url": "https://x.example", "every_minutes": "soon"}, "number of minutes"),
        ("news", {"kind": "feed", "url": "https://x.example", "every_minutes": "nan"}, "number of minutes"),
        ("blog", {"kind": "feed", "url": "https://x.example"}, "already"),
    ],
)
async def test_what_cannot_be_set_up_is_said_and_changes_nothing(
    kept: tuple[Small, Keeper], name: str, form: dict[str, str], says: str
) -> None:
    _, keeper = kept
    with pytest.raises(BadQuestion, match=says):
        await _change(keeper, "add", name, form)
    assert len((await keeper.sources(ADI)).cards) == 2


async def test_a_try_shows_what_comes_redacted_and_keeps_nothing(tmp_path: Path) -> None:
    async def feed(request: web.Request) -> web.Response:
        return web.Response(text=FEED, content_type="application/rss+xml")

    app = web.Application()
    app.add_routes([web.get("/f", feed)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/f"
    settings = {**SET_UP, "sources": [{"name": "blog", "kind": "feed", "url": url}]}
    async with small(tmp_path, settings=settings) as world:
        page = await _change(Keeper(world.app), "test", "blog")
        assert [one.text.raw.startswith("My phone") for one in page.tried] == [True]
        assert "2345678" not in page.tried[0].text.raw
        assert page.words == words.answered("blog", 1, 0, more=False)
        assert await world.app.store.sources() == []
        # An address on this machine may stand in the file; what comes from a page is asked outside only.
        await _change(Keeper(world.app), "add", "inside", {"kind": "feed", "url": url})
        page = await _change(Keeper(world.app), "test", "inside")
        assert "does not answer" in page.words and not page.tried
    await runner.cleanup()


async def test_what_could_not_be_read_is_listed_with_its_place_and_reason(kept: tuple[Small, Keeper]) -> None:
    world, keeper = kept
    at = world.clock.now() - timedelta(hours=1)
    await world.app.store.commit(
        [KeepBadItem(item=BadItem(source="blog", position="<b>7</b>", reason="no text", at=at))]
    )
    (bad,) = (await keeper.sources(ANA)).cards[0].bad
    assert (bad.place.raw, bad.why.raw) == ("<b>7</b>", "no text")


def _written(folder: Path, text: bytes) -> bool:
    return any(text in one.read_bytes() for one in folder.rglob("*") if one.is_file())
