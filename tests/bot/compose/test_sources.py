"""Sources as they are served: asked, delivered to, added while Earshot runs, with credentials that nobody reads."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from adapters.sources import webhook
from bot.compose.app import App, open_app
from bot.compose.asking import budgets
from bot.compose.environment import Given, gather
from bot.compose.running import running
from bot.compose.setting_up import sealed, source_works, try_source
from bot.errors import BadQuestion, ConfigError, NotFound, TryLater, WrongCredential
from bot.flow.board import source_lines
from bot.model.rows import Rows

ITEM = "<item><guid>1</guid><title>The parcel is late</title></item>"
FEED = f'<rss version="2.0"><channel><title>t</title>{ITEM}</channel></rss>'
SETTINGS = """
[[sources]]
name = "blog"
kind = "feed"
url = "{base}/feed"
[[sources]]
name = "forms"
kind = "webhook"
signing_secret = "a-secret"
"""


@pytest.fixture
async def base() -> AsyncIterator[str]:
    async def feed(request: web.Request) -> web.Response:
        return web.Response(text=FEED, content_type="application/rss+xml")

    app = web.Application()
    app.add_routes([web.get("/feed", feed)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def _given(folder: Path, base: str, text: str = SETTINGS) -> Given:
    file = folder / "earshot.toml"
    file.write_text(text.format(base=base), "utf-8")
    return gather({}, data=folder / "data", config=file)


async def _until(what: Callable[[], Awaitable[bool]]) -> None:
    """Looks again and again, for ten seconds at most."""
    for _ in range(500):
        if await what():
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.02)
    raise AssertionError("it did not come about")


async def _deliver(port: int, body: dict[str, str]) -> int:
    raw, stamp = json.dumps(body).encode(), int(datetime.now(UTC).timestamp())
    headers = {
        "webhook-id": body["id"], "webhook-timestamp": str(stamp),
        "webhook-signature": webhook.sign("a-secret", body["id"], stamp, raw),
    }  # fmt: skip
    url = f"http://127.0.0.1:{port}/hooks/forms"
    async with aiohttp.ClientSession() as session, session.post(url, data=raw, headers=headers) as answer:
        return answer.status


async def test_what_is_set_up_is_heard_while_it_serves_and_what_is_added_too(tmp_path: Path, base: str) -> None:
    async with open_app(_given(tmp_path, base)) as app, running(app, port=0) as up:

        async def heard(name: str) -> bool:
            return (await app.store.count(Rows(source=name))).mentions == 1

        await _until(lambda: heard("blog"))
        at = datetime.now(UTC).isoformat()
        assert await _deliver(up.server.port, {"id": "1", "at": at, "text": "Where is my parcel"}) == 202
        await _until(lambda: heard("forms"))
        added = {"name": "news", "settings": {"kind": "feed", "url": f"{base}/feed", "near": True}, "person": "x:y"}
        await source_works(app)["source add"](added)
        await _until(lambda: heard("news"))
        await source_works(app)["source pause"]({"name": "forms", "on": True, "person": "x:y"})
        assert await _deliver(up.server.port, {"id": "2", "at": at, "text": "And now"}) == 404
        assert app.served.failing == {}
        lines = {one.source: one.budget for one in await source_lines(tools=app.tools, standing=app.standing)}
        assert re.fullmatch(r"every 15 min, at most 6 requests a minute; [3-6] of 6 left", lines["blog"])
        assert lines["forms"] == "delivers by itself"


async def test_what_is_left_of_a_budget_is_asked_of_the_earshot_that_serves(tmp_path: Path, base: str) -> None:
    given = _given(tmp_path, base)
    assert await budgets(given) == {}
    async with open_app(given) as app:
        assert await budgets(given, patience=0) == {}  # it has the data, and answers nobody
        async with running(app, port=0):

            async def heard() -> bool:
                return (await app.store.count(Rows(source="blog"))).mentions == 1

            await _until(heard)
            told = await budgets(given, patience=120)
            assert re.fullmatch(r"every 15 min, at most 6 requests a minute; [3-6] of 6 left", told["blog"])
            assert told["forms"] == "delivers by itself"
    assert await budgets(given) == {}


async def test_an_added_source_may_only_be_near_where_an_operator_says_so(tmp_path: Path, base: str) -> None:
    async with open_app(_given(tmp_path, base, "")) as app:
        await _add(app, "far", url=f"{base}/feed")
        (asked,) = app.sources.asked()
        with pytest.raises(Exception, match="not a public one"):
            await asked.source.poll("")


async def _add(app: App, name: str, **settings: str) -> None:
    works = source_works(app)
    await works["source add"]({"name": name, "settings": {"kind": "feed", **settings}, "person": "operator:x"})


async def test_credentials_are_sealed_for_their_source_and_nobody_reads_them(tmp_path: Path, base: str) -> None:
    given = _given(tmp_path, base, "")
    kept = sealed(given, "desk", {"kind": "zendesk", "url": base, "secret": "t0ken-in-clear", "user": None})
    assert "t0ken" not in json.dumps(kept) and set(kept) == {"kind", "url", "secret"}
    async with open_app(given) as app:
        await source_works(app)["source add"]({"name": "desk", "settings": kept, "person": "operator:x"})
        assert app.tools.secrets.unseal(str(kept["secret"]), where="desk") == "t0ken-in-clear"
        for wrong in (kept["secret"], str(kept["secret"])[:-4] + "AAAA", "sealed:1:x", "nonsense"):
            with pytest.raises(WrongCredential):
                app.tools.secrets.unseal(str(wrong), where="another")
        assert "t0ken" not in repr(app.standing.organisation.sources)
    for path in (tmp_path / "data").iterdir():
        assert b"t0ken-in-clear" not in path.read_bytes()


async def test_a_credential_under_a_lost_key_is_refused_in_words(tmp_path: Path, base: str) -> None:
    given = _given(tmp_path, base, "")
    kept = sealed(given, "desk", {"kind": "zendesk", "url": base, "secret": "t0ken"})
    async with open_app(given) as app:
        await source_works(app)["source add"]({"name": "desk", "settings": kept, "person": "operator:x"})
    (tmp_path / "data" / "key").write_bytes(b"another key of thirty-two bytes!")
    with pytest.raises(WrongCredential, match="another key"):
        await try_source(given, "desk")


async def test_trying_a_source_shows_what_comes_and_keeps_nothing(tmp_path: Path, base: str) -> None:
    given = _given(tmp_path, base)
    tried = await try_source(given, "blog")
    assert [one.text.raw for one in tried.mentions] == ["The parcel is late"]
    assert (await try_source(given, "forms")).delivered
    with pytest.raises(NotFound):
        await try_source(given, "nobody")
    async with open_app(given) as app:
        assert (await app.store.count(Rows())).mentions == 0


async def test_a_source_that_is_away_is_to_be_tried_later(tmp_path: Path) -> None:
    with pytest.raises(TryLater):
        await try_source(_given(tmp_path, "http://127.0.0.1:1"), "blog")


async def test_what_the_file_sets_up_is_changed_there(tmp_path: Path, base: str) -> None:
    async with open_app(_given(tmp_path, base)) as app:
        works = source_works(app)
        with pytest.raises(BadQuestion, match="toml"):
            await works["source remove"]({"name": "blog", "person": "operator:x"})
        with pytest.raises(BadQuestion, match="already"):
            await _add(app, "blog", url=base)
        with pytest.raises(ConfigError, match="needs url"):
            await _add(app, "other")
        await _add(app, "other", url=base)
        assert len(app.sources.asked()) == 2
        await works["source remove"]({"name": "other", "person": "operator:x"})
        assert len(app.sources.asked()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
     ('[[sources]]\nname = "x"\nkind = "feeed"', "Did you mean 'feed'"),
     ('[[sources]]\nname = "feed"\nuser = "x"', "needs url"),
     ('[[sources]]\nname = "webhook"\nkind = "webhook"', "needs signing_secret"),
     ('[[sources]]\nname = "a"\nkind = "file"', "no kind")],
)  # fmt: skip
def test_a_source_that_cannot_be_set_up_is_named_at_once(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        _given(tmp_path, "", text)


def test_a_name_that_is_no_kind_stands_for_what_is_imported(tmp_path: Path) -> None:
    given = _given(tmp_path, "", '[[sources]]\nname = "forum"\nowner = "Ana"')
    assert given.settings.all_sources()[0].owner == "Ana"


async def test_the_name_of_a_kind_alone_stands_for_what_is_imported_unless_that_kind_needs_nothing(
    tmp_path: Path,
) -> None:
    text = "".join(f'[[sources]]\nname = "{name}"\n' for name in ("zendesk", "feed", "webhook", "bluesky"))
    async with open_app(_given(tmp_path, "", text)) as app:
        assert [one.source.name for one in app.sources.asked()] == ["bluesky"]
        assert app.sources.hook("webhook") is None
